// contextlib.ContextDecorator and contextlib.AsyncContextDecorator, as functions: Python's are base classes whose
// instances are called, and JavaScript's objects cannot be.

import { describe } from "../protocol/lookup.js";
import { type AsyncContextManager, type ContextManager } from "../protocol/types.js";
import {
  type AnyFunction,
  type AsyncWrapped,
  type MethodContext,
  type SyncWrapped,
  wrapAsync,
  wrapSync,
} from "./wrap.js";

/** Runs functions inside an asynchronous manager whose exit gives `X`. */
export interface AsyncContextDecorator<X> {
  /**
   * A TC39 decorator of async methods, `@locked`. It cannot change a method's type: where the manager may suppress, write
   * `| undefined` there yourself.
   */
  <F extends (this: never, ...args: never[]) => PromiseLike<unknown>>(fn: F, context: MethodContext): F;
  /** A wrapper of functions, `locked(fn)`. */
  <F extends AnyFunction>(fn: F): AsyncWrapped<F, X>;
}

/** Runs functions inside a synchronous manager whose exit gives `X`. */
export interface ContextDecorator<X> {
  /** A TC39 decorator of methods, getters and setters; see {@link AsyncContextDecorator}. */
  <F extends AnyFunction>(fn: F, context: MethodContext): F;
  /** A wrapper of functions. */
  <F extends AnyFunction>(fn: F): SyncWrapped<F, X>;
}

/**
 * Returns a decorator that runs each call inside the manager that `fresh` returns for it:
 * `async with fresh(): return await fn(…)`. The result is `undefined` if an error was suppressed.
 *
 * `fresh` makes a manager per call, as Python's `_recreate_cm` does; return the same one each time if it is reentrant.
 * Managers of {@link asyncContextManager} have `decorate(fn)` themselves.
 *
 * @throws TypeError if `fresh` is not a function; when it decorates anything but a function, method, getter or setter
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.AsyncContextDecorator
 * @example
 * const locked = decorate(() => acquire(() => mutex.acquire(), (release) => release()));
 * class Account {
 *   balance = 5;
 *   async #withdraw(amount: number) { this.balance -= amount; }
 *   withdraw = locked(this.#withdraw); // or, before a method, the decorator: TC39's, not experimentalDecorators
 * }
 * const report = locked(async (account: Account) => `${account.balance} left`);
 */
export function decorate<X>(fresh: () => AsyncContextManager<unknown, X>): AsyncContextDecorator<X> {
  checkFresh(fresh, "decorate");
  const decorator = (fn: AnyFunction, context?: unknown): unknown =>
    wrapAsync(fresh as () => AsyncContextManager, decorated(fn, context, "decorate"));
  return decorator as AsyncContextDecorator<X>;
}

/**
 * The twin of {@link decorate} for synchronous managers: `with fresh(): return fn(…)`. Of an async function the exit
 * runs when its promise settles; of a generator function when it has made the generator, as in Python.
 *
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.ContextDecorator
 */
export function decorateSync<X>(fresh: () => ContextManager<unknown, X>): ContextDecorator<X> {
  checkFresh(fresh, "decorateSync");
  const decorator = (fn: AnyFunction, context?: unknown): unknown =>
    wrapSync(fresh as () => ContextManager, decorated(fn, context, "decorateSync"));
  return decorator as ContextDecorator<X>;
}

function checkFresh(fresh: unknown, caller: string): void {
  if (typeof fresh === "function") return;
  throw new TypeError(
    `${caller} takes a function that returns a manager, found ${describe(fresh)}: ${caller}(() => manager)`,
  );
}

function decorated<F>(fn: F, context: unknown, caller: string): F {
  const kind = isNamed(context) ? context.kind : undefined;
  if (typeof fn === "function" && kind !== "class") return fn;
  const found = kind === undefined ? describe(fn) : `a ${String(kind)}`;
  const legacy =
    typeof context === "string" ? "; legacy decorators (experimentalDecorators) are not supported" : "";
  throw new TypeError(`a decorator of ${caller} takes a function or a method, found ${found}${legacy}`);
}

function isNamed(context: unknown): context is { readonly kind: unknown } {
  return typeof context === "object" && context !== null && "kind" in context;
}
