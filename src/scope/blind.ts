// Blind exits: the engine's own `using` and `await using` call a disposer without saying how the block ended.
// What a manager is told then, so that nothing is silently committed.

import { describe, findMethod, isObject, type Method } from "../protocol/lookup.js";
import { asyncDispose, dispose } from "../../polyfills/index.js";
import { type Completion } from "../protocol/types.js";
import { observers } from "./observer.js";
import { Flag, isKind, Kind } from "../exit/step.js";

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
    "ok() or fail(error) came too late, the exit ran already: call it inside the block",
  );
}

/** The classes that were warned of. */
const warned = /* @__PURE__ */ new WeakSet<object>();

/** Where a manager that requires an outcome was entered: the line of the caller, for the error of its blind exit. */
const sites = /* @__PURE__ */ new WeakMap<object, string>();

/** Remembers where `manager` is entered, if it requires an outcome; `driver` is the function its caller called. */
export function rememberSite(kind: number, manager: object, driver: object): void {
  if (!(kind & Flag.Required)) return;
  const here: { stack?: unknown } = {};
  (Error as { captureStackTrace?(target: object, above: object): void }).captureStackTrace?.(here, driver);
  const frame = typeof here.stack === "string" ? here.stack.split("\n")[1] : undefined;
  if (frame !== undefined) sites.set(manager, frame.trim());
}

/** The key of a blind exit that the program asked for by hand: as the engine's, without the warning. */
export const quiet: unique symbol = /* @__PURE__ */ Symbol("await-using.quiet");

/** What a driver sees of how its block ended. */
export const enum Sight {
  /** It is told: `[exit]`. */
  Known = 0,
  /** Nothing, and the program asked for that: `stack.dispose()`. */
  Quiet = 1,
  /** Nothing: the engine's own `using`. A manager that would have wanted to know is warned of. */
  Blind = 2,
}

/**
 * Returns how an exit is called in a blind driver, while no error is in flight.
 *
 * An error-aware one is disposed of: it knows best what to do when nobody says how the block ended. One that requires
 * an outcome is told an UnconfirmedExitError; any other a clean end.
 */
export function unseen(
  kind: number,
  method: Method,
  value: unknown,
  sight: Sight,
): { kind: number; method: Method; ended: Completion } {
  let ended: Completion;
  const disposer = isKind(kind, Kind.Aware) ? blindDisposer(kind, value, sight) : undefined;
  if (disposer !== undefined) {
    method = observers.watch ? observers.watch.blind(method, disposer, kind) : disposer;
    kind = Kind.Dispose | (kind & Flag.Sync);
  } else if (kind & Flag.Required) {
    ended = { error: new UnconfirmedExitError(unconfirmed(value ?? method)) };
  } else if (
    sight === Sight.Blind &&
    kind & (Kind.Manager | Kind.Aware) &&
    method.length > 0 &&
    !(kind & Flag.Ignored)
  ) {
    warnOnce(value ?? method);
  }
  return { kind, method, ended };
}

function blindDisposer(kind: number, value: unknown, sight: Sight): Method | undefined {
  return (
    (sight === Sight.Blind ? undefined : findMethod(value, quiet)) ??
    (kind & Flag.Sync ? undefined : findMethod(value, asyncDispose)) ??
    findMethod(value, dispose)
  );
}

function unconfirmed(manager: unknown): string {
  const site = isObject(manager) ? sites.get(manager) : undefined;
  return (
    `${describe(manager)} requires an outcome, and nobody said how its block ended: call ok() or fail(error) in it, or ` +
    `use withAsync, withSync or an exit stack's run${site === undefined ? "" : ` (entered ${site})`}`
  );
}

function warnOnce(manager: unknown): void {
  const type = classOf(manager);
  if (warned.has(type)) return;
  warned.add(type);
  const message =
    `the exit of ${describe(manager)} was told a clean end, because \`using\` as the engine runs it hides the block's ` +
    `error: use withAsync, withSync or an exit stack's run; or enter it with { outcome: "required" } and call ok() or ` +
    `fail(error); or with { outcome: "ignored" }, if it does not matter`;
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
