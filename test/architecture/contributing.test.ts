// CONTRIBUTING.md is true: its files are there, its map of rules holds, and what it says to add is there for all that is
// there already. What is forgotten is told with the place where it goes.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { MAKERS } from "../../src/tools/lint/code/own-exports.js";
import { OURS } from "../../src/tools/lint/rules/no-blind-outcome/reasons.js";
import { standIns } from "../../src/tools/stand-ins/index.js";
import { exportedNames, read, repositoryFiles, root } from "./sources.js";

const page = read("CONTRIBUTING.md");
const documents = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)].filter(
  (path) => path.endsWith(".md"),
);

test("every file that it names is there", () => {
  const named = [...page.matchAll(/`((?:src|test|docs|polyfills|\.ci)\/[\w./-]+|[\w-]+\.(?:mjs|md))`/g)].map(
    ([, path]) => path!,
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

const rules = [...page.matchAll(/^\| (R\d+) \| (.*?) \| (.*?) \|$/gm)].map(
  ([, rule, decided, stated]) => [rule!, decided!, stated!] as const,
);

test("every exit rule of docs/exit-rules.md is in its map", () => {
  const all = [...read("docs/exit-rules.md").matchAll(/^\| (R\d+) \|/gm)].map(([, rule]) => rule);
  expect(rules.map(([rule]) => rule)).toEqual(all);
});

test.each(rules)("%s is decided where the map says, and stated by a test", (rule, decided, stated) => {
  const named = new RegExp(`\\b${rule}\\b|\\bR\\d+ to R\\d+\\b`);
  const wrong: string[] = [];
  for (const [, name, path] of decided.matchAll(/`(\w+)` in `([^`]+)`/g)) {
    const text = read(path!);
    if (!new RegExp(`(?:function|class|const) ${name}\\b`).test(text)) wrong.push(`${path} has no ${name}`);
    if (!named.test(text)) wrong.push(`${path} does not name ${rule}`);
  }
  for (const [, path] of stated.matchAll(/`([^`]+)`/g)) {
    if (!new RegExp(`\\b${rule}\\b`).test(read(path!))) wrong.push(`${path} does not name ${rule}`);
  }
  expect(wrong).toEqual([]);
});

/** Public names that neither make a resource nor are managers, or whose arguments decide; lint need not know them. */
const unknownToLint = [
  "AbstractAsyncContextManager",
  "AbstractContextManager",
  "OpenResourcesError",
  "RuntimeError",
  "SuppressedError",
  "TimeoutError",
  "UnconfirmedExitError",
  "acquire",
  "asyncContextManager",
  "aware",
  "blindExits",
  "contextManager",
  "decorate",
  "decorateSync",
  "errorChain",
  "exit",
  "formatError",
  "isAsyncContextManager",
  "isContextManager",
  "limitExit",
  "newestError",
  "parallel",
  "unconfirmed",
  "unconfirmedSync",
  "withAsync",
  "withSync",
];

test("lint knows every public name that makes a resource or a manager", () => {
  const entries = ["src/index.ts", "src/diagnostics/index.ts", "src/locks/index.ts", "src/node/index.ts"];
  const names = entries.flatMap((path) => exportedNames(path).values);
  const known = new Set([...MAKERS.keys(), ...OURS.keys(), ...unknownToLint]);
  const forgotten = names.filter((name) => !known.has(name));
  // A maker goes into MAKERS of lint/code/own-exports.ts, a manager into OURS of no-blind-outcome/reasons.ts, else into the list above.
  expect(forgotten).toEqual([]);
  const gone = [...known].filter(
    (name) => !names.includes(name) && !/^(?:Async)?DisposableStack$/.test(name),
  );
  expect(gone).toEqual([]);
});

test("every stand-in is built, and imported by a test", () => {
  const built = read("entries.mjs") + read("src/tools/bundler/build.mjs");
  const files = repositoryFiles().filter((path) =>
    /^test\/(?:tools\/bundler|toolchains|package|blind)\/.*\.m?ts$|^test\/tools\/bundler\/.*\.mjs$/.test(
      path,
    ),
  );
  const strings = files.flatMap((path) =>
    [...read(path).matchAll(/["'`]([@\w./-]+)["'`]/g)].map(([, text]) => text!),
  );
  for (const { imported, file } of standIns) {
    expect(built).toContain(`"${file.replace(/\.js$/, "")}"`);
    const pattern = new RegExp(`^${imported}$`);
    expect({ imported, isTested: strings.some((text) => pattern.test(text)) }).toEqual({
      imported,
      isTested: true,
    });
  }
});

test("every sub-path is in a document", () => {
  const { exports } = JSON.parse(read("package.json")) as { exports: Record<string, unknown> };
  const texts = documents.map(read).join("\n");
  const forgotten = Object.keys(exports)
    .filter((path) => path.startsWith("./") && path !== "./package.json")
    // The two of SWC are named by one pattern.
    .map((path) => (path.startsWith("./runtime/swc/") ? "./runtime/swc/" : path))
    .filter((path) => !texts.includes(`await-using${path.slice(1)}`) && !texts.includes(`\`${path}\``));
  expect(forgotten).toEqual([]);
});
