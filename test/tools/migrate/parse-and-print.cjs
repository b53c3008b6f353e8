// Parses and prints every source file of a git repository with jscodeshift; prints how many files a second of processor
// time.
//   node parse-and-print.cjs <folder with jscodeshift> <repository>
const { execFileSync } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const [, , tool, repository] = process.argv;
const jscodeshift = createRequire(join(tool, "_.js"))("jscodeshift");
const paths = execFileSync("git", ["ls-files", "-z"], { cwd: repository, encoding: "utf8" })
  .split("\0")
  .filter((path) => /\.([cm]?[jt]s|[jt]sx)$/.test(path) && !/\.d\.[cm]?ts$/.test(path))
  .map((path) => join(repository, path))
  .filter((path) => existsSync(path));
const parsers = {
  tsx: jscodeshift.withParser("tsx"),
  ts: jscodeshift.withParser("ts"),
  js: jscodeshift.withParser("babel"),
};

const start = process.cpuUsage();
let characters = 0;
for (const path of paths) {
  const kind = /\.tsx$/.test(path) ? "tsx" : /\.[cm]?ts$/.test(path) ? "ts" : "js";
  try {
    characters += parsers[kind](readFileSync(path, "utf8")).toSource().length;
  } catch {
    // It cannot parse every file, and is not asked to.
  }
}
if (characters === 0) throw new Error(`jscodeshift printed nothing of ${paths.length} files`);
const { user, system } = process.cpuUsage(start); // µs
console.log(Math.round((paths.length * 1e6) / (user + system)));
