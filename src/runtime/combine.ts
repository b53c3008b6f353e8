// How a block stands after a disposer threw, in few bytes: by the specification, or for `[exit]` by the exit rules.
// src/exit/rules.ts decides, and a test holds the two together; its `combine` is not imported because the SuppressedError
// in it, complete on engines that have none, is as long as all that is here.

import { isSuppressedError } from "../exit/rules.js";
import { type Completion } from "../protocol/types.js";
import { Kind } from "./kind.js";

/**
 * Returns how the block stands after a disposer threw `thrown` while `completion` was how it stood.
 *
 * For `[exit]` by R4 to R7, else by DisposeResources 3.e.iii.
 */
export function combine(kind: Kind, thrown: unknown, completion: Completion): Completion {
  if (completion) {
    const { error } = completion;
    if (kind & Kind.Aware) {
      if ([error, walk(error, Over.Newer).pop()].includes(thrown)) return completion; // R4
      const held = walk(thrown, isSuppressedError(thrown) ? Over.Both : Over.Causes); // R6, R5
      if (held.includes(error)) return { error: thrown };
    }
    // The engine's, or a polyfill's, looked up when it is needed; else an Error of its shape, as compilers make (R1).
    thrown =
      typeof SuppressedError === "function"
        ? new SuppressedError(thrown, error)
        : Object.assign(new Error(), { name: "SuppressedError", error: thrown, suppressed: error });
  }
  return { error: thrown };
}

/** Which way to walk: an error's causes, or a SuppressedError's newer error, or both its errors. */
const enum Over {
  Causes = 0,
  Newer = 1,
  Both = 2,
}

/** What `from` leads to, itself first, without repeats. */
function walk(from: unknown, over: Over): unknown[] {
  const found = new Set([from]); // grows while it is walked
  try {
    for (const each of found as Set<{ error?: unknown; suppressed?: unknown; cause?: unknown }>) {
      if (over) {
        if (isSuppressedError(each)) {
          found.add(each.error);
          if (over > Over.Newer) found.add(each.suppressed);
        }
      } else if (each.cause !== undefined) found.add(each.cause);
    }
  } catch {
    // no object, or a hostile one: it leads nowhere
  }
  return [...found];
}
