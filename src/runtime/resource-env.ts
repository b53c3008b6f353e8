// What a compiled `using` or `await using` block calls: AddDisposableResource and DisposeResources of the specification,
// where an error-aware resource is told how the block ended and may suppress its error.
// A plain resource is driven to the letter of the specification; the exit rules speak only for `[exit]`.
// Whoever compiles a file for a browser ships this, so messages are short and SuppressedError is the engine's.

import { AsMethod, type Callable, IsObject } from "../../polyfills/abstract-ops.js";
import { asyncDispose, dispose } from "../../polyfills/index.js";
import { type Completion, exit } from "../protocol/types.js";
import { combine, suppressing } from "./combine.js";

/** The resources of a block in the order of their declarations, flat: value, method, kind, value, method, kind … */
export type Resources = unknown[];

/** The kind's bits: the declaration is `await using`; what it calls does not await all the same; it is `[exit]`. */
const ASYNC = 1;
const FALLBACK = 2;
const AWARE = 4;

/**
 * Adds the value of a declaration to the resources of its block, and returns it.
 *
 * `[exit]` is read before the disposer: so {@link aware} knows by the time its disposer is read who reads it.
 *
 * @param isAsync - is it an `await using` declaration?
 * @throws TypeError if the value is neither disposable, nor `null` or `undefined`
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-adddisposableresource
 */
export function addResource<T>(resources: Resources, value: T, isAsync: unknown): T {
  let kind = isAsync ? ASYNC : 0;
  if (value === null || value === undefined) {
    if (isAsync) resources.push(value, value, kind); // CreateDisposableResource 1.a
    return value;
  }
  let aware: Callable | undefined;
  let method: Callable | undefined;
  if (IsObject(value)) {
    if (exit in value) aware = AsMethod(value[exit], exit);
    if (isAsync) method = AsMethod(value[asyncDispose], asyncDispose);
    if (!method) {
      method = AsMethod(value[dispose], dispose);
      if (isAsync) kind |= FALLBACK; // GetDisposeMethod 1.b
    }
  }
  if (!method) throw new TypeError(`${isAsync ? "await " : ""}using: a disposable, null or undefined expected`);
  resources.push(value, aware || method, aware ? kind | AWARE : kind);
  return value;
}

/**
 * Disposes of the resources of a block that ended as `completion`, last declared first; throws what propagates from it.
 * Returns a promise, to be awaited, only if an `await using` declaration was evaluated.
 *
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposeresources
 */
export function disposeResources(resources: Resources, completion: Completion): Promise<void> | undefined {
  let i = resources.length;
  while (i > 0) {
    const kind = resources[i - 1] as number;
    // What `using` declared above the last `await using` is disposed of before the first await, here.
    if (kind & ASYNC) return disposeAsync(resources, i, completion);
    i -= 3;
    try {
      const result = leave(kind, resources[i + 1] as Callable, resources[i], completion);
      if (kind & AWARE) completion = checked(result);
    } catch (thrown) {
      completion = fold(kind, thrown, completion);
    }
  }
  if (completion) throw completion.error;
  return undefined;
}

async function disposeAsync(resources: Resources, i: number, completion: Completion): Promise<void> {
  let needsAwait = false; // 1
  let hasAwaited = false; // 2
  while (i > 0) {
    const kind = resources[--i] as number;
    const method = resources[--i] as Callable | null | undefined;
    const value = resources[--i];
    try {
      if (!method) {
        needsAwait = true; // 3.f
        continue;
      }
      if (needsAwait && !hasAwaited && !(kind & ASYNC)) {
        needsAwait = false; // 3.d
        await NOTHING;
      }
      let result = leave(kind, method, value, completion); // 3.e.i
      if (kind & ASYNC) {
        hasAwaited = true;
        result = await result; // 3.e.ii
      }
      if (kind & AWARE) completion = checked(result);
    } catch (thrown) {
      completion = fold(kind, thrown, completion);
    }
  }
  if (needsAwait && !hasAwaited) await NOTHING; // 4
  if (completion) throw completion.error;
}

const NOTHING: PromiseLike<void> | void = undefined;

function leave(kind: number, method: Callable, value: unknown, completion: Completion): unknown {
  if (kind & FALLBACK) {
    // GetDisposeMethod 1.b.ii: a promise that a sync disposer returns is not awaited; what it throws, after an await
    try {
      const result = leave(kind & AWARE, method, value, completion);
      return kind & AWARE ? checked(result) : undefined;
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }
  return kind & AWARE ? method.call(value, completion) : method.call(value);
}

/** Returns what `[exit]` returned, if it is a completion. */
function checked(result: unknown): Completion {
  if (result === undefined || (IsObject(result) && "error" in result && !("then" in result))) {
    return result as Completion;
  }
  // An abandoned promise: its own failure must not end the process as an unhandled rejection.
  Promise.resolve(result).catch(() => {});
  throw new TypeError("[exit] must return { error } or undefined; a promise only to `await using`");
}

/** How the block stands after a disposer threw: by the specification (3.e.iii), or for `[exit]` by the exit rules. */
function fold(kind: number, thrown: unknown, completion: Completion): Completion {
  if (!completion) return { error: thrown };
  return kind & AWARE ? combine(thrown, completion) : suppressing(thrown, completion);
}
