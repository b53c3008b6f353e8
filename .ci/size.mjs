// Prints what users pay: each import bundled, minified and gzipped from the built package, beside what it may take.
// Exits with 1 if one takes more. Needs `npm run build`.
//
// Not size-limit, which wants Node 22.19: the project and its CI run on Node 20 too.
//
// `--write` sets the budgets to what is reached now, and writes docs/sizes.md, with other polyfills for comparison, and that
// table into docs/imports.md.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { installTools } from "../test/bundles/tools/install.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const recorded = fileURLToPath(new URL("size.json", import.meta.url));
/** How much more than recorded is still no growth: compressors differ a little from one Node to the next. */
const slack = 1.02;

const rows = [
  '{ enter } from "await-using"',
  '{ enterSync } from "await-using"',
  '{ withAsync } from "await-using"',
  '{ withSync } from "await-using"',
  '{ AsyncExitStack } from "await-using"',
  '{ ExitStack } from "await-using"',
  '{ asyncContextManager } from "await-using"',
  '{ timeout } from "await-using"',
  '{ taskGroup } from "await-using"',
  '* as everything from "await-using"',
  '{ webLock } from "await-using/locks"',
  '{ trackResources } from "await-using/diagnostics"',
  '{ AsyncDisposableStack } from "await-using/ponyfill"',
  '"await-using/polyfill"',
  '{ __addDisposableResource, __disposeResources } from "await-using/runtime/tslib"',
  '{ usingCtx } from "await-using/runtime/babel"',
];

/** Other polyfills, and the code that brings what they have. */
const peers = {
  "core-js's proposal entry": `import "core-js/proposals/explicit-resource-management.js"`,
  "core-js's `actual` entries": [
    "symbol/dispose",
    "symbol/async-dispose",
    "suppressed-error",
    "disposable-stack/index",
    "async-disposable-stack/index",
    "iterator/dispose",
    "async-iterator/async-dispose",
  ]
    .map((entry) => `import "core-js/actual/${entry}.js";`)
    .join("\n"),
  disposablestack: `import "disposablestack/auto"`,
  "@esfx/disposable": `export * as all from "@esfx/disposable"`,
  "@whatwg-node/disposablestack": `export * as all from "@whatwg-node/disposablestack"`,
};

/** Measures what bundling `code` gives, in bytes. */
async function measure(code, resolveDir = root) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    tsconfigRaw: {}, // the project's own says that "await-using" is src/
    logLevel: "error",
  });
  const { contents } = outputFiles[0];
  return { minified: contents.length, gzipped: gzipSync(contents, { level: 9 }).length };
}

/** What importing `what` takes, such as `{ enter } from "await-using"`. */
export function sizeOf(what) {
  return measure(`${/ from /.test(what) ? "export" : "import"} ${what}`);
}

/** By import, how many gzipped bytes it may take. */
export function budgets() {
  const reached = JSON.parse(readFileSync(recorded, "utf8"));
  return Object.fromEntries(rows.map((what) => [what, Math.ceil(reached[what] * slack)]));
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(2)} kB`;
}

async function check() {
  const allowed = budgets();
  const width = Math.max(...rows.map((what) => what.length));
  console.log(`${"import".padEnd(width)}   minified   gzipped    budget`);
  for (const what of rows) {
    const { minified, gzipped } = await sizeOf(what);
    const isOver = !(gzipped <= allowed[what]);
    if (isOver) process.exitCode = 1;
    const cells = [kB(minified), kB(gzipped), kB(allowed[what])].map((cell) => cell.padStart(9));
    console.log(`${what.padEnd(width)} ${cells.join(" ")}${isOver ? "  over" : ""}`);
  }
}

async function write() {
  const sizes = new Map();
  for (const what of rows) sizes.set(what, await sizeOf(what));
  const reached = Object.fromEntries([...sizes].map(([what, { gzipped }]) => [what, gzipped]));
  writeFileSync(recorded, `${JSON.stringify(reached, null, 2)}\n`);

  const tools = installTools();
  const others = [];
  for (const [name, code] of Object.entries(peers)) {
    others.push([name, await measure(code, name.startsWith("core-js") ? root : tools)]);
  }
  const line = (name, { minified, gzipped }) => `| ${name} | ${kB(minified)} | ${kB(gzipped)} |`;
  const table = (lines) => ["| | minified | gzipped |", "| --- | ---: | ---: |", ...lines].join("\n");
  const polyfills = table([
    line("**`await-using/polyfill`**", sizes.get('"await-using/polyfill"')),
    ...others.map(([name, size]) => line(name, size)),
  ]);
  const text = readFileSync(new URL("sizes.md", import.meta.url), "utf8")
    .replace("<!-- ours -->", () => table(rows.map((what) => line(`\`${what}\``, sizes.get(what)))))
    .replace("<!-- peers -->", () => polyfills);
  writeFileSync(`${root}docs/sizes.md`, text);

  const page = `${root}docs/imports.md`;
  const old = readFileSync(page, "utf8");
  const [begin, end] = ["<!-- polyfills: written by npm run size -- --write -->", "<!-- /polyfills -->"];
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no ${begin} … ${end}`);
  writeFileSync(page, `${old.slice(0, from + begin.length)}\n\n${polyfills}\n\n${old.slice(to)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv.includes("--write") ? write() : check());
}
