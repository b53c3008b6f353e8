// Requests that are refused before anything is written: a tree from which git could not take the rewrites back.

import type { Repository } from "./git.js";

/** A request that is refused; nothing was written. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/**
 * Refuses a tree with changes that git could not tell from rewrites, and a folder in no repository.
 *
 * @throws Refusal
 */
export async function refuseDirty(
  repository: Repository | undefined,
  untracked: readonly string[],
  folder: string,
): Promise<void> {
  const hint = "commit or stash first, or say --allow-dirty; --dry-run and --diff write nothing";
  if (!repository) {
    throw new Refusal(
      `"${folder}" is in no git repository, so nothing could take the rewrites back: ` +
        "run git init and commit, or say --allow-dirty; --dry-run and --diff write nothing",
    );
  }
  const dirty = [...(await repository.dirty()), ...untracked].filter((path) => !INSTALLED.test(path));
  if (dirty.length === 0) return;
  const some = dirty.slice(0, 5).join(", ") + (dirty.length > 5 ? ", …" : "");
  throw new Refusal(
    `the tree has ${count(dirty.length, "change")} that git cannot take back (${some}): ${hint}`,
  );
}

/** What installing a package changes. No rewrite does, so git tells the two apart. */
const INSTALLED =
  /(^|\/)(package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock)$/;

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
