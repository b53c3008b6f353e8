// What a compiled `using` or `await using` block calls: AddDisposableResource and DisposeResources of the specification,
// where an error-aware resource is told how the block ended and may suppress its error.
// A plain resource is driven to the letter of the specification; the exit rules speak only for `[exit]`.
// Every compiled program carries this, so it is short, down to its messages.

import { asyncDispose, dispose } from "../../polyfills/index.js";
import { isObject, type Method } from "../protocol/lookup.js";
import { type Completion, exit } from "../protocol/types.js";
import { afterThrow } from "./after-throw.js";
import { Disposal } from "./disposal.js";

/** What a block declared so far, flat: value, method, disposal, value, method, disposal … */
export type Resources = unknown[];

/** DisposeResources' needsAwait and hasAwaited, as far as they make a difference: once it has awaited, nothing is needed. */
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
  let disposal = isAsync ? Disposal.Fallback : 0;
  let method: unknown;
  if (value !== null && value !== undefined) {
    let leave: unknown;
    if (isObject(value)) {
      if (exit in (value as object)) leave = (value as { [exit]?: unknown })[exit];
      if (isAsync) method = disposerOf(value as object, Symbol.asyncDispose, asyncDispose);
      if (method !== null && method !== undefined) disposal = Disposal.Async;
      else method = disposerOf(value as object, Symbol.dispose, dispose); // GetDisposeMethod 1.b
    }
    if (typeof method !== "function") throw new TypeError("not disposable");
    if (typeof leave === "function") {
      method = leave;
      disposal |= Disposal.Aware;
    }
  } else if (!isAsync) {
    return value; // CreateDisposableResource 1.a
  }
  resources.push(value, method, disposal);
  return value;
}

/**
 * Reads a disposer: at the engine's symbol of now, which a polyfill may have defined after this module settled on one, or
 * else at that. TypeScript imports its helpers before the file's own imports.
 */
function disposerOf(value: object, now: symbol | undefined, settled: symbol): unknown {
  const method = now && now !== settled ? (value as Record<symbol, unknown>)[now] : undefined;
  return method ?? (value as Record<symbol, unknown>)[settled];
}

/**
 * Disposes of the resources of a block that stand before `at`, last declared first; an error-aware one is told how the
 * block ended, and may suppress its error. Throws what propagates. Returns a promise, to be awaited, only if an
 * `await using` declaration was evaluated.
 *
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposeresources
 */
export function disposeResources(
  resources: Resources,
  at: number,
  completion: Completion,
): Promise<void> | undefined {
  while (at) {
    const disposal = resources[at - 1] as Disposal;
    // What `using` declared after the last `await using` is disposed of before anything is awaited, here.
    if (disposal & Disposal.AwaitUsing) {
      // The last one, and nothing to do afterwards: the block awaits it itself, in as many turns as the engine.
      return at === 3 && disposal === Disposal.Async && !completion
        ? (Reflect.apply(resources[1] as Method, resources[0], []) as Promise<void>) || Promise.resolve()
        : disposeAsync(resources, at, completion);
    }
    at -= 3;
    try {
      const result =
        disposal & Disposal.Aware
          ? Reflect.apply(resources[at + 1] as Method, resources[at], [completion])
          : Reflect.apply(resources[at + 1] as Method, resources[at], []);
      completion = afterReturn(disposal, result, completion);
    } catch (thrown) {
      completion = afterThrow(disposal, thrown, completion);
    }
  }
  if (completion) throw completion.error;
  return undefined;
}

async function disposeAsync(resources: Resources, at: number, completion: Completion): Promise<void> {
  let awaits = Await.No; // 1, 2
  while (at) {
    const disposal = resources[at - 1] as Disposal;
    at -= 3;
    if (awaits === Await.Needed && !(disposal & Disposal.AwaitUsing)) {
      awaits = Await.No;
      await (undefined as unknown); // 3.d
    }
    if (!resources[at + 1]) {
      awaits ||= Await.Needed; // 3.f
      continue;
    }
    try {
      let result =
        disposal & Disposal.Aware
          ? Reflect.apply(resources[at + 1] as Method, resources[at], [completion])
          : Reflect.apply(resources[at + 1] as Method, resources[at], []); // 3.e.i
      if (disposal & Disposal.Async) {
        awaits = Await.Done;
        result = await result; // 3.e.ii
      }
      completion = afterReturn(disposal, result, completion);
    } catch (thrown) {
      completion = afterThrow(disposal, thrown, completion);
    }
    if (disposal & Disposal.Fallback && at) {
      awaits = Await.Done;
      await (undefined as unknown); // GetDisposeMethod 1.b.ii: after a sync disposer, whatever it returned or threw
    }
  }
  // 4, and the last 1.b.ii: the block awaits this function, and that is one turn
  if (completion) throw completion.error;
}

/** Returns how the block stands after a method returned `result`: what `[exit]` returned, if it is a completion. */
function afterReturn(disposal: Disposal, result: unknown, completion: Completion): Completion {
  if (!(disposal & Disposal.Aware)) return completion;
  if (result === undefined || (isObject(result) && "error" in result)) return result as Completion;
  // An abandoned promise: its own failure must not end the process as an unhandled rejection.
  Promise.resolve(result).catch(() => {});
  throw new TypeError("[exit] must return {error} or void");
}
