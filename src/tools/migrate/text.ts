// A file's text: read as it is, and written so that it is there whole or not at all.

import { chmod, open, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A text without its byte order mark, which ESLint and TypeScript do not count. */
export interface Text {
  readonly text: string;
  readonly hasMark: boolean;
}

const mark = "\uFEFF";

/** Reads a file; undefined if it is not UTF-8, and so could not be written back as it was. */
export async function readText(path: string): Promise<Text | undefined> {
  const bytes = await readFile(path);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith(mark) ? { text: text.slice(1), hasMark: true } : { text, hasMark: false };
  } catch {
    return undefined;
  }
}

/** Writes a text in the place of a file: beside it first, then under its name, with its mode. */
export async function writeText(path: string, { text, hasMark }: Text): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.await-using`);
  const { mode } = await stat(path);
  try {
    const file = await open(draft, "wx");
    try {
      await file.writeFile((hasMark ? mark : "") + text, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(draft, mode & 0o7777);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
