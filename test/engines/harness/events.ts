// node:events for engines that are not Node: npm's `events`, whose `once` takes no signal.
import { EventEmitter } from "events";

export { EventEmitter };

/** Resolves to the arguments of the next `name`. @throws AbortError, if the signal is aborted before */
export function once(
  emitter: EventEmitter,
  name: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      emitter.off(name, settle);
      const error = new DOMException("The operation was aborted", "AbortError");
      reject(Object.assign(error, { cause: signal?.reason as unknown }));
    };
    const settle = (...values: unknown[]): void => {
      signal?.removeEventListener("abort", abort);
      resolve(values);
    };
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    emitter.once(name, settle);
  });
}
