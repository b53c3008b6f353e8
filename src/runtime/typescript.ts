// TypeScript's two helpers: the environment is the compiler's, the resources in it are ours.

import { addResource, disposeResources, type Resources } from "./resource-env.js";

/** What TypeScript makes for each block: how it ended, and its resources. */
export interface ResourceEnv {
  stack: Resources;
  error: unknown;
  hasError: boolean;
}

/**
 * Adds the value of a `using` (`await using`: `async`) declaration to its block, and returns it.
 *
 * @throws TypeError if the value is neither disposable, nor `null` or `undefined`
 */
export function __addDisposableResource<T>(env: ResourceEnv, value: T, async: boolean): T {
  return addResource(env.stack, value, async);
}

/**
 * Disposes of the resources of a block; an error-aware one is told `env.error`, and may suppress it. Returns a promise,
 * to be awaited, only if an `await using` declaration was evaluated; throws, or rejects with, what propagates.
 */
export function __disposeResources(env: ResourceEnv): Promise<void> | undefined {
  return disposeResources(env.stack, env.hasError ? { error: env.error } : undefined);
}
