// What the managers of this room share: something of the process is changed, and changed back at the exit.

import { type AsyncContextManager, type ContextManager } from "../protocol/types.js";

/** A manager of something that is changed, and changed back; reusable and reentrant. */
export abstract class Change<T> implements ContextManager<T, void>, AsyncContextManager<T, void> {
  readonly outcome = "ignored";
  /** What undoes the changes of the blocks that run, the innermost last. */
  readonly #undo: (() => void)[] = [];

  /** Makes the change. Returns the block's value, and what undoes the change. */
  protected abstract change(): { value: T; undo: () => void };

  __enter__(): T {
    const { value, undo } = this.change();
    this.#undo.push(undo);
    return value;
  }

  __exit__(): void {
    this.#undo.pop()?.();
  }

  async __aenter__(): Promise<T> {
    return this.__enter__();
  }

  async __aexit__(): Promise<void> {
    this.__exit__();
  }
}
