// Finds the tests of a test262 checkout that carry a feature, and reads their front matter.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * @typedef {object} Test
 * @property {string} path below the checkout's `test` directory
 * @property {string} source
 * @property {string[]} flags
 * @property {string[]} includes
 * @property {{ phase: string, type: string } | undefined} negative
 */

/** Lists the tests below `checkout/test/area` whose front matter names `feature`. */
export function findTests(checkout, area, feature) {
  const root = join(checkout, "test");
  return filesBelow(join(root, area))
    .map((file) => readTest(file, relative(root, file)))
    .filter((test) => test.features.includes(feature));
}

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.name.endsWith(".js") && !entry.name.includes("_FIXTURE") ? [path] : [];
    });
}

function readTest(file, path) {
  const source = readFileSync(file, "utf8");
  const [, meta = ""] = /\/\*---\r?\n([^]*?)---\*\//.exec(source) ?? [];
  const negative = /^negative:\s*\n((?:[ \t]+.*\n?)+)/m.exec(meta)?.[1];
  return {
    path: path.replaceAll("\\", "/"),
    source,
    features: list(meta, "features"),
    flags: list(meta, "flags"),
    includes: list(meta, "includes"),
    negative: negative && { phase: scalar(negative, "phase"), type: scalar(negative, "type") },
  };
}

// `key: [a, b]` or `key:` with a line `- a` for each
function list(meta, key) {
  const [, inline, block = ""] =
    new RegExp(`^${key}:[ \\t]*(?:\\[([^\\]]*)\\]|\\n((?:[ \\t]*-.*\\n?)+))`, "m").exec(meta) ?? [];
  const items =
    inline === undefined ? block.split("\n").map((line) => line.replace(/^\s*-/, "")) : inline.split(",");
  return items.map((item) => item.trim()).filter(Boolean);
}

function scalar(block, key) {
  return new RegExp(`^\\s*${key}:\\s*(\\S+)`, "m").exec(block)?.[1];
}
