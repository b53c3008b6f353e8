// Between the two protocols: what Python's exit methods are told and answer, as completions.

import { type Completion, type ErrorType, type None } from "./types.js";

/** Is an exit that is told `excType` told that its block ended cleanly? */
export function isNone(excType: ErrorType | None): excType is None {
  return excType === null || excType === undefined;
}

/** Returns how the block ended, as `__exit__` or `__aexit__` is told it. */
export function toldCompletion(excType: ErrorType | None, exc: unknown): Completion {
  return isNone(excType) ? undefined : { error: exc };
}

/**
 * Returns what `__exit__` or `__aexit__` of an object with `[exit]` answers, where that was told `completion` and returned
 * `ended`: `true` if it suppressed the error.
 *
 * @throws what propagates now, if that is another error
 */
export function dunderAnswer(ended: Completion, completion: Completion): boolean {
  if (ended !== undefined && ended !== completion) throw ended.error;
  return ended !== completion;
}
