// What both exit stacks register, and the lineage that makes them `instanceof` the standard's stacks.

import { asyncDispose, dispose } from "../../polyfills/index.js";
import { handsOn } from "../exit/blind.js";
import { EntryCode, flagsOf } from "../exit/entry-code.js";
import {
  apply,
  describe,
  findMethod,
  isAsyncContextManager,
  isContextManager,
  isObject,
  type Method,
} from "../protocol/lookup.js";
import { type Completion, exit } from "../protocol/types.js";
import { observers, type StackMethods } from "./observer.js";
import { type Entries } from "./unwind.js";

/**
 * Returns a constructor whose instances have the prototype of `base` and none of its internal state: subclasses are
 * `instanceof base` and keep their own entries. Passing such an instance to a method of `base` itself is refused by that
 * method's brand check, so nothing can be registered where it would never be released.
 */
export function lineage<C extends abstract new () => object>(base: C): C {
  function Lineage(): void {}
  Lineage.prototype = base.prototype as object;
  return Lineage as unknown as C;
}

/**
 * Returns the entries of a stack that is not disposed.
 *
 * @throws ReferenceError as TC39's stacks do
 */
export function live(entries: Entries | undefined, name: string): Entries {
  if (entries !== undefined) return entries;
  throw new ReferenceError(
    `${name} is disposed already (or was moved): make a new one, or use what move() returned`,
  );
}

/** A stack was disposed of by a call. */
export const byHand = {
  byHand:
    "dispose() and disposeAsync() do not say it. Call stack.ok() or stack.fail(error) before, or use the stack's run",
};

/**
 * Returns what a blind driver of a stack runs: its entries; or the `[exit]` that a subclass put in the place of the
 * library's, which decides about the entries itself.
 */
export function exitsOf(
  stack: ExitStackLike,
  entries: Entries | undefined,
  sync: EntryCode,
): Entries | undefined {
  const leave = stack[exit];
  return entries === undefined || leave === ownExit(stack) ? entries : [stack, leave, EntryCode.Aware | sync];
}

/** Returns the `[exit]` of the library's own class, which `stack` is an instance of: the class that hands a blind block on. */
export function ownExit(stack: ExitStackLike): unknown {
  // Not by the class's name: bundlers keep a class and a function that refer to each other.
  let at = Object.getPrototypeOf(stack) as ExitStackLike;
  while (!apply(Object.prototype.hasOwnProperty, at, [handsOn]))
    at = Object.getPrototypeOf(at) as ExitStackLike;
  return at[exit];
}

interface ExitStackLike {
  [exit](completion: Completion): unknown;
}

/** Registers a disposable, as TC39's `use` does; one with `[exit]` stays error-aware. `null` and `undefined` are none. */
export function pushResource(
  stack: StackMethods,
  entries: Entries,
  resource: unknown,
  sync: EntryCode,
): void {
  if (resource === null || resource === undefined) return;
  let flags = sync;
  let method = sync ? undefined : findDisposer(resource, asyncDispose, sync);
  if (method === undefined) {
    method = findDisposer(resource, dispose, sync);
    flags = EntryCode.Sync;
  }
  if (method === undefined) throw notDisposable(resource, sync);
  const aware = findMethod(resource, exit);
  if (aware !== undefined) flags |= EntryCode.Aware | flagsOf(resource as object, undefined);
  push(stack, entries, resource, aware ?? method, flags);
}

/** Registers `release` to be called, with `value` for `EntryCode.Adopt`. */
export function pushCallback(
  stack: StackMethods,
  entries: Entries,
  code: EntryCode,
  value: unknown,
  release: unknown,
  name: string,
): void {
  if (typeof release !== "function") {
    throw new TypeError(`${name}: the callback must be a function, found ${describe(release)}`);
  }
  push(stack, entries, value, release as Method, code);
}

/** Registers the exit of a manager that is entered already, or an exit callback: what contextlib's `push` takes. */
export function pushExit(stack: StackMethods, entries: Entries, leaver: unknown, sync: EntryCode): void {
  const aware = findMethod(leaver, exit);
  if (aware !== undefined) {
    push(stack, entries, leaver, aware, EntryCode.Aware | sync | flagsOf(leaver as object, undefined));
    return;
  }
  let code = EntryCode.Manager | EntryCode.Checked | sync;
  let leave = findMethod(leaver, sync ? "__exit__" : "__aexit__");
  if (leave === undefined && !sync) {
    leave = findMethod(leaver, "__exit__");
    code = EntryCode.Manager | EntryCode.Checked | EntryCode.Sync;
  }
  if (leave !== undefined) {
    push(stack, entries, leaver, leave, code | flagsOf(leaver as object, undefined));
  } else if (typeof leaver === "function") {
    push(stack, entries, undefined, leaver as Method, EntryCode.Manager | sync);
  } else throw noExit(leaver, sync);
}

function push(stack: StackMethods, entries: Entries, value: unknown, leave: Method, code: EntryCode): void {
  if (observers.watch !== undefined) leave = observers.watch.entry(stack, value, leave, code);
  entries.push(value, leave, code);
}

/** The specification's GetMethod: one that is missing or null is none, any other that is no function is refused. */
function findDisposer(resource: unknown, key: symbol, sync: EntryCode): Method | undefined {
  if (!isObject(resource) || !(key in resource)) return undefined;
  const method = (resource as Record<symbol, unknown>)[key];
  if (method === undefined || method === null) return undefined;
  if (typeof method !== "function") throw notDisposable(resource, sync);
  return method as Method;
}

function notDisposable(resource: unknown, sync: EntryCode): TypeError {
  const wanted = sync ? "[Symbol.dispose]" : "[Symbol.asyncDispose] or [Symbol.dispose]";
  let advice = "stack.adopt(value, release) takes any value";
  if (isAsyncContextManager(resource))
    advice = "it is an async context manager: await asyncStack.enter(manager)";
  else if (isContextManager(resource))
    advice = `it is a context manager: stack.${sync ? "enter" : "enterSync"}(manager)`;
  else if (sync && findMethod(resource, asyncDispose))
    advice = "it is disposed asynchronously: use an AsyncExitStack";
  return new TypeError(`${describe(resource)} is not disposable (no ${wanted}); ${advice}`);
}

function noExit(leaver: unknown, sync: EntryCode): TypeError {
  const other = sync && isAsyncContextManager(leaver) ? "; it has __aexit__: use an AsyncExitStack" : "";
  return new TypeError(
    `stack.exit takes a function (excType, exc, tb), or an object with ${sync ? "__exit__" : "__aexit__ or __exit__"}; ` +
      `found ${describe(leaver)}${other}`,
  );
}
