// The documents' own programs and commands: a fenced block that begins with `// file.ts` is that file, a block of `sh` is
// run, and a block of `text` after it is what its commands print.
import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, succeeded, unpacked } from "../toolchains/pack.js";
import { run } from "./process.js";

/** One thing that a reader does, or sees. */
export type Step =
  | { readonly kind: "file"; readonly name: string; readonly text: string }
  | { readonly kind: "command"; readonly line: string }
  | { readonly kind: "printed"; readonly text: string };

/** Returns what a reader of the document does, in order. A `text` block counts only if it follows the commands directly. */
export function stepsOf(document: string): Step[] {
  const text = readFileSync(join(root, document), "utf8");
  const steps: Step[] = [];
  let after = ""; // the language of the block before
  for (const [, language = "", content = ""] of text.matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
    const name = /^\/\/ ([\w.-]+\.\w+)\n/.exec(content)?.[1];
    if (name !== undefined) {
      steps.push({ kind: "file", name, text: content.slice(content.indexOf("\n") + 1) });
    } else if (language === "sh") {
      for (const line of content.split("\n").filter(Boolean)) steps.push({ kind: "command", line });
    } else if (language === "text" && after === "sh") {
      steps.push({ kind: "printed", text: content });
    }
    after = language;
  }
  return steps;
}

/** Makes the package's tarball in `folder`, and returns its path. */
export async function tarballIn(folder: string): Promise<string> {
  const tarball = join(folder, "await-using.tgz");
  succeeded(await run("tar", ["-czf", tarball, "-C", dirname(await unpacked()), "package"], folder));
  return tarball;
}

/**
 * Installs in a folder below `parent`, once, all that the commands install, `await-using` from the tarball.
 *
 * @returns its `node_modules`
 */
export async function installAll(
  steps: readonly Step[],
  parent: string,
  tarball: string,
  more: readonly string[] = [],
): Promise<string> {
  const folder = mkdtempSync(join(parent, "installed-"));
  writeFileSync(join(folder, "package.json"), "{}");
  const lines = steps.flatMap((step) => (step.kind === "command" ? [step.line] : []));
  const names = lines
    .filter((line) => line.startsWith("npm install "))
    .flatMap((line) => line.replace(/#.*/, "").split(" ").slice(2))
    .filter((name) => name !== "" && !name.startsWith("-"));
  const packages = [...new Set([...names, ...more])].map((name) => (name === "await-using" ? tarball : name));
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  succeeded(await run("npm", ["install", ...quiet, ...packages], folder));
  return join(folder, "node_modules");
}

/** What a command printed, beside what the document says. */
export interface Printed {
  readonly commands: readonly string[];
  readonly found: string;
  readonly expected: string;
}

/**
 * Does what the document says, in folders below `parent`: `npm init` begins in a new one, and what is installed is linked.
 *
 * @param how - `node`: the folder of the Node that runs the commands, if not this one; `shared`: the files written
 * before that a new folder has too; `folder`: where to begin, if the steps have no `npm init`
 * @returns what was printed where the document says what is, and the last folder. @throws Error if a command fails
 */
export async function follow(
  steps: readonly Step[],
  parent: string,
  nodeModules: string,
  {
    node = dirname(process.execPath),
    shared = [],
    folder = parent,
  }: { node?: string; shared?: readonly string[]; folder?: string } = {},
): Promise<{ printed: Printed[]; folder: string }> {
  const printed: Printed[] = [];
  const written = new Map<string, string>();
  let commands: string[] = [];
  let found = "";
  let errors = "";
  let afterPrinted = false;
  for (const step of steps) {
    if (step.kind === "printed") {
      // A report of a test runner, which has times in it: what follows the first line must be in it.
      const report = step.text.startsWith("…\n") ? step.text.slice(2) : undefined;
      const all = found + errors;
      if (report === undefined) printed.push({ commands, found, expected: step.text });
      else printed.push({ commands, found: all.includes(report) ? report : all, expected: report });
      afterPrinted = true;
    } else if (step.kind === "file") {
      writeFileSync(join(folder, step.name), step.text);
      written.set(step.name, step.text);
      [commands, found, errors] = [[], "", ""];
    } else {
      if (commands.length === 0 || afterPrinted)
        [commands, found, errors, afterPrinted] = [[], "", "", false];
      if (step.line.startsWith("npm init")) {
        folder = mkdtempSync(join(parent, "folder-"));
        for (const name of shared) {
          const text = written.get(name);
          if (text !== undefined) writeFileSync(join(folder, name), text);
        }
      }
      if (step.line.startsWith("npm install")) {
        if (!existsSync(join(folder, "node_modules"))) symlinkSync(nodeModules, join(folder, "node_modules"));
        continue;
      }
      const shell = `PATH="${node}:$PATH"; unset JEST_WORKER_ID NODE_ENV NODE_OPTIONS FORCE_COLOR; export NO_COLOR=1; ${step.line}`;
      const result = await run("bash", ["-c", shell], folder);
      if (!(result.status === 1 && step.line.endsWith("# exits with 1"))) succeeded(result);
      commands.push(step.line);
      if (!step.line.startsWith("npm ")) found += result.stdout;
      errors += result.stderr;
    }
  }
  return { printed, folder };
}
