// How a block stands after a disposer threw: by the specification, or for `[exit]` by the exit rules.
// `combine` of src/exit/rules.ts is not called because what it does for a program that imported the ponyfill's
// SuppressedError is as long as half of what is here, and every compiled program carries this.

import { absorb } from "../exit/rules.js";
import { type Completion } from "../protocol/types.js";
import { Disposal } from "./disposal.js";

/**
 * Returns how the block stands after a disposer threw `thrown` while `completion` was how it stood.
 *
 * For `[exit]` by R4 to R7, else by DisposeResources 3.e.iii.
 */
export function afterThrow(disposal: Disposal, thrown: unknown, completion: Completion): Completion {
  if (!completion) return { error: thrown };
  return (
    (disposal & Disposal.Aware && absorb(thrown, completion)) || {
      // The engine's, or a polyfill's, looked up when it is needed; else an Error of its shape, as compilers make (R1).
      error:
        typeof SuppressedError === "function"
          ? new SuppressedError(thrown, completion.error)
          : Object.assign(new Error(), {
              name: "SuppressedError",
              error: thrown,
              suppressed: completion.error,
            }),
    }
  );
}
