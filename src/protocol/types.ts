/// <reference lib="esnext.disposable" preserve="true" />
// The protocols the two halves of the library meet on: Python's context managers, and error-aware disposal.

/** What a Python-style method is told where there is nothing to tell: `null`, or `undefined` for Pyodide's objects. */
export type None = null | undefined;

/**
 * The type of an error as an exit is told it: the error's constructor.
 *
 * Wide on purpose: classes written with `Function`, `ErrorConstructor` or `any` in this place all fit.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
export type ErrorType = Function;

/**
 * An object whose enter and exit await: what Python's `async with` takes.
 *
 * `T` is the value enter gives, `X` what exit may resolve to: a truthy result suppresses the block's error. A manager
 * whose exit can only resolve to `void | false` never makes a driver's result `undefined`.
 *
 * @see https://docs.python.org/3/reference/datamodel.html#asynchronous-context-managers
 */
export interface AsyncContextManager<T = unknown, X = boolean | void> {
  /** Sets up, and resolves to the value of the block (`async with manager as value`). */
  __aenter__(): PromiseLike<T>;
  /**
   * Tears down. Told three times none when the block ended cleanly, else the error's constructor, the error and its
   * stack; a truthy result suppresses the error.
   */
  __aexit__(excType: ErrorType | None, exc: unknown, tb: unknown): PromiseLike<X>;
}

/**
 * An object whose enter and exit do not await: what Python's `with` takes.
 *
 * @see https://docs.python.org/3/reference/datamodel.html#context-managers
 */
export interface ContextManager<T = unknown, X = boolean | void> {
  /** Sets up, and returns the value of the block (`with manager as value`). */
  __enter__(): T;
  /** Tears down. Told as {@link AsyncContextManager.__aexit__} is; a truthy result suppresses the error. */
  __exit__(excType: ErrorType | None, exc: unknown, tb: unknown): X;
}

/** What the enter of an asynchronous manager of type `M` gives; of a union of managers, the union. */
export type EnterResult<M> = 0 extends 1 & M // any stays any
  ? M
  : M extends { __aenter__(): PromiseLike<infer T> }
    ? T
    : never;

/** What the enter of a synchronous manager of type `M` gives; of a union of managers, the union. */
export type EnterResultSync<M> = 0 extends 1 & M ? M : M extends { __enter__(): infer T } ? T : never;

/** What the exit of an asynchronous manager of type `M` can resolve to; of a union of managers, the union. */
export type ExitResult<M> = M extends { __aexit__(...told: never[]): PromiseLike<infer X> } ? X : never;

/** What the exit of a synchronous manager of type `M` can return; of a union of managers, the union. */
export type ExitResultSync<M> = M extends { __exit__(...told: never[]): infer X } ? X : never;

/**
 * How a block stands: an error is propagating (`{ error }`), or none is (`undefined`).
 *
 * An object and not the bare error, because `throw undefined` is an error too.
 */
export type Completion = { readonly error: unknown } | undefined;

/**
 * The key of error-aware disposal: `resource[exit](completion)` takes how the block ended and returns how it ends now.
 *
 * `undefined` means cleanly (an error was suppressed), `{ error }` that exactly that error propagates, the argument
 * itself that nothing changed. If it throws, the error thrown and the completion combine by the exit rules. Registered
 * (`Symbol.for("await-using.exit")`), so copies and versions of this library share it.
 *
 * @example
 * abstract class Transaction {
 *   abstract commit(): Promise<void>;
 *   abstract rollback(): Promise<void>;
 *   async [exit](completion: Completion): Promise<Completion> {
 *     await (completion ? this.rollback() : this.commit());
 *     return completion;
 *   }
 *   [Symbol.asyncDispose](): Promise<void> {
 *     return unconfirmed(this); // a blind exit: nobody said how the block ended
 *   }
 * }
 */
export const exit: unique symbol = /* @__PURE__ */ Symbol.for("await-using.exit");

/** A resource that is told how its block ended, and may suppress the error, when its exit awaits. */
export interface ErrorAwareAsyncDisposable extends AsyncDisposable {
  [exit](completion: Completion): Completion | PromiseLike<Completion>;
}

/** A resource that is told how its block ended, and may suppress the error, when its exit does not await. */
export interface ErrorAwareDisposable extends Disposable {
  [exit](completion: Completion): Completion;
}

/**
 * What a driver adds to its result because an exit may suppress: `undefined` if `X` can be truthy, else nothing.
 */
export type Suppressed<X> = 0 extends 1 & X // any: it may be anything
  ? undefined
  : [X] extends [false | void | null | undefined | 0 | ""]
    ? never
    : undefined;

/** How a manager wants its exit to be treated, whatever drives it. */
export interface ExitOptions {
  /** The manager's "none", told three times on a clean end: `null` (the default), or `undefined` for Pyodide. */
  none?: None;
  /**
   * Does the manager's exit depend on how the block ended? By default it is asked for in a blind block, which hides it:
   * unless `ok()` or `fail(error)` was called, the exit is told an {@link UnconfirmedExitError}, which propagates; not so
   * an exit that cannot read how its block ended, having no parameters and no `arguments`. `"ignored"` says that it does not
   * matter: a blind block is told as a clean end. `"required"` asks also where the program itself calls `stack.dispose()`
   * or `stack.disposeAsync()`. Read from the manager's own property `outcome` where the option is not given.
   */
  outcome?: "required" | "ignored" | undefined;
}
