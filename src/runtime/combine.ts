// The exit rules R4 to R7 for an `[exit]` that threw, in few bytes. src/exit/rules.ts decides, and a test holds the two
// together; it is not imported for this, because its SuppressedError works on engines that have none, at 650 bytes.

import { causeOf, isSuppressedError, newestError } from "../exit/rules.js";

/** An error that propagates. */
interface Failure {
  readonly error: unknown;
}

/** Returns how the block stands after an `[exit]` threw `thrown` while `completion` was how it stood. */
export function combine(thrown: unknown, completion: Failure): Failure {
  const { error } = completion;
  if (Object.is(thrown, error) || Object.is(thrown, newestError(error))) return completion; // R4
  return holds(thrown, error) ? { error: thrown } : suppressing(thrown, completion);
}

/**
 * Returns the SuppressedError of `thrown` over what propagated (R7; DisposeResources 3.e.iii.1).
 *
 * It is the engine's, or a polyfill's, looked up when it is needed; without one an Error of its shape, as compilers' own
 * helpers make (R1).
 */
export function suppressing(thrown: unknown, { error: suppressed }: Failure): Failure {
  return {
    error:
      typeof SuppressedError === "function"
        ? new SuppressedError(thrown, suppressed)
        : Object.assign(new Error(), { name: "SuppressedError", error: thrown, suppressed }),
  };
}

/** Does `thrown` hold `wanted`: a SuppressedError on its spine (R6), another error as a cause (R5)? */
function holds(thrown: unknown, wanted: unknown): boolean {
  const isSpine = isSuppressedError(thrown);
  const held = new Set([thrown]); // grows while it is walked
  for (const each of held) {
    if (isSpine) {
      if (isSuppressedError(each)) held.add(each.error).add(each.suppressed);
    } else {
      const cause = causeOf(each);
      if (cause) held.add(cause.value);
    }
  }
  return held.has(wanted);
}
