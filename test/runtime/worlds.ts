// The helpers under test as a compiled block calls them: one face for TypeScript's pair and Babel's context.
import { __addDisposableResource, __disposeResources, usingCtx } from "../../src/runtime/index.js";

/** Resources in the order of their declarations: `["using", x]` or `["await using", x]`. */
export type Declared = readonly (readonly ["using" | "await using", unknown])[];

/** What `{ using …; await using …; body() }` does, with TypeScript's helpers; synchronous unless `d` gives a promise. */
export interface World {
  readonly name: string;
  /** Runs the block; returns the helper's promise, or `undefined` if nothing is to be awaited. */
  run(declared: Declared, body?: () => void): Promise<void> | undefined;
}

export const worlds: readonly World[] = [
  {
    name: "TypeScript's helpers",
    run(declared, body) {
      const env = { stack: [] as unknown[], error: undefined as unknown, hasError: false };
      try {
        for (const [kind, value] of declared) __addDisposableResource(env, value, kind === "await using");
        body?.();
      } catch (error) {
        env.error = error;
        env.hasError = true;
      }
      return __disposeResources(env);
    },
  },
  {
    name: "Babel's usingCtx",
    run(declared, body) {
      const context = usingCtx();
      try {
        for (const [kind, value] of declared) {
          if (kind === "await using") context.a(value);
          else context.u(value);
        }
        body?.();
      } catch (error) {
        context.e = error;
      }
      return context.d();
    },
  },
];

/** Counts the microtask turns until `promise` settles. */
export async function turnsOf(promise: PromiseLike<unknown>): Promise<number> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  let turns = 0;
  while (!settled) {
    await undefined;
    turns++;
  }
  return turns;
}
