/// <reference lib="esnext.disposable" preserve="true" />
// AsyncExitStack: contextlib.AsyncExitStack and TC39's AsyncDisposableStack in one class, with its own storage and loop.

import { asyncDispose, AsyncDisposableStack } from "../../polyfills/index.js";
import { type BlindBlock, blindBlock, handsOn } from "../exit/blind.js";
import { EntryCode } from "../exit/entry-code.js";
import { dunderAnswer, toldCompletion } from "../protocol/dunder.js";
import { apply, awaitable } from "../protocol/lookup.js";
import {
  type AsyncContextManager,
  type Completion,
  type ContextManager,
  type EnterResult,
  type EnterResultSync,
  type ErrorType,
  exit,
  type ExitOptions,
  type None,
} from "../protocol/types.js";
import { type Confirmed, confirm } from "./confirmed.js";
import { byHand, exitsOf, lineage, live, ownExit, pushCallback, pushExit, pushResource } from "./entries.js";
import { findAsync, findSync } from "./observed-methods.js";
import { observers } from "./observer.js";
import { type Entries, leaveAtOnceAsync, leaveAtOnceSync, unwindAsync } from "./unwind.js";
import { withAsyncFor } from "./with.js";

/** An exit pushed on a stack: told as `__aexit__` is, a truthy result suppresses the error. */
export type AsyncExitCallback = (
  excType: ErrorType | None,
  exc: unknown,
  tb: string | None,
) => PromiseLike<unknown> | unknown;

const Base = /* @__PURE__ */ lineage(AsyncDisposableStack);

/**
 * A stack of things to leave when a block ends, last in first out: managers, disposables, callbacks.
 *
 * `AsyncExitStack.run(async (stack) => { … })` is the same as Python's `async with AsyncExitStack() as stack: …`. Entering
 * managers on one stack is the same as nesting an `async with` for each: every exit is told the error as the inner
 * ones left it, and may suppress it.
 *
 * It is `instanceof AsyncDisposableStack` and does all that one does. In an engine's own `await using stack = …` the
 * block's error is hidden from it: see {@link ok}.
 *
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.AsyncExitStack
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-asyncdisposablestack-objects
 * @example
 * const total = await AsyncExitStack.run(async (stack) => {
 *   const db = await stack.enter(connection("app"));
 *   stack.defer(() => console.log("after the connection's exit? no: before it"));
 *   return db.query("select 1");
 * });
 */
export class AsyncExitStack extends Base {
  #entries: Entries | undefined = [];
  #confirmed: Confirmed = null;

  /**
   * Runs `body` with a new stack, and unwinds the stack when it ends: `withAsync(new AsyncExitStack(), body)`.
   *
   * @returns what `body` returned, or `undefined` if it threw and an exit suppressed the error
   */
  static run<S extends AsyncExitStack, R>(
    this: new () => S,
    body: (stack: S) => R | PromiseLike<R>,
  ): Promise<R | undefined> {
    return withAsyncFor(
      new this() as AsyncContextManager<S>,
      body,
      undefined,
      (this as never as typeof AsyncExitStack).run,
    );
  }

  /** Was the stack disposed or moved? */
  override get disposed(): boolean {
    return this.#entries === undefined;
  }

  override get [Symbol.toStringTag](): string {
    return "AsyncExitStack";
  }

