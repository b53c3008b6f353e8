// Diffs: as unified text, and as rows of two columns.

import { createTwoFilesPatch, structuredPatch } from "diff";

/** The unified diff of a file. */
export function diffOf(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
    context: 3,
  });
  return patch.replace(/^=+\n/, "");
}

export interface Side {
  readonly line: number;
  readonly text: string;
}

/** A line of a diff in two columns: the same on both sides, gone, come, or one for the other. */
export interface Row {
  readonly kind: "same" | "changed";
  readonly before: Side | undefined;
  readonly after: Side | undefined;
}

/** A diff in two columns; a list of rows for every part that changed, with lines around it. */
export function rowsOf(before: string, after: string): Row[][] {
  return structuredPatch("", "", before, after, "", "", { context: 4 }).hunks.map((hunk) => {
    const rows: Row[] = [];
    let [left, right] = [hunk.oldStart, hunk.newStart];
    let [gone, come]: [Side[], Side[]] = [[], []];
    const flush = (): void => {
      for (let i = 0; i < Math.max(gone.length, come.length); i++) {
        rows.push({ kind: "changed", before: gone[i], after: come[i] });
      }
      [gone, come] = [[], []];
    };
    for (const line of hunk.lines) {
      const text = line.slice(1).replace(/\r$/, "");
      if (line.startsWith("-")) gone.push({ line: left++, text });
      else if (line.startsWith("+")) come.push({ line: right++, text });
      else if (line.startsWith(" ")) {
        flush();
        rows.push({ kind: "same", before: { line: left++, text }, after: { line: right++, text } });
      }
    }
    flush();
    return rows;
  });
}
