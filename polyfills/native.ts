/// <reference lib="esnext.disposable" preserve="true" />
// Decides, once per program, between what the engine has and what we make.

/** The global constructors of explicit resource management. */
export type ConstructorName = "SuppressedError" | "DisposableStack" | "AsyncDisposableStack";

/**
 * Returns the engine's constructor, or makes ours when it is missing or `bug` finds fault with it.
 *
 * Is the same as `name in globalThis && !bug(globalThis[name]) ? globalThis[name] : create(globalThis[name])`.
 */
export function nativeOr<T>(name: ConstructorName, bug: (native: T) => string, create: (native?: T) => T): T {
  const native = globalThis[name] as T | undefined;
  return native && !bug(native) ? native : create(native);
}
