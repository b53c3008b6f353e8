/// <reference lib="esnext.disposable" preserve="true" />
// ExitStack: contextlib.ExitStack and TC39's DisposableStack in one class, with its own storage and loop.
// The twin of AsyncExitStack that awaits nothing.

import { DisposableStack, dispose } from "../../polyfills/index.js";
import { type BlindBlock, blindBlock, handsOn } from "../exit/blind.js";
import { EntryCode } from "../exit/entry-code.js";
import { dunderAnswer, toldCompletion } from "../protocol/dunder.js";
import { apply } from "../protocol/lookup.js";
import {
  type Completion,
  type ContextManager,
  type EnterResultSync,
  type ErrorType,
  exit,
  type ExitOptions,
  type None,
} from "../protocol/types.js";
import { type Confirmed, confirm } from "./confirmed.js";
import { byHand, exitsOf, lineage, live, ownExit, pushCallback, pushExit, pushResource } from "./entries.js";
import { findSync } from "./observed-methods.js";
import { observers } from "./observer.js";
import { type Entries, leaveAtOnceSync, unwindSync } from "./unwind.js";
import { type SyncResult, withSyncFor } from "./with.js";

/** An exit pushed on a stack: told as `__exit__` is, a truthy result suppresses the error. */
export type ExitCallback = (excType: ErrorType | None, exc: unknown, tb: string | None) => unknown;

const Base = /* @__PURE__ */ lineage(DisposableStack);

/**
 * A stack of things to leave when a block ends, last in first out: managers, disposables, callbacks.
 *
 * `ExitStack.run((stack) => { … })` is the same as Python's `with ExitStack() as stack: …`. Entering managers on one
 * stack is the same as nesting a `with` for each: every exit is told the error as the inner ones left it, and may
 * suppress it.
 *
 * It is `instanceof DisposableStack` and does all that one does. In an engine's own `using stack = …` the block's error
 * is hidden from it: see {@link ok}.
 *
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.ExitStack
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposablestack-objects
 * @example
 * const text = ExitStack.run((stack) => {
 *   const file = stack.enter(closing(open("a.txt")));
 *   stack.defer(() => console.log("runs before the file is closed"));
 *   return file.read();
 * });
 */
export class ExitStack extends Base {
  #entries: Entries | undefined = [];
  #confirmed: Confirmed = null;

  /**
   * Runs `body` with a new stack, and unwinds the stack when it ends: `withSync(new ExitStack(), body)`.
   *
   * @returns what `body` returned, or `undefined` if it threw and an exit suppressed the error; for an async body a
   * promise of that, and the stack unwinds when the body's promise settles
   */
  static run<S extends ExitStack, R>(this: new () => S, body: (stack: S) => R): SyncResult<R, undefined> {
    return withSyncFor(
      new this() as ContextManager<S>,
      body,
      undefined,
      (this as never as typeof ExitStack).run,
    );
  }

  /** Was the stack disposed or moved? */
  override get disposed(): boolean {
    return this.#entries === undefined;
  }

  override get [Symbol.toStringTag](): string {
    return "ExitStack";
  }