  /**
   * Enters a manager and registers its exit: Python's `await stack.enter_async_context(manager)`.
   *
   * @returns the bare value of `__aenter__`
   * @throws TypeError if `manager` lacks a method; then it is not entered. ReferenceError if the stack is disposed; if
   * that happened while `__aenter__` was awaited, the manager is exited first, told that error
   */
  async enter<M extends AsyncContextManager<unknown, unknown>>(
    manager: M,
    options?: ExitOptions,
  ): Promise<EnterResult<M>> {
    live(this.#entries, "AsyncExitStack");
    const { start, leave, code } = findAsync(manager, options, "stack.enterSync", this.enter);
    const value = (await awaitable(apply(start, manager, []), manager, "__aenter__")) as EnterResult<M>;
    if (this.#entries === undefined) await leaveAtOnceAsync([manager, leave, code], "AsyncExitStack");
    else this.#entries.push(manager, leave, code);
    return value;
  }

  /** Enters a synchronous manager and registers its exit: Python's `stack.enter_context(manager)`. */
  enterSync<M extends ContextManager<unknown, unknown>>(
    manager: M,
    options?: ExitOptions,
  ): EnterResultSync<M> {
    live(this.#entries, "AsyncExitStack");
    const { start, leave, code } = findSync(manager, options, "stack.enter", this.enterSync);
    const value = apply(start, manager, []) as EnterResultSync<M>;
    if (this.#entries === undefined) leaveAtOnceSync([manager, leave, code], "AsyncExitStack");
    else this.#entries.push(manager, leave, code);
    return value;
  }

  /**
   * Registers an exit without entering: a function told `(excType, exc, tb)`, or a manager whose exit is taken
   * (Python's `push_async_exit` and `push`).
   *
   * @returns its argument
   */
  exit<
    E extends AsyncExitCallback | Pick<AsyncContextManager, "__aexit__"> | Pick<ContextManager, "__exit__">,
  >(leaver: E): E {
    pushExit(this, live(this.#entries, "AsyncExitStack"), leaver, 0);
    return leaver;
  }

  /** Registers a disposable and returns it; one with `[exit]` stays error-aware. */
  override use<T extends AsyncDisposable | Disposable | null | undefined>(resource: T): T {
    pushResource(this, live(this.#entries, "AsyncExitStack"), resource, 0);
    return resource;
  }

  /** Registers `release(value)`, awaited, and returns the value. */
  override adopt<T>(value: T, release: (value: T) => PromiseLike<void> | void): T {
    pushCallback(this, live(this.#entries, "AsyncExitStack"), EntryCode.Adopt, value, release, "stack.adopt");
    return value;
  }

  /** Registers `callback()`, awaited: Python's `push_async_callback` and `callback`. */
  override defer(callback: () => PromiseLike<void> | void): void {
    pushCallback(
      this,
      live(this.#entries, "AsyncExitStack"),
      EntryCode.Defer,
      undefined,
      callback,
      "stack.defer",
    );
  }

  /** Registers `callback()`, awaited, for the case that the block fails. A blind exit without `ok()` counts as failing. */
  deferOnError(callback: () => PromiseLike<void> | void): void {
    const entries = live(this.#entries, "AsyncExitStack");
    pushCallback(
      this,
      entries,
      EntryCode.OnError | EntryCode.Required,
      undefined,
      callback,
      "stack.deferOnError",
    );
  }

  /** Registers `callback()`, awaited, for the case that the block ends cleanly. A blind exit needs `ok()` for that. */
  deferOnSuccess(callback: () => PromiseLike<void> | void): void {
    const entries = live(this.#entries, "AsyncExitStack");
    pushCallback(
      this,
      entries,
      EntryCode.OnSuccess | EntryCode.Required,
      undefined,
      callback,
      "stack.deferOnSuccess",
    );
  }

  /**
   * Moves everything to a new stack of the same class (Python's `pop_all`); this one is disposed then, and empty.
   *
   * @throws ReferenceError if the stack is disposed
   */
  override move(): this {
    const entries = live(this.#entries, "AsyncExitStack");
    const next = new (this.constructor as new () => this)();
    next.#entries = entries;
    next.#confirmed = this.#confirmed;
    this.#entries = undefined;
    if (observers.watch !== undefined) observers.watch.moved(entries);
    return next;
  }

  /** Says that the block ended cleanly, for drivers that hide it. */
  ok(): void {
    this.#confirmed = confirm(this.#entries, undefined);
  }

  /** Says that the block ended with `error`, for drivers that hide it. */
  fail(error: unknown): void {
    this.#confirmed = confirm(this.#entries, { error });
  }

  /** Unwinds the stack, told how the block ended; resolves to how it ends now. */
  [exit](completion: Completion): Promise<Completion>;
  [exit](completion: Completion, block?: BlindBlock): Promise<Completion> {
    const entries = this.#entries;
    this.#entries = undefined;
    return unwindAsync(entries, this.#confirmed, completion, block, false);
  }

  /** @internal */
  get [handsOn](): unknown {
    return ownExit(this);
  }

  /**
   * Unwinds the stack as after a clean end (Python's `aclose()`), or as {@link ok} and {@link fail} said. What requires
   * an outcome (`outcome: "required"`, a resource with `[exit]`, {@link deferOnSuccess}), and was not told one, is told an
   * {@link UnconfirmedExitError}.
   */
  override disposeAsync(): Promise<void> {
    const exits = exitsOf(this, this.#entries, 0);
    if (exits === this.#entries) this.#entries = undefined;
    return unwindAsync(
      exits,
      this.#confirmed,
      undefined,
      blindBlock(exits, byHand),
      true,
    ) as Promise<undefined>;
  }

  /**
   * What the engine's own `await using` calls, which hides how the block ended: unless {@link ok} or {@link fail} said it,
   * an exit that could read it is told an {@link UnconfirmedExitError}, which propagates.
   */
  override [asyncDispose](): Promise<void> {
    const exits = exitsOf(this, this.#entries, 0);
    if (exits === this.#entries) this.#entries = undefined;
    return unwindAsync(exits, this.#confirmed, undefined, blindBlock(exits), true) as Promise<undefined>;
  }

  /** A stack is a manager: entering it gives the stack. */
  async __aenter__(): Promise<this> {
    live(this.#entries, "AsyncExitStack");
    return this;
  }

  /** Unwinds the stack for a Python-style driver: resolves to true if the error was suppressed, throws what replaced it. */
  async __aexit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): Promise<boolean> {
    const completion = toldCompletion(excType, exc);
    return dunderAnswer(await this[exit](completion), completion);
  }
}
