// Which files are read: sources that people write.

import { lstatSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { Repository } from "./git.js";

const source = /\.([cm]?[jt]s|[jt]sx)$/;
const declarations = /\.d(\.[\w-]+)?\.[cm]?ts$/;
const minified = /[.-]min\.[cm]?js$/;
/** Folders whose files are made by tools. */
const made = new Set(["node_modules", "bower_components", "dist", "build", ".git", "coverage"]);

/** The files to read, as absolute paths, and those among them that git does not track. */
export interface Selection {
  readonly files: readonly string[];
  readonly untracked: readonly string[];
}

/**
 * Selects files: the tracked ones below `folder`, or those that `paths` name and hold.
 *
 * @throws Error if a path is not there, or is a file of another language
 */
export async function selectFiles(
  folder: string,
  paths: readonly string[],
  repository: Repository | undefined,
): Promise<Selection> {
  const known = repository && (await repository.tracked()).map((path) => join(repository.root, path));
  const tracked = new Set(known);
  const all = known ?? walk(folder);
  if (paths.length === 0) {
    const below = repository?.root ?? folder;
    const files = all.filter((file) => file.startsWith(folder + sep) && isSource(file, below));
    return { files, untracked: [] };
  }
  const files = new Set<string>();
  for (const path of paths) {
    const full = resolve(folder, path);
    const stats = statSync(full, { throwIfNoEntry: false });
    if (stats === undefined) throw new Error(`there is no file or folder "${path}"`);
    if (stats.isDirectory()) {
      const inside = known ? all.filter((file) => file.startsWith(full + sep)) : walk(full);
      // A folder that is named is meant, whatever it is called.
      for (const file of inside) if (isSource(file, full)) files.add(file);
    } else if (source.test(full) && !declarations.test(full)) {
      files.add(full);
    } else {
      throw new Error(`"${path}" is no file of JavaScript or TypeScript that can be migrated`);
    }
  }
  return { files: [...files], untracked: [...files].filter((file) => known && !tracked.has(file)) };
}

function isSource(path: string, below: string): boolean {
  const parts = relative(below, path).split(sep);
  return (
    source.test(path) &&
    !declarations.test(path) &&
    !minified.test(path) &&
    !parts.some((part) => made.has(part)) &&
    lstatSync(path, { throwIfNoEntry: false })?.isFile() === true // no links: what they name is read by itself
  );
}

/** Tells whether a tool wrote the text: it says so at its top, or has lines that nobody writes. */
export function isGenerated(text: string): boolean {
  const isSaid =
    /@generated\b|\bdo not edit\b|^\W*(this (code|file) (is|was) |(code|file) )?auto-?generated\b/im;
  return isSaid.test(text.slice(0, 2000)) || text.split("\n", 2000).some((line) => line.length > 5000);
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return made.has(entry.name) ? [] : walk(path);
    return entry.isFile() ? [path] : [];
  });
}
