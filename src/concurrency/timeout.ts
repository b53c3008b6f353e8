// asyncio.timeout and asyncio.timeout_at.
//
// DEVIATION: Python cancels the task, JavaScript cannot stop code. The deadline aborts a signal, and the block ends early
// if what it awaits takes that signal, or is awaited through `race`.

import { isNone } from "../protocol/dunder.js";
import { describe } from "../protocol/lookup.js";
import { RuntimeError } from "../protocol/runtime-error.js";
import { type AsyncContextManager, type ErrorType, type None } from "../protocol/types.js";
import { AbortScope, domException, later, type Signal } from "./abort-scope.js";

/**
 * What a block throws that ended because its {@link timeout} expired. Its
 * `cause` is what the block threw.
 *
 * Not the DOMException named "TimeoutError" of `AbortSignal.timeout`: that is the signal's reason, on its way out of the
 * block, as CancelledError is in Python. Both have the name "TimeoutError"; only this one is `instanceof TimeoutError`.
 *
 * @see https://docs.python.org/3/library/exceptions.html#TimeoutError
 */
export class TimeoutError extends Error {
  override name = "TimeoutError"; // defined: an assignment fails where Error.prototype is frozen

  constructor(message?: string, options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** What {@link timeout} and {@link timeoutAt} take. */
export interface SignalOptions {
  /**
   * The signal of the block around this one: its abort aborts this block too, for the same reason, and is the outer
   * block's matter. Without it the block is shielded from outer aborts.
   */
  signal?: Signal | null | undefined;
}

/**
 * Returns a manager whose block has `ms` milliseconds, from now on. Its value has the `signal` that is aborted at the
 * deadline: pass it to what the block awaits, or await that through `race`.
 *
 * At the exit, if the deadline has passed and what the block threw is this abort (the signal's reason, or an AbortError),
 * it becomes a {@link TimeoutError}. All else passes unchanged: an AbortError caused by another signal, an abort of the
 * outer signal, another error, and the value of a block that took no notice; ask `expired()` then.
 *
 * Nested, with the outer signal given to the inner one: the one that expired converts; if both did, the outer one.
 * Single-use. The timer is cleared at the exit.
 *
 * @param ms - milliseconds; `null` or `Infinity` for never, 0 or less for at once
 * @throws TypeError if `ms` is no number
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.timeout
 * @example
 * const page = await withAsync(timeout(5000), async ({ signal }) => (await fetch(url, { signal })).text());
 */
export function timeout(ms: number | null, options?: SignalOptions): Timeout {
  return new Timeout(deadline(ms, "timeout"), options);
}

/**
 * Returns a manager whose block has until `when`: a Date, or the milliseconds that `Date.now()` counts.
 *
 * DEVIATION: Python's clock is the event loop's; `Date.now()` is the one that programs share. What is left is computed
 * once, on enter: setting the clock does not move a running deadline.
 *
 * @param when - `null` or `Infinity` for never; at once if it has passed
 * @throws TypeError if `when` is neither a number nor a valid Date
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.timeout_at
 */
export function timeoutAt(when: number | Date | null, options?: SignalOptions): Timeout {
  const ms: unknown = when === null || typeof when === "number" ? when : dateMs(when);
  if (ms !== null && !isMs(ms)) {
    throw new TypeError(
      `timeoutAt takes a Date, milliseconds as of Date.now(), or null, found ${describe(when)}`,
    );
  }
  return new Timeout(ms, options);
}

/** A block's deadline, and the signal that is aborted then. */
export class Timeout implements AsyncContextManager<Timeout, void> {
  readonly #scope: AbortScope;
  #when: number | null;
  #state: "created" | "active" | "expiring" | "expired" | "finished" = "created";
  #cancel = (): void => {};
  /** Starts the timer; returns what stops it. */
  readonly #start = (): (() => void) => {
    if (this.#when === null) return () => {};
    return later(this.#when - Date.now(), () => {
      this.#state = "expiring";
      this.#scope.abort(domException("The operation was aborted due to timeout", "TimeoutError"));
    });
  };

  constructor(when: number | null, options: SignalOptions | undefined) {
    this.#scope = new AbortScope(options?.signal, "timeout");
    this.#when = when;
  }

  /** Aborted at the deadline, with a DOMException named "TimeoutError"; and when the outer signal is, for its reason. */
  get signal(): Signal {
    return this.#scope.signal;
  }

  /** The deadline, in milliseconds as of `Date.now()`; `null` for never. */
  when(): number | null {
    return this.#when;
  }

  /** Has the deadline passed while the block ran? */
  expired(): boolean {
    return this.#state === "expiring" || this.#state === "expired";
  }

  /**
   * Moves the deadline to `ms` milliseconds from now.
   *
   * DEVIATION: Python's `reschedule` takes the time itself: `reschedule(when - Date.now())`.
   *
   * @param ms - `null` or `Infinity` for never
   * @throws RuntimeError before enter, after the deadline and after the exit
   */
  reschedule(ms: number | null): void {
    if (this.#state === "created") throw new RuntimeError("Timeout has not been entered");
    if (this.#state !== "active") throw new RuntimeError(`Cannot change state of ${this.#state} Timeout`);
    this.#when = deadline(ms, "reschedule");
    this.#cancel();
    this.#cancel = this.#start();
  }

  /**
   * Resolves as `promise` does, or rejects with the signal's reason at the deadline: for operations that take no signal.
   * The operation itself goes on; what becomes of it then is ignored.
   */
  race<T>(promise: PromiseLike<T> | T): Promise<T> {
    return this.#scope.race(promise);
  }

  async __aenter__(): Promise<this> {
    if (this.#state !== "created") throw new RuntimeError("Timeout has already been entered");
    this.#state = "active";
    this.#scope.enter();
    this.#cancel = this.#start();
    return this;
  }

  async __aexit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): Promise<void> {
    this.#cancel();
    this.#scope.leave();
    if (this.#state !== "expiring") {
      this.#state = "finished";
      return;
    }
    this.#state = "expired";
    const failed = !isNone(excType);
    // As `uncancel() <= cancelling`: an abort from outside, though later, is not ours to handle.
    if (failed && !this.#scope.outerAborted && this.#scope.isAbort(exc)) {
      throw new TimeoutError("The block's timeout expired", { cause: exc });
    }
  }
}

/** Returns `ms` if it is a number of milliseconds. */
export function checkMs(ms: unknown, caller: string): number {
  if (isMs(ms)) return ms;
  throw new TypeError(`${caller} takes a number of milliseconds, found ${describe(ms)}`);
}

function deadline(ms: number | null, caller: string): number | null {
  return ms === null ? null : Date.now() + checkMs(ms, caller);
}

function isMs(value: unknown): value is number {
  return typeof value === "number" && !Number.isNaN(value);
}

function dateMs(when: unknown): unknown {
  try {
    return Date.prototype.getTime.call(when);
  } catch {
    return undefined;
  }
}
