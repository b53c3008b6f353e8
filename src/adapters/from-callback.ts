// APIs that hold a resource while a callback runs, as managers: the callback's promise stands for the block.

import { isNone } from "../protocol/dunder.js";
import { describe, isThenable } from "../protocol/lookup.js";
import { RuntimeError } from "../protocol/runtime-error.js";
import { type AsyncContextManager, type ErrorType, type None } from "../protocol/types.js";

/** Starts a call to an API, which is given `use` as its callback and returns the promise of the whole call. */
export type CallbackStart<T> = (use: (value: T) => Promise<void>) => PromiseLike<unknown>;

/**
 * Returns a manager around an API that takes a callback and holds something until the callback's promise settles: Web
 * Locks, `sql.begin`, `prisma.$transaction`.
 *
 * Enter calls `start(use)` and resolves to what the API passes to `use`. At the exit the callback's promise resolves if
 * the block ended cleanly, and rejects with the block's error if it failed, so that the API rolls back; then the API's
 * own promise is awaited, and what it rejects with counts as what the exit throws. The block's error propagates, also
 * from an API that resolves nevertheless: that it handled the rejection does not say that the block succeeded.
 *
 * A blind exit without `ok()` rejects the callback with an {@link UnconfirmedExitError}, lest a failed block is committed.
 * Where that does not matter: `enter(manager, { outcome: "ignored" })`. Reusable, one block at a time.
 *
 * @typeParam T - the callback's argument; TypeScript cannot infer it from `start`
 * @throws TypeError if `start` is not a function
 * @example
 * await withAsync(fromCallback<Lock | null>((use) => navigator.locks.request("tab", use)), async (lock) => { … });
 * await withAsync(fromCallback<Sql>((use) => sql.begin(use)), async (tx) => tx`insert into t values (1)`);
 */
export function fromCallback<T>(start: CallbackStart<T>): AsyncContextManager<T, void> {
  if (typeof start === "function") return new FromCallback(start);
  throw new TypeError(
    `fromCallback takes a function, found ${describe(start)}: fromCallback((use) => locks.request("name", use))`,
  );
}

/** A call that is under way: the block's end goes in, the API's comes out. */
interface PendingCall {
  succeed(): void;
  fail(error: unknown): void;
  readonly ended: Promise<unknown>;
}

class FromCallback<T> implements AsyncContextManager<T, void> {
  readonly #start: CallbackStart<T>;
  #isHeld = false;
  #call: PendingCall | undefined;

  constructor(start: CallbackStart<T>) {
    this.#start = start;
  }

  async __aenter__(): Promise<T> {
    if (this.#isHeld) {
      throw new RuntimeError(
        "this fromCallback(…) manager is held already: one block at a time; make one per block, " +
          "const lock = () => fromCallback(…)",
      );
    }
    this.#isHeld = true;
    try {
      const { value, call } = await begin(this.#start);
      this.#call = call;
      return value;
    } catch (error) {
      this.#isHeld = false;
      throw error;
    }
  }

  async __aexit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): Promise<void> {
    const call = this.#call;
    if (call === undefined) return; // a second exit: the first one ends the call
    this.#call = undefined;
    try {
      if (isNone(excType)) call.succeed();
      else call.fail(exc);
      await call.ended;
    } finally {
      this.#isHeld = false;
    }
  }
}

/** Starts the call; resolves when the API calls back, rejects if it ends without that. */
function begin<T>(start: CallbackStart<T>): Promise<{ value: T; call: PendingCall }> {
  return new Promise((resolve, reject) => {
    let succeed!: () => void;
    let fail!: (error: unknown) => void;
    const block = new Promise<void>((resolveBlock, rejectBlock) => {
      succeed = resolveBlock;
      fail = rejectBlock;
    });
    block.catch(() => {}); // whether the API looks at it is the API's matter
    let isOver = false;
    let given: { value: T } | undefined;
    const enter = (ended: Promise<unknown>): void => {
      if (given) resolve({ value: given.value, call: { succeed, fail, ended } });
    };
    let ended: Promise<unknown> | undefined;
    const use = (value: T): Promise<void> => {
      if (given || isOver) return Promise.reject(calledAgain(isOver));
      given = { value };
      if (ended) enter(ended);
      return block;
    };
    try {
      ended = promised(start(use));
    } catch (error) {
      isOver = true;
      fail(error); // an API that did call back lets go
      reject(error);
      return;
    }
    enter(ended);
    const end = (error: unknown): void => {
      isOver = true;
      reject(error);
    };
    ended.then(() => end(neverCalled()), end); // without effect once it called back; and the rejection is handled
  });
}

function promised(result: unknown): Promise<unknown> {
  if (isThenable(result)) return Promise.resolve(result);
  throw new TypeError(
    `fromCallback: the function must return the API's promise, it returned ${describe(result)}: ` +
      `(use) => api(use), without braces`,
  );
}

function neverCalled(): RuntimeError {
  return new RuntimeError("fromCallback: the API's promise resolved, but its callback was never called");
}

function calledAgain(isOver: boolean): RuntimeError {
  return new RuntimeError(
    isOver
      ? "fromCallback: the callback was called after the API's promise had settled"
      : "fromCallback: the API called its callback again, but a block runs once: put the retry around the block",
  );
}
