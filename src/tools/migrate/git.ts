// What git knows of the project: its root, which files are its own, and whether a rewrite could be told from other work.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A repository. */
export interface Repository {
  /** The folder that has `.git`. */
  readonly root: string;
  /** The files that git tracks, with paths from the root. */
  tracked(): Promise<string[]>;
  /** The tracked files with changes that are not committed. */
  dirty(): Promise<string[]>;
}

/** Finds the repository that `folder` is in; undefined if it is in none, or there is no git. */
export async function findRepository(folder: string): Promise<Repository | undefined> {
  const found = await git(folder, "rev-parse", "--show-toplevel").catch(() => undefined);
  if (found === undefined) return undefined;
  const root = found.replace(/\r?\n$/, "");
  return {
    root,
    tracked: async () => list(await git(root, "ls-files", "-z")),
    dirty: async () => {
      const entries = list(await git(root, "status", "--porcelain", "-z", "--untracked-files=no"));
      // "XY path"; a renamed file is followed by the path that it had.
      return entries.filter((entry) => /^[ MADRCUT?!]{2} /.test(entry)).map((entry) => entry.slice(3));
    },
  };
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run("git", args, { cwd: folder, maxBuffer: 1 << 28, encoding: "utf8" });
  return stdout;
}

function list(text: string): string[] {
  return text.split("\0").filter((entry) => entry !== "");
}
