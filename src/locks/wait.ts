// Waiting for what somebody else grants, until a signal says that it is no longer wanted.

import { reasonOf, type SignalLike } from "../concurrency/abort-scope.js";

/**
 * Resolves to what `acquire()` grants, or rejects with the signal's reason as soon as that is aborted; then what is
 * granted later goes to `giveBack` at once, so that nothing is held that nobody owns. Asks for nothing if the signal is
 * aborted already.
 */
export function wait<T>(
  acquire: () => PromiseLike<T>,
  giveBack: (granted: T) => void,
  signal: SignalLike | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isWanted = !signal?.aborted;
    const abort = (): void => {
      isWanted = false;
      signal?.removeEventListener("abort", abort);
      reject(reasonOf(signal));
    };
    if (!isWanted) return abort();
    const acquiring = acquire();
    signal?.addEventListener("abort", abort);
    acquiring.then(
      (granted) => {
        signal?.removeEventListener("abort", abort);
        if (isWanted) resolve(granted);
        else giveBack(granted);
      },
      (error: unknown) => {
        signal?.removeEventListener("abort", abort);
        reject(error);
      },
    );
  });
}
