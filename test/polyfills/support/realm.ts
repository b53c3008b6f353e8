// Realms (vm contexts) and scripts to run in them.
import { resolve } from "node:path";
import { createContext, runInContext } from "node:vm";
import { buildSync, type BuildOptions } from "esbuild";

/** The global object of another realm. */
export type Realm = Record<string, unknown>;

/** Whether this engine has explicit resource management, so that no realm of it is without. */
export const engineHasFeature = runInContext("typeof DisposableStack", createContext()) === "function";

/** Makes a realm that has nothing but its built-ins and these globals. */
export function createRealm(globals: Realm = {}): Realm {
  return createContext(globals) as Realm;
}

/** Runs a script in the realm; gives what it evaluates to. */
export function run<T = unknown>(realm: Realm, code: string): T {
  return runInContext(code, realm) as T;
}

/** Bundles one of the polyfill's entries, for example `"index"`, into a script whose exports are `globalName`. */
export function script(entry: string, globalName = "exports"): string {
  return bundle(`export * from "./${entry}.js"`, { format: "iife", globalName });
}

/** Bundles a module that stands in the folder of the polyfills. */
export function bundle(contents: string, options: BuildOptions = {}): string {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: resolve("polyfills"), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    ...options,
  });
  return outputFiles![0]!.text;
}
