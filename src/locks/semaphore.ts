// A semaphore as a manager.

import { describe, findMethod } from "../protocol/lookup.js";
import { type AsyncContextManager } from "../protocol/types.js";
import { advice, ask, type Granted, type LockOptions, Permit } from "./permit.js";

/** What {@link semaphore} asks of a semaphore: async-mutex's `Semaphore` has it, and what its decorators return. */
export interface SemaphoreLike {
  /** Resolves, when `weight` permits are the caller's, to what there were before, and the function that gives them back. */
  acquire(weight?: number, priority?: number): PromiseLike<readonly [number, () => void]>;
}

/**
 * Returns a manager whose enter waits for `weight` permits of `semaphore`, and whose exit gives them back. Its value is
 * how many there were: `withAsync(semaphore(permits), body)` is the same as `permits.runExclusive(body)`.
 *
 * Shared by tasks, and abortable, as {@link lock} is; DEVIATION: asyncio.Semaphore knows no weights. A heavy wait that was
 * given up keeps lighter ones behind it waiting until its turn, as it did before.
 *
 * @param weight - how many permits, more than 0; 1 by default
 * @throws TypeError if `semaphore` has no `acquire`, or `weight` is no number above 0
 * @see https://docs.python.org/3/library/asyncio-sync.html#asyncio.Semaphore
 * @example
 * const four = semaphore(new Semaphore(4));
 * await Promise.all(urls.map((url) => withAsync(four, () => download(url))));
 */
export function semaphore(
  semaphore: SemaphoreLike,
  weight = 1,
  options: LockOptions = {},
): AsyncContextManager<number, void> {
  if (findMethod(semaphore, "acquire") === undefined) {
    throw new TypeError(
      `semaphore takes a semaphore, an object with acquire, found ${describe(semaphore)}${advice(semaphore)}: ` +
        `semaphore(new Semaphore(4)), with async-mutex's Semaphore`,
    );
  }
  if (typeof weight !== "number" || !(weight > 0) || weight === Infinity) {
    throw new TypeError(`semaphore: the weight must be a number above 0, found ${describe(weight)}`);
  }
  const { priority } = options;
  const acquire = async (): Promise<Granted<number>> =>
    granted(await ask(semaphore, [weight, priority], "semaphore"));
  return new Permit(acquire, options, "semaphore");
}

function granted(found: unknown): Granted<number> {
  if (Array.isArray(found) && typeof found[1] === "function") {
    return { value: found[0] as number, release: found[1] as () => void };
  }
  if (typeof found === "function") {
    found();
    throw new TypeError("semaphore takes a semaphore, found a mutex: use lock(…)");
  }
  throw new TypeError(
    `semaphore takes a semaphore, whose acquire resolves to [number, release]; it resolved to ${describe(found)}`,
  );
}
