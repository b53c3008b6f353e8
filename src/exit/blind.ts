// Blind exits: the engine's own `using` and `await using`, and other compilers' helpers, call a disposer without saying how
// the block ended. An exit that could read it is told a refusal then, which nothing in that driver can suppress: so nothing
// is committed, nothing good is lost without a word, and nobody overlooks it.

import { apply, describe, isObject, type Method } from "../protocol/lookup.js";
import { type Completion } from "../protocol/types.js";
import { blockPlace } from "./block-place.js";
import { checkCompletion } from "./completion.js";
import { EntryCode } from "./entry-code.js";
import { readsOutcome, standIns } from "./reader.js";
import { combine } from "./rules.js";
import { afterExit } from "./step.js";

/**
 * What an exit is told where nobody said how its block ended, and what propagates then: the block may have failed, so
 * nothing may be committed. Its exit cannot suppress it; an error-aware block further out can.
 *
 * @see docs/errors.md
 */
export class UnconfirmedExitError extends Error {
  override name = "UnconfirmedExitError"; // defined: an assignment fails where Error.prototype is frozen
  readonly code = "AWAIT_USING_UNCONFIRMED_EXIT";
}

/** How a blind exit came about, where it is not the usual one: the engine disposes of what `enter` gave. */
export interface Blindness {
  /** The program disposed of a stack by hand, a clean end for what does not require to know; and what it does instead. */
  readonly byHand?: string;
  /** The last of the ways out, where nothing in the block has an `ok()`. */
  readonly way?: string;
  /** How many functions of the library stand above the disposer in a stack, beside {@link blindBlock}. */
  readonly above?: number;
}

/** One blind exit of the library, as the exits in it share it. */
export interface BlindBlock extends Blindness {
  /** Made where the disposer was called, if an exit may have to say where that was. */
  readonly trace: { readonly stack?: unknown } | undefined;
  /** What an exit was told. From then on no exit of this driver sees a clean end, and none can suppress. */
  refusal: { readonly error: unknown } | undefined;
}

/**
 * The key of the `[exit]` that takes, as a second argument, the blind block that it ends in: the library's own resources
 * hand it on to the exits they hold. One that a subclass put in its place is not that one.
 */
export const handsOn: unique symbol = /* @__PURE__ */ Symbol.for("await-using.handsOn");

/** The property of the global object that holds what `blindExits("warn")` does instead of refusing. */
export const modeKey: unique symbol = /* @__PURE__ */ Symbol.for("await-using.blindExits");

/** Says that an exit is told a clean end, or, an `[exit]`, a refusal that nobody throws. Returns what is called in its place. */
export type Warn = (isAware: boolean, manager: unknown, method: Method, refuse: () => Refusal) => Method;

type Refusal = { readonly error: UnconfirmedExitError };

/**
 * Makes what the exits of a blind driver share. Called by the disposer itself, so that the stack shows its caller: it is
 * captured only if an exit could have to say it.
 */
export function blindBlock(entries: readonly unknown[] = [], how?: Blindness): BlindBlock {
  let trace: Error | undefined;
  for (let at = 0; at < entries.length; at += 3) {
    const method = entries[at + 1] as Method;
    const code = entries[at + 2] as EntryCode;
    if (isHandedOn(code, entries[at], method) || asks(code, entries[at], method, how)) {
      trace = new Error();
      break;
    }
  }
  return { ...how, trace, refusal: undefined };
}

/** Returns how an exit is called in a blind driver, and how its block ended as far as it is told. */
export function blindCall(
  block: BlindBlock,
  code: EntryCode,
  value: unknown,
  method: Method,
  ended: Completion,
): { method: Method; ended: Completion } {
  if (isHandedOn(code, value, method)) {
    return { method: (completion) => apply(method, value, [completion, block]), ended };
  }
  if (ended !== undefined || !asks(code, value, method, block)) return { method, ended };
  const manager = value ?? method;
  const refuse = (): Refusal => ({ error: new UnconfirmedExitError(refusalOf(manager, block)) });
  const warn = (globalThis as { [modeKey]?: unknown })[modeKey];
  if (typeof warn === "function" && !(code & EntryCode.Required)) {
    return { method: (warn as Warn)(!!(code & EntryCode.Aware), manager, method, refuse), ended };
  }
  return { method, ended: (block.refusal ??= refuse()) };
}

/**
 * Returns how the block stands after the exit `method` of a blind driver returned `result`: what was refused stays so. What
 * the block was handed on to has seen to that itself.
 */
export function afterBlindExit(
  block: BlindBlock,
  code: EntryCode,
  value: unknown,
  method: Method,
  result: unknown,
  completion: Completion,
): Completion {
  if (block.refusal === undefined || isHandedOn(code, value, method))
    return afterExit(code, result, completion);
  const ended = code & EntryCode.Aware ? checkCompletion(result) : undefined;
  return ended === undefined || ended === completion ? completion : combine(ended.error, completion);
}

/** Does an exit ask how the block ended? */
function asks(code: EntryCode, value: unknown, method: Method, how: Blindness | undefined): boolean {
  if (code & (EntryCode.Required | EntryCode.Ignored)) return !!(code & EntryCode.Required);
  return (
    !!(code & EntryCode.Aware) ||
    (!how?.byHand && !!(code & EntryCode.Manager) && readsOutcome(value, method))
  );
}

function isHandedOn(code: EntryCode, value: unknown, method: Method): boolean {
  if (!(code & EntryCode.Aware) || code & (EntryCode.Required | EntryCode.Ignored)) return false;
  try {
    return isObject(value) && handsOn in value && value[handsOn] === (standIns.get(method) ?? method);
  } catch {
    return false; // a Proxy that throws for what is not there
  }
}

/** Says what was refused, and the ways out: compiling first. */
function refusalOf(manager: unknown, { byHand, way, trace, above = 0 }: BlindBlock): string {
  const place = blockPlace(trace?.stack, above + 1);
  const ways =
    byHand ??
    "its `using` hides that. Ways out: compile it with await-using's helpers, as the table in its README says" +
      `${setUp()}; use withAsync, withSync or an exit stack's run; ` +
      (way ??
        'call ok() or fail(error) in the block; or, if the exit does not depend on it, say { outcome: "ignored" }');
  return `${describe(manager)} was not told how its block ended${place && ` (in ${place})`}: ${ways} [AWAIT_USING_UNCONFIRMED_EXIT]`;
}

/** The line for the test runner that runs the program, if one does. */
function setUp(): string {
  try {
    const host = globalThis as { Deno?: unknown; process?: { env?: Record<string, string | undefined> } };
    const env = host.Deno ? undefined : host.process?.env; // Deno would ask for a permission
    if (env?.VITEST) return ' (Vitest: plugins: [awaitUsing()] of "await-using/vite")';
    if (env?.JEST_WORKER_ID)
      return ' (Jest: moduleNameMapper: { "^tslib$": "await-using/runtime/tslib" }, or plugins: ["await-using/babel"] of Babel)';
  } catch {
    // a host that hides its environment
  }
  return "";
}
