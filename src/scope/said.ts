// What the program says by hand about a block's end, for drivers that hide it.

import { type Completion } from "../protocol/types.js";

/** What was said by hand about a block's end: nothing yet (`null`), or how it ended. */
export type Said = Completion | null;

/**
 * Returns what `ok()` or `fail(error)` says.
 *
 * @throws ReferenceError if the exit ran already, when word of the block's end comes too late
 */
export function say(entries: unknown[] | undefined, completion: Completion): Completion {
  if (entries !== undefined) return completion;
  throw new ReferenceError(
    "ok() or fail(error) came too late, the exit ran already: call it inside the block",
  );
}
