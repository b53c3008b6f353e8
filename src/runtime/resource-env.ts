// What a compiled `using` or `await using` block calls: AddDisposableResource and DisposeResources of the specification,
// where an error-aware resource is told how the block ended and may suppress its error.
// A plain resource is driven to the letter of the specification; the exit rules speak only for `[exit]`.

import { type Callable, GetMethod, IsObject } from "../../polyfills/abstract-ops.js";
import { asyncDispose, dispose, SuppressedError } from "../../polyfills/index.js";
import { combine } from "../exit/rules.js";
import { checkCompletion } from "../exit/completion.js";
import { notAwaitable } from "../protocol/lookup.js";
import { type Completion, exit } from "../protocol/types.js";

/** The resources of a block in the order of their declarations, flat: value, method, kind, value, method, kind … */
export type Resources = unknown[];

/** The kind's bits: the declaration is `await using`; the method is `[Symbol.dispose]` all the same; it is `[exit]`. */
const ASYNC = 1;
const FALLBACK = 2;
const AWARE = 4;

/**
 * Adds the value of a declaration to the resources of its block, and returns it.
 *
 * @param isAsync - is it an `await using` declaration?
 * @throws TypeError if the value is neither disposable, nor `null` or `undefined`
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-adddisposableresource
 */
export function addResource<T>(resources: Resources, value: T, isAsync: boolean): T {
  let kind = isAsync ? ASYNC : 0;
  if (value === null || value === undefined) {
    if (isAsync) resources.push(value, undefined, kind); // CreateDisposableResource 1.a
    return value;
  }
  if (!IsObject(value)) throw notDisposable(isAsync, typeof value);
  let method = isAsync ? GetMethod(value, asyncDispose) : undefined;
  if (method === undefined) {
    method = GetMethod(value, dispose);
    if (isAsync) kind |= FALLBACK;
  }
  if (method === undefined) throw notDisposable(isAsync, "an object without it");
  const aware = exit in (value as object) ? GetMethod(value, exit) : undefined;
  resources.push(value, aware ?? method, aware ? kind | AWARE : kind);
  return value;
}

/**
 * Disposes of the resources of a block that ended as `completion`, last declared first; throws what propagates from it.
 * Returns a promise, to be awaited, only if an `await using` declaration was evaluated.
 *
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposeresources
 */
export function disposeResources(resources: Resources, completion: Completion): Promise<void> | undefined {
  for (let i = 2; i < resources.length; i += 3) {
    if ((resources[i] as number) & ASYNC) return disposeAsync(resources, completion);
  }
  while (resources.length > 0) {
    const kind = resources.pop() as number;
    try {
      const result = leave(kind, resources.pop() as Callable, resources.pop(), completion);
      if (kind & AWARE) completion = checkCompletion(result);
    } catch (thrown) {
      completion = fold(kind, thrown, completion);
    }
  }
  if (completion !== undefined) throw completion.error;
  return undefined;
}

async function disposeAsync(resources: Resources, completion: Completion): Promise<void> {
  let needsAwait = false; // 1
  let hasAwaited = false; // 2
  while (resources.length > 0) {
    const kind = resources.pop() as number;
    const method = resources.pop() as Callable | undefined;
    const value = resources.pop();
    if (method === undefined) {
      needsAwait = true; // 3.f
      continue;
    }
    try {
      if (needsAwait && !hasAwaited && !(kind & ASYNC)) {
        needsAwait = false; // 3.d
        await NOTHING;
      }
      let result = leave(kind, method, value, completion); // 3.e.i
      if (kind & ASYNC) {
        hasAwaited = true;
        result = await result; // 3.e.ii
      }
      if (kind & AWARE) completion = checkCompletion(result);
    } catch (thrown) {
      completion = fold(kind, thrown, completion);
    }
  }
  if (needsAwait && !hasAwaited) await NOTHING; // 4
  if (completion !== undefined) throw completion.error;
}

const NOTHING: PromiseLike<void> | void = undefined;

function leave(kind: number, method: Callable, value: unknown, completion: Completion): unknown {
  if (!(kind & AWARE)) {
    if (!(kind & FALLBACK)) return method.call(value);
    // GetDisposeMethod 1.b.ii: a promise that a sync disposer returns is not awaited; what it throws, after an await
    try {
      method.call(value);
    } catch (thrown) {
      return Promise.reject(thrown);
    }
    return undefined;
  }
  const ended = method.call(value, completion);
  return (kind & (ASYNC | FALLBACK)) === ASYNC ? ended : notAwaitable(ended, value, "[exit]");
}

/** How the block stands after a disposer threw: by the specification (3.e.iii), or for `[exit]` by the exit rules. */
function fold(kind: number, thrown: unknown, completion: Completion): Completion {
  if (kind & AWARE) return combine(thrown, completion);
  return { error: completion === undefined ? thrown : new SuppressedError(thrown, completion.error) };
}

function notDisposable(isAsync: boolean, found: string): TypeError {
  const wanted = isAsync ? "[Symbol.asyncDispose] or [Symbol.dispose]" : "[Symbol.dispose]";
  return new TypeError(
    `${isAsync ? "await using" : "using"} takes an object with ${wanted}, null or undefined, found ${found}`,
  );
}
