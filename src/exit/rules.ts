// The exit rules: what propagates after an exit ran. Pure functions, the only place where these decisions are made;
// the rules' numbers (R1 …) are those of docs/exit-rules.md. CPython decides (test/oracle): do not simplify by eye.
//
// Words: P what is propagating, N = newest(P), T what an exit throws.

import { SuppressedError } from "../../polyfills/index.js";
import { isObject } from "../protocol/lookup.js";
import { type Completion, type ErrorType, type None } from "../protocol/types.js";

/** The shape of a SuppressedError, whoever made it. */
export interface SuppressedErrorLike {
  readonly error: unknown;
  readonly suppressed: unknown;
}

/**
 * Is `error` a SuppressedError (R1)? Known by its shape, never by `instanceof`: compilers' helpers make plain Errors,
 * and realms differ.
 */
export function isSuppressedError(error: unknown): error is SuppressedErrorLike {
  try {
    return (
      isObject(error) &&
      (error as { name?: unknown }).name === "SuppressedError" &&
      "error" in error &&
      "suppressed" in error
    );
  } catch {
    return false; // a hostile error is opaque, and still propagates
  }
}

/**
 * Returns the newest error of `error` (R1): follows `.error` of SuppressedErrors to the bottom. It is the error CPython
 * would name, because there a newer exception replaces the older one, which stays as its `__context__`.
 */
export function newestError(error: unknown): unknown {
  if (!isSuppressedError(error)) return error;
  const seen = new Set<unknown>();
  let newest: unknown = error;
  while (isSuppressedError(newest) && !seen.has(newest)) {
    seen.add(newest);
    newest = newest.error;
  }
  return newest;
}

/**
 * Returns how the block stands after an exit threw `thrown` while `completion` was how it stood (R4 to R7).
 *
 * Is the same as what Python's implicit `__context__` and explicit `raise … from …` keep; nothing is ever lost.
 */
export function combine(thrown: unknown, completion: Completion): { readonly error: unknown } {
  if (completion === undefined) return { error: thrown };
  const propagating = completion.error;
  // R4: `raise` of the same error
  if (Object.is(thrown, propagating) || Object.is(thrown, newestError(propagating))) return completion;
  // R6: its spine holds P already; R5: `raise T from P`
  const holdsIt = isSuppressedError(thrown)
    ? hasOnSpine(thrown, propagating)
    : isCausedBy(thrown, propagating);
  if (holdsIt) return { error: thrown };
  // R7
  return { error: new SuppressedError(thrown, propagating, "An error was suppressed during disposal") };
}

/** The constructor of an error, never none (R2): `Error` where it has none, or hides it. */
export function errorType(error: unknown): ErrorType {
  try {
    const type: unknown = (error as { constructor?: unknown } | null | undefined)?.constructor;
    if (typeof type === "function") return type;
  } catch {
    // a constructor getter that throws
  }
  return Error;
}

/** The stack of an error, or none (R2). */
export function traceback(error: unknown, none: None): string | None {
  try {
    const stack: unknown = isObject(error) ? (error as { stack?: unknown }).stack : undefined;
    if (typeof stack === "string") return stack;
  } catch {
    // a stack getter that throws
  }
  return none;
}

/** The cause of an error (`raise … from cause`), if it has one; boxed, because a cause may be any value. */
export function causeOf(error: unknown): { readonly value: unknown } | undefined {
  try {
    if (isObject(error) && "cause" in error && error.cause !== undefined) return { value: error.cause };
  } catch {
    // a cause that cannot be read leads nowhere
  }
  return undefined;
}

function isCausedBy(error: unknown, wanted: unknown): boolean {
  const seen = new Set<unknown>();
  for (
    let cause = causeOf(error);
    cause !== undefined && !seen.has(cause.value);
    cause = causeOf(cause.value)
  ) {
    if (Object.is(cause.value, wanted)) return true;
    seen.add(cause.value);
  }
  return false;
}

function hasOnSpine(error: SuppressedErrorLike, wanted: unknown): boolean {
  const seen = new Set<unknown>();
  const ahead: unknown[] = [error];
  while (ahead.length > 0) {
    const next = ahead.pop();
    if (Object.is(next, wanted)) return true;
    if (isSuppressedError(next) && !seen.has(next)) {
      seen.add(next);
      ahead.push(next.suppressed, next.error);
    }
  }
  return false;
}
