// A Node with `navigator.locks`, installed apart from the project on first use: as a dependency its command, node, would
// be the one that npm's scripts find first.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What npm calls the package with the binary for this machine. */
const binary = `node-${process.platform}-${process.arch}`;

/** Returns the path of a Node 26, kept in the folder for temporary files under its version. @throws if npm cannot install it */
export function node26(): string {
  const target = join(tmpdir(), `await-using-${binary}-26`);
  const node = join(target, "node_modules", binary, "bin/node");
  if (!existsSync(node)) {
    // Made aside and renamed when it is complete: Jest's workers may be at it at the same time.
    const aside = mkdtempSync(`${target}-`);
    try {
      writeFileSync(join(aside, "package.json"), '{ "name": "node-26", "private": true }\n');
      const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
      execFileSync("npm", ["install", ...quiet, `${binary}@26`], {
        cwd: aside,
        stdio: ["ignore", "ignore", "inherit"],
      });
      replace(aside, target, node);
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  }
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  if (!version.startsWith("v26.")) throw new Error(`${node} is Node ${version}, not 26`);
  return node;
}

function replace(aside: string, target: string, node: string): void {
  try {
    renameSync(aside, target);
  } catch (error) {
    if (existsSync(node)) return; // another worker was faster
    rmSync(target, { recursive: true, force: true }); // half of it, left by a process that was killed
    mkdirSync(target, { recursive: true });
    renameSync(aside, target);
    if (!existsSync(node)) throw error;
  }
}
