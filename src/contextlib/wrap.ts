// Managers around functions: Python's ContextDecorator and AsyncContextDecorator.

import { apply } from "../protocol/lookup.js";
import { type AsyncContextManager, type ContextManager, type Suppressed } from "../protocol/types.js";
import { type SyncResult, withAsyncFor, withSyncFor } from "../scope/with.js";

/** Any function, with its own `this`. */
export type AnyFunction = (this: never, ...args: never[]) => unknown;

/** What a TC39 decorator is told of the method it decorates. */
export interface MethodContext {
  readonly kind: "method" | "getter" | "setter";
}

/** A function run inside an asynchronous manager whose exit gives `X`: `undefined` means that its error was suppressed. */
export type AsyncWrapped<F extends AnyFunction, X = boolean> = (
  this: ThisParameterType<F>,
  ...args: Parameters<F>
) => Promise<Awaited<ReturnType<F>> | Suppressed<X>>;

/** A function run inside a synchronous manager whose exit gives `X`: `undefined` means that its error was suppressed. */
export type SyncWrapped<F extends AnyFunction, X = boolean> = (
  this: ThisParameterType<F>,
  ...args: Parameters<F>
) => SyncResult<ReturnType<F>, Suppressed<X>>;

/** Returns `fn` run inside a manager that `fresh` makes for every call: `async with fresh(): return await fn(…)`. */
export function wrapAsync<F extends AnyFunction>(fresh: () => AsyncContextManager, fn: F): AsyncWrapped<F> {
  const wrapped = function (this: unknown, ...args: unknown[]): Promise<unknown> {
    return withAsyncFor(fresh(), () => apply(fn, this, args), undefined, wrapped);
  };
  return Object.defineProperty(wrapped, "name", { value: fn.name }) as unknown as AsyncWrapped<F>;
}

/** Returns `fn` run inside a manager that `fresh` makes for every call: `with fresh(): return fn(…)`. */
export function wrapSync<F extends AnyFunction>(fresh: () => ContextManager, fn: F): SyncWrapped<F> {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    return withSyncFor(fresh(), () => apply(fn, this, args) as unknown, undefined, wrapped);
  };
  return Object.defineProperty(wrapped, "name", { value: fn.name }) as unknown as SyncWrapped<F>;
}
