// Web Locks as managers.

import {
  AbortScope,
  checkSignal,
  reasonOf,
  type Signal,
  type SignalLike,
} from "../contextlib/abort-scope.js";
import { type SignalOptions } from "../contextlib/timeout.js";
import { describe, findMethod } from "../protocol/lookup.js";
import { RuntimeError } from "../protocol/runtime-error.js";
import { type AsyncContextManager, type ErrorType, type None } from "../protocol/types.js";

/** What {@link webLock} asks of a LockManager: `navigator.locks` of browsers, Deno and Node 24.5 has it. */
export interface LockManagerLike {
  request(
    name: string,
    options: object,
    callback: (lock: { readonly name: string; readonly mode: string } | null) => PromiseLike<unknown>,
  ): PromiseLike<unknown>;
}

/** What {@link webLock} takes: the options of `LockManager.request`, and the LockManager itself. */
export interface WebLockOptions extends SignalOptions {
  /** `"exclusive"`, the default, or `"shared"` with others that share it. */
  mode?: "exclusive" | "shared" | undefined;
  /** Do not wait: where the lock is not free, the block's value is `null`, and it runs without the lock. */
  ifAvailable?: boolean | undefined;
  /** Take the lock from whoever holds it, whose signal is aborted. */
  steal?: boolean | undefined;
  /** `navigator.locks` by default. */
  locks?: LockManagerLike | undefined;
}

/** A lock that is held by a block. */
export interface HeldWebLock {
  readonly name: string;
  readonly mode: "exclusive" | "shared";
  /** Aborted, with the AbortError of the request, when the lock is stolen. */
  readonly signal: Signal;
}

/**
 * Returns a manager whose enter waits for the Web Lock `name`, and whose exit lets it go: `withAsync(webLock(name), body)`
 * is the same as `navigator.locks.request(name, body)`, but for a lock that is stolen.
 *
 * Then the value's `signal` is aborted. If the block ends cleanly nevertheless, the exit throws the signal's reason, so
 * that nobody believes the lock was held to the end; an error of the block's own propagates unchanged.
 *
 * `signal` ends the wait with its reason. DEVIATION: `request` refuses it beside `steal` and `ifAvailable`, which do not
 * wait; here it counts before the request. Reusable, one block at a time.
 *
 * @throws TypeError if `name` is no string, or there is no LockManager
 * @see https://w3c.github.io/web-locks/
 * @example
 * await withAsync(webLock("tab"), async ({ signal }) => synchronise({ signal }));
 * await withAsync(webLock("tab", { ifAvailable: true }), async (held) => { if (held !== null) … });
 */
export function webLock(
  name: string,
  options: WebLockOptions & { ifAvailable: true },
): AsyncContextManager<HeldWebLock | null, void>;
export function webLock(
  name: string,
  options?: WebLockOptions & { ifAvailable?: false | undefined },
): AsyncContextManager<HeldWebLock, void>;
export function webLock(
  name: string,
  options?: WebLockOptions,
): AsyncContextManager<HeldWebLock | null, void>;
export function webLock(
  name: string,
  options: WebLockOptions = {},
): AsyncContextManager<HeldWebLock | null, void> {
  if (typeof name !== "string") {
    throw new TypeError(`webLock takes the lock's name, found ${describe(name)}: webLock("tab")`);
  }
  return new WebLock(name, options);
}

class WebLock implements AsyncContextManager<HeldWebLock | null, void> {
  /** The reason of a stolen lock passes a blind exit as it is; nothing is lost. */
  readonly outcome = "ignored";
  readonly #name: string;
  readonly #options: WebLockOptions;
  readonly #locks: LockManagerLike;
  readonly #signal: SignalLike | undefined;
  #isHeld = false;
  #scope: AbortScope | undefined;
  #letGo = (): void => {};

  constructor(name: string, options: WebLockOptions) {
    this.#name = name;
    this.#options = options;
    this.#locks = manager(options.locks);
    this.#signal = checkSignal(options.signal, "webLock");
  }

  async __aenter__(): Promise<HeldWebLock | null> {
    if (this.#isHeld) {
      throw new RuntimeError(
        "this webLock(…) manager is held already: one block at a time; make one per block, const tab = () => webLock(…)",
      );
    }
    if (this.#signal?.aborted) throw reasonOf(this.#signal);
    this.#isHeld = true;
    try {
      return await this.#request(new AbortScope(undefined, "webLock"));
    } catch (error) {
      this.#isHeld = false;
      throw error;
    }
  }

  async __aexit__(excType: ErrorType | None, _exc?: unknown, _tb?: unknown): Promise<void> {
    const scope = this.#scope;
    this.#scope = undefined;
    this.#isHeld = false;
    this.#letGo();
    const failed = excType !== null && excType !== undefined;
    if (!failed && scope?.aborted) throw scope.reason;
  }

  /** Resolves when the lock is granted, or known not to be free; rejects if the request does before that. */
  #request(scope: AbortScope): Promise<HeldWebLock | null> {
    return new Promise((resolve, reject) => {
      const held = (lock: { readonly name: string; readonly mode: string } | null): PromiseLike<unknown> =>
        new Promise<void>((letGo) => {
          this.#letGo = letGo;
          if (lock === null) return resolve(null);
          this.#scope = scope;
          resolve({ name: lock.name, mode: lock.mode as HeldWebLock["mode"], signal: scope.signal });
        });
      const requested = this.#locks.request(this.#name, this.#requestOptions(), held);
      requested.then(undefined, (error: object) => {
        scope.abort(error); // stolen; without effect on a request that ended before
        reject(error); // without effect once the lock is held
      });
    });
  }

  #requestOptions(): object {
    const { mode = "exclusive", ifAvailable = false, steal = false } = this.#options;
    const waits = !ifAvailable && !steal && this.#signal !== undefined;
    return { mode, ifAvailable, steal, ...(waits ? { signal: this.#signal } : undefined) };
  }
}

function manager(given: LockManagerLike | undefined): LockManagerLike {
  const host = globalThis as { navigator?: { locks?: LockManagerLike } };
  const found = given ?? host.navigator?.locks;
  if (findMethod(found, "request") !== undefined) return found as LockManagerLike;
  throw new TypeError(
    given === undefined
      ? "webLock needs navigator.locks, which this host lacks (Node has it since 24.5, browsers in secure contexts)"
      : `webLock: the locks option must be a LockManager, an object with request, found ${describe(given)}`,
  );
}
