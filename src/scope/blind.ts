// Blind exits: the engine's own `using` and `await using` call a disposer without saying how the block ended.
// What a manager is told then, so that nothing is silently committed.

import { describe, findMethod, isObject, type Method } from "../protocol/lookup.js";
import { asyncDispose, dispose } from "../../polyfills/index.js";
import { type Completion } from "../protocol/types.js";
import { observers } from "./observer.js";
import { IGNORED, isKind, Kind, REQUIRED, SYNC } from "../exit/step.js";

/**
 * What a manager with `outcome: "required"` is told by a blind exit without `ok()` or `fail(error)`, and what
 * propagates if it does not suppress it: whether the block ended cleanly is not known, so nothing may be committed.
 */
export class UnconfirmedExitError extends Error {
  override name = "UnconfirmedExitError"; // defined: an assignment fails where Error.prototype is frozen
}

/** What was said by hand about a block's end: nothing yet (`null`), or how it ended. */
export type Said = Completion | null;

/**
 * Returns what `ok()` or `fail(error)` says.
 *
 * @throws ReferenceError if the exit ran already, when word of the block's end comes too late
 */
export function say(entries: unknown[] | undefined, completion: Completion): Completion {
  if (entries !== undefined) return completion;
  throw new ReferenceError(
    "ok() or fail(error) came too late: the exit ran already. Call it inside the block",
  );
}

/** The classes that were warned of. */
const warned = /* @__PURE__ */ new WeakSet<object>();

/** Where a manager that requires an outcome was entered: the line of the caller, for the error of its blind exit. */
const sites = /* @__PURE__ */ new WeakMap<object, string>();

/** Remembers where `manager` is entered, if it requires an outcome; `driver` is the function its caller called. */
export function rememberSite(kind: number, manager: object, driver: object): void {
  if (!(kind & REQUIRED)) return;
  const here: { stack?: unknown } = {};
  (Error as { captureStackTrace?(target: object, above: object): void }).captureStackTrace?.(here, driver);
  const frame = typeof here.stack === "string" ? here.stack.split("\n")[1] : undefined;
  if (frame !== undefined) sites.set(manager, frame.trim());
}

/** The key of a blind exit that the program asked for by hand: as the engine's, without the warning. */
export const quiet: unique symbol = /* @__PURE__ */ Symbol("await-using.quiet");

/**
 * Returns the blind disposer of an error-aware exit, which knows best what to do when nobody says how the block ended.
 */
export function blindDisposer(
  kind: number,
  value: unknown,
  leave: Method,
  warn: boolean,
): Method | undefined {
  if (!isKind(kind, Kind.Aware)) return undefined;
  const ours = warn ? undefined : findMethod(value, quiet);
  const disposer =
    ours ?? (kind & SYNC ? undefined : findMethod(value, asyncDispose)) ?? findMethod(value, dispose);
  return disposer && observers.watch ? observers.watch.blind(leave, disposer, kind) : disposer;
}

/**
 * Returns what an exit is told when nobody said how its block ended: an UnconfirmedExitError if it requires an
 * outcome, else a clean end. With `warn`, warns once per class of a manager that would have wanted to know.
 */
export function presume(kind: number, value: unknown, method: Method, warn: boolean): Completion {
  if (kind & REQUIRED) return { error: new UnconfirmedExitError(unconfirmed(value ?? method)) };
  const wantsToKnow = isKind(kind, Kind.Manager) || isKind(kind, Kind.Aware);
  if (warn && wantsToKnow && method.length > 0 && !(kind & IGNORED)) warnOnce(value ?? method);
  return undefined;
}

function unconfirmed(manager: unknown): string {
  const site = isObject(manager) ? sites.get(manager) : undefined;
  return (
    `${describe(manager)} requires an outcome, and its block ended without one: nobody said ok() or fail(error) ` +
    `before the blind exit. Call ok() at the end of the block, or use withAsync, withSync or an exit stack's run` +
    (site === undefined ? "" : ` (entered ${site})`)
  );
}

function warnOnce(manager: unknown): void {
  const type = classOf(manager);
  if (warned.has(type)) return;
  warned.add(type);
  const message =
    `the exit of ${describe(manager)} takes the block's error, but \`using\` as the engine runs it hides the error: ` +
    `it was told a clean end. Use withAsync, withSync or an exit stack's run; or say how the block ended, with ` +
    `enter(manager, { outcome: "required" }) and ok() or fail(error); or, if it does not matter, ` +
    `pass { outcome: "ignored" }`;
  const host = (globalThis as { process?: { emitWarning?: unknown } }).process;
  if (typeof host?.emitWarning === "function") {
    (host as { emitWarning(text: string, options: object): void }).emitWarning(message, {
      type: "AwaitUsingWarning",
      code: "AWAIT_USING_BLIND_EXIT",
    });
  } else {
    (globalThis as { console?: { warn(text: string): void } }).console?.warn(`await-using: ${message}`);
  }
}

function classOf(manager: unknown): object {
  try {
    const type: unknown = (manager as { constructor?: unknown }).constructor;
    if (typeof manager === "object" && isObject(type) && type !== Object) return type;
  } catch {
    // a hostile object is its own class
  }
  return manager as object;
}
