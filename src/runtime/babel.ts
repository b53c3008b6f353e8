// Babel's helper, which oxc uses too: `u` for `using`, `a` for `await using`, `e` takes the block's error, `d` disposes.

import { addResource, disposeResources, type Resources } from "./resource-env.js";

/** What Babel makes for each block. */
export interface UsingContext {
  /** Set to the error that ended the block, if one did. */
  e: unknown;
  /** Adds the value of a `using` declaration, and returns it. */
  u<T>(value: T): T;
  /** Adds the value of an `await using` declaration, and returns it. */
  a<T>(value: T): T;
  /** Disposes: returns a promise only if an `await using` declaration was evaluated. */
  d(): Promise<void> | undefined;
}

/** Makes what a compiled block keeps its resources in. */
export function usingCtx(): UsingContext {
  const resources: Resources = [];
  return {
    e: resources, // no error yet: a value that no block can throw
    u: (value) => addResource(resources, value, false),
    a: (value) => addResource(resources, value, true),
    d() {
      return disposeResources(
        resources,
        resources.length,
        this.e === resources ? undefined : { error: this.e },
      );
    },
  };
}
