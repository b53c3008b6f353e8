// A mutex as a manager.

import { describe, findMethod } from "../protocol/lookup.js";
import { type AsyncContextManager } from "../protocol/types.js";
import { advice, ask, type Granted, type LockOptions, Permit } from "./permit.js";

/** What {@link lock} asks of a mutex: async-mutex's `Mutex` has it, `withTimeout(mutex, ms)` and `tryAcquire(mutex)` too. */
export interface MutexLike {
  /** Resolves, when the mutex is the caller's, to the function that lets it go. */
  acquire(priority?: number): PromiseLike<() => void>;
}

/**
 * Returns a manager whose enter waits for `mutex` and whose exit lets it go: `withAsync(lock(mutex), body)` is the same
 * as `mutex.runExclusive(body)`, and as `async with lock` for an asyncio.Lock.
 *
 * A wait ends with the signal's reason when `signal` is aborted; the mutex that is granted after that is let go at once.
 * Only until then it keeps its place in the queue, which async-mutex cannot take back.
 *
 * One manager may be shared by tasks, as an asyncio.Lock is: while one holds the mutex, the enter of another waits. A task
 * that enters it inside itself waits for ever, as with asyncio.Lock.
 *
 * @throws TypeError if `mutex` has no `acquire`; on enter, if what that resolves to is not a function
 * @see https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock
 * @example
 * const exclusive = lock(new Mutex());
 * await withAsync(exclusive, async () => { … });
 * await withAsync(timeout(500), ({ signal }) => withAsync(lock(mutex, { signal }), async () => { … }));
 */
export function lock(mutex: MutexLike, options: LockOptions = {}): AsyncContextManager<undefined, void> {
  if (findMethod(mutex, "acquire") === undefined) {
    throw new TypeError(
      `lock takes a mutex, an object with acquire, found ${describe(mutex)}${advice(mutex)}: ` +
        `lock(new Mutex()), with async-mutex's Mutex`,
    );
  }
  const { priority } = options;
  return new Permit(async () => granted(await ask(mutex, [priority], "lock")), options, "lock");
}

function granted(found: unknown): Granted<undefined> {
  if (typeof found === "function") return { value: undefined, release: found as () => void };
  const release: unknown = Array.isArray(found) ? found[1] : undefined;
  if (typeof release === "function") {
    release();
    throw new TypeError("lock takes a mutex, found a semaphore: use semaphore(…)");
  }
  throw new TypeError(
    `lock takes a mutex, whose acquire resolves to a function; it resolved to ${describe(found)}: for other things, ` +
      `acquire(() => pool.acquire(), (value) => pool.release(value))`,
  );
}
