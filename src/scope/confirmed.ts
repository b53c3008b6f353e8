// How the program confirms a block's end by hand, for drivers that hide it: `ok()` and `fail(error)`.

import { type Completion } from "../protocol/types.js";

/** How a block ended as its owner confirmed it: `null` while nobody did. */
export type Confirmed = Completion | null;

/**
 * Returns what `ok()` or `fail(error)` confirms.
 *
 * @throws ReferenceError if the exit ran already, when word of the block's end comes too late
 */
export function confirm(entries: unknown[] | undefined, completion: Completion): Completion {
  if (entries !== undefined) return completion;
  throw new ReferenceError(
    "ok() or fail(error) came too late, the exit ran already: call it inside the block",
  );
}
