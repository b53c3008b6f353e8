// contextlib.AbstractContextManager and contextlib.AbstractAsyncContextManager.

import { isAsyncContextManager, isContextManager } from "../protocol/lookup.js";
import {
  type AsyncContextManager,
  type ContextManager,
  type ErrorType,
  type None,
} from "../protocol/types.js";

/**
 * A base for managers whose enter gives the manager itself: a subclass writes `__exit__`.
 *
 * `value instanceof AbstractContextManager` asks for the two methods, as Python's `isinstance` does; of a subclass it
 * asks for the class.
 *
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.AbstractContextManager
 * @example
 * class Indented extends AbstractContextManager<void> {
 *   depth = 0;
 *   __enter__() { this.depth += 2; return this; }
 *   __exit__() { this.depth -= 2; }
 * }
 */
export abstract class AbstractContextManager<X = boolean | void> implements ContextManager<unknown, X> {
  static [Symbol.hasInstance](value: unknown): boolean {
    return isBase(this) ? isContextManager(value) : isInstance(this, value);
  }

  /** Returns the manager. */
  __enter__(): this {
    return this;
  }

  abstract __exit__(excType: ErrorType | None, exc: unknown, tb: unknown): X;
}

/**
 * A base for asynchronous managers whose enter gives the manager itself: a subclass writes `__aexit__`.
 *
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.AbstractAsyncContextManager
 */
export abstract class AbstractAsyncContextManager<X = boolean | void> implements AsyncContextManager<
  unknown,
  X
> {
  static [Symbol.hasInstance](value: unknown): boolean {
    return isBase(this) ? isAsyncContextManager(value) : isInstance(this, value);
  }

  /** Resolves to the manager. */
  async __aenter__(): Promise<this> {
    return this;
  }

  abstract __aexit__(excType: ErrorType | None, exc: unknown, tb: unknown): PromiseLike<X>;
}

// Not in the classes: one that refers to itself gets another name from esbuild, `_AbstractContextManager`.
function isBase(type: unknown): boolean {
  return type === AbstractContextManager || type === AbstractAsyncContextManager;
}

function isInstance(type: object, value: unknown): boolean {
  return Function.prototype[Symbol.hasInstance].call(type, value) as boolean;
}
