/// <reference lib="esnext.disposable" preserve="true" />
// The two well-known symbols: which symbol stands for `Symbol.dispose` and `Symbol.asyncDispose` in this program.
// See "Well-Known Symbols" in the proposal. Nothing is defined here; install.ts does that.

/**
 * `Symbol.dispose`, or what stands for it where the engine has none.
 *
 * Is the same as `Symbol.dispose ?? Symbol.for(node18 ? "nodejs.dispose" : "Symbol.dispose")`.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-well-known-symbols
 */
export const dispose: typeof Symbol.dispose = /* @__PURE__ */ wellKnown("dispose");

/**
 * `Symbol.asyncDispose`, or what stands for it where the engine has none.
 *
 * Is the same as `Symbol.asyncDispose ?? Symbol.for(node18 ? "nodejs.asyncDispose" : "Symbol.asyncDispose")`.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-well-known-symbols
 */
export const asyncDispose: typeof Symbol.asyncDispose = /* @__PURE__ */ wellKnown("asyncDispose");

// Registered symbols, so that two copies of this package, and Babel's and esbuild's helpers, which fall back to the
// same registered symbols, agree whatever the load order. Node 18 to 22 registered theirs under another name; their
// FileHandle, streams and servers answer to it also in a vm context, where `Symbol.dispose` itself is missing.
function wellKnown(name: "dispose" | "asyncDispose"): never {
  const symbol: unknown = Symbol[name];
  const node = globalThis.process?.versions?.node;
  return (
    typeof symbol === "symbol" ? symbol : Symbol.for((parseInt(node) > 17 ? "nodejs." : "Symbol.") + name)
  ) as never;
}
