// Builds the Babel plugin into dist/, as ESM and as CommonJS, with the text of the helper in it.
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

/**
 * Returns our runtime's `usingCtx` as the text of one expression. Whoever inlines it lowers it
 * further with the file it is in.
 */
async function helperText(syntax) {
  const { outputFiles } = await build({
    stdin: { contents: `export { usingCtx } from "./src/runtime/babel.ts";`, resolveDir: ".", loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    ...syntax,
  });
  const body = outputFiles[0].text.replace(/export \{\s*(\w+)(?: as usingCtx)?\s*\};\s*$/, "return $1;");
  const wrapped = `(function () {\n"use strict";\n${body}})()`;
  const { code } = await transform(wrapped, { minify: true, ...syntax });
  return code.trim().replace(/;$/, "");
}

/** Builds `outdir`/esm/babel.js and `outdir`/cjs/babel.js in the syntax that esbuild's options `syntax` allow. */
export async function buildBabel(outdir, syntax) {
  const options = {
    entryPoints: ["src/tools/lowering/babel/index.ts"],
    bundle: true,
    platform: "node",
    ...syntax,
    define: { USING_CTX: JSON.stringify(await helperText(syntax)) },
  };
  await build({ ...options, format: "cjs", outfile: `${outdir}/cjs/babel.js` });
  await build({
    ...options,
    format: "esm",
    outfile: `${outdir}/esm/babel.js`,
    banner: {
      js: `import { fileURLToPath as __fileURLToPath } from "node:url";\nconst __filename = __fileURLToPath(import.meta.url);`,
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildBabel(process.argv[2], { target: "node20" });
