// Managers that are entered and left at the same time, not one after the other: Effect's parallel finalizers.

import { afterBlindExit, type BlindBlock, blindCall, handsOn } from "../exit/blind.js";
import { flagsOf } from "../exit/entry-code.js";
import { asyncMethods, type Found } from "../exit/methods.js";
import { combine } from "../exit/rules.js";
import { afterExit, callAsync } from "../exit/step.js";
import { dunderAnswer, toldCompletion } from "../protocol/dunder.js";
import { apply, awaitable } from "../protocol/lookup.js";
import {
  type AsyncContextManager,
  type Completion,
  type ErrorType,
  exit,
  type ExitResult,
  type None,
} from "../protocol/types.js";

/** The values that a list of managers gives. */
export type EnteredValues<M extends readonly AsyncContextManager[]> = {
  -readonly [K in keyof M]: M[K] extends AsyncContextManager<infer T> ? T : never;
};

/**
 * Returns one manager of several that do not depend on each other: its enter enters all at the same time and gives their
 * values, its exit leaves all at the same time. As reusable as they are.
 *
 * Every exit is told how the block ended, not what another exit made of it. If one suppresses the error, it is gone; what
 * the exits throw combines by the exit rules as if the last manager had been left first. If an enter fails, those that
 * succeeded are left, told that error, and it propagates.
 *
 * @throws TypeError if one of them lacks a method; then none is entered
 * @see https://github.com/tc39/proposal-explicit-resource-management/issues/129
 * @example
 * await withAsync(parallel(connection("app"), cache("sessions")), async ([db, sessions]) => { … });
 */
export function parallel<M extends readonly AsyncContextManager[]>(
  ...managers: M
): AsyncContextManager<EnteredValues<M>, ExitResult<M[number]>> {
  const together = new Parallel(managers);
  // Drivers call [exit], so that an error that was suppressed is not wrapped. Given here, because bundlers keep every
  // class with a computed name.
  const leave = (completion: Completion, block?: BlindBlock): unknown => together.leave(completion, block);
  return Object.assign(together, { [exit]: leave, [handsOn]: leave }) as unknown as AsyncContextManager<
    EnteredValues<M>,
    ExitResult<M[number]>
  >;
}

interface Member extends Found {
  readonly manager: object;
}

class Parallel implements AsyncContextManager<unknown[], boolean> {
  readonly #members: readonly Member[];

  constructor(managers: readonly AsyncContextManager[]) {
    this.#members = managers.map(member);
  }

  async __aenter__(): Promise<unknown[]> {
    const entered: Member[] = [];
    let failed: Completion;
    const values = await Promise.all(
      this.#members.map(async (each) => {
        try {
          const value: unknown = await awaitable(
            apply(each.start, each.manager, []),
            each.manager,
            "__aenter__",
          );
          entered.push(each);
          return value;
        } catch (error) {
          failed = combine(error, failed);
          return undefined;
        }
      }),
    );
    if (failed !== undefined) throw ((await leaveAll(entered, failed)) ?? failed).error;
    return values;
  }

  /** Leaves all, each of which asks in a blind block as it would alone; resolves to how the block ends now. */
  async leave(completion: Completion, block?: BlindBlock): Promise<Completion> {
    return leaveAll(this.#members, completion, block);
  }

  async __aexit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): Promise<boolean> {
    const completion = toldCompletion(excType, exc);
    return dunderAnswer(await this.leave(completion), completion);
  }
}

function member(manager: AsyncContextManager): Member {
  const { start, leave, code } = asyncMethods(manager, "stack.enterSync");
  return { manager, start, leave, code: code | flagsOf(manager, undefined) };
}

async function leaveAll(
  members: readonly Member[],
  completion: Completion,
  block?: BlindBlock,
): Promise<Completion> {
  const ends = await Promise.all(
    members.map(async ({ code, manager, leave }): Promise<Completion> => {
      let [method, told] = [leave, completion];
      try {
        if (block === undefined) return afterExit(code, await callAsync(code, manager, method, told), told);
        ({ method, ended: told } = blindCall(block, code, manager, method, told));
        const result = await callAsync(code, manager, method, told);
        return afterBlindExit(block, code, manager, leave, result, told);
      } catch (error) {
        return { error };
      }
    }),
  );
  const unchanged = completion ?? block?.refusal; // another exit of the block may have been refused, and have thrown
  let ended = block?.refusal || !ends.includes(undefined) ? unchanged : undefined;
  for (const end of ends.reverse()) {
    if (end !== undefined && end !== unchanged) ended = combine(end.error, ended);
  }
  return ended;
}