  /**
   * Enters a manager and registers its exit: Python's `stack.enter_context(manager)`.
   *
   * @returns the bare value of `__enter__`
   * @throws TypeError if `manager` lacks a method; then it is not entered. ReferenceError if the stack is disposed; if
   * `__enter__` itself disposed of it, the manager is exited first, told that error
   */
  enter<M extends ContextManager<unknown, unknown>>(manager: M, options?: ExitOptions): EnterResultSync<M> {
    live(this.#entries, "ExitStack");
    const { start, leave, code } = findSync(manager, options, "an AsyncExitStack", this.enter);
    const value = apply(start, manager, []) as EnterResultSync<M>;
    if (this.#entries === undefined) leaveAtOnceSync([manager, leave, code], "ExitStack");
    else this.#entries.push(manager, leave, code);
    return value;
  }

  /**
   * Registers an exit without entering: a function told `(excType, exc, tb)`, or a manager whose exit is taken
   * (Python's `push`).
   *
   * @returns its argument
   */
  exit<E extends ExitCallback | Pick<ContextManager, "__exit__">>(leaver: E): E {
    pushExit(this, live(this.#entries, "ExitStack"), leaver, EntryCode.Sync);
    return leaver;
  }

  /** Registers a disposable and returns it; one with `[exit]` stays error-aware. */
  override use<T extends Disposable | null | undefined>(resource: T): T {
    pushResource(this, live(this.#entries, "ExitStack"), resource, EntryCode.Sync);
    return resource;
  }

  /** Registers `release(value)` and returns the value. */
  override adopt<T>(value: T, release: (value: T) => void): T {
    pushCallback(
      this,
      live(this.#entries, "ExitStack"),
      EntryCode.Adopt | EntryCode.Sync,
      value,
      release,
      "stack.adopt",
    );
    return value;
  }

  /** Registers `callback()`: Python's `callback`. */
  override defer(callback: () => void): void {
    pushCallback(
      this,
      live(this.#entries, "ExitStack"),
      EntryCode.Defer | EntryCode.Sync,
      undefined,
      callback,
      "stack.defer",
    );
  }

  /** Registers `callback()` for the case that the block fails. A blind exit without `ok()` counts as failing. */
  deferOnError(callback: () => void): void {
    const entries = live(this.#entries, "ExitStack");
    pushCallback(
      this,
      entries,
      EntryCode.OnError | EntryCode.Required | EntryCode.Sync,
      undefined,
      callback,
      "stack.deferOnError",
    );
  }

  /** Registers `callback()` for the case that the block ends cleanly. A blind exit needs `ok()` for that. */
  deferOnSuccess(callback: () => void): void {
    const entries = live(this.#entries, "ExitStack");
    pushCallback(
      this,
      entries,
      EntryCode.OnSuccess | EntryCode.Required | EntryCode.Sync,
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
    const entries = live(this.#entries, "ExitStack");
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

  /** Unwinds the stack, told how the block ended; returns how it ends now. */
  [exit](completion: Completion): Completion;
  [exit](completion: Completion, block?: BlindBlock): Completion {
    const entries = this.#entries;
    this.#entries = undefined;
    return unwindSync(entries, this.#confirmed, completion, block, false);
  }

  /** @internal */
  get [handsOn](): unknown {
    return ownExit(this);
  }

  /**
   * Unwinds the stack as after a clean end (Python's `close()`), or as {@link ok} and {@link fail} said. What requires an
   * outcome (`outcome: "required"`, a resource with `[exit]`, {@link deferOnSuccess}), and was not told one, is told an
   * {@link UnconfirmedExitError}.
   */
  override dispose(): void {
    const exits = exitsOf(this, this.#entries, EntryCode.Sync);
    if (exits === this.#entries) this.#entries = undefined;
    unwindSync(exits, this.#confirmed, undefined, blindBlock(exits, byHand), true);
  }

  /**
   * What the engine's own `using` calls, which hides how the block ended: unless {@link ok} or {@link fail} said it, an exit
   * that could read it is told an {@link UnconfirmedExitError}, which propagates.
   */
  override [dispose](): void {
    const exits = exitsOf(this, this.#entries, EntryCode.Sync);
    if (exits === this.#entries) this.#entries = undefined;
    unwindSync(exits, this.#confirmed, undefined, blindBlock(exits), true);
  }

  /** A stack is a manager: entering it gives the stack. */
  __enter__(): this {
    live(this.#entries, "ExitStack");
    return this;
  }

  /** Unwinds the stack for a Python-style driver: returns true if the error was suppressed, throws what replaced it. */
  __exit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): boolean {
    const completion = toldCompletion(excType, exc);
    return dunderAnswer(this[exit](completion), completion);
  }
}
