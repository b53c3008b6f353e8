// Builds the bundler plugins into dist/, as ESM and as CommonJS, with magic-string in them, and the modules that
// stand in the places of compilers' helpers.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { entryPoints } from "../../../entries.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What compilers import, under the name by which they import it. */
const helpers = {
  "helper-using-ctx": `export { usingCtx as default } from "./runtime-babel.js";`,
  "helper-swc-using-ctx": `export { usingCtx as _ } from "./runtime-babel.js";`,
};

const license = (name, file = "LICENSE") =>
  `/*!\nContains ${name}:\n\n${readFileSync(join(root, "node_modules", name, file), "utf8").trim()}\n*/`;

/** Builds `outdir`/esm and `outdir`/cjs in the syntax that esbuild's options `syntax` allow. */
export async function buildBundler(outdir, syntax) {
  const { outputFiles } = await build({
    entryPoints: {
      bundler: "src/tools/lowering/text/index.ts",
      "webpack-loader": "src/tools/bundler/webpack-loader.ts",
      ...entryPoints("bundler"),
    },
    absWorkingDir: root,
    outdir: resolve(outdir, "esm"),
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    external: ["oxc-parser", "rolldown", "vite", "@babel/core"],
    chunkNames: "bundler-[hash]",
    preserveSymlinks: true,
    ...syntax,
  });
  for (const folder of ["esm", "cjs"]) mkdirSync(`${outdir}/${folder}`, { recursive: true });
  for (const { path, text } of outputFiles) {
    const name = path.replace(/^.*[\\/]/, "");
    const code = text.includes("node_modules/magic-string")
      ? `${license("magic-string")}\n${license("@jridgewell/sourcemap-codec")}\n${text}`
      : text;
    writeFileSync(`${outdir}/esm/${name}`, code);
    const commonJs = await transform(code, {
      ...syntax,
      format: "cjs",
      platform: "node",
      define: { "import.meta.url": "__url" },
      banner: `const __url = require("node:url").pathToFileURL(__filename).href;`,
    });
    writeFileSync(`${outdir}/cjs/${name}`, commonJs.code);
  }
  for (const [name, code] of Object.entries(helpers)) writeFileSync(`${outdir}/esm/${name}.js`, `${code}\n`);
}
