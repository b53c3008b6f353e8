// The sub-paths of the package, each once. The build, Jest and the tests of the architecture read this table; what must be a
// file of its own is written from it:
//
//   node entries.mjs            prints what differs, and exits with 1 if something does
//   node entries.mjs --write    writes package.json, tsconfig.json and typedoc.json
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Entry
 * @property {string} path what is imported, behind the name of the package
 * @property {string} source
 * @property {string} dist the name of its files in dist/esm and dist/cjs
 * @property {"shared" | "alone" | "bundler" | "babel" | "lint" | "register"} built with the library's other entries, in chunks;
 *   or without any, because it acts before the ponyfill is evaluated; or by a build of the tools
 * @property {boolean} [hasEffect] is it imported for its effect?
 * @property {boolean} [inTests] do tests, examples and benchmarks get the source by the sub-path?
 * @property {boolean} [isDocumented] has it a page in docs/api?
 * @property {boolean} [isProgram] one file for `import` and `require`, CommonJS
 * @property {Record<string, Record<string, string>>} [conditions] what stands before `default`, for `import` and `require`
 */

/** @type {readonly Entry[]} */
export const entries = [
  { path: ".", source: "src/index.ts", dist: "index", built: "shared", inTests: true, isDocumented: true },
  {
    path: "./ponyfill",
    source: "polyfills/index.ts",
    dist: "ponyfill",
    built: "shared",
    inTests: true,
    isDocumented: true,
  },
  {
    path: "./polyfill",
    source: "polyfills/auto.ts",
    dist: "polyfill",
    built: "shared",
    hasEffect: true,
    inTests: true,
  },
  {
    path: "./polyfill/strict",
    source: "polyfills/strict.ts",
    dist: "polyfill-strict",
    built: "alone",
    hasEffect: true,
  },
  {
    path: "./polyfill/install",
    source: "polyfills/install.ts",
    dist: "polyfill-install",
    built: "shared",
    inTests: true,
    isDocumented: true,
  },
  {
    path: "./polyfill/core-js",
    source: "polyfills/core-js.ts",
    dist: "polyfill-core-js",
    built: "alone",
    hasEffect: true,
    // Node takes CommonJS, whose errors it explains; bundlers take the module.
    conditions: {
      import: { module: "./dist/esm/polyfill-core-js.js", node: "./dist/esm/polyfill-core-js-node.js" },
      require: { module: "./dist/esm/polyfill-core-js.js" },
    },
  },
  {
    path: "./runtime",
    source: "src/runtime/index.ts",
    dist: "runtime",
    built: "shared",
    inTests: true,
    isDocumented: true,
  },
  {
    path: "./runtime/tslib",
    source: "src/runtime/tslib.ts",
    dist: "runtime-tslib",
    built: "shared",
    inTests: true,
  },
  {
    path: "./runtime/babel",
    source: "src/runtime/babel.ts",
    dist: "runtime-babel",
    built: "shared",
    inTests: true,
  },
  {
    path: "./runtime/global",
    source: "src/runtime/global.ts",
    dist: "runtime-global",
    built: "shared",
    hasEffect: true,
  },
  {
    path: "./runtime/swc/_ts_add_disposable_resource",
    source: "src/runtime/swc-add.ts",
    dist: "runtime-swc-add",
    built: "shared",
    inTests: true,
  },
  {
    path: "./runtime/swc/_ts_dispose_resources",
    source: "src/runtime/swc-dispose.ts",
    dist: "runtime-swc-dispose",
    built: "shared",
    inTests: true,
  },
  {
    path: "./register",
    source: "src/tools/register/index.ts",
    dist: "register",
    built: "register",
    hasEffect: true,
    isProgram: true,
  },
  {
    path: "./node",
    source: "src/node/index.ts",
    dist: "node",
    built: "shared",
    inTests: true,
    isDocumented: true,
  },
  {
    path: "./diagnostics",
    source: "src/diagnostics/index.ts",
    dist: "diagnostics",
    built: "shared",
    inTests: true,
    isDocumented: true,
  },
  {
    path: "./locks",
    source: "src/locks/index.ts",
    dist: "locks",
    built: "shared",
    inTests: true,
    isDocumented: true,
  },
  { path: "./babel", source: "src/tools/lowering/babel/index.ts", dist: "babel", built: "babel" },
  { path: "./vite", source: "src/tools/bundler/vite.ts", dist: "vite", built: "bundler" },
  { path: "./rollup", source: "src/tools/bundler/rollup.ts", dist: "rollup", built: "bundler" },
  { path: "./rolldown", source: "src/tools/bundler/rolldown.ts", dist: "rolldown", built: "bundler" },
  { path: "./webpack", source: "src/tools/bundler/webpack.ts", dist: "webpack", built: "bundler" },
  { path: "./esbuild", source: "src/tools/bundler/esbuild.ts", dist: "esbuild", built: "bundler" },
  { path: "./svelte", source: "src/tools/bundler/svelte.ts", dist: "svelte", built: "bundler" },
  { path: "./eslint", source: "src/tools/lint/index.ts", dist: "eslint", built: "lint" },
];

