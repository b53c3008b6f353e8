/// <reference lib="esnext.disposable" preserve="true" />
// The specification's operations that the polyfill needs, each a pure function with its steps cited.

/** A function of unknown shape, the specification's "function object". */
export type Callable = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Calls `F` with `V` as its `this`, unaffected by a `call` or `apply` property of `F`.
 * @see https://tc39.es/ecma262/#sec-call
 */
export const Call: (F: Callable, V: unknown, args: readonly unknown[]) => unknown = Reflect.apply;

/**
 * Tells objects, functions included, from primitive values.
 * @see https://tc39.es/ecma262/#sec-object-type
 */
export function IsObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/**
 * Reads the method `P` of `V`; `undefined` when it is missing or null.
 * @throws TypeError when the property is something that cannot be called
 * @see https://tc39.es/ecma262/#sec-getmethod
 */
export function GetMethod(V: object, P: PropertyKey): Callable | undefined {
  const func: unknown = (V as Record<PropertyKey, unknown>)[P]; // 1
  if (typeof func === "function") return func as Callable; // 4
  if (func === undefined || func === null) return undefined; // 2
  throw NotCallable(String(P), func); // 3
}

/**
 * Returns `F`.
 * @throws TypeError when `F` cannot be called
 * @see https://tc39.es/ecma262/#sec-iscallable
 */
export function RequireCallable(F: unknown, name: string): Callable {
  if (typeof F !== "function") throw NotCallable(name, F);
  return F as Callable;
}

/**
 * Gives `O` the prototype that OrdinaryCreateFromConstructor falls back to when `newTarget.prototype` is no object.
 *
 * DEVIATION: the specification takes the intrinsic of `newTarget`'s realm; a script cannot reach another realm's
 * intrinsics without evaluating source text there, so it is always `constructor`'s own.
 * @see https://tc39.es/ecma262/#sec-getprototypefromconstructor
 */
export function FallBackToPrototypeOf(constructor: { prototype: object }, O: object, newTarget: { prototype: unknown }): void {
  if (!IsObject(newTarget.prototype)) Object.setPrototypeOf(O, constructor.prototype);
}

function NotCallable(name: string, found: unknown): TypeError {
  return new TypeError(`${name} must be a function, found ${found === null ? "null" : typeof found}`);
}
