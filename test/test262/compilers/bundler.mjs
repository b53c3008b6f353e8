// The core of our bundler plugins, alone, before esbuild, and before oxc's transformer, which Rolldown and Vite use;
// and those two as they are.
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuildPackage from "esbuild";
import { buildBundler } from "../../../src/tools/bundler/build.mjs";
import { bundle } from "./runtime.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Our lowering, with the parser of `parser`, and what a bundler does after it. */
function ours(parser, after = (source) => source, version) {
  return {
    async create() {
      const outdir = join(root, "node_modules/.cache/await-using/test262");
      await buildBundler(outdir, { target: "node20" });
      const { lower } = await import(pathToFileURL(join(outdir, "esm/bundler.js")));
      return {
        version: await version?.(),
        prelude: await bundle(
          `import { usingCtx } from "./src/runtime/babel.ts"; globalThis.usingCtx262 = usingCtx;`,
          "iife",
        ),
        imports: {
          "await-using/runtime/babel": await bundle(
            `export { usingCtx } from "./src/runtime/babel.ts";`,
            "esm",
          ),
        },
        async compile(source, { module = false }) {
          const options = module
            ? { parser, sourceType: "module" }
            : { parser, sourceType: "script", helper: (name) => `var ${name} = usingCtx262;` };
          const lowered = await lower(source, "test.js", options);
          return after(lowered?.code ?? source, module);
        },
      };
    },
  };
}

async function esbuildAfter(source) {
  return (await esbuildPackage.transform(source, { target: "es2022", loader: "js" })).code;
}

async function oxcAfter(source, module, helpers = "Runtime") {
  const { transformSync } = await import("oxc-transform");
  const { code, errors } = transformSync("test.js", source, {
    lang: "js",
    sourceType: module ? "module" : "script",
    target: "es2025",
    helpers: { mode: helpers },
  });
  if (errors.length > 0) throw new SyntaxError(errors[0].message);
  return code;
}

const oxcVersion = async () =>
  (await import("oxc-transform/package.json", { with: { type: "json" } })).default.version;

export const bundlerOxc = ours("oxc");
export const bundlerBabel = ours("babel");
export const esbuild = ours("oxc", esbuildAfter, () => esbuildPackage.version);
export const oxc = ours("oxc", oxcAfter, oxcVersion);

export const esbuildPlain = {
  create: async () => ({ version: esbuildPackage.version, compile: esbuildAfter }),
};

/** oxc's own lowering, with its helper replaced by ours. */
export const oxcPlain = {
  async create() {
    return {
      version: await oxcVersion(),
      prelude: await bundle(
        `import { usingCtx } from "./src/runtime/babel.ts"; globalThis.babelHelpers = { usingCtx };`,
        "iife",
      ),
      imports: {
        "@oxc-project/runtime/helpers/usingCtx": await bundle(
          `export { usingCtx as default } from "./src/runtime/babel.ts";`,
          "esm",
        ),
      },
      compile: (source, { module = false }) => oxcAfter(source, module, module ? "Runtime" : "External"),
    };
  },
};
