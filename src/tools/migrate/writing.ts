// Writing the files, one after another, once everything is decided.

import type { Settled } from "./settle.js";
import { type Text, writeText } from "./text.js";

/** A file that could not be written; the message says which were. */
export class WriteFailure extends Error {
  override readonly name = "WriteFailure";
}

/**
 * Writes the files in which something was rewritten.
 *
 * @throws WriteFailure that names those that are written
 */
export async function writeAll(
  settled: readonly Settled[],
  texts: ReadonlyMap<string, Text>,
  name: (path: string) => string,
): Promise<void> {
  const written: string[] = [];
  for (const { draft, passed } of settled) {
    if (passed.rewritten.size === 0) continue;
    const { hasMark } = texts.get(draft.path)!;
    try {
      await writeText(draft.path, { text: passed.text, hasMark });
    } catch (error) {
      const before =
        written.length > 0 ? `; these are written: ${written.join(", ")}` : "; nothing is written";
      throw new WriteFailure(`cannot write ${name(draft.path)}: ${(error as Error).message}${before}`, {
        cause: error,
      });
    }
    written.push(name(draft.path));
  }
}
