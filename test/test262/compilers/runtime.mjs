// Bundles our runtime into one text, for realms that can load nothing.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/**
 * Bundles `contents`, which may import from `./src/…`.
 * @param {"iife" | "esm"} format a script or a module
 */
export async function bundle(contents, format) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    format,
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "node20",
  });
  return outputFiles[0].text;
}
