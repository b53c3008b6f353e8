// The disposers of classes with `[exit]`: where the engine calls them, nobody said how the block ended.

import { blindBlock } from "../exit/blind.js";
import { EntryCode } from "../exit/entry-code.js";
import { describe, findMethod, type Method } from "../protocol/lookup.js";
import { type Completion, exit } from "../protocol/types.js";
import { type Entries, leaveAsync, leaveSync } from "./unwind.js";

/**
 * Is what `[Symbol.asyncDispose]` of a class with `[exit]` returns: tells `[exit]` an {@link UnconfirmedExitError}, because
 * a disposer is only called where nobody said how the block ended, and rejects with it. A transaction rolls back then,
 * and the block is seen to have failed.
 *
 * @returns a promise that rejects with the UnconfirmedExitError, combined by the exit rules with what `[exit]` throws or
 * returns; after `blindExits("warn")`, one that rejects only with what `[exit]` throws
 * @throws TypeError, from the promise, if `resource` has no `[exit]`
 * @example
 * class Transaction {
 *   async [exit](completion: Completion): Promise<Completion> {
 *     await (completion ? this.rollback() : this.commit());
 *     return completion;
 *   }
 *   [Symbol.asyncDispose](): Promise<void> {
 *     return unconfirmed(this);
 *   }
 *   async commit(): Promise<void> {}
 *   async rollback(): Promise<void> {}
 * }
 */
export function unconfirmed(resource: {
  [exit](completion: Completion): Completion | PromiseLike<Completion>;
}): Promise<void> {
  // Not an async function: WebKit's stack shows one of those twice, and the place is found by counting.
  try {
    const entries = soleEntry(resource, EntryCode.Aware, "unconfirmed");
    return leaveAsync(entries, null, undefined, blindBlock(entries, how), true) as Promise<undefined>;
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/**
 * Is what `[Symbol.dispose]` of a class with `[exit]` calls: the twin of {@link unconfirmed} that throws.
 *
 * @throws UnconfirmedExitError, combined by the exit rules with what `[exit]` throws or returns, a promise included; after
 * `blindExits("warn")` only what `[exit]` throws. TypeError if `resource` has no `[exit]`
 */
export function unconfirmedSync(resource: { [exit](completion: Completion): Completion }): void {
  const entries = soleEntry(resource, EntryCode.Aware | EntryCode.Sync, "unconfirmedSync");
  leaveSync(entries, null, undefined, blindBlock(entries, how), true);
}

const how = { above: 1, way: "or hold it by stack.use(resource), and call stack.ok()" };

function soleEntry(resource: unknown, code: EntryCode, caller: string): Entries {
  const method: Method | undefined = findMethod(resource, exit);
  if (method !== undefined) return [resource, method, code];
  throw Object.assign(
    new TypeError(
      `${caller} takes a resource with a method [exit], found ${describe(resource)}: return ${caller}(this), in the ` +
        `disposer of a class with [exit](completion) [AWAIT_USING_NO_EXIT_METHOD]`,
    ),
    { code: "AWAIT_USING_NO_EXIT_METHOD" },
  );
}
