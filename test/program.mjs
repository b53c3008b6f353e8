// Runs a program that is written in TypeScript and shares its modules with Jest's tests.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const cache = fileURLToPath(new URL("../node_modules/.cache/await-using/", import.meta.url));

/** Compiles the file that this URL names, and imports it. Every module keeps its own `__dirname` and `import.meta.url`. */
export async function runProgram(url) {
  const entry = fileURLToPath(url);
  const outfile = join(cache, `${basename(dirname(entry))}-${basename(entry, ".ts")}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    tsconfigRaw: "{}",
    plugins: [
      {
        name: "where modules are",
        setup({ onLoad }) {
          onLoad({ filter: /\.(ts|mjs)$/ }, ({ path }) => ({
            contents:
              `const __dirname = ${JSON.stringify(dirname(path))};` +
              readFileSync(path, "utf8").replace(
                /\bimport\.meta\.url\b/g,
                JSON.stringify(pathToFileURL(path).href),
              ),
            loader: path.endsWith(".ts") ? "ts" : "js",
          }));
        },
      },
    ],
  });
  return import(pathToFileURL(outfile).href);
}
