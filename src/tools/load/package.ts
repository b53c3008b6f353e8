// Optional packages, loaded in one way: as the files of one place after another find them.

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A package that was found. */
export interface Found<Module> {
  readonly module: Module;
  /** The file that was loaded. */
  readonly path: string;
}

/** The place of the files of a folder. */
export function placeOf(folder: string): string {
  return join(folder, "_.js");
}

/**
 * Finds the file that `require(name)` would load.
 *
 * @param places - files, as paths or `file:` URLs, in the order in which they are asked
 * @returns `undefined` if none of them has the package
 */
export function resolveFrom(name: string, places: readonly string[]): string | undefined {
  for (const place of places) {
    try {
      return createRequire(place).resolve(name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return undefined;
}

/** Loads a package by `require`; `undefined` if no place has it. */
export function requireFrom<Module>(name: string, places: readonly string[]): Found<Module> | undefined {
  const path = resolveFrom(name, places);
  return path === undefined ? undefined : { module: createRequire(path)(path) as Module, path };
}

/** Loads a package by `import`, a module or CommonJS; `undefined` if no place has it. */
export async function importFrom<Module extends object>(
  name: string,
  places: readonly string[],
): Promise<Found<Module> | undefined> {
  const path = resolveFrom(name, places);
  return path === undefined
    ? undefined
    : { module: exportsOf<Module>((await import(pathToFileURL(path).href)) as object), path };
}

/** Loads a package by `import` as this package's own files find it; `undefined` if they do not. */
export async function importBeside<Module extends object>(name: string): Promise<Module | undefined> {
  try {
    return exportsOf<Module>((await import(name)) as object);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return undefined;
  }
}

/** The version that a package says it has; `undefined` if it is not there, or hides its manifest. */
export function versionFrom(name: string, places: readonly string[]): string | undefined {
  try {
    return requireFrom<{ version: string }>(`${name}/package.json`, places)?.module.version;
  } catch {
    return undefined;
  }
}

/** What a namespace stands for: a CommonJS package is its default export, which has all that is exported by name. */
function exportsOf<Module extends object>(namespace: object): Module {
  const { default: whole, ...named } = namespace as { readonly default?: unknown };
  const isObject = (typeof whole === "object" && whole !== null) || typeof whole === "function";
  return (
    isObject && Object.keys(named).every((name) => name === "module.exports" || name in whole!)
      ? whole
      : namespace
  ) as Module;
}

function isMissing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (
    code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED"
  );
}
