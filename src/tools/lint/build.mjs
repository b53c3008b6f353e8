// Builds the ESLint plugin into dist/, as ESM and as CommonJS.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Builds `outdir`/esm/eslint.js and `outdir`/cjs/eslint.js in the syntax that esbuild's options `syntax` allow. */
export async function buildEslint(outdir, syntax) {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
  const options = {
    entryPoints: ["src/tools/lint/index.ts"],
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    ...syntax,
    define: { VERSION: JSON.stringify(version) },
  };
  await build({ ...options, format: "esm", outfile: `${outdir}/esm/eslint.js` });
  await build({ ...options, format: "cjs", outfile: `${outdir}/cjs/eslint.js` });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildEslint(process.argv[2], { target: "node20" });
