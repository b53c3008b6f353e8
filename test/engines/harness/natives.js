// Notes the engine's own stacks before anything else is loaded: test/polyfills/support/faces.ts asks for them.
Object.defineProperty(globalThis, "nativeStacks", {
  value: ["DisposableStack", "AsyncDisposableStack"]
    .map((name) => globalThis[name])
    .filter((found) => found !== undefined),
});
