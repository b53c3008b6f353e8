/// <reference lib="esnext.disposable" preserve="true" />
// The specification's operations that the polyfill needs, each a pure function with its steps cited.

/** A function of unknown shape: the specification's "function object". */
export type Callable = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Calls `F` with `V` as its `this`, whatever `call` and `apply` properties `F` has.
 * @see https://tc39.es/ecma262/#sec-call
 */
export const Call: (F: Callable, V: unknown, args: readonly unknown[]) => unknown = Reflect.apply;

/**
 * Tells objects, functions among them, from primitive values.
 * @see https://tc39.es/ecma262/#sec-object-type
 */
export function IsObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/**
 * GetMethod's steps after the first: takes `V[P]` for a method; `undefined` when it is undefined or null.
 *
 * The caller reads `V[P]`, so that each place keeps an inline cache for its own symbol; shared, it costs half the time
 * of `use`.
 * @throws TypeError when it is something else that cannot be called
 * @see https://tc39.es/ecma262/#sec-getmethod
 */
export function AsMethod(func: unknown, P: PropertyKey): Callable | undefined {
  if (typeof func === "function") return func as Callable; // 4, the likely one
  if (func === undefined || func === null) return undefined; // 2
  throw notCallable(func, P); // 3
}

/**
 * Returns `F`, which an error message calls by `name`.
 * @throws TypeError when `F` cannot be called
 * @see https://tc39.es/ecma262/#sec-iscallable
 */
export function RequireCallable(F: unknown, name: PropertyKey): Callable {
  if (typeof F === "function") return F as Callable;
  throw notCallable(F, name);
}

/**
 * Gives `O` the prototype that OrdinaryCreateFromConstructor falls back to when `newTarget.prototype` is no object.
 *
 * DEVIATION: the specification takes the intrinsic of `newTarget`'s realm. From a function of another realm a script
 * reaches that realm's intrinsics only by evaluating source text there, so here it is always `constructor`'s own.
 * @see https://tc39.es/ecma262/#sec-getprototypefromconstructor
 */
export function FallBackToPrototype(
  O: object,
  newTarget: { prototype: unknown },
  constructor: { prototype: object },
): void {
  if (Object(newTarget.prototype) !== newTarget.prototype) Object.setPrototypeOf(O, constructor.prototype);
}

function notCallable(F: unknown, name: PropertyKey): TypeError {
  return new TypeError(`${String(name)} must be a function, found ${F === null ? "null" : typeof F}`);
}
