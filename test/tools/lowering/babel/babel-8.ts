// Babel 8 and a Node that can run it, installed apart from the project on first use.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Where Babel 8 is installed, `modules` below the project's folder, and the path of a Node for it. */
export function babel8(): { directory: string; modules: string; node: string } {
  const modules = "test/tools/lowering/babel/babel-8/node_modules";
  const script = join(__dirname, "babel-8/install.mjs");
  const { directory, node } = JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8" })) as {
    directory: string;
    node: string;
  };
  return { directory, modules, node };
}
