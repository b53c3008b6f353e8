// Web Locks as managers.

import {
  AbortScope,
  checkSignal,
  reasonOf,
  type Signal,
  type SignalLike,
} from "../concurrency/abort-scope.js";
import { type SignalOptions } from "../concurrency/timeout.js";
import { isNone } from "../protocol/dunder.js";
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
      const scope = new AbortScope(undefined, "webLock");
      const { held, letGo } = await request(this.#locks, this.#name, this.#options, scope);
      this.#scope = scope;
      this.#letGo = letGo;
      return held;
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
    const failed = !isNone(excType);
    if (!failed && scope?.aborted) throw scope.reason;
  }
}

/** A request that was answered: with the lock, or, if it was not free, `null`. */
interface Answer {
  readonly held: HeldWebLock | null;
  readonly letGo: () => void;
}

/** Resolves when the request is answered, or rejects if it is rejected before; after that, `scope` is aborted. */
function request(
  locks: LockManagerLike,
  name: string,
  options: WebLockOptions,
  scope: AbortScope,
): Promise<Answer> {
  const { mode = "exclusive", ifAvailable = false, steal = false, signal } = options;
  const waits = !ifAvailable && !steal && signal !== undefined && signal !== null;
  return new Promise((resolve, reject) => {
    const answer = (lock: { readonly name: string; readonly mode: string } | null): PromiseLike<unknown> =>
      new Promise<void>((letGo) => {
        const held = lock && {
          name: lock.name,
          mode: lock.mode as HeldWebLock["mode"],
          signal: scope.signal,
        };
        resolve({ held, letGo });
      });
    const requested = locks.request(
      name,
      { mode, ifAvailable, steal, ...(waits ? { signal } : undefined) },
      answer,
    );
    requested.then(undefined, (error: object) => {
      scope.abort(error); // stolen; nobody knows the signal of a request that was not answered
      reject(error); // without effect once it is answered
    });
  });
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
