// How text moves into a block.

import type { SourceCode } from "../code/ast.js";
import type { Edit } from "./edit.js";

/** One step of indentation more for the lines that begin between `start` and `end`. */
export function indents(start: number, end: number, code: SourceCode): Edit[] {
  const { text } = code;
  const frozen = code.ast.tokens
    .filter(({ type, loc }) => /^(Template|String)$/.test(type) && loc.start.line !== loc.end.line)
    .map(({ range }) => range);
  const unit = /^\t/m.test(text) ? "\t" : (/^( {2,8})\S/m.exec(text)?.[1] ?? "  ");
  const edits: Edit[] = [];
  for (let at = text.indexOf("\n", start) + 1; at > 0 && at < end; at = text.indexOf("\n", at) + 1) {
    const isEmpty = /^\r?\n/.test(text.slice(at, at + 2));
    if (!isEmpty && !frozen.some(([a, b]) => a < at && at < b)) edits.push({ range: [at, at], text: unit });
  }
  return edits;
}
