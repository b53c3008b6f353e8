// One exit, whatever its kind: how it is called, and how the block stands when it has returned. A driver is a loop over
// these two functions and `combine`; asynchronous drivers await between them, synchronous ones do not.
//
// Every `await using` runs through here: the likely kinds come first, and what is rare is in functions of its own, so
// that engines inline the rest.

import { apply, isThenable, type Method, wrongResult } from "../protocol/lookup.js";
import { type Completion, type ExitOptions } from "../protocol/types.js";
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
  /** `method()` if an error propagates. */
  OnError = 3,
  /** `method()` if none does. */
  OnSuccess = 4,
  /** `method.call(value, completion)`, returns a completion: `[exit]`. */
  Aware = 8,
  /** `method.call(value, excType, exc, tb)`, truthy suppresses: `__aexit__`, `__exit__`, a pushed exit callback. */
  Manager = 16,
}

/** How an exit of any kind wants to be treated, beside its kind in the same number. */
export const enum Flag {
  /** The exit does not await: its result is taken as it is returned. */
  Sync = 32,
  /** The manager's none is `undefined`. */
  NoneIsUndefined = 64,
  /** The exit must not be told a clean end that nobody confirmed. */
  Required = 128,
  /** The exit does not mind a blind end: no warning. */
  Ignored = 256,
  /** `value` is the manager, so its result is checked as Python checks it; a pushed callback may return anything. */
  Checked = 512,
}

/** The bits of the number that say the kind: all that are not flags. */
const enum Mask {
  Kind = 31,
}

/** Is `kind`, whatever its flags, the kind `wanted`? */
export function isKind(kind: number, wanted: number): boolean {
  return (kind & Mask.Kind) === wanted;
}

/** The flag that says what the manager's none is. */
export function noneOf(options: ExitOptions | undefined): number {
  return options !== undefined && "none" in options && options.none === undefined ? Flag.NoneIsUndefined : 0;
}

/** The flags that say how a manager wants to be treated: its options, or else what it declares as `outcome`. */
export function flagsOf(manager: object, options: ExitOptions | undefined): number {
  let outcome: unknown = options?.outcome;
  if (outcome === undefined && "outcome" in manager) outcome = manager.outcome;
  return (
    (outcome === "required" ? Flag.Required : outcome === "ignored" ? Flag.Ignored : 0) | noneOf(options)
  );
}

/** Calls an exit of any kind, as {@link callExit} does where that is told how the block ended. */
export function callAny(kind: number, value: unknown, method: Method, completion: Completion): unknown {
  return kind & (Kind.Manager | Kind.Aware)
    ? callExit(kind, value, method, completion)
    : callPlain(kind, value, method, completion);
}

/**
 * Calls a manager's exit, or an `[exit]`, with what its kind is told. Returns what it returned, checked for being
 * awaitable or not (R12).
 */
export function callExit(kind: number, value: unknown, method: Method, completion: Completion): unknown {
  let result: unknown;
  if (kind & Kind.Manager) {
    const none = kind & Flag.NoneIsUndefined ? undefined : null;
    if (completion === undefined) result = apply(method, value, [none, none, none]);
    else {
      const error = newestError(completion.error); // R2
      result = apply(method, value, [errorType(error), error, traceback(error, none)]);
    }
  } else result = apply(method, value, [completion]);
  const isPromise = isThenable(result);
  if (isPromise ? kind & Flag.Sync : (kind & (Flag.Sync | Flag.Checked)) === Flag.Checked) {
    throw wrongResult(result, isPromise, value ?? method, nameOfExit(kind));
  }
  return result;
}

/** Returns how the block stands after an exit returned `result` (R3; rule of the protocol for `[exit]`). */
export function settle(kind: number, result: unknown, completion: Completion): Completion {
  if (kind & Kind.Manager) return result ? undefined : completion;
  return kind & Kind.Aware ? checkCompletion(result) : completion;
}

function nameOfExit(kind: number): string {
  if (kind & Kind.Aware) return "[exit]";
  return kind & Flag.Checked ? (kind & Flag.Sync ? "__exit__" : "__aexit__") : "the exit callback";
}

function callPlain(kind: number, value: unknown, method: Method, completion: Completion): unknown {
  switch (kind & Mask.Kind) {
    case Kind.Dispose:
      return apply(method, value, []);
    case Kind.Adopt:
      return apply(method, undefined, [value]);
    case Kind.Defer:
      return apply(method, undefined, []);
    default:
      return isKind(kind, Kind.OnError) === (completion !== undefined)
        ? apply(method, undefined, [])
        : undefined;
  }
}
