/// <reference lib="esnext.disposable" preserve="true" />
// Entered managers as resources: what `using` and `await using` hold.

import { asyncDispose, dispose } from "../../polyfills/index.js";
import { type BlindBlock, blindBlock, handsOn } from "../exit/blind.js";
import { apply, awaitable } from "../protocol/lookup.js";
import {
  type AsyncContextManager,
  type Completion,
  type ContextManager,
  type EnterResult,
  type EnterResultSync,
  exit,
  type ExitOptions,
} from "../protocol/types.js";
import { type Confirmed, confirm } from "./confirmed.js";
import { findAsync, findSync } from "./observed-methods.js";
import { type Entries, leaveAsync, leaveSync } from "./unwind.js";

/**
 * Enters a manager and resolves to a resource whose disposal is the manager's exit.
 *
 * `await using entered = await enter(manager);` is the same as Python's `async with manager as value:` with
 * `entered.value` for `value`, where the block's end is known to the driver (our compiled helpers, an exit stack). The
 * engine's own `await using` hides it: see {@link Entered.ok} and `outcome`.
 *
 * @throws TypeError if `manager` lacks a method (then it is not entered), or `__aenter__` returns nothing awaitable
 * @see https://docs.python.org/3/reference/compound_stmts.html#the-async-with-statement
 * @example
 * await using db = await enter(connection("app"));
 * await db.value.query("select 1");
 */
export async function enter<M extends AsyncContextManager<unknown, unknown>>(
  manager: M,
  options?: ExitOptions,
): Promise<Entered<EnterResult<M>>> {
  const { start, leave, code } = findAsync(manager, options, "enterSync", enter);
  const value = (await awaitable(apply(start, manager, []), manager, "__aenter__")) as EnterResult<M>;
  return new AsyncEntered(value, [manager, leave, code]);
}

/**
 * Enters a synchronous manager and returns a resource whose disposal is the manager's exit.
 *
 * `using entered = enterSync(manager);` is the same as Python's `with manager as value:` with `entered.value` for
 * `value`; for the engine's own `using` the remarks of {@link enter} hold.
 *
 * @throws TypeError if `manager` lacks a method; then it is not entered
 * @see https://docs.python.org/3/reference/compound_stmts.html#the-with-statement
 * @example
 * using file = enterSync(closing(open("a.txt")));
 * file.value.read();
 */
export function enterSync<M extends ContextManager<unknown, unknown>>(
  manager: M,
  options?: ExitOptions,
): EnteredSync<EnterResultSync<M>> {
  const { start, leave, code } = findSync(manager, options, "enter", enterSync);
  return new SyncEntered(apply(start, manager, []) as EnterResultSync<M>, [manager, leave, code]);
}

/** How a block ended, said by hand for drivers that hide it. What was said last counts. */
interface Outcome {
  /** Says that the block ended cleanly: a blind exit then tells the manager so. */
  ok(): void;
  /** Says that the block ended with `error`: a blind exit then tells the manager so. */
  fail(error: unknown): void;
}

/** An entered asynchronous manager: disposing of it is the manager's exit, once. */
export interface Entered<T> extends AsyncDisposable, Outcome {
  /** What `__aenter__` resolved to. */
  readonly value: T;
  /** The manager's exit, told how the block ended; returns how it ends now. */
  [exit](completion: Completion): Promise<Completion>;
  /** A blind exit: the manager is told what was said by {@link ok} or {@link fail}. Resolves to `undefined` always. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** An entered synchronous manager: disposing of it is the manager's exit, once. */
export interface EnteredSync<T> extends Disposable, Outcome {
  /** What `__enter__` returned. */
  readonly value: T;
  /** The manager's exit, told how the block ended; returns how it ends now. */
  [exit](completion: Completion): Completion;
  /** A blind exit: the manager is told what was said by {@link ok} or {@link fail}. */
  [Symbol.dispose](): void;
}

class AsyncEntered<T> implements Entered<T> {
  readonly value: T;
  #entries: Entries | undefined;
  #confirmed: Confirmed = null;

  constructor(value: T, entries: Entries) {
    this.value = value;
    this.#entries = entries;
  }

  ok(): void {
    this.#confirmed = confirm(this.#entries, undefined);
  }

  fail(error: unknown): void {
    this.#confirmed = confirm(this.#entries, { error });
  }

  [exit](completion: Completion, block?: BlindBlock): Promise<Completion> {
    const entries = this.#entries;
    this.#entries = undefined;
    return leaveAsync(entries, this.#confirmed, completion, block, false);
  }

  get [handsOn](): unknown {
    return this[exit];
  }

  [asyncDispose](): Promise<void> {
    const entries = this.#entries;
    this.#entries = undefined;
    return leaveAsync(entries, this.#confirmed, undefined, blindBlock(entries), true) as Promise<undefined>;
  }
}

class SyncEntered<T> implements EnteredSync<T> {
  readonly value: T;
  #entries: Entries | undefined;
  #confirmed: Confirmed = null;

  constructor(value: T, entries: Entries) {
    this.value = value;
    this.#entries = entries;
  }

  ok(): void {
    this.#confirmed = confirm(this.#entries, undefined);
  }

  fail(error: unknown): void {
    this.#confirmed = confirm(this.#entries, { error });
  }

  [exit](completion: Completion, block?: BlindBlock): Completion {
    const entries = this.#entries;
    this.#entries = undefined;
    return leaveSync(entries, this.#confirmed, completion, block, false);
  }

  get [handsOn](): unknown {
    return this[exit];
  }

  [dispose](): void {
    const entries = this.#entries;
    this.#entries = undefined;
    leaveSync(entries, this.#confirmed, undefined, blindBlock(entries), true);
  }
}
