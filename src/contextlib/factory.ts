// What factories of generator managers take: the type of a generator function, options, and the name they give.

import { describe, isObject } from "../protocol/lookup.js";
import { type ExitOptions } from "../protocol/types.js";

/** What asyncContextManager and contextManager take: how all managers of one factory are. */
export interface GeneratorManagerOptions<S extends false = false> extends Pick<ExitOptions, "outcome"> {
  /**
   * What messages call the managers. By default the generator function's own name; else, for
   * `const connection = asyncContextManager(async function* …)`, the place where the factory was called.
   */
  name?: string | undefined;
  /**
   * `false` says that the generator never suppresses, so that results have no `| undefined`. If it ends without an error
   * after the block's all the same, its exit throws a RuntimeError whose `cause` is that error.
   */
  suppresses?: S | undefined;
}

/** What a manager's exit gives: with `suppresses: false` nothing that suppresses. */
export type ExitOf<S> = [S] extends [never] ? boolean : false;

/**
 * The type of a generator function that a factory takes: `(this: This, ...args: A) => G`.
 *
 * Said in this roundabout way because a parameter `ms = 1000` without annotation gets its type from its context if there
 * is one, which would be `unknown`. As long as `A` is not inferred the context is a function without parameters, and the
 * default decides. `D` is never inferred: it keeps the type conditional until its context is asked for, and its
 * constraint, the plain function type, is what type parameters of a generic generator function are carried over by.
 */
export type Generating<This, A extends unknown[], G, D extends Deferred> =
  D extends Pick<Resolved, "resolved">
    ? "notInferred" extends keyof A
      ? () => G
      : (this: This, ...args: A) => G
    : (this: This, ...args: A) => G;

export interface Deferred {
  readonly deferred: true;
}
export interface Resolved extends Deferred {
  readonly resolved: true;
}

/** Returns what a factory's managers are called; or, if they have no name, an Error made where the factory is called. */
export function checkedName(generator: unknown, options: unknown): string | Error {
  if (typeof generator !== "function") {
    throw new TypeError(`a context manager is made from a generator function, found ${describe(generator)}`);
  }
  const { name, outcome, suppresses } = Object(options) as Record<string, unknown>;
  const wrong = [
    options === undefined || isObject(options) ? undefined : options,
    typeof name === "string" ? undefined : name,
    outcome === "required" || outcome === "ignored" ? undefined : outcome,
    suppresses === false ? undefined : suppresses,
  ].find((each) => each !== undefined);
  if (wrong === undefined) return (name as string | undefined) || generator.name || new Error();
  throw coded(
    TypeError,
    "AWAIT_USING_WRONG_OPTION",
    `options are { name: string, outcome: "required" or "ignored", suppresses: false }, found ${String(wrong)}`,
  );
}

/**
 * Returns what managers without a name are called: by the call of their factory, two calls above where `made` was made.
 *
 * Not by blockPlace of src/exit, which knows the helpers of every compiler: this is a fifth of it.
 */
export function madeAt(made: Error): string {
  const [, call] = /^(?:Error.*\n)?(?:.*\n){2} *(?:at )?(.+)/.exec(String(made.stack)) ?? [];
  return call ? `manager made at ${call}` : "";
}

/** Returns an error with its `code`, in its message too. */
export function coded(
  Type: new (message: string, options?: { cause: unknown }) => Error,
  code: string,
  message: string,
  options?: { cause: unknown },
): Error {
  return Object.assign(new Type(`${message} [${code}]`, options), { code });
}
