/// <reference lib="esnext.disposable" preserve="true" />
// The ponyfill: explicit resource management as values, the engine's own where it has them and they work, else ours.
// It touches no global, and a bundler drops what is not imported.
/** @module await-using/ponyfill */
import { createAsyncDisposableStack } from "./async-disposable-stack.js";
import { createDisposableStack } from "./disposable-stack.js";
import { asyncDisposableStackBug, disposableStackBug } from "./engine-bugs.js";
import { nativeOr } from "./native.js";

export { asyncIteratorDispose, iteratorDispose } from "./iterator-dispose.js";
export { SuppressedError } from "./suppressed-error.js";
export { asyncDispose, dispose } from "./symbols.js";

/**
 * The engine's `DisposableStack`, or ours where it is missing or broken.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposablestack-objects
 */
export const DisposableStack: DisposableStackConstructor = /* @__PURE__ */ nativeOr(
  "DisposableStack",
  (native) => disposableStackBug(native),
  () => createDisposableStack(),
);

/**
 * The engine's `AsyncDisposableStack`, or ours where it is missing or broken.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-asyncdisposablestack-objects
 */
export const AsyncDisposableStack: AsyncDisposableStackConstructor = /* @__PURE__ */ nativeOr(
  "AsyncDisposableStack",
  asyncDisposableStackBug,
  () => createAsyncDisposableStack(),
);
