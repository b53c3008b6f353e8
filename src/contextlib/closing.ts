// contextlib.closing and contextlib.aclosing.

import { asyncDispose } from "../../polyfills/index.js";
import { apply, describe, findMethod, type Method } from "../protocol/lookup.js";
import { type AsyncContextManager, type ContextManager } from "../protocol/types.js";

/** The names of the methods of `T`. */
export type MethodName<T> = {
  [K in keyof T]-?: T[K] extends (...args: never[]) => unknown ? K : never;
}[keyof T];

/**
 * Returns a manager of `thing` whose exit calls `thing.close()`, or another method of it. Its result is ignored.
 *
 * The same as `try { … } finally { thing.close(); }`, with the exit rules.
 *
 * @throws TypeError if `thing` has no such method
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.closing
 * @example
 * withSync(closing(socket, "destroy"), (open) => open.write("hello"));
 */
export function closing<T extends { close(...args: never[]): unknown }>(thing: T): ContextManager<T, void>;
export function closing<T extends object>(thing: T, method: MethodName<T>): ContextManager<T, void>;
export function closing<T extends object>(thing: T, method?: MethodName<T>): ContextManager<T, void> {
  return new Closing(thing, closer(thing, [method ?? "close"], "closing"));
}

/**
 * Returns a manager of `thing` whose exit awaits `thing.aclose()`, else `thing[Symbol.asyncDispose]()`, else
 * `thing.close()`, else `thing.return()` (a generator's); or another method of it. Its result is ignored.
 *
 * @throws TypeError if `thing` has no such method
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.aclosing
 * @example
 * await withAsync(aclosing(lines(file)), async (each) => {
 *   for await (const line of each) if (line === "stop") break;
 * });
 */
export function aclosing<T extends object>(thing: T, method?: MethodName<T>): AsyncContextManager<T, void> {
  const methods = method === undefined ? ["aclose", asyncDispose, "close", "return"] : [method];
  return new AsyncClosing(thing, closer(thing, methods, "aclosing"));
}

class Closing<T> implements ContextManager<T, void> {
  readonly outcome = "ignored";
  readonly #thing: T;
  readonly #close: Method;

  constructor(thing: T, close: Method) {
    this.#thing = thing;
    this.#close = close;
  }

  __enter__(): T {
    return this.#thing;
  }

  __exit__(): void {
    apply(this.#close, this.#thing, []);
  }
}

class AsyncClosing<T> implements AsyncContextManager<T, void> {
  readonly outcome = "ignored";
  readonly #thing: T;
  readonly #close: Method;

  constructor(thing: T, close: Method) {
    this.#thing = thing;
    this.#close = close;
  }

  async __aenter__(): Promise<T> {
    return this.#thing;
  }

  async __aexit__(): Promise<void> {
    await apply(this.#close, this.#thing, []);
  }
}

function closer(thing: unknown, names: readonly PropertyKey[], caller: string): Method {
  for (const name of names) {
    const method = findMethod(thing, name);
    if (method !== undefined) return method;
  }
  const wanted = names.map((name) =>
    typeof name === "symbol" ? "[Symbol.asyncDispose]" : `${String(name)}()`,
  );
  throw new TypeError(
    `${caller}: ${describe(thing)} has no ${wanted.join(", ")}; name its method: ${caller}(thing, "end")`,
  );
}
