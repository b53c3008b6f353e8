// Which imports the plugins answer: of the runtime that lowered files import, and of other compilers' helpers.

import { fileURLToPath } from "node:url";
import { RUNTIME } from "../lowering/text/index.js";
import { standInFor, standIns } from "../stand-ins/index.js";

/** The modules whose imports a plugin has to see, our own among them. */
export const ANSWERED = new RegExp(
  `^(?:${[RUNTIME, ...standIns.map(({ imported }) => imported)].join("|")})$`,
);

/** Is this what our own lowering imports? It is not replaced, but found even where the package is not in reach. */
export function isRuntime(specifier: string): boolean {
  return specifier === RUNTIME;
}

/** The path of the module of ours for an import that matches {@link ANSWERED}. */
export function moduleFor(specifier: string): string {
  return fileOf(isRuntime(specifier) ? "runtime-babel.js" : standInFor(specifier)!.file);
}

/** The path of a file of the package: bundlers take modules, wherever the plugin itself was loaded from. */
export function fileOf(name: string): string {
  return fileURLToPath(new URL(`../esm/${name}`, import.meta.url));
}
