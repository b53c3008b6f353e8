// `npm run engines`: compiles cli.ts, which shares its modules with Jest's tests, and runs it.
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(here, "../../node_modules/.cache/await-using/engines.mjs");
await build({
  entryPoints: [join(here, "cli.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  tsconfigRaw: "{}",
  define: { __dirname: JSON.stringify(here) },
});
await import(pathToFileURL(outfile).href);
