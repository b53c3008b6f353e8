/// <reference lib="esnext.disposable" preserve="true" />
// A guard against a forgotten set-up: is the calling code's `using` compiled with our helpers?

import { dispose } from "../../polyfills/index.js";
import { exit } from "../protocol/types.js";

/** What {@link aware} returns: declare it with `using`. */
export interface AwareCheck extends Disposable {
  /** Is the block, in which this was declared with `using` or `await using`, told to its resources how it ended? */
  readonly aware: boolean;
}

/**
 * Tells whether a block is error-aware: whether the error that ends it reaches `[exit]`, so that a transaction rolls
 * back, and may be suppressed. It is if the file was compiled with this library's helpers, and not if the engine, or
 * another compiler's helpers, run its `using`.
 *
 * @param required - with `true`, a block that is not error-aware fails at the declaration, before it did anything
 * @throws TypeError, from the declaration and not from this call, if it is required and the block is not error-aware
 * @example
 * using check = aware();
 * if (!check.aware) console.warn("transactions are not rolled back here");
 * @example
 * using _ = aware(true); // in a test, or at the start of a program
 */
export function aware(required = false): AwareCheck {
  return new Check(required);
}

class Check implements AwareCheck {
  readonly #required: boolean;
  #aware = false;

  constructor(required: boolean) {
    this.#required = required;
  }

  get aware(): boolean {
    return this.#aware;
  }

  /** Read by drivers that know how the block ended, before the disposer; the engine reads the disposer alone. */
  get [exit](): undefined {
    this.#aware = true;
    return undefined;
  }

  get [dispose](): () => void {
    if (this.#required && !this.#aware) {
      throw new TypeError(
        "this `using` does not tell its resources how the block ended: the file was not compiled with await-using's " +
          "helpers. Set up its compiler (tslib, Babel plugin or bundler plugin), or use withAsync, withSync or an " +
          "exit stack's run",
      );
    }
    return () => {};
  }
}
