// Pairs of functions as managers: acquire and release, whoever wrote them.

import { release as told } from "../exit/reader.js";
import { toldCompletion } from "../protocol/dunder.js";
import { describe } from "../protocol/lookup.js";
import { RuntimeError } from "../protocol/runtime-error.js";
import { type AsyncContextManager, type Completion, type ErrorType, type None } from "../protocol/types.js";

/**
 * Takes back what was acquired. Told the error that ended the block, and, because `throw undefined` is an error too, the
 * completion: `undefined` after a clean end, else `{ error }`. Its result is ignored.
 */
export type Release<T> = (value: T, error: unknown, completion: Completion) => unknown;

/**
 * Returns a manager whose enter awaits `acquire()`, and whose exit awaits `release(value, error)`.
 *
 * A blind exit without `ok()` tells a `release` that could read it an {@link UnconfirmedExitError}; one that takes the value
 * only, `(client) => …`, does not mind.
 *
 * Reusable, one block at a time: entering it while it is held is refused with a RuntimeError, because an exit could not
 * tell whose value to release. Write a function that returns a new one where tasks share it.
 *
 * @throws TypeError if one of the two is not a function
 * @example
 * await withAsync(acquire(() => pool.connect(), (client, error) => client.release(error)), async (client) => {
 *   await client.query("select 1");
 * });
 */
export function acquire<T>(
  acquire: () => PromiseLike<T> | T,
  release: Release<T>,
): AsyncContextManager<T, void> {
  if (typeof acquire !== "function" || typeof release !== "function") {
    const found = typeof acquire !== "function" ? acquire : release;
    throw new TypeError(
      `acquire takes two functions, found ${describe(found)}: acquire(() => value, (value) => …)`,
    );
  }
  // Given here, because bundlers keep every class with a computed name.
  return Object.assign(new Acquire(acquire, release), { [told]: release });
}

class Acquire<T> implements AsyncContextManager<T, void> {
  readonly #acquire: () => PromiseLike<T> | T;
  readonly #release: Release<T>;
  #isHeld = false;
  /** What is to be released; nothing while it is acquired or released, so that no second exit releases it again. */
  #held: { readonly value: T } | undefined;

  constructor(acquire: () => PromiseLike<T> | T, release: Release<T>) {
    this.#acquire = acquire;
    this.#release = release;
  }

  async __aenter__(): Promise<T> {
    if (this.#isHeld) {
      throw new RuntimeError(
        "this acquire(…) manager is held already: one block at a time; make one per block, const lease = () => acquire(…)",
      );
    }
    this.#isHeld = true;
    try {
      const value = await (0, this.#acquire)();
      this.#held = { value };
      return value;
    } catch (error) {
      this.#isHeld = false;
      throw error;
    }
  }

  async __aexit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): Promise<void> {
    const completion = toldCompletion(excType, exc);
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    try {
      await (0, this.#release)(held.value, completion?.error, completion);
    } finally {
      this.#isHeld = false;
    }
  }
}
