// What the managers of mutexes and semaphores share: enter waits for a permit, exit gives it back.

import { checkSignal, type SignalLike } from "../concurrency/abort-scope.js";
import { type SignalOptions } from "../concurrency/timeout.js";
import { describe, findMethod, isThenable } from "../protocol/lookup.js";
import { type AsyncContextManager } from "../protocol/types.js";
import { wait } from "./wait.js";

/** What {@link lock} and {@link semaphore} take. */
export interface LockOptions extends SignalOptions {
  /** The place in the queue: the highest goes first, equals in the order they came. async-mutex's default is 0. */
  priority?: number | undefined;
}

/** A permit that was granted: the block's value, and what gives it back. */
export interface Granted<T> {
  readonly value: T;
  readonly release: () => void;
}

/**
 * A manager whose enter waits for a permit, in any number of blocks at a time: the permits of one manager are alike, so
 * an exit gives back any of them.
 */
export class Permit<T> implements AsyncContextManager<T, void> {
  readonly outcome = "ignored";
  readonly #acquire: () => PromiseLike<Granted<T>>;
  readonly #signal: SignalLike | undefined;
  readonly #held: (() => void)[] = [];

  constructor(acquire: () => PromiseLike<Granted<T>>, options: LockOptions, caller: string) {
    const { priority } = options;
    if (priority !== undefined && (typeof priority !== "number" || Number.isNaN(priority))) {
      throw new TypeError(`${caller}: the priority option must be a number, found ${describe(priority)}`);
    }
    this.#acquire = acquire;
    this.#signal = checkSignal(options.signal, caller);
  }

  async __aenter__(): Promise<T> {
    const { value, release } = await wait(this.#acquire, ({ release }) => release(), this.#signal);
    this.#held.push(release);
    return value;
  }

  /** Gives a permit back; nothing if none is held, so a second exit does not raise what a semaphore has. */
  async __aexit__(): Promise<void> {
    this.#held.shift()?.();
  }
}

/** Calls `acquire` of a mutex or a semaphore. @throws TypeError if it gives nothing to wait for */
export function ask(from: object, parameters: unknown[], caller: string): PromiseLike<unknown> {
  const granting = findMethod(from, "acquire")?.apply(from, parameters);
  if (isThenable(granting)) return granting;
  throw new TypeError(
    `${caller}: acquire of ${describe(from)} must return a promise, it returned ${describe(granting)}`,
  );
}

/** What somebody passed who wanted another manager, for the message. */
export function advice(found: unknown): string {
  if (findMethod(found, "request") !== undefined) return "; it is a LockManager: use webLock(name)";
  if (typeof found === "function") return "; it is a function: call it, or use acquire(acquire, release)";
  return "";
}
