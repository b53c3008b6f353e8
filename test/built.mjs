// Tests' modules over the package as it was built, outside Jest.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Bundles a TypeScript module and imports it; the package itself is imported as it was built, by its own name. */
export async function loadOverBuilt(url) {
  const folder = mkdtempSync(join(tmpdir(), "await-using-built-"));
  const outfile = join(folder, "module.mjs");
  try {
    await build({
      entryPoints: [fileURLToPath(url)],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      logLevel: "error",
      banner: {
        js: `import { createRequire } from "node:module"; const require = createRequire(${JSON.stringify(import.meta.url)});`,
      },
      plugins: [{ name: "the built package", setup: resolveBuilt }],
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resolveBuilt({ onResolve }) {
  onResolve({ filter: /^(await-using(\/|$)|tslib$)/ }, ({ path }) => ({
    path: import.meta.resolve(path),
    external: true,
  }));
}
