/// <reference lib="esnext.disposable" preserve="true" />
// Which symbols stand for `Symbol.dispose` and `Symbol.asyncDispose` in this program. Defines nothing: see install.ts.

/**
 * `Symbol.dispose`, or the registered symbol that stands for it where the engine has none.
 *
 * Is the same as `Symbol.dispose ?? Symbol.for("Symbol.dispose")`; on Node 18 and later, `Symbol.for("nodejs.dispose")`.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-well-known-symbols
 */
export const dispose: typeof Symbol.dispose = /* @__PURE__ */ wellKnown("dispose") as typeof Symbol.dispose;

/**
 * `Symbol.asyncDispose`, or the registered symbol that stands for it where the engine has none.
 *
 * Is the same as `Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")`; on Node 18 and later,
 * `Symbol.for("nodejs.asyncDispose")`.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-well-known-symbols
 */
export const asyncDispose: typeof Symbol.asyncDispose = /* @__PURE__ */ wellKnown(
  "asyncDispose",
) as typeof Symbol.asyncDispose;

// Registered, so that copies of this package agree with each other and with the helpers of Babel and esbuild, which
// fall back to the same symbols, in any load order. Node 18 to 22 registered theirs under names of its own; its
// FileHandle, streams and servers answer to those also in a vm context, where `Symbol.dispose` itself is missing.
function wellKnown(name: "dispose" | "asyncDispose"): symbol {
  const { process } = globalThis as { process?: { versions?: { node: string } } };
  const prefix = parseInt(process?.versions?.node as string) > 17 ? "nodejs." : "Symbol.";
  return (Symbol[name] as symbol | undefined) ?? Symbol.for(prefix + name);
}
