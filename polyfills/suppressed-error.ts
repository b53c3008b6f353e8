/// <reference lib="esnext.disposable" preserve="true" />
// SuppressedError: an error thrown by a disposer while another error was propagating.
// Transcribes "SuppressedError Objects".
import { FallBackToPrototypeOf } from "./abstract-ops.js";
import { suppressedErrorBug } from "./engine-bugs.js";
import { nativeOr } from "./native.js";

/**
 * The engine's `SuppressedError`, or ours where it is missing or broken.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-suppressederror-objects
 */
export const SuppressedError: SuppressedErrorConstructor = /* @__PURE__ */ nativeOr(
  "SuppressedError",
  suppressedErrorBug,
  createSuppressedError,
);

/**
 * Makes a new `SuppressedError` constructor. Over a broken native one it keeps the native prototype, so that
 * `instanceof` also knows the errors that the engine makes by itself.
 */
export function createSuppressedError(native?: SuppressedErrorConstructor): SuppressedErrorConstructor {
  function SuppressedError(error: unknown, suppressed: unknown, message: unknown): object {
    const newTarget = new.target ?? SuppressedError; // 1
    const O = Reflect.construct(Error, message === undefined ? [] : [message], newTarget) as object; // 2, 3
    FallBackToPrototypeOf(SuppressedError, O, newTarget);
    define(O, "error", error); // 4
    define(O, "suppressed", suppressed); // 5
    return O;
  }
  Object.setPrototypeOf(SuppressedError, Error);
  Object.defineProperty(SuppressedError, "name", { value: "SuppressedError" }); // minifiers rename
  let prototype = native?.prototype;
  if (!prototype) {
    prototype = Object.create(Error.prototype) as SuppressedError;
    define(prototype, "constructor", SuppressedError);
    define(prototype, "message", "");
    define(prototype, "name", "SuppressedError");
  }
  Object.defineProperty(SuppressedError, "prototype", { value: prototype, writable: false });
  return SuppressedError as unknown as SuppressedErrorConstructor;
}

// CreateNonEnumerableDataPropertyOrThrow
function define(O: object, P: PropertyKey, value: unknown): void {
  Object.defineProperty(O, P, { value, writable: true, configurable: true });
}
