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
  return new Context();
}

/** No error yet: a value that no block can throw. */
const NO_ERROR = /* @__PURE__ */ Object.freeze({});

class Context implements UsingContext {
  e: unknown = NO_ERROR;
  readonly #resources: Resources = [];

  u<T>(value: T): T {
    return addResource(this.#resources, value, false);
  }

  a<T>(value: T): T {
    return addResource(this.#resources, value, true);
  }

  d(): Promise<void> | undefined {
    return disposeResources(this.#resources, this.e === NO_ERROR ? undefined : { error: this.e });
  }
}
