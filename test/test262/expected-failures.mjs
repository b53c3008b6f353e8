// Reads the list of tests that are expected to fail. A line is `path` or `path [node < N]`, then ` # reason`.
import { readFileSync } from "node:fs";

/** Returns the tests that are expected to fail on this major version of Node, each with its reason. */
export function readExpectedFailures(file, major) {
  const expected = new Map();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [, path, bound, reason] = /^(\S+)(?: \[node < (\d+)\])? # (.+)$/.exec(line) ?? [];
    if (!reason) throw new SyntaxError(`${file}: expected "path # reason", found "${line}"`);
    if (bound === undefined || major < Number(bound)) expected.set(path, reason);
  }
  return expected;
}
