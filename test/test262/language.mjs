// Runs test262's language tests of explicit resource management through the compilers, with our runtime.
//
//   npm run test262 -- DIR --language [--compiler NAME]… [--node PATH] [--failures]
//
// DIR        a checkout of test262
// --compiler one of compilers/index.mjs (default: all that are not named "… plain"); may be repeated
// --node     the Node that runs what was compiled (default: this one)
// --failures prints each failure
//
// Each test is compiled alone, and runs with test262's own harness in a fresh realm, which has the polyfill instead of
// the native feature. A runtime test counts as passed if it passes in sloppy and in strict code. A test that wants an
// early error passes if the compiler refuses it, or if what the compiler makes of it does not parse; those are counted
// apart, because they say nothing about a runtime. The status is 0 only when, for every compiler, exactly the tests in
// language-expected/NAME.txt fail.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compilers } from "./compilers/index.mjs";
import { readExpectedFailures } from "./expected-failures.mjs";
import { buildPolyfill } from "./polyfill.mjs";
import { prepare } from "./script.mjs";
import { findTests } from "./tests.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** Runs what the command line asks for; returns the exit status. */
export async function main() {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      language: { type: "boolean" },
      compiler: { type: "string", multiple: true },
      node: { type: "string", default: process.execPath },
      failures: { type: "boolean", default: false },
    },
  });
  const [checkout] = positionals;
  const names = options.compiler ?? Object.keys(compilers).filter((name) => !name.endsWith("-plain"));
  const unknown = names.find((name) => !(name in compilers));
  if (!checkout || unknown) {
    if (unknown)
      console.error(`no compiler is called "${unknown}"; there are ${Object.keys(compilers).join(", ")}`);
    console.error("usage: npm run test262 -- DIR --language [--compiler NAME]… [--node PATH] [--failures]");
    return 2;
  }
  const version = spawnSync(options.node, ["--version"], { encoding: "utf8" }).stdout.trim();
  const tests = findTests(checkout, "language", "explicit-resource-management");
  const polyfill = await buildPolyfill(join(here, "../../polyfills/strict.ts"));
  const results = [];
  for (const name of names) {
    const skipped = await compilers[name].unavailable?.(parseInt(version.slice(1)));
    if (skipped) {
      results.push({ name, skipped });
      continue;
    }
    const compiler = await compilers[name].create();
    const failures = await runTests(compiler, tests, checkout, options.node, version, polyfill);
    compiler.close?.();
    results.push({
      name,
      version: compiler.version,
      ...compare(name, tests, failures, parseInt(version.slice(1))),
    });
  }
  return print(results, tests, version, options.failures) ? 0 : 1;
}

/** Compiles and runs the tests; returns what is wrong with those that fail, by path. */
async function runTests(compiler, tests, checkout, node, version, polyfill) {
  const failures = new Map();
  const scripts = [];
  for (const test of tests) {
    const isEarlyError = test.negative?.phase === "parse";
    try {
      const options = { path: test.path, module: test.flags.includes("module"), isEarlyError };
      const source = await compiler.compile(test.source, options);
      const imports = options.module ? await compileImports(compiler, test, checkout) : {};
      scripts.push(...prepare({ ...test, source }, checkout).map((script) => ({ ...script, imports })));
    } catch (error) {
      if (!isEarlyError) failures.set(test.path, `did not compile: ${error.message.split("\n")[0]}`);
    }
  }
  scripts.forEach((script, id) => (script.id = id));
  const flags = ["--experimental-vm-modules", "--no-warnings"];
  if (!compiler.native && parseInt(version.slice(1)) >= 24)
    flags.push("--no-js-explicit-resource-management");
  const prelude = compiler.native ? "" : `${polyfill}\n${compiler.prelude ?? ""}`;
  // An engine that crashes does so on the first script without a result; the rest run in another process.
  for (let first = 0; first < scripts.length;) {
    const { stdout, stderr, status, signal } = spawnSync(node, [...flags, join(here, "host.cjs")], {
      input: JSON.stringify({ prelude, scripts: scripts.slice(first) }),
      encoding: "utf8",
      maxBuffer: 1e9,
    });
    if (status !== 0 && signal === null) throw new Error(stderr);
    const results = stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    if (signal !== null) results.push({ id: first + results.length, error: `crashed with ${signal}` });
    for (const { id, error } of results) {
      const { path, mode } = scripts[id];
      if (error !== undefined && !failures.has(path)) failures.set(path, `${error} (${mode})`);
    }
    first += results.length;
  }
  return failures;
}

/** The modules that a module test imports: the runtime as the compiler names it, and the test's fixtures, compiled. */
async function compileImports(compiler, test, checkout) {
  const imports = { ...compiler.imports };
  for (const [specifier] of test.source.matchAll(/(?<=^import\b[^;]*?['"])\.[^'"]+(?=['"])/gm)) {
    const file = join(checkout, "test", dirname(test.path), specifier);
    imports[specifier] = await compiler.compile(readFileSync(file, "utf8"), { path: file, module: true });
  }
  return imports;
}

function compare(name, tests, failures, major) {
  const file = join(here, "language-expected", `${name}.txt`);
  const expected = existsSync(file) ? readExpectedFailures(file, major) : new Map();
  const count = (early) => {
    const some = tests.filter(({ negative }) => (negative?.phase === "parse") === early);
    return `${some.filter(({ path }) => !failures.has(path)).length}/${some.length}`;
  };
  return {
    failures,
    expected,
    runtime: count(false),
    early: count(true),
    unexpected: [...failures.keys()].filter((path) => !expected.has(path)),
    passed: [...expected.keys()].filter((path) => !failures.has(path)),
  };
}

function print(results, tests, version, all) {
  console.log(`${tests.length} language tests, run by Node ${version}`);
  console.log(`  ${"compiler".padEnd(32)}${"runtime tests".padEnd(16)}early errors`);
  for (const { name, version, skipped, runtime, early } of results) {
    const title = `${name}${version && version !== name ? ` (${version})` : ""}`;
    console.log(`  ${title.padEnd(32)}${skipped ? `skipped: ${skipped}` : runtime.padEnd(16) + early}`);
  }
  for (const { name, failures = new Map(), expected, unexpected = [], passed = [] } of results) {
    for (const path of all ? failures.keys() : []) {
      if (expected.has(path)) console.log(`${name}, expected failure: ${path}\n    ${expected.get(path)}`);
    }
    for (const path of unexpected) console.log(`${name}, FAILED: ${path}\n    ${failures.get(path)}`);
    for (const path of passed) console.log(`${name}, PASSED, though expected to fail: ${path}`);
  }
  return results.every(({ unexpected = [], passed = [] }) => unexpected.length + passed.length === 0);
}
