// One exit, whatever its kind: how it is called, and how the block stands when it has returned. A driver is a loop over
// these two functions and `combine`; asynchronous drivers await between them, synchronous ones do not.

import { awaitable, type Method, notAwaitable } from "../protocol/lookup.js";
import { type Completion, type ExitOptions, type None } from "../protocol/types.js";
import { checkCompletion } from "./completion.js";
import { errorType, newestError, traceback } from "./rules.js";

/** The kinds of exit a driver knows. */
export const enum Kind {
  /** `method.call(value)`, result ignored: a plain disposable. */
  Dispose = 0,
  /** `method(value)`, result ignored: `adopt`. */
  Adopt = 1,
  /** `method()`, result ignored: `defer`. */
  Defer = 2,
  /** `method.call(value, completion)`, returns a completion: `[exit]`. */
  Aware = 3,
  /** `method.call(value, excType, exc, tb)`, truthy suppresses: `__aexit__`, `__exit__`, a pushed exit callback. */
  Manager = 4,
  /** `method()` if an error propagates. */
  OnError = 5,
  /** `method()` if none does. */
  OnSuccess = 6,
}

const KIND = 7;
/** The exit does not await: its result is taken as it is returned. */
export const SYNC = 8;
/** The manager's none is `undefined`. */
export const NONE_IS_UNDEFINED = 16;
/** The exit must not be told a clean end that nobody confirmed. */
export const REQUIRED = 32;
/** The exit does not mind a blind end: no warning. */
export const IGNORED = 64;
/** `value` is the manager, so its result is checked as Python checks it; a pushed callback may return anything. */
export const CHECKED = 128;

/** Is `kind`, whatever its flags, the kind `wanted`? */
export function isKind(kind: number, wanted: number): boolean {
  return (kind & KIND) === wanted;
}

/** The flags that say how a manager wants to be treated: its options, or else what it declares as `outcome`. */
export function flagsOf(manager: object, options: ExitOptions | undefined): number {
  let outcome: unknown = options?.outcome;
  if (outcome === undefined && "outcome" in manager) outcome = manager.outcome;
  return (
    (outcome === "required" ? REQUIRED : outcome === "ignored" ? IGNORED : 0) |
    (options !== undefined && "none" in options && options.none === undefined ? NONE_IS_UNDEFINED : 0)
  );
}

/** Calls an exit with what its kind is told. Returns what it returned, checked for being awaitable or not (R12). */
export function callExit(kind: number, value: unknown, method: Method, completion: Completion): unknown {
  switch (kind & KIND) {
    case Kind.Dispose:
      return method.call(value);
    case Kind.Adopt:
      return method.call(undefined, value);
    case Kind.Defer:
      return method.call(undefined);
    case Kind.Aware: {
      const ended = method.call(value, completion);
      return kind & SYNC ? notAwaitable(ended, value, "[exit]") : ended;
    }
    case Kind.Manager: {
      const result = tell(kind & NONE_IS_UNDEFINED ? undefined : null, value, method, completion);
      if (kind & SYNC)
        return notAwaitable(result, value ?? method, kind & CHECKED ? "__exit__" : "the exit callback");
      return kind & CHECKED ? awaitable(result, value, "__aexit__") : result;
    }
    default:
      return (completion === undefined) === ((kind & KIND) === Kind.OnSuccess)
        ? method.call(undefined)
        : undefined;
  }
}

/** Returns how the block stands after an exit returned `result` (R3; rule of the protocol for `[exit]`). */
export function settle(kind: number, result: unknown, completion: Completion): Completion {
  switch (kind & KIND) {
    case Kind.Aware:
      return checkCompletion(result);
    case Kind.Manager:
      return result ? undefined : completion;
    default:
      return completion;
  }
}

function tell(none: None, manager: unknown, method: Method, completion: Completion): unknown {
  if (completion === undefined) return method.call(manager, none, none, none);
  const error = newestError(completion.error); // R2
  return method.call(manager, errorType(error), error, traceback(error, none));
}
