// The function drivers: Python's `async with` and `with` as calls that take the block as a function.

import { type EntryCode, noneOf } from "../exit/entry-code.js";
import { asyncMethods, syncMethods } from "../exit/methods.js";
import { combine } from "../exit/rules.js";
import { afterExit, callAsync, callSync } from "../exit/step.js";
import { apply, awaitable, describe, isThenable, type Method } from "../protocol/lookup.js";
import {
  type AsyncContextManager,
  type Completion,
  type ContextManager,
  type EnterResult,
  type EnterResultSync,
  type ExitOptions,
  type ExitResult,
  type ExitResultSync,
  type Suppressed,
} from "../protocol/types.js";
import { observed } from "./observed-methods.js";

/** What {@link withSync} returns for a body that returns `R`: an async body makes it a promise. */
export type SyncResult<R, S> = [R] extends [never]
  ? S
  : R extends PromiseLike<infer A>
    ? Promise<A | S>
    : R | S;

/**
 * Runs `body` between a manager's enter and exit, as Python's `async with manager as value: body` does.
 *
 * Is the same as
 *
 *     const value = await manager.__aenter__();
 *     let result;
 *     try { result = await body(value); } catch (error) {
 *       if (!(await manager.__aexit__(error.constructor, error, error.stack))) throw error;
 *       return undefined;
 *     }
 *     await manager.__aexit__(null, null, null);
 *     return result;
 *
 * with the exit rules applied to what `__aexit__` throws. A manager with `[exit]` is driven through that.
 *
 * @param manager - an object with `__aenter__` and `__aexit__`; both are found before enter is called
 * @param body - takes what enter resolved to; sync or async
 * @returns what `body` returned, or `undefined` if it threw and the exit suppressed the error
 * @throws TypeError if `manager` lacks a method, or one of them returns something that is not awaitable
 * @see https://docs.python.org/3/reference/compound_stmts.html#the-async-with-statement
 * @example
 * const rows = await withAsync(connection("app"), async (db) => db.query("select 1"));
 */
export function withAsync<M extends AsyncContextManager<unknown, unknown>, R>(
  manager: M,
  body: (value: EnterResult<M>) => R | PromiseLike<R>,
  options?: Pick<ExitOptions, "none">,
): Promise<R | Suppressed<ExitResult<M>>>;
export async function withAsync<M extends AsyncContextManager<unknown, unknown>, R>(
  manager: M,
  body: (value: EnterResult<M>) => R | PromiseLike<R>,
  options?: Pick<ExitOptions, "none">,
  driver: object = withAsync,
): Promise<R | Suppressed<ExitResult<M>>> {
  const found = observed(asyncMethods(manager, "withSync"), noneOf(options), manager, driver);
  if (typeof body !== "function") throw noBody(body, "withAsync");

  // Each variable that lives across an await costs time: enter's value and the body's share one.
  let value: unknown = await awaitable(apply(found.start, manager, []), manager, "__aenter__");
  let completion: Completion;
  try {
    value = await body(value as EnterResult<M>);
  } catch (error) {
    completion = { error };
    value = undefined;
  }
  try {
    completion = afterExit(
      found.code,
      await callAsync(found.code, manager, found.leave, completion),
      completion,
    );
  } catch (thrown) {
    completion = combine(thrown, completion);
  }
  if (completion !== undefined) throw completion.error;
  return value as R | Suppressed<ExitResult<M>>;
}

/**
 * Runs `body` between a manager's enter and exit, as Python's `with manager as value: body` does. Awaits nothing.
 *
 * An async body makes the result a promise, and the exit runs when the body's promise settles: the way to hold a
 * synchronous manager around awaiting code.
 *
 * @param manager - an object with `__enter__` and `__exit__`; both are found before enter is called
 * @returns what `body` returned, or `undefined` if it threw and the exit suppressed the error
 * @throws TypeError if `manager` lacks a method, or its exit returns a promise
 * @see https://docs.python.org/3/reference/compound_stmts.html#the-with-statement
 * @example
 * const text = withSync(closing(openSync("a.txt")), (file) => file.read());
 */
export function withSync<M extends ContextManager<unknown, unknown>, R>(
  manager: M,
  body: (value: EnterResultSync<M>) => R,
  options?: Pick<ExitOptions, "none">,
): SyncResult<R, Suppressed<ExitResultSync<M>>>;
export function withSync<M extends ContextManager<unknown, unknown>, R>(
  manager: M,
  body: (value: EnterResultSync<M>) => R,
  options?: Pick<ExitOptions, "none">,
  driver: object = withSync,
): SyncResult<R, Suppressed<ExitResultSync<M>>> {
  const { start, leave, code } = observed(
    syncMethods(manager, "withAsync"),
    noneOf(options),
    manager,
    driver,
  );
  if (typeof body !== "function") throw noBody(body, "withSync");

  const value = apply(start, manager, []) as EnterResultSync<M>;
  let result: unknown;
  let completion: Completion;
  try {
    result = body(value);
    if (isThenable(result))
      return leaveLater(code, manager, leave, result) as SyncResult<R, Suppressed<ExitResultSync<M>>>;
  } catch (error) {
    completion = { error };
  }
  return leaveNow(code, manager, leave, completion, result) as SyncResult<R, Suppressed<ExitResultSync<M>>>;
}

/** {@link withAsync} for a function of the library, `driver`, that the program called. */
export const withAsyncFor = withAsync as <M extends AsyncContextManager<unknown, unknown>, R>(
  manager: M,
  body: (value: EnterResult<M>) => R | PromiseLike<R>,
  options: undefined,
  driver: object,
) => Promise<R | Suppressed<ExitResult<M>>>;

/** {@link withSync} for a function of the library, `driver`, that the program called. */
export const withSyncFor = withSync as <M extends ContextManager<unknown, unknown>, R>(
  manager: M,
  body: (value: EnterResultSync<M>) => R,
  options: undefined,
  driver: object,
) => SyncResult<R, Suppressed<ExitResultSync<M>>>;

function leaveNow(
  code: EntryCode,
  manager: unknown,
  leave: Method,
  completion: Completion,
  result: unknown,
): unknown {
  try {
    completion = afterExit(code, callSync(code, manager, leave, completion), completion);
  } catch (thrown) {
    completion = combine(thrown, completion);
  }
  if (completion === undefined) return result;
  throw completion.error;
}

async function leaveLater(
  code: EntryCode,
  manager: unknown,
  leave: Method,
  body: PromiseLike<unknown>,
): Promise<unknown> {
  let result: unknown;
  let completion: Completion;
  try {
    result = await body;
  } catch (error) {
    completion = { error };
  }
  return leaveNow(code, manager, leave, completion, result);
}

function noBody(body: unknown, driver: string): TypeError {
  return new TypeError(
    `${driver}: body must be a function, found ${describe(body)}: ${driver}(manager, (value) => …)`,
  );
}
