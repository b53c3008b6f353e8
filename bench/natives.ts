// Loaded before everything else: takes the engine's classes away, so that every polyfill makes its own, and keeps them to
// be measured too. The symbols stay.

/** The engine's classes, where it has them. */
export const natives: Partial<Pick<typeof globalThis, "DisposableStack" | "AsyncDisposableStack">> = {};

for (const name of ["DisposableStack", "AsyncDisposableStack", "SuppressedError"] as const) {
  if (!(name in globalThis)) continue;
  if (name !== "SuppressedError") Object.assign(natives, { [name]: globalThis[name] });
  delete (globalThis as Record<string, unknown>)[name];
}
