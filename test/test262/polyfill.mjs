// Builds the polyfill as one classic script, for the oldest engines that the package supports.
import { build } from "esbuild";

/** Bundles `entry` into the source text of a script. */
export async function buildPolyfill(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: ["node14.6", "safari14.1", "es2020"],
    supported: { "class-field": true, "class-private-field": true, "class-static-field": true },
  });
  return outputFiles[0].text;
}
