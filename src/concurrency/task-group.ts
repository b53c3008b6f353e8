// asyncio.TaskGroup.
//
// DEVIATION: Python cancels tasks, JavaScript cannot stop code. The group aborts a signal, and a task ends early if what
// it awaits takes that signal, or is awaited through `race`. A task that takes no notice is awaited to its end.

import { isNone } from "../protocol/dunder.js";
import { describe, isThenable } from "../protocol/lookup.js";
import { RuntimeError } from "../protocol/runtime-error.js";
import { type AsyncContextManager, type ErrorType, type None } from "../protocol/types.js";
import { abortError, AbortScope, isAnyAbort, named, type Signal } from "./abort-scope.js";
import { type SignalOptions } from "./timeout.js";

/**
 * Returns a manager whose value starts tasks, and whose exit awaits them all. The first failure, of a task or of the
 * block, aborts the group's `signal`; when all tasks have ended, every failure is in one AggregateError, the block's last.
 *
 * Rejections that are this abort (the signal's reason, or an AbortError) are no failures: those tasks were cancelled.
 * Any other AbortError of a task is a failure; one of
 * the block is not, it aborts the tasks and passes, as CancelledError does. If the outer signal is aborted, so is the group, and the abort leaves the block for its
 * own reason, unless there are failures: those have priority. Nothing is left unhandled. Single-use.
 *
 * @param options.signal - the signal of the block around this one, an outer group's or timeout's
 * @see https://docs.python.org/3/library/asyncio-task.html#task-groups
 * @example
 * const [user, posts] = await withAsync(taskGroup(), (group) => {
 *   const user = group.createTask((signal) => load("user", signal));
 *   const posts = group.createTask((signal) => load("posts", signal));
 *   return Promise.all([user, posts]);
 * });
 */
export function taskGroup(options?: SignalOptions): TaskGroup {
  return new TaskGroup(options);
}

/** Tasks that end before their block does. */
export class TaskGroup implements AsyncContextManager<TaskGroup, void> {
  readonly #scope: AbortScope;
  readonly #tasks = new Set<PromiseLike<unknown>>();
  readonly #failures: unknown[] = [];
  #state: "created" | "entered" | "exiting" = "created";
  /** Has a task ended, or been awaited at the exit, because of the abort? */
  #isCutShort = false;
  #wake = (): void => {};

  readonly #fail = (failure: unknown): void => {
    if (this.#scope.isAbort(failure)) {
      this.#isCutShort = true;
      return;
    }
    // A task that awaited a failed one fails with the same error.
    if (!this.#failures.includes(failure)) this.#failures.push(failure);
    this.#scope.abort(abortError("A task of the group failed", { value: failure }));
  };

  constructor(options: SignalOptions | undefined) {
    this.#scope = new AbortScope(options?.signal, "taskGroup");
  }

  /** Aborted when a task or the block fails, with an AbortError caused by the failure; and when the outer signal is. */
  get signal(): Signal {
    return this.#scope.signal;
  }

  /**
   * Starts a task: calls `task(signal)` in the next turn, or takes a promise that is running already. A task of a group
   * that was aborted before its turn is not called.
   *
   * @returns a promise of the task's result; it need not be awaited, its rejection is handled
   * @throws RuntimeError before enter, when the group is aborted, and after its last task at the exit
   * @throws TypeError if `task` is neither a function nor a promise
   */
  createTask<T>(task: ((signal: Signal) => PromiseLike<T> | T) | PromiseLike<T>): Promise<T> {
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      if (isThenable(task)) task.then(undefined, () => {}); // the group fails already; this promise has no owner
      throw new RuntimeError(refusal);
    }
    if (typeof task !== "function" && !isThenable(task)) {
      throw new TypeError(
        `createTask takes a function or a promise, found ${describe(task)}: createTask((signal) => …)`,
      );
    }
    const running = typeof task === "function" ? Promise.resolve().then(() => this.#call(task)) : task;
    const result = Promise.resolve(running);
    this.#tasks.add(result);
    const ended = (): void => {
      this.#tasks.delete(result);
      if (this.#tasks.size === 0) this.#wake();
    };
    result.then(ended, (failure: unknown) => {
      this.#fail(failure);
      ended();
    });
    return result;
  }

  /**
   * Resolves as `promise` does, or rejects with the signal's reason when the group is aborted: for the block itself,
   * which Python would cancel, and for operations that take no signal.
   */
  race<T>(promise: PromiseLike<T> | T): Promise<T> {
    return this.#scope.race(promise);
  }

  async __aenter__(): Promise<this> {
    if (this.#state !== "created") throw new RuntimeError("TaskGroup has already been entered");
    this.#state = "entered";
    this.#scope.enter();
    return this;
  }

  async __aexit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): Promise<void> {
    this.#state = "exiting";
    const failed = !isNone(excType);
    const isFailure = failed && !this.#scope.isAbort(exc) && !isAnyAbort(exc);
    if (failed) this.#scope.abort(abortError("The block of the group failed", { value: exc }));
    while (this.#tasks.size > 0) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
      if (this.#scope.outerAborted) this.#isCutShort = true;
    }
    this.#scope.leave();
    if (isFailure && !this.#failures.includes(exc)) this.#failures.push(exc);
    if (this.#failures.length > 0) throw group(this.#failures, failed ? { cause: exc } : undefined);
    // The block is not cancelled while its exit waits, as Python's is: the abort is passed on here.
    if (!failed && this.#isCutShort && this.#scope.outerAborted) throw this.#scope.reason;
  }

  readonly #call = <T>(task: (signal: Signal) => T): T => {
    if (this.#scope.aborted) throw this.#scope.reason;
    return task(this.signal);
  };

  readonly #refusal = (): string | undefined => {
    if (this.#state === "created") return "TaskGroup has not been entered";
    if (this.#state === "exiting" && this.#tasks.size === 0) return "TaskGroup is finished";
    return this.#scope.aborted ? "TaskGroup is shutting down" : undefined;
  };
}

/** An AggregateError; its cause is what the block threw, so that it replaces that (R5). */
function group(failures: unknown[], options: { cause: unknown } | undefined): Error {
  const message = "unhandled errors in a TaskGroup";
  if (typeof AggregateError === "function") return new AggregateError(failures, message, options);
  return Object.assign(named(new Error(message), "AggregateError"), options, { errors: failures });
}
