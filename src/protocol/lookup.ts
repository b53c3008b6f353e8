// Finding a manager's methods, and saying what is wrong when they are not there.
// Both methods are found before enter is called (R10); a name is probed with `in` before it is read, because some
// Python bridges throw on, or invent, attributes they do not have.

import { asyncDispose, dispose } from "../../polyfills/index.js";
import { type AsyncContextManager, type ContextManager } from "./types.js";

/** A method as it was read from its object, to be called with that object as `this`. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Calls a method, whatever `call` and `apply` properties it has, and whatever was done to Function.prototype's since. */
export const apply: (method: Callable, self: unknown, args: readonly unknown[]) => unknown = Reflect.apply;

type Callable = (this: never, ...args: never[]) => unknown;

/** The four names of Python's protocol. */
export type Dunder = "__aenter__" | "__aexit__" | "__enter__" | "__exit__";

/** Returns the method `key` of `value`, or `undefined` where there is none. Reads it once, and only if it is there. */
export function findMethod(value: unknown, key: PropertyKey): Method | undefined {
  if (!isObject(value) || !(key in value)) return undefined;
  const method = (value as Record<PropertyKey, unknown>)[key];
  return typeof method === "function" ? (method as Method) : undefined;
}

/** Is `value` an object with `__aenter__` and `__aexit__`? Never throws. */
export function isAsyncContextManager(value: unknown): value is AsyncContextManager {
  return has(value, "__aenter__") && has(value, "__aexit__");
}

/** Is `value` an object with `__enter__` and `__exit__`? Never throws. */
export function isContextManager(value: unknown): value is ContextManager {
  return has(value, "__enter__") && has(value, "__exit__");
}

/** Is `value` something that `await` waits for? */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof (value as { then?: unknown }).then === "function";
}

/** The name of a value's class for a message: `'Pool' object`, `undefined`. Never throws. */
export function describe(value: unknown): string {
  if (!isObject(value)) return typeof value === "string" ? "a string" : String(value);
  const name = nameOf(value);
  if (name === undefined) return "object";
  return typeof value === "function" ? `function '${name}'` : `'${name || "Object"}' object`;
}

/** The name of a function, or of an object's class: empty where it has none, `undefined` where it hides it. Never throws. */
export function nameOf(value: object): string | undefined {
  try {
    if (typeof value === "function") return String(value.name);
    const name: unknown = (value.constructor as { name?: unknown } | undefined)?.name;
    return typeof name === "string" ? name : "";
  } catch {
    // a Proxy or a getter that throws
  }
  return undefined;
}

/**
 * Returns `result` if it can be awaited (R12).
 *
 * @throws TypeError as CPython's `async with` does for an object without `__await__`
 */
export function awaitable<T>(result: T, manager: unknown, name: string): T {
  if (isThenable(result)) return result;
  throw new TypeError(
    `${name} of ${describe(manager)} must return a promise, found ${describe(result)}: declare it async`,
  );
}

/**
 * Returns `result` if it is no promise, to a driver that does not await: Python would take the coroutine for true and
 * swallow every error (R12).
 *
 * @throws TypeError if it is one
 */
export function notAwaitable<T>(result: T, manager: unknown, name: string): T {
  if (!isThenable(result)) return result;
  // The promise is abandoned: its own failure must not end the process as an unhandled rejection.
  result.then(undefined, () => {});
  throw new TypeError(
    `${name} of ${describe(manager)} returned a promise to a driver that does not await: ` +
      "give it __aenter__ and __aexit__, and use withAsync, enter or an AsyncExitStack",
  );
}

/** The error for a manager without the method `missing`; `instead` is the call that takes one of the other kind (R11). */
export function unsupported(manager: unknown, missing: Dunder, instead: string): TypeError {
  const async = missing.startsWith("__a");
  const other = async ? missing.replace("__a", "__") : missing.replace("__", "__a");
  return new TypeError(
    `${describe(manager)} does not support the ${async ? "asynchronous " : ""}context manager protocol ` +
      `(no ${missing})${advice(manager, missing, other, instead)}`,
  );
}

function advice(manager: unknown, missing: string, other: string, instead: string): string {
  try {
    if (findMethod(manager, other) !== undefined) return `; it has ${other}: use ${instead}`;
    if (isThenable(manager)) return "; it is a promise: await it first";
    if (typeof manager === "function") {
      if (!isClass(manager, missing, other))
        return "; it is a function: call it, and pass the manager it returns";
      return `; it is a class: pass an instance${manager.name ? `, new ${manager.name}(…)` : " of it"}`;
    }
    if (isObject(manager) && (asyncDispose in manager || dispose in manager)) {
      return "; it is disposable already: use fromDisposable, or stack.use";
    }
  } catch {
    // A hostile object gets the plain message.
  }
  return "";
}

/** Was `new` forgotten? The text says it of a class; of what was compiled to a function, or is proxied, its prototype. */
function isClass(fn: { readonly prototype?: unknown }, missing: string, other: string): boolean {
  const { prototype } = fn;
  const text = apply(Function.prototype.toString, fn, []) as string;
  return /^class[^\w$(]/.test(text) || (isObject(prototype) && (missing in prototype || other in prototype));
}

function has(value: unknown, name: Dunder): boolean {
  try {
    return findMethod(value, name) !== undefined;
  } catch {
    return false;
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" ? value !== null : typeof value === "function";
}
