// Prints what users pay: each import bundled, minified and gzipped from the built package, beside its budget.
// Exits with 1 if one that was met before is over. Needs `npm run build`.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What is imported, its budget in kB (1000 bytes), and whether that was met, so that it must be from then on. */
const rows = [
  ['{ enter } from "await-using"', 1.0],
  ['{ withAsync } from "await-using"', 0.9],
  ['{ AsyncExitStack } from "await-using"', 2.2],
  ['* as everything from "await-using"', 5.0],
  ['{ AsyncDisposableStack } from "await-using/ponyfill"', 1.4, true],
  ['"await-using/polyfill"', 2.3, true],
  ['{ __addDisposableResource, __disposeResources } from "await-using/runtime/tslib"', 0.9, true],
  ['{ usingCtx } from "await-using/runtime/babel"', undefined],
];

const sizes = await Promise.all(rows.map(([what]) => size(what)));
const width = Math.max(...rows.map(([what]) => what.length));
let over = 0;
console.log(`${"import".padEnd(width)}   minified   gzipped    budget`);
for (const [index, [what, budget, wasMet]] of rows.entries()) {
  const { minified, gzipped } = sizes[index];
  const isOver = budget !== undefined && gzipped > budget * 1000;
  if (isOver && wasMet) over += 1;
  const cells = [kB(minified), kB(gzipped), budget === undefined ? "–" : kB(budget * 1000)];
  console.log(
    `${what.padEnd(width)} ${cells.map((cell) => cell.padStart(9)).join(" ")}${isOver ? "  over" : ""}`,
  );
}
process.exitCode = over === 0 ? 0 : 1;

async function size(what) {
  const names = /^(?:\{.*\}|\*.*) from (".*")$/.exec(what);
  const { outputFiles } = await build({
    stdin: { contents: names ? `export ${what}` : `import ${what}`, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    legalComments: "none",
  });
  const { contents } = outputFiles[0];
  return { minified: contents.length, gzipped: gzipSync(contents, { level: 9 }).length };
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(2)} kB`;
}
