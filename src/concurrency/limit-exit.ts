// A time limit for exits: what anyio's `move_on_after(ms, shield=True)` in a `finally` is for.

import { afterBlindExit, type BlindBlock, blindCall, handsOn } from "../exit/blind.js";
import { type EntryCode, flagsOf } from "../exit/entry-code.js";
import { asyncMethods } from "../exit/methods.js";
import { afterExit, callAsync } from "../exit/step.js";
import { dunderAnswer, toldCompletion } from "../protocol/dunder.js";
import { apply, describe, type Method } from "../protocol/lookup.js";
import {
  type AsyncContextManager,
  type Completion,
  type ErrorType,
  exit,
  type ExitOptions,
  type None,
} from "../protocol/types.js";
import { later } from "./abort-scope.js";
import { checkMs, TimeoutError } from "./timeout.js";

/**
 * Returns `manager` with an exit that is given up after `ms` milliseconds: then it throws a {@link TimeoutError}, which
 * combines with the block's error by the exit rules. The exit itself cannot be stopped: what becomes of it is ignored.
 *
 * No signal aborts an exit, the block's neither, so it is shielded. An exit that wants to stop itself takes a
 * `timeout(ms)` without an outer signal.
 *
 * @param ms - milliseconds, from the start of the exit; `Infinity` for no limit
 * @throws TypeError if `manager` lacks a method, or `ms` is no number
 * @see https://anyio.readthedocs.io/en/stable/cancellation.html#shielding
 * @example
 * await withAsync(limitExit(connection("app"), 2000), async (db) => db.query("select 1"));
 */
export function limitExit<T, X>(
  manager: AsyncContextManager<T, X>,
  ms: number,
  options?: Pick<ExitOptions, "none">,
): AsyncContextManager<T, X> {
  const limited = new LimitedExit<T>(manager as AsyncContextManager<T>, checkMs(ms, "limitExit"), options);
  // Drivers call [exit]: how the block ends is the manager's matter, an exit stack's included (R9). Given here, because
  // bundlers keep every class with a computed name.
  const leave = (completion: Completion, block?: BlindBlock): unknown => limited.leave(completion, block);
  return Object.assign(limited, { [exit]: leave, [handsOn]: leave }) as unknown as AsyncContextManager<T, X>;
}

class LimitedExit<T> implements AsyncContextManager<T, boolean> {
  readonly #manager: AsyncContextManager<T>;
  readonly #start: Method;
  readonly #leave: Method;
  readonly #code: EntryCode;
  readonly #ms: number;

  constructor(manager: AsyncContextManager<T>, ms: number, options: ExitOptions | undefined) {
    const { start, leave, code } = asyncMethods(manager, "withSync");
    this.#start = start;
    this.#leave = leave;
    this.#code = code | flagsOf(manager, options);
    this.#manager = manager;
    this.#ms = ms;
  }

  __aenter__(): PromiseLike<T> {
    return apply(this.#start, this.#manager, []) as PromiseLike<T>;
  }

  /** Runs the exit, which asks in a blind block as it would without a limit; resolves to how the block ends now. */
  async leave(completion: Completion, block?: BlindBlock): Promise<Completion> {
    const code = this.#code;
    const manager = this.#manager;
    const leave = this.#leave;
    let call = leave;
    if (block) ({ method: call, ended: completion } = blindCall(block, code, manager, leave, completion));
    const leaving = Promise.resolve(callAsync(code, manager, call, completion));
    const result = await new Promise((resolve, reject) => {
      const cancel = later(this.#ms, () => {
        reject(new TimeoutError(`The exit of ${describe(manager)} took longer than ${this.#ms} ms`));
      });
      leaving.then(resolve, reject).then(cancel, cancel);
    });
    return block
      ? afterBlindExit(block, code, manager, leave, result, completion)
      : afterExit(code, result, completion);
  }

  async __aexit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): Promise<boolean> {
    const completion = toldCompletion(excType, exc);
    return dunderAnswer(await this.leave(completion), completion);
  }
}