/** Sources and files that are imported for their effect, and are no sub-path. */
const otherEffects = ["./polyfills/fresh-symbols.ts", "./dist/esm/polyfill-core-js-node.js"];

/** The entries that one build makes, as esbuild's entry points by the names of their files. */
export function entryPoints(built) {
  return Object.fromEntries(
    entries.filter((entry) => entry.built === built).map(({ dist, source }) => [dist, source]),
  );
}

/** Jest's `moduleNameMapper` of the entries whose sources the tests get. */
export function moduleNames() {
  return Object.fromEntries(
    entries
      .filter(({ inTests }) => inTests)
      .map(({ path, source }) => [`^${specifier(path)}$`, `<rootDir>/${source}`]),
  );
}

/** The name by which users import an entry. */
function specifier(path) {
  return `await-using${path.slice(1)}`;
}

function declarations(format, source) {
  return `./dist/${format}/${source.replace(/\.ts$/, ".d.ts")}`;
}

function exportsOf({ path, source, dist, isProgram, conditions = {} }) {
  if (isProgram) return [path, { types: declarations("cjs", source), default: `./dist/cjs/${dist}.js` }];
  const side = (condition, format) => ({
    types: declarations(format, source),
    ...conditions[condition],
    default: `./dist/${format}/${dist}.js`,
  });
  return [path, { import: side("import", "esm"), require: side("require", "cjs") }];
}

/** What of package.json follows from the table. */
function manifest() {
  const effects = entries.filter(({ hasEffect }) => hasEffect);
  return {
    sideEffects: [
      ...effects.filter(({ isProgram }) => !isProgram).map(({ source }) => `./${source}`),
      ...otherEffects,
      ...effects.flatMap(({ dist, isProgram }) =>
        (isProgram ? ["cjs"] : ["esm", "cjs"]).map((format) => `./dist/${format}/${dist}.js`),
      ),
    ],
    typesVersions: {
      "*": Object.fromEntries(
        entries
          .filter(({ path }) => path !== ".")
          .map(({ path, source }) => [path.slice(2), [declarations("cjs", source)]]),
      ),
    },
    exports: { ...Object.fromEntries(entries.map(exportsOf)), "./package.json": "./package.json" },
  };
}

/** The files that follow from the table, as they must be. */
function files() {
  const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
  const list = (key, lines, [open, close]) =>
    `  ${key}: ${open}\n${lines.map((line) => `    ${line}`).join(",\n")}\n  ${close}`;
  const packageJson = JSON.parse(read("package.json"));
  const paths = entries
    .filter(({ inTests }) => inTests)
    .map(({ path, source }) => `  ${JSON.stringify(specifier(path))}: ["./${source}"]`);
  const documented = entries
    .filter(({ isDocumented }) => isDocumented)
    .map(({ source }) => JSON.stringify(source));
  return {
    "package.json": `${JSON.stringify({ ...packageJson, ...manifest() }, null, 2)}\n`,
    "tsconfig.json": read("tsconfig.json").replace(
      /^ {4}"paths": \{[^}]*\}/m,
      list('  "paths"', paths, "{}").replace(/\n {2}\}$/, "\n    }"),
    ),
    "typedoc.json": read("typedoc.json").replace(
      /^ {2}"entryPoints": \[[^\]]*\]/m,
      list('"entryPoints"', documented, "[]"),
    ),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(files())) {
    const file = new URL(name, import.meta.url);
    if (readFileSync(file, "utf8") === text) continue;
    if (process.argv.includes("--write")) writeFileSync(file, text);
    else {
      console.error(`${name} differs from the table in entries.mjs: node entries.mjs --write`);
      process.exitCode = 1;
    }
  }
}
