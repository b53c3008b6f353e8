// Builds the command line into dist/cli.js, an ES module that runs on Node 18 and later. TypeScript is the user's, and
// the library is found by the package's own name when the command runs.
import { chmodSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Builds `outdir`/cli.js. */
export async function buildCli(outdir) {
  const outfile = resolve(outdir, "cli.js");
  const { version } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));
  await build({
    entryPoints: ["src/tools/cli/bin.ts"],
    absWorkingDir: root,
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node18",
    external: ["typescript", "await-using", "eslint"],
    preserveSymlinks: true,
    define: { VERSION: JSON.stringify(version) },
    banner: { js: "#!/usr/bin/env node" },
    footer: { js: `/*\n${licenses()}*/` },
  });
  chmodSync(outfile, 0o755);
}

/** What the file has in it of others, with their licences. */
function licenses() {
  return ["diff"]
    .map((name) => `${name}\n\n${readFileSync(resolve(root, "node_modules", name, "LICENSE"), "utf8")}`)
    .join("\n");
}
