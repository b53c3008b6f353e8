/// <reference lib="esnext.disposable" preserve="true" />
// Patched properties as disposables.

import { describe, isObject } from "../protocol/lookup.js";
import { disposable, type Held } from "./disposable.js";

/**
 * Gives a property another value, and returns a resource whose disposal puts it back as it was, accessors and inherited
 * properties included. Its `value` is what the property was before. Python's `mock.patch.object`.
 *
 * Undo patches of one property in reverse order, as `using` does.
 *
 * @throws TypeError if `object` is not an object, or the property cannot be changed
 * @example
 * const { log } = console;
 * using _prefixed = patch(console, "log", (...args) => log("app:", ...args));
 */
export function patch<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): Held<T[K]> {
  if (!isObject(object)) throw new TypeError(`patch takes an object, found ${describe(object)}`);
  const before = Object.getOwnPropertyDescriptor(object, key);
  const original = object[key];
  const { configurable = true, enumerable = isEnumerable(object, key) } = before ?? {};
  Object.defineProperty(object, key, { value, writable: true, configurable, enumerable });
  return disposable(original, () => {
    if (before !== undefined) Object.defineProperty(object, key, before);
    else Reflect.deleteProperty(object, key);
  });
}

/** Would `for … in` see the property, wherever on the prototype chain it is? */
function isEnumerable(object: object, key: PropertyKey): boolean {
  for (let at: unknown = object; isObject(at); at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, key);
    if (found !== undefined) return found.enumerable === true;
  }
  return true;
}
