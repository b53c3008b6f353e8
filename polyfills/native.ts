// Decides, once per program, between what the engine has and what we make.
import { Bug } from "./engine-bugs.js";

/**
 * Returns the engine's constructor, or makes ours when it is missing or has a bug.
 *
 * Is the same as `name in globalThis && !bugOf(globalThis[name]) ? globalThis[name] : make(globalThis[name])`.
 */
export function nativeOr<T>(name: string, bugOf: (found: T) => Bug, make: (found: T | undefined) => T): T {
  const found = (globalThis as Record<string, unknown>)[name] as T | undefined;
  return found && bugOf(found) === Bug.None ? found : make(found);
}
