// Prints `N passed, N failed` from Jest's own report, and exits with 0 only if there is nothing but passed tests.
//
// node .ci/count.mjs REPORT STEPS: the report's path, and how many steps failed outside of it. A failed step of which no
// test of the report tells (an install, the build, lint, types) counts as one that failed.
import { readFileSync } from "node:fs";

const [path, steps] = process.argv.slice(2);
let passed = 0;
let failed = 0;
let why = "";
try {
  const report = JSON.parse(readFileSync(path, "utf8"));
  passed = report.numPassedTests;
  // A suite that could not even be loaded has no tests to count.
  failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  if (!report.success && failed === 0) why = "Jest did not succeed";
} catch {
  why = "the tests were not run: the build, lint or types failed before them";
}
if (why === "" && Number(steps) > 0 && failed === 0) why = "a step outside the tests failed";
if (why !== "") {
  console.error(`.ci/run: ${why}`);
  failed += Math.max(1, Number(steps));
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 && Number(steps) === 0 ? 0 : 1);
