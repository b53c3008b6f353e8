// TypeScript's two helpers, which SWC calls as well.

import { addResource, disposeResources, type Resources } from "./resource-env.js";

/** What TypeScript makes for each block: its resources, and how it ended. */
export interface ResourceEnv {
  readonly stack: Resources;
  error: unknown;
  hasError: boolean;
}

/**
 * Adds the value of a `using` (or, with `true`, `await using`) declaration to its block, and returns it.
 *
 * @throws TypeError if the value is neither disposable, nor `null` or `undefined`
 */
export function __addDisposableResource<T>(env: ResourceEnv, value: T, isAsync: boolean): T {
  return addResource(env.stack, value, isAsync);
}

/**
 * Disposes of the resources of a block; an error-aware one is told `env.error`, and may suppress it. Returns a promise,
 * to be awaited, only if an `await using` declaration was evaluated; throws, or rejects with, what propagates.
 */
export function __disposeResources(env: ResourceEnv): Promise<void> | undefined {
  return disposeResources(env.stack, env.stack.length, env.hasError ? { error: env.error } : undefined);
}
