// Installs what package.json names beside this file, if it is not there, or not what the lock file names.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const [lock, installed] = ["package-lock.json", "node_modules/installed-lock.json"].map((name) =>
  join(here, name),
);

/** Installs, and returns the folder whose node_modules has the tools. */
export function installTools() {
  if (!existsSync(installed) || readFileSync(installed, "utf8") !== readFileSync(lock, "utf8")) {
    execFileSync("npm", ["ci", "--ignore-scripts", "--loglevel=error"], {
      cwd: here,
      stdio: ["ignore", "ignore", "inherit"],
    });
    copyFileSync(lock, installed);
  }
  return here;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(installTools());
