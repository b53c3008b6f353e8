/// <reference lib="esnext.disposable" preserve="true" />
// Gives `Symbol` its two new symbols as an engine would: in no registry. Where there are such symbols, they stay.

for (const key of ["dispose", "asyncDispose"] as const) {
  if (typeof Symbol[key] !== "symbol") Object.defineProperty(Symbol, key, { value: Symbol(`Symbol.${key}`) });
}
