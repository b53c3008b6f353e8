// The drivers' one door for diagnostics: what is entered, exited, moved, and how it went.
//
// While nobody observes, entering a manager or registering on a stack reads one property, and nothing of this file is called; a
// bundler drops all but that object where the diagnostics are not imported. While somebody does, a manager's enter and exit are replaced
// by functions that call them and tell, and so is what a stack registers. So the loops that unwind know nothing of observers, what is moved to another
// stack takes its exit along, and what can still be exited is held by whoever holds that function.
//
// Each copy of the library (its ES modules, its CommonJS modules) has a door of its own: a slot they share would have to
// be a property of some global, and the library touches none.

import { EntryCode, hasProtocol } from "../exit/entry-code.js";
import type { Found } from "../exit/methods.js";
import { standIns } from "../exit/reader.js";
import { errorName } from "../exit/rules.js";
import { afterExit, callAny } from "../exit/step.js";
import { toldCompletion } from "../protocol/dunder.js";
import { apply, isObject, isThenable, type Method, nameOf } from "../protocol/lookup.js";
import { type Completion, type ErrorType, type None } from "../protocol/types.js";

/** What happened to a resource. */
export type Phase =
  "entering" | "entered" | "enter failed" | "exiting" | "exited" | "suppressed" | "exit failed" | "moved";

/** What was entered, or registered on a stack: the same object in all its events. It holds nothing of the program. */
export interface Observed {
  /** The name of its class, of its generator function, or of the function deferred. */
  readonly name: string;
  readonly kind:
    "async manager" | "sync manager" | "resource" | "adopted value" | "deferred callback" | "pushed exit";
}

/** What an observer is told. */
export interface LifecycleEvent {
  readonly phase: Phase;
  readonly resource: Observed;
  /** The error that the exit is told of, that was suppressed, or that enter or exit threw; or that the block goes on with. */
  readonly completion: Completion;
  /** On "entering", and on "entered" of what a stack registers: the program called one of these functions. */
  readonly drivers?: readonly object[];
  /** On "entered": lives as long as anybody can exit the resource. */
  readonly holder?: object;
}

/** The methods of an exit stack that register something. */
export interface StackMethods {
  use: object;
  adopt: object;
  defer: object;
  exit: object;
}

/** What the drivers call while somebody observes. */
export interface Watch {
  /** Returns the methods of a manager, observed. */
  manager(found: Found, manager: object, driver: object): Found;
  /** Returns the exit of what is registered on a stack, observed. */
  entry(stack: StackMethods, value: unknown, leave: Method, code: EntryCode): Method;
  /** Tells that entries were moved to another stack. */
  moved(entries: unknown[]): void;
}

/** The drivers' side of the door: nothing while nobody observes. */
export const observers: { watch: Watch | undefined } = { watch: undefined };

const listeners = /* @__PURE__ */ new Set<(event: LifecycleEvent) => void>();

/** The observed exits, each with what it exits. */
const exits = /* @__PURE__ */ new WeakMap<object, Observed>();

/**
 * Calls `listener` with every event from now on. What it throws goes to the console: it never reaches the program.
 *
 * @returns a function that ends it
 */
export function observe(listener: (event: LifecycleEvent) => void): () => void {
  const own = (event: LifecycleEvent): void => listener(event);
  listeners.add(own);
  observers.watch = { manager: watchManager, entry: watchEntry, moved: tellMoved };
  return () => {
    listeners.delete(own);
    if (listeners.size === 0) observers.watch = undefined;
  };
}

function tell(event: LifecycleEvent): void {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch (error) {
      // Whoever looks on must not change what happens.
      const host = globalThis as { console?: { warn(...parts: unknown[]): void } };
      host.console?.warn("await-using: an observer threw", error);
    }
  }
}

function watchManager({ start, leave, code }: Found, manager: object, driver: object): Found {
  const resource: Observed = {
    name: labelOf(manager),
    kind: code & EntryCode.Sync ? "sync manager" : "async manager",
  };
  const holder = watchExit(resource, code, leave);
  const failed = (error: unknown): void => tell({ phase: "enter failed", resource, completion: { error } });
  const entered = (): void => tell({ phase: "entered", resource, completion: undefined, holder });

  function enter(this: unknown): unknown {
    tell({ phase: "entering", resource, completion: undefined, drivers: [driver] });
    let value: unknown;
    try {
      value = apply(start, this, []);
    } catch (error) {
      failed(error);
      throw error;
    }
    if (code & EntryCode.Sync) entered();
    else if (isThenable(value)) return settled(value, entered, failed);
    else failed(new TypeError("__aenter__ returned nothing awaitable")); // the driver throws its own
    return value;
  }
  return { start: enter, leave: holder, code };
}

