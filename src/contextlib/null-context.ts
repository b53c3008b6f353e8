// contextlib.nullcontext.

import { type AsyncContextManager, type ContextManager } from "../protocol/types.js";

/**
 * Returns a manager that does nothing: entering it gives `value`. Stands in where a manager is optional, in both kinds
 * of driver; reusable and reentrant.
 *
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.nullcontext
 * @example
 * await withAsync(lock ?? nullContext(), async () => { … });
 */
export function nullContext(): NullContext<undefined>;
export function nullContext<T>(value: T): NullContext<T>;
export function nullContext<T>(value?: T): NullContext<T | undefined> {
  return new NullContext(value);
}

export class NullContext<T> implements ContextManager<T, void>, AsyncContextManager<T, void> {
  readonly outcome = "ignored";
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  __enter__(): T {
    return this.#value;
  }

  __exit__(): void {}

  async __aenter__(): Promise<T> {
    return this.#value;
  }

  async __aexit__(): Promise<void> {}
}
