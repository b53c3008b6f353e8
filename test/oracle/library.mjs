/** The library under test: the parts of `src/`, bundled on the fly, so the oracle needs no build. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Each a bundle of its own, as in a program that a compiler made and another bundler put together. */
const PARTS = {
  library: { entry: "index.ts", file: "library.mjs" },
  tslib: { entry: "runtime/tslib.ts", file: "tslib.mjs" },
  babel: { entry: "runtime/babel.ts", file: "babel.mjs" },
  plugin: { entry: "tools/lowering/babel/index.ts", file: "plugin.cjs" },
};

/**
 * Bundles these parts of the library into temporary modules; gives their URLs and a function that removes
 * them.
 */
export async function bundleLibrary(parts = ["library"]) {
  const folder = mkdtempSync(join(tmpdir(), "await-using-oracle-"));
  const urls = {};
  for (const part of parts) {
    const { entry, file } = PARTS[part];
    const outfile = join(folder, file);
    await build({
      entryPoints: [fileURLToPath(new URL(`../../src/${entry}`, import.meta.url))],
      outfile,
      bundle: true,
      format: file.endsWith(".cjs") ? "cjs" : "esm",
      platform: "node",
      target: "node20",
      define: { USING_CTX: "undefined" }, // the text of the helper, for the plugin's option `inline`
      logLevel: "error",
    });
    urls[part] = pathToFileURL(outfile).href;
  }
  return { urls, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
