/// <reference lib="esnext.disposable" preserve="true" />
// SuppressedError, the error of a disposer that threw while another error was propagating.
// Transcribes the proposal's "SuppressedError Objects".
import { FallBackToPrototype } from "./abstract-ops.js";
import { suppressedErrorBug } from "./engine-bugs.js";
import { nativeOr } from "./native.js";
import { importedAs } from "./new-suppressed-error.js";

/**
 * The engine's `SuppressedError`, or ours where it is missing or broken.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-suppressederror-objects
 */
export const SuppressedError: SuppressedErrorConstructor = /* @__PURE__ */ (() =>
  importedAs(nativeOr("SuppressedError", suppressedErrorBug, createSuppressedError)))();

/**
 * Makes a `SuppressedError` constructor. In the place of a broken one it has the same prototype, so that `instanceof`
 * knows the errors that the engine itself makes.
 */
export function createSuppressedError(broken?: SuppressedErrorConstructor): SuppressedErrorConstructor {
  function SuppressedError(error: unknown, suppressed: unknown, message: unknown): object {
    const newTarget = new.target ?? SuppressedError; // 1
    const O = Reflect.construct(Error, [message], newTarget) as object; // 2, 3
    FallBackToPrototype(O, newTarget, SuppressedError);
    defineHidden(O, "error", error); // 4
    return defineHidden(O, "suppressed", suppressed); // 5, 6
  }
  let prototype = broken?.prototype as object | undefined;
  if (!prototype) {
    prototype = Object.create(Error.prototype) as object;
    defineHidden(prototype, "name", "SuppressedError");
    defineHidden(prototype, "message", "");
    defineHidden(prototype, "constructor", SuppressedError);
  }
  Object.setPrototypeOf(SuppressedError, Error);
  Object.defineProperty(SuppressedError, "name", { value: "SuppressedError" }); // which minifiers change
  Object.defineProperty(SuppressedError, "prototype", { value: prototype, writable: false });
  return SuppressedError as unknown as SuppressedErrorConstructor;
}

// CreateNonEnumerableDataPropertyOrThrow, and returns the object.
function defineHidden(O: object, P: PropertyKey, value: unknown): object {
  return Object.defineProperty(O, P, { value, writable: true, configurable: true });
}
