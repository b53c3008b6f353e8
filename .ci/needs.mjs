// What tests need beside Node and npm's packages, by name: needs.json. A test file says so in a line of its own,
// `// Needs: chromium, firefox.`, and is left out, by name and aloud, where one of them is not there.
//
// Decisions only: setup.mjs looks, installs and starts.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** By name: a title, Debian's packages (each a list of alternatives), the variable that names it, the programs it is known by. */
export const needs = JSON.parse(readFileSync(new URL("needs.json", import.meta.url), "utf8"));

/** The needs that a test file's text states. @throws Error if needs.json has no such name */
export function statedIn(text, path = "a test") {
  const [, list = ""] = /^\/\/ Needs: (.+)\.$/m.exec(text) ?? [];
  const names = list.split(", ").filter(Boolean);
  for (const name of names) {
    if (!(name in needs))
      throw new Error(`${path} needs "${name}"; .ci/needs.json has ${Object.keys(needs).join(", ")}`);
  }
  return names;
}

/** Every test file, from the project's folder. */
export function testFiles() {
  return readdirSync(join(root, "test"), { recursive: true })
    .filter((path) => path.endsWith(".test.ts") && !path.includes("node_modules"))
    .map((path) => relative(root, join(root, "test", path)))
    .sort();
}

/** The test files that need something of `missing`, and what of it: `[path, names][]`. */
export function leftOut(missing) {
  return testFiles()
    .map((path) => [path, statedIn(readFileSync(join(root, path), "utf8"), path)])
    .map(([path, names]) => [path, names.filter((name) => missing.includes(name))])
    .filter(([, names]) => names.length > 0);
}

/** Patterns for Jest's testPathIgnorePatterns, from AWAIT_USING_WITHOUT: the names of what is not there, with commas. */
export function ignored(without = process.env.AWAIT_USING_WITHOUT ?? "") {
  const missing = without.split(",").filter(Boolean);
  if (missing.length === 0) return [];
  return leftOut(missing).map(([path]) => `/${path.replaceAll(".", "\\.")}$`);
}

/** All packages that could bring what is missing, alternatives too. */
export function packagesOf(missing) {
  return missing.flatMap((name) => needs[name].packages.flat());
}

/** The versions that apt would install, by package, from the text of `apt-cache policy`. Ubuntu's stubs of snaps are none. */
export function candidatesIn(policy) {
  const candidates = {};
  for (const [, name, version] of policy.matchAll(/^(\S+):\n(?: .*\n)*? +Candidate: (.+)$/gm)) {
    if (version !== "(none)" && !version.includes("snap")) candidates[name] = version;
  }
  return candidates;
}

/**
 * The packages to install: `{ packages, rest }`, where `rest` names what no package brings.
 * @param candidates what apt can install; with none at all its lists are empty, and Debian's names are taken; `undefined`
 * where there is no apt
 */
export function choose(missing, candidates) {
  if (candidates === undefined) return { packages: [], rest: [...missing] };
  const isKnown = (name) => Object.keys(candidates).length === 0 || name in candidates;
  const packages = [];
  const rest = [];
  for (const name of missing) {
    const chosen = needs[name].packages.map((alternatives) => alternatives.find(isKnown));
    if (chosen.includes(undefined)) rest.push(name);
    else packages.push(...chosen);
  }
  return { packages, rest };
}

/** What to ask apt-get for. */
export function installing(packages) {
  return ["install", "-y", "--no-install-recommends", ...packages];
}

/** The one command after which nothing is left out; what no command brings is said before it. */
export function mending(missing, candidates, isRoot = false) {
  const { packages, rest } = choose(missing, candidates);
  const apt = (words) => (isRoot ? "" : "sudo ") + ["apt-get", ...words].join(" ");
  const variables = rest
    .filter((name) => needs[name].variable !== undefined)
    .map((name) => `${needs[name].variable}=${name === "postgres" ? "postgres://…" : `/path/to/${name}`}`);
  const command = [
    ...(packages.length > 0 ? [apt(["update"]), apt(installing(packages))] : []),
    [...variables, "npm cit"].join(" "),
  ].join(" && ");
  const byHand = rest.filter((name) => needs[name].variable === undefined).map((name) => needs[name].title);
  return byHand.length > 0 ? `${command}   (once there is: ${byHand.join("; ")})` : command;
}

/** The loud end of a run in which something was left out; empty if nothing was. */
export function closing(missing, files, command) {
  if (missing.length === 0) return "";
  const bar = "=".repeat(100);
  const width = Math.max(0, ...files.map(([path]) => path.length));
  return [
    bar,
    `DID NOT RUN: ${files.length} test files, for want of ${missing.map((name) => needs[name].title).join("; ")}`,
    ...files.map(([path, names]) => `  ${path.padEnd(width)}  needs ${names.join(", ")}`),
    "So that they run:",
    `  ${command}`,
    bar,
    "",
  ].join("\n");
}

/**
 * What a run came to: `{ passed, failed, reasons }`.
 * @param report Jest's own, `undefined` if it left none
 * @param steps the names of the steps outside Jest that failed
 * @param missing what was left out, if that is a failure
 */
export function count(report, steps, missing = []) {
  const reasons = [...steps.map((name) => `${name} failed`), ...missing.map((name) => `there is no ${name}`)];
  if (report === undefined) reasons.push("the tests left no report");
  // A suite that could not even be loaded has no tests to count.
  const inTests = report === undefined ? 0 : report.numFailedTests + report.numRuntimeErrorTestSuites;
  const unrun = report === undefined ? 0 : report.numPendingTests + report.numTodoTests;
  if (unrun > 0) reasons.push(...Array(unrun).fill("a test was skipped"));
  const passed = report?.numPassedTests ?? 0;
  if (report !== undefined && inTests === 0 && (!report.success || passed === 0))
    reasons.push("Jest did not succeed");
  return { passed, failed: inTests + reasons.length, reasons: [...new Set(reasons)] };
}
