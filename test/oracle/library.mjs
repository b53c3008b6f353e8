/** The library under test: `src/index.ts`, bundled on the fly, so the oracle needs no build. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Bundles the library into a temporary module; gives its URL and a function that removes it. */
export async function bundleLibrary() {
  const folder = mkdtempSync(join(tmpdir(), "await-using-oracle-"));
  const outfile = join(folder, "library.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("../../src/index.ts", import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
  });
  return { url: pathToFileURL(outfile).href, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
