// Runs test262's built-ins tests of explicit resource management against the polyfill.
//
//   npm run test262 -- DIR [--node PATH] [--native] [--entry FILE]
//
// DIR      a checkout of test262
// --node   the Node that runs the tests (default: this one); it may be as old as 14
// --native tests the engine's own implementation, with no polyfill
// --entry  the polyfill's entry (default: polyfills/strict.ts)
//
// Each test runs in a fresh realm in which the native feature is switched off. The status is 0 only when exactly the
// tests of expected-failures.txt fail.
//
// With --language, the language tests through the compilers: see language.mjs.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readExpectedFailures } from "./expected-failures.mjs";
import { buildPolyfill } from "./polyfill.mjs";
import { report } from "./report.mjs";
import { prepare } from "./script.mjs";
import { findTests } from "./tests.mjs";

if (process.argv.includes("--language")) process.exit(await (await import("./language.mjs")).main());

const here = dirname(fileURLToPath(import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: "string", default: process.execPath },
    native: { type: "boolean", default: false },
    entry: { type: "string", default: join(here, "../../polyfills/strict.ts") },
  },
});
const [checkout] = positionals;
if (!checkout) {
  console.error(
    "usage: npm run test262 -- DIR [--node PATH] [--native] [--entry FILE], DIR being a checkout of test262",
  );
  process.exit(2);
}

const version = spawnSync(options.node, ["--version"], { encoding: "utf8" }).stdout.trim();
const major = parseInt(version.slice(1));
const tests = findTests(checkout, "built-ins", "explicit-resource-management");
const scripts = tests.flatMap((test) => prepare(test, checkout));
const prelude = options.native ? "" : await buildPolyfill(options.entry);
const flags = [];
if (!options.native && major >= 24) flags.push("--no-js-explicit-resource-management");
if (scripts.some((script) => script.module)) flags.push("--experimental-vm-modules", "--no-warnings");

const { stdout, stderr, status } = spawnSync(options.node, [...flags, join(here, "host.cjs")], {
  input: JSON.stringify({ prelude, scripts }),
  encoding: "utf8",
  maxBuffer: 1e9,
});
if (status !== 0) {
  console.error(stderr);
  process.exit(2);
}
const failures = new Map(); // path → what is wrong
for (const line of stdout.trim().split("\n")) {
  const { id, error } = JSON.parse(line);
  const { path, mode } = scripts[id];
  if (error !== undefined && !failures.has(path)) failures.set(path, `${error} (${mode})`);
}
const expected = options.native
  ? new Map()
  : readExpectedFailures(join(here, "expected-failures.txt"), major);
const title = `${options.native ? "native" : options.entry}, Node ${version}`;
process.exit(report(title, tests, failures, expected) ? 0 : 1);
