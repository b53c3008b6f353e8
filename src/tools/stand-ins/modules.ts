// Which modules are replaced by ours: the helpers that compilers import for `using`. build.mjs makes the files.

import { fileURLToPath } from "node:url";
import { RUNTIME } from "../lowering/text/lower.js";

/** The modules whose imports a plugin has to see, our own among them. */
export const HELPER = new RegExp(
  `^(?:${[
    RUNTIME,
    "tslib",
    "@(?:babel|oxc-project)/runtime(?:-corejs[23])?/helpers/(?:esm/)?usingCtx(?:\\.js)?",
    "@swc/helpers/_/_(?:using_ctx|ts_add_disposable_resource|ts_dispose_resources)",
  ].join("|")})$`,
);

/** Is this what our own lowering imports? It is not replaced, but found even where the package is not in reach. */
export function isRuntime(specifier: string): boolean {
  return specifier === RUNTIME;
}

/** The path of the module of ours that stands in the place of one that matches {@link HELPER}. */
export function helperFile(specifier: string): string {
  const name = /\w+$/.exec(specifier.replace(/\.js$/, ""))![0];
  return fileOf(FILES[isRuntime(specifier) ? "runtime" : name]!);
}

const FILES: Readonly<Record<string, string>> = {
  runtime: "runtime-babel.js",
  tslib: "runtime-tslib.js",
  usingCtx: "helper-using-ctx.js",
  _using_ctx: "helper-swc-using-ctx.js",
  _ts_add_disposable_resource: "runtime-swc-add.js",
  _ts_dispose_resources: "runtime-swc-dispose.js",
};

/** The path of a file of the package: bundlers take modules, wherever the plugin itself was loaded from. */
export function fileOf(name: string): string {
  return fileURLToPath(new URL(`../esm/${name}`, import.meta.url));
}
