// What a compiled `using` or `await using` block calls: AddDisposableResource and DisposeResources of the specification,
// where an error-aware resource is told how the block ended and may suppress its error.
// A plain resource is driven to the letter of the specification; the exit rules speak only for `[exit]`.
// Every compiled program carries this, so it is short, down to its messages.

import { asyncDispose, dispose } from "../../polyfills/index.js";
import { isObject, type Method } from "../protocol/lookup.js";
import { type Completion, exit } from "../protocol/types.js";
import { combine } from "./combine.js";
import { Kind } from "./kind.js";

/** What a block declared so far, flat: value, method, kind, value, method, kind … */
export type Resources = unknown[];

/** DisposeResources' needsAwait and hasAwaited. */
const enum Await {
  No = 0,
  Needed = 1,
  Done = 2,
}

/**
 * Adds the value of a declaration to its block, and returns it.
 *
 * `[exit]` is read before the disposer, so that `aware()` knows by then who reads it.
 *
 * @param isAsync - is it an `await using` declaration?
 * @throws TypeError if the value is neither disposable, nor `null` or `undefined`
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-adddisposableresource
 */
export function addResource<T>(resources: Resources, value: T, isAsync: boolean): T {
  let kind = isAsync ? Kind.Fallback : 0;
  let method: unknown;
  if (value !== null && value !== undefined) {
    let leave: unknown;
    if (isObject(value)) {
      if (exit in (value as object)) leave = (value as { [exit]?: unknown })[exit];
      if (isAsync) method = (value as Partial<AsyncDisposable>)[asyncDispose];
      if (method !== null && method !== undefined) kind = Kind.Async;
      else method = (value as Partial<Disposable>)[dispose]; // GetDisposeMethod 1.b
    }
    if (typeof method !== "function") throw new TypeError("not disposable");
    if (typeof leave === "function") {
      method = leave;
      kind |= Kind.Aware;
    }
  } else if (!isAsync) {
    return value; // CreateDisposableResource 1.a
  }
  resources.push(value, method, kind);
  return value;
}

/**
 * Disposes of the first `i / 3` resources of a block, last declared first; an error-aware one is told how the block
 * ended, and may suppress its error. Throws what propagates. Returns a promise, to be awaited, only if an `await using`
 * declaration was evaluated.
 *
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposeresources
 */
export function disposeResources(
  resources: Resources,
  i: number,
  completion: Completion,
): Promise<void> | undefined {
  while (i) {
    const kind = resources[i - 1] as Kind;
    // What `using` declared after the last `await using` is disposed of before anything is awaited, here.
    if (kind & Kind.AwaitUsing) return disposeAsync(resources, i, completion);
    i -= 3;
    try {
      const result =
        kind & Kind.Aware
          ? Reflect.apply(resources[i + 1] as Method, resources[i], [completion])
          : Reflect.apply(resources[i + 1] as Method, resources[i], []);
      completion = settle(kind, result, completion);
    } catch (thrown) {
      completion = combine(kind, thrown, completion);
    }
  }
  if (completion) throw completion.error;
  return undefined;
}

async function disposeAsync(resources: Resources, i: number, completion: Completion): Promise<void> {
  let awaits: Await = Await.No; // 1, 2: needsAwait and hasAwaited
  while (i) {
    let kind: number = resources[i - 1] as Kind;
    i -= 3;
    if (awaits === Await.Needed && !(kind & Kind.AwaitUsing)) await ((awaits = Await.No) as unknown); // 3.d
    try {
      if (resources[i + 1]) {
        let result =
          kind & Kind.Aware
            ? Reflect.apply(resources[i + 1] as Method, resources[i], [completion])
            : Reflect.apply(resources[i + 1] as Method, resources[i], []); // 3.e.i
        if (kind & Kind.Async) {
          awaits = Await.Done;
          result = await result; // 3.e.ii
        }
        completion = settle(kind, result, completion);
      } else {
        kind = 0;
        awaits |= Await.Needed; // 3.f
      }
    } catch (thrown) {
      completion = combine(kind, thrown, completion);
    }
    // GetDisposeMethod 1.b.ii: after a sync disposer, whatever it returned or threw
    if (kind & Kind.Fallback) await ((awaits = Await.Done) as unknown);
  }
  if (awaits === Await.Needed) await (awaits as unknown); // 4
  if (completion) throw completion.error;
}

/** Returns how the block stands after a method returned `result`: what `[exit]` returned, if it is a completion. */
function settle(kind: Kind, result: unknown, completion: Completion): Completion {
  if (!(kind & Kind.Aware)) return completion;
  if (result === undefined || (isObject(result) && "error" in result)) return result as Completion;
  // An abandoned promise: its own failure must not end the process as an unhandled rejection.
  Promise.resolve(result).catch(() => {});
  throw new TypeError("[exit] must return {error} or void");
}
