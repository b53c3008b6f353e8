/// <reference lib="esnext.disposable" preserve="true" />
// Functions and foreign values as disposables.

import { asyncDispose, dispose } from "../../polyfills/index.js";
import { describe } from "../protocol/lookup.js";

/** A value with its release, as a resource. */
export interface Held<T> extends Disposable {
  readonly value: T;
}

/** A value with its asynchronous release, as a resource. */
export interface AsyncHeld<T> extends AsyncDisposable {
  readonly value: T;
}

/**
 * Returns a resource whose disposal calls `fn()`, once: Go's and Zig's `defer`.
 *
 * `using _ = defer(f); …` is the same as `try { … } finally { f(); }`.
 *
 * @throws TypeError if `fn` is not a function
 * @example
 * using _idle = defer(() => { this.busy = false; });
 */
export function defer(fn: () => void): Disposable {
  return new Deferred(undefined, callback(fn, "defer"));
}

/**
 * Returns a resource whose disposal awaits `fn()`, once.
 *
 * `await using _ = deferAsync(f); …` is the same as `try { … } finally { await f(); }`.
 *
 * @throws TypeError if `fn` is not a function
 * @example
 * await using _job = deferAsync(() => job.release());
 */
export function deferAsync(fn: () => PromiseLike<unknown> | void): AsyncDisposable {
  return new AsyncDeferred(undefined, callback(fn, "deferAsync"));
}

/**
 * Returns a resource that holds `value` and whose disposal calls `release(value)`, once.
 *
 * @throws TypeError if `release` is not a function
 * @example
 * using file = disposable(openSync("a.txt"), closeSync);
 * readSync(file.value, buffer);
 */
export function disposable<T>(value: T, release: (value: T) => void): Held<T> {
  return new Deferred(value, callback(release, "disposable"));
}

/**
 * Returns a resource that holds `value` and whose disposal awaits `release(value)`, once.
 *
 * @throws TypeError if `release` is not a function
 * @example
 * await using client = asyncDisposable(await pool.connect(), (client) => client.release());
 */
export function asyncDisposable<T>(
  value: T,
  release: (value: T) => PromiseLike<unknown> | void,
): AsyncHeld<T> {
  return new AsyncDeferred(value, callback(release, "asyncDisposable"));
}

class Deferred<T> implements Held<T> {
  readonly value: T;
  #release: ((value: T) => unknown) | undefined;

  constructor(value: T, release: (value: T) => unknown) {
    this.value = value;
    this.#release = release;
  }

  [dispose](): void {
    const release = this.#release;
    this.#release = undefined;
    release?.(this.value);
  }
}

class AsyncDeferred<T> implements AsyncHeld<T> {
  readonly value: T;
  #release: ((value: T) => unknown) | undefined;

  constructor(value: T, release: (value: T) => unknown) {
    this.value = value;
    this.#release = release;
  }

  async [asyncDispose](): Promise<void> {
    const release = this.#release;
    this.#release = undefined;
    await release?.(this.value);
  }
}

function callback<F>(fn: F, caller: string): F {
  if (typeof fn === "function") return fn;
  throw new TypeError(`${caller}: the callback must be a function, found ${describe(fn)}`);
}
