// Compiles source text with the plugin as it is built, or with Babel's own alone, and runs it.
import { type PluginItem, transformSync, type TransformOptions } from "@babel/core";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as runtime from "../../../../src/runtime/babel.js";

const root = join(__dirname, "../../../..");
const outdir = join(root, "node_modules/.cache/await-using", `babel-${process.env["JEST_WORKER_ID"]}`);
execFileSync(process.execPath, ["src/tools/lowering/babel/build.mjs", outdir], { cwd: root });

/** The plugin's CommonJS build. */
export const ours = join(outdir, "cjs/babel.js");
/** The plugin's ESM build. */
export const oursAsModule = join(outdir, "esm/babel.js");
/** Babel's own plugin, which disposes as the specification says, and tells nobody how the block ended. */
export const theirs = "@babel/plugin-proposal-explicit-resource-management";

/** Compiles as a module that becomes CommonJS; `plugins` are what differs between the ways. */
export function compile(source: string, plugins: PluginItem[], options: TransformOptions = {}): string {
  const { code } = transformSync(source, {
    cwd: root,
    filename: join(root, "source.js"),
    configFile: false,
    babelrc: false,
    compact: false,
    sourceType: "module",
    presets: [["@babel/preset-env", { targets: "node 20", modules: "commonjs" }]],
    ...options,
    plugins,
  })!;
  return code!;
}

/** Runs compiled CommonJS; returns its exports. */
export function evaluate(code: string, globals: Record<string, unknown> = {}): Record<string, unknown> {
  const require = (name: string): unknown => {
    if (name === "await-using/runtime/babel") return runtime;
    throw new Error(`cannot require ${name}`);
  };
  const module = { exports: {} as Record<string, unknown> };
  const scope: Record<string, unknown> = { require, module, exports: module.exports, ...globals };
  new Function(...Object.keys(scope), code)(...Object.values(scope));
  return module.exports;
}
