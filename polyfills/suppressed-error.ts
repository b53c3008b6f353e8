/// <reference lib="esnext.disposable" preserve="true" />
// SuppressedError, the error of a disposer that threw while another error was propagating.
// Transcribes the proposal's "SuppressedError Objects".
import { FallBackToPrototype } from "./abstract-ops.js";
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
 * Makes a `SuppressedError` constructor. In the place of a broken one it has the same prototype, so that `instanceof`
 * knows the errors that the engine itself makes.
 */
export function createSuppressedError(broken?: SuppressedErrorConstructor): SuppressedErrorConstructor {
  function SuppressedError(error: unknown, suppressed: unknown, message: unknown): object {
    const newTarget = new.target ?? SuppressedError; // 1
    const O = Reflect.construct(Error, [message], newTarget) as object; // 2, 3
    FallBackToPrototype(O, newTarget, SuppressedError);
    return Object.defineProperties(O, { error: hidden(error), suppressed: hidden(suppressed) }); // 4, 5
  }
  Object.setPrototypeOf(SuppressedError, Error);
  Object.defineProperties(SuppressedError, {
    name: { value: "SuppressedError" }, // which minifiers change
    prototype: {
      value:
        broken?.prototype ??
        Object.create(Error.prototype, {
          constructor: hidden(SuppressedError),
          message: hidden(""),
          name: hidden("SuppressedError"),
        }),
      writable: false,
    },
  });
  return SuppressedError as unknown as SuppressedErrorConstructor;
}

// the attributes of CreateNonEnumerableDataPropertyOrThrow
function hidden(value: unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true };
}
