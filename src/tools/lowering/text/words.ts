// Words of the source that are in no node of the tree.

import type MagicString from "magic-string";
import { type Node, startOf } from "./syntax.js";

/** Where these words end, of which each may be there, after blanks and comments. */
export function skipWords(source: string, start: number, ...words: string[]): number {
  let end = start;
  for (const word of words) {
    const next = end + /^(?:\s|\/\*[^]*?\*\/|\/\/.*)*/.exec(source.slice(end))![0].length;
    if (source.startsWith(word, next)) end = next + word.length;
  }
  return end;
}

/** Removes `export` or `export default`, which may have decorators before it. */
export function unexport(out: MagicString, source: string, statement: Node, declaration: Node): void {
  const { decorators = [] } = declaration as { readonly decorators?: readonly Node[] };
  const first = startOf(statement);
  const isFirst = source.startsWith("export", first);
  const start = isFirst ? first : Math.max(...decorators.map(({ end }) => end));
  out.update(start, skipWords(source, start, "export", "default"), " ");
}
