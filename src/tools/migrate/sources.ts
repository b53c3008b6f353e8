// The files of a migration: which are read, and their texts.

import { relative, resolve, sep } from "node:path";
import { isGenerated, selectFiles } from "./files.js";
import { findRepository } from "./git.js";
import { Refusal, refuseDirty } from "./refusal.js";
import type { Request } from "./request.js";
import type { Tell } from "./settle.js";
import { readText, type Text } from "./text.js";

/** The files that a migration reads. */
export interface Sources {
  /** The repository's folder, or the deepest that holds all files. */
  readonly root: string;
  /** How many files were read. */
  readonly read: number;
  /** By path, those that may have a site. */
  readonly texts: ReadonlyMap<string, Text>;
  /** Files that were skipped, by name; later steps add theirs. */
  readonly skipped: { path: string; reason: string }[];
  /** A file's name in the account: from the root, with `/`. */
  name(path: string): string;
}

/**
 * Reads the files of `folder` that the request names.
 *
 * @throws Refusal if the tree is dirty, or a path is not there
 */
export async function openSources(folder: string, request: Request, tell: Tell): Promise<Sources> {
  const repository = await findRepository(folder);
  const selection = await selectFiles(folder, request.paths, repository).catch((error: Error) => {
    throw new Refusal(error.message);
  });
  if (request.mode === "write" && !request.allowDirty)
    await refuseDirty(repository, selection.untracked, folder);
  const root = repository?.root ?? commonFolder(folder, selection.files);
  const name = (path: string): string => relative(root, path).split(sep).join("/");
  const skipped: Sources["skipped"] = [];
  const texts = await readAll(selection.files, tell, (path, reason) =>
    skipped.push({ path: name(path), reason }),
  );
  return { root, read: selection.files.length, texts, skipped, name };
}

/** Reads the files that have the word `finally`: no other has a site. */
async function readAll(
  paths: readonly string[],
  tell: Tell,
  skip: (path: string, reason: string) => void,
): Promise<Map<string, Text>> {
  const texts = new Map<string, Text>();
  for (const [index, path] of paths.entries()) {
    tell("reading", index + 1, paths.length);
    const read = await readText(path);
    if (!read) skip(path, "it is not UTF-8");
    else if (/\bfinally\b/.test(read.text) && !isGenerated(read.text)) texts.set(path, read);
  }
  return texts;
}

/** The deepest folder that holds all files, and `folder` too. */
function commonFolder(folder: string, files: readonly string[]): string {
  let common = resolve(folder);
  for (const file of files)
    while (!file.startsWith(common.endsWith(sep) ? common : common + sep)) common = resolve(common, "..");
  return common;
}