function watchEntry(stack: StackMethods, value: unknown, leave: Method, code: EntryCode): Method {
  let drivers: readonly object[];
  let what: Observed["kind"] = "resource";
  if (hasProtocol(code, EntryCode.Dispose) || hasProtocol(code, EntryCode.Aware))
    drivers = [stack.use, stack.exit];
  else if (hasProtocol(code, EntryCode.Manager)) [drivers, what] = [[stack.exit], "pushed exit"];
  else if (hasProtocol(code, EntryCode.Adopt)) [drivers, what] = [[stack.adopt], "adopted value"];
  else if (hasProtocol(code, EntryCode.Defer)) [drivers, what] = [[stack.defer], "deferred callback"];
  else return leave; // deferOnError, deferOnSuccess: they hold nothing open, and may never be called
  const resource: Observed = { name: labelOf(value ?? leave), kind: what };
  const holder = watchExit(resource, code, leave);
  tell({ phase: "entered", resource, completion: undefined, drivers, holder });
  return holder;
}

function tellMoved(entries: unknown[]): void {
  for (const entry of entries) {
    const resource = typeof entry === "function" ? exits.get(entry) : undefined;
    if (resource !== undefined) tell({ phase: "moved", resource, completion: undefined });
  }
}

/** Returns an exit that calls `leave` and tells how it went; to a driver it is the same exit. */
function watchExit(resource: Observed, code: EntryCode, leave: Method): Method {
  function observed(this: unknown, ...told: unknown[]): unknown {
    const completion = completionOf(code, told);
    const failed = (error: unknown): void => tell({ phase: "exit failed", resource, completion: { error } });
    const ended = (after: () => Completion): void => {
      try {
        tell({ resource, ...outcome(completion, after()) });
      } catch (error) {
        failed(error); // a result that the driver refuses
      }
    };

    tell({ phase: "exiting", resource, completion });
    let result: unknown;
    try {
      result = apply(leave, this, told);
    } catch (error) {
      failed(error);
      throw error;
    }
    if (!(code & EntryCode.Sync) && isThenable(result)) {
      return settled(result, (value) => ended(() => afterExit(code, value, completion)), failed);
    }
    ended(() =>
      afterExit(
        code,
        callAny(code, this, () => result, completion),
        completion,
      ),
    );
    return result;
  }
  exits.set(observed, resource);
  standIns.set(observed, leave); // a blind exit reads the text
  return Object.defineProperty(observed, "name", { value: leave.name }); // messages name a pushed function
}

/** What observers call a value: by the name of a function, or of an object's class. Never throws. */
export function labelOf(value: unknown): string {
  if (!isObject(value)) return typeof value;
  return nameOf(value) || (typeof value === "function" ? "function" : "Object");
}

/** What observers call an error: by its own name, which its class need not bear. Never throws. */
export function errorLabel(error: unknown): string {
  const name = errorName(error);
  return typeof name === "string" && name !== "" && name !== "Error" ? name : labelOf(error);
}

function outcome(before: Completion, after: Completion): Pick<LifecycleEvent, "phase" | "completion"> {
  if (after === undefined) return { phase: before ? "suppressed" : "exited", completion: before };
  const changed = before === undefined || !Object.is(before.error, after.error);
  return { phase: changed ? "exit failed" : "exited", completion: after };
}

/** How the block ended, as an exit of that code is told it; one that is told nothing sees a clean end. */
function completionOf(code: EntryCode, [first, error]: unknown[]): Completion {
  if (hasProtocol(code, EntryCode.Aware)) return first as Completion;
  return hasProtocol(code, EntryCode.Manager) ? toldCompletion(first as ErrorType | None, error) : undefined;
}

/** Follows a promise that a driver awaits; the driver goes on one turn later. */
async function settled(
  promise: PromiseLike<unknown>,
  fulfilled: (value: unknown) => void,
  rejected: (error: unknown) => void,
): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    rejected(error);
    throw error;
  }
  fulfilled(value);
  return value;
}
