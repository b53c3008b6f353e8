// The exit rules: what propagates after an exit ran. Pure functions, the only place where these decisions are made;
// the rules' numbers (R1 …) are those of docs/exit-rules.md. CPython decides (test/oracle): do not simplify by eye.
//
// Words: P what is propagating, N = newest(P), T what an exit throws.

import { newSuppressedError } from "../../polyfills/new-suppressed-error.js";
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
    const held = error as SuppressedErrorLike & { name?: unknown };
    return held.name === "SuppressedError" && "error" in held && "suppressed" in held;
  } catch {
    return false; // no object; or a hostile error, which is opaque, and still propagates
  }
}

/**
 * Returns the newest error of `error` (R1): follows `.error` of SuppressedErrors to the bottom. It is the error CPython
 * would name, because there a newer exception replaces the older one, which stays as its `__context__`.
 */
export function newestError(error: unknown): unknown {
  const seen = new Set();
  let newest = error;
  try {
    while (isSuppressedError(newest) && !seen.has(newest)) {
      seen.add(newest);
      newest = newest.error; // not by what a set holds: it takes -0 for 0
    }
  } catch {
    // a hostile one: it leads nowhere
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
  return (
    absorb(thrown, completion) ?? {
      error: newSuppressedError(thrown, completion.error, "An error was suppressed during disposal"),
    }
  );
}

/**
 * Returns what propagates when an exit threw T = `thrown` over P = `completion.error`, if one of the two holds the other;
 * `undefined` if a SuppressedError must hold both (R7).
 */
export function absorb(
  thrown: unknown,
  completion: { readonly error: unknown },
): { readonly error: unknown } | undefined {
  const { error } = completion;
  // R4: `raise` of the same error
  if ([error, walk(error, Over.Newer).pop()].includes(thrown)) return completion;
  // R6: T holds P on its spine already; R5: `raise T from P`
  return walk(thrown, isSuppressedError(thrown) ? Over.Both : Over.Causes).includes(error)
    ? { error: thrown }
    : undefined;
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

/** The name that an error bears, if it bears one. Never throws. */
export function errorName(error: unknown): unknown {
  try {
    return (error as { name?: unknown }).name;
  } catch {
    // no object, or a name getter that throws
  }
  return undefined;
}

/** The cause of an error (`raise … from cause`), if it has one; boxed, because a cause may be any value. */
export function causeOf(error: unknown): { readonly value: unknown } | undefined {
  try {
    const { cause } = error as { cause?: unknown };
    if (cause !== undefined) return { value: cause };
  } catch {
    // no object, or a hostile one: it has none
  }
  return undefined;
}

/** Which way to walk: an error's causes, or a SuppressedError's newer error, or both its errors. */
const enum Over {
  Causes = 0,
  Newer = 1,
  Both = 2,
}

/** What `from` leads to, itself first, without repeats. */
function walk(from: unknown, over: Over): unknown[] {
  const found = new Set([from]); // grows while it is walked
  try {
    for (const each of found as Set<{ cause?: unknown }>) {
      if (over) {
        if (isSuppressedError(each)) {
          found.add(each.error);
          if (over > Over.Newer) found.add(each.suppressed);
        }
      } else if (each.cause !== undefined) found.add(each.cause);
    }
  } catch {
    // no object, or a hostile one: it leads nowhere
  }
  return [...found];
}
