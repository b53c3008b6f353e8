// One exit, whatever its kind: how it is called, and how the block stands when it has returned. A driver is a loop over
// these two functions and `combine`; asynchronous drivers await between them, synchronous ones do not.
//
// Every `await using` runs through here: the likely kinds come first, and what is rare is in functions of its own, so
// that engines inline the rest.

import { apply, awaitable, type Method, notAwaitable } from "../protocol/lookup.js";
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

/** Calls an exit of any kind. Returns what it returned, checked for being awaitable or not (R12). */
export function callAny(kind: number, value: unknown, method: Method, completion: Completion): unknown {
  if (!(kind & (Kind.Manager | Kind.Aware))) return callPlain(kind, value, method, completion);
  return (kind & Flag.Sync ? callSync : callAsync)(kind, value, method, completion);
}

/** Calls the exit of an asynchronous manager, or an `[exit]`. Returns what it returned, checked for being awaitable. */
export function callAsync(kind: number, value: unknown, method: Method, completion: Completion): unknown {
  const result = callExit(kind, value, method, completion);
  return kind & Flag.Checked ? awaitable(result, value, "__aexit__") : result;
}

/** Calls the exit of a synchronous manager, or an `[exit]`. Returns what it returned, checked for being no promise. */
export function callSync(kind: number, value: unknown, method: Method, completion: Completion): unknown {
  const result = callExit(kind, value, method, completion);
  const name = kind & Kind.Aware ? "[exit]" : kind & Flag.Checked ? "__exit__" : "the exit callback";
  return notAwaitable(result, value ?? method, name);
}

function callExit(kind: number, value: unknown, method: Method, completion: Completion): unknown {
  if (!(kind & Kind.Manager)) return apply(method, value, [completion]);
  const none = kind & Flag.NoneIsUndefined ? undefined : null;
  if (completion === undefined) return apply(method, value, [none, none, none]);
  const error = newestError(completion.error); // R2
  return apply(method, value, [errorType(error), error, traceback(error, none)]);
}

/** Returns how the block stands after an exit returned `result` (R3; rule of the protocol for `[exit]`). */
export function settle(kind: number, result: unknown, completion: Completion): Completion {
  if (kind & Kind.Manager) return result ? undefined : completion;
  return kind & Kind.Aware ? checkCompletion(result) : completion;
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
