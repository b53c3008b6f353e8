// contextlib.suppress, as Python 3.12 and later have it: groups are split (R14).

import { isNone } from "../protocol/dunder.js";
import { describe, isObject } from "../protocol/lookup.js";
import {
  type AsyncContextManager,
  type ContextManager,
  type ErrorType,
  type None,
} from "../protocol/types.js";

/** What {@link suppress} takes: a class of errors. */
export type SuppressibleType = abstract new (...args: never[]) => unknown;

/**
 * Returns a manager that suppresses errors of the given types, subclasses included: `with suppress(TypeError): …`.
 * Works in both kinds of driver; reusable and reentrant.
 *
 * An AggregateError that is not of a given type itself is split: members that match are dropped, and the rest
 * propagates as an AggregateError whose `cause` is the original. If all members match, nothing propagates.
 *
 * A type matches as `instanceof` decides. Between realms, where `instanceof` cannot see, one of the language's own
 * error types (`Error`, `TypeError`, `RangeError`, …) matches an error that has a type of that name on its prototype
 * chain.
 *
 * @throws TypeError if one of `types` is not a constructor
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.suppress
 * @example
 * withSync(suppress(SyntaxError), () => JSON.parse(text));
 */
export function suppress(...types: SuppressibleType[]): Suppress {
  for (const type of types) {
    if (typeof type !== "function") {
      throw new TypeError(
        `suppress takes classes of errors, found ${describe(type)}: suppress(TypeError, RangeError)`,
      );
    }
  }
  return new Suppress(types);
}

export class Suppress implements ContextManager<undefined, boolean>, AsyncContextManager<undefined, boolean> {
  readonly #types: readonly SuppressibleType[];

  constructor(types: readonly SuppressibleType[]) {
    this.#types = types;
  }

  __enter__(): undefined {}

  __exit__(excType: ErrorType | None, exc: unknown, _tb?: unknown): boolean {
    if (isNone(excType)) return false;
    const left = without(exc, this.#types);
    if (left.length === 0) return true;
    if (left[0] === exc) return false;
    throw left[0];
  }

  async __aenter__(): Promise<undefined> {}

  async __aexit__(excType: ErrorType | None, exc: unknown, tb?: unknown): Promise<boolean> {
    return this.__exit__(excType, exc, tb);
  }
}

/** What is left of an error when all that is of `types` is taken out: the error itself, a smaller group, or nothing. */
function without(error: unknown, types: readonly SuppressibleType[]): [] | [unknown] {
  if (types.some((type) => isOfType(error, type))) return [];
  const members = groupMembers(error);
  if (members === undefined) return [error];
  const left = members.flatMap((member) => without(member, types));
  if (left.length === 0) return [];
  if (left.length === members.length && left.every((member, index) => member === members[index]))
    return [error];
  const rest = new AggregateError(left, (error as AggregateError).message, { cause: error });
  return [rest];
}

function groupMembers(error: unknown): readonly unknown[] | undefined {
  // Node 14 has no AggregateError, so no groups either.
  if (typeof AggregateError !== "function" || !isOfType(error, AggregateError)) return undefined;
  const { errors } = error as AggregateError;
  return Array.isArray(errors) && errors.length > 0 ? errors : undefined;
}

const NATIVE = /^(|Aggregate|Eval|Range|Reference|Suppressed|Syntax|Type|URI)Error$/;

function isOfType(error: unknown, type: SuppressibleType): boolean {
  if (error instanceof type) return true;
  if (!isObject(error) || !NATIVE.test(type.name)) return false;
  for (
    let proto: unknown = Object.getPrototypeOf(error);
    isObject(proto);
    proto = Object.getPrototypeOf(proto)
  ) {
    const { constructor } = proto as { constructor?: unknown };
    if (typeof constructor === "function" && constructor !== type && constructor.name === type.name)
      return true;
  }
  return false;
}
