// An entry's code: the one number that a driver keeps beside each exit, because drivers keep their entries flat.

import { type ExitOptions } from "../protocol/types.js";

/**
 * Which protocol an entry is left by, one of the first members, and how: any of the flags after the mask.
 *
 * Nothing is left of the names in JavaScript: compilers write the numbers.
 */
export const enum EntryCode {
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

  /** The mask of the bits that say the protocol. */
  Protocol = 31,

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

/** Is an entry of this code, whatever its flags, left by that protocol? */
export function hasProtocol(code: EntryCode, protocol: EntryCode): boolean {
  return (code & EntryCode.Protocol) === protocol;
}

/** The flag that says what the manager's none is. */
export function noneOf(options: ExitOptions | undefined): EntryCode {
  return options !== undefined && "none" in options && options.none === undefined
    ? EntryCode.NoneIsUndefined
    : 0;
}

/** The flags that say how a manager wants to be treated: its options, or else what it declares as `outcome`. */
export function flagsOf(manager: object, options: ExitOptions | undefined): EntryCode {
  let outcome: unknown = options?.outcome;
  if (outcome === undefined && "outcome" in manager) outcome = manager.outcome;
  return (
    (outcome === "required" ? EntryCode.Required : outcome === "ignored" ? EntryCode.Ignored : 0) |
    noneOf(options)
  );
}
