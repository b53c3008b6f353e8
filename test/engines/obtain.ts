// Engines from npm, each installed apart from the project on first use: as a dependency its command, node, would be the
// one that npm's scripts find first.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Engine } from "./engines.js";

const run = promisify(execFile);
const binaries: Readonly<Record<string, string>> = { node: "bin/node", bun: "bin/bun", deno: "deno" };

/** Returns the path of the engine's program, kept in the folder for temporary files. @throws if npm cannot install it */
export async function obtain({ name, kind, npm = "" }: Engine): Promise<string> {
  const at = npm.lastIndexOf("@");
  const [packageName, version] = [npm.slice(0, at), npm.slice(at + 1)];
  // The same place as test/web-locks/node-26.ts has its Node.
  const target = join(
    tmpdir(),
    `await-using-${packageName.replace(/[@/]+/g, "-").replace(/^-/, "")}-${version}`,
  );
  const program = join(target, "node_modules", packageName, binaries[kind] ?? "");
  if (!existsSync(program)) {
    const aside = mkdtempSync(`${target}-`);
    try {
      writeFileSync(join(aside, "package.json"), `{ "name": "${name}", "private": true }\n`);
      const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
      await run("npm", ["install", ...quiet, npm], { cwd: aside, timeout: 120_000 });
      if (!existsSync(target)) renameSync(aside, target);
    } catch (error) {
      if (!existsSync(program)) throw error; // else another process was faster
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  }
  return program;
}
