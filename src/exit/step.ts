// One exit, whatever its entry's code: how it is called, and how the block stands when it has returned. A driver is a loop over
// these two functions and `combine`; asynchronous drivers await between them, synchronous ones do not.
//
// Every `await using` runs through here: the likely codes come first, and what is rare is in functions of its own, so
// that engines inline the rest.

import { apply, awaitable, type Method, notAwaitable } from "../protocol/lookup.js";
import { type Completion } from "../protocol/types.js";
import { checkCompletion } from "./completion.js";
import { EntryCode, hasProtocol } from "./entry-code.js";
import { errorType, newestError, traceback } from "./rules.js";

/** Calls the exit of an entry of any code. Returns what it returned, checked for being awaitable or not (R12). */
export function callAny(code: EntryCode, value: unknown, method: Method, completion: Completion): unknown {
  if (!(code & (EntryCode.Manager | EntryCode.Aware))) return callPlain(code, value, method, completion);
  return (code & EntryCode.Sync ? callSync : callAsync)(code, value, method, completion);
}

/** Calls the exit of an asynchronous manager, or an `[exit]`. Returns what it returned, checked for being awaitable. */
export function callAsync(code: EntryCode, value: unknown, method: Method, completion: Completion): unknown {
  const result = callExit(code, value, method, completion);
  return code & EntryCode.Checked ? awaitable(result, value, "__aexit__") : result;
}

/** Calls the exit of a synchronous manager, or an `[exit]`. Returns what it returned, checked for being no promise. */
export function callSync(code: EntryCode, value: unknown, method: Method, completion: Completion): unknown {
  const result = callExit(code, value, method, completion);
  const name =
    code & EntryCode.Aware ? "[exit]" : code & EntryCode.Checked ? "__exit__" : "the exit callback";
  return notAwaitable(result, value ?? method, name);
}

function callExit(code: EntryCode, value: unknown, method: Method, completion: Completion): unknown {
  if (!(code & EntryCode.Manager)) return apply(method, value, [completion]);
  const none = code & EntryCode.NoneIsUndefined ? undefined : null;
  if (completion === undefined) return apply(method, value, [none, none, none]);
  const error = newestError(completion.error); // R2
  return apply(method, value, [errorType(error), error, traceback(error, none)]);
}

/** Returns how the block stands after an exit returned `result` (R3; rule of the protocol for `[exit]`). */
export function afterExit(code: EntryCode, result: unknown, completion: Completion): Completion {
  if (code & EntryCode.Manager) return result ? undefined : completion;
  return code & EntryCode.Aware ? checkCompletion(result) : completion;
}

function callPlain(code: EntryCode, value: unknown, method: Method, completion: Completion): unknown {
  switch (code & EntryCode.Protocol) {
    case EntryCode.Dispose:
      return apply(method, value, []);
    case EntryCode.Adopt:
      return apply(method, undefined, [value]);
    case EntryCode.Defer:
      return apply(method, undefined, []);
    default:
      return hasProtocol(code, EntryCode.OnError) === (completion !== undefined)
        ? apply(method, undefined, [])
        : undefined;
  }
}
