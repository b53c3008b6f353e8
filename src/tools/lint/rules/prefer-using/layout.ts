// How the file is laid out, and how its text moves: indentation, line ends, semicolons.

import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceCode } from "../../code/ast.js";
import type { Site } from "./site.js";

/** The layout around a site. */
export interface Layout {
  readonly eol: string;
  /** The indentation of the line on which the `try` starts. */
  readonly base: string;
  /** One step of indentation. */
  readonly unit: string;
  /** ";" or nothing, as the file ends its statements. */
  readonly semi: string;
  /** Whether the whole `try` is on one line, behind something else. */
  readonly inline: boolean;
  /** The text of a range, its further lines indented by `steps` more or fewer. */
  moved(range: readonly [number, number], steps: -1 | 0 | 1): string;
}

/** Returns the layout around `site`. */
export function layoutOf(site: Site, code: SourceCode): Layout {
  const { text } = code;
  const base = indentAt(site.node.range[0], text);
  const unit = unitOf(site, base, text);
  const frozen = code.ast.tokens
    .filter(({ type, loc }) => (type === "Template" || type === "String") && loc.start.line !== loc.end.line)
    .map(({ range }) => range);
  const isFirst = text.slice(lineStart(site.node.range[0], text), site.node.range[0]).trim() === "";
  return {
    eol: text.includes("\r\n") ? "\r\n" : "\n",
    base,
    unit,
    semi: endsWithSemicolon(site, code) ? ";" : "",
    inline: !isFirst && site.node.loc.start.line === site.node.loc.end.line,
    moved: ([start, end], steps) => moved(text, start, end, steps, unit, frozen),
  };
}

/** Lines that start inside a template or a string are part of it, and stay as they are. */
function moved(
  text: string,
  start: number,
  end: number,
  steps: number,
  unit: string,
  frozen: readonly (readonly [number, number])[],
): string {
  if (steps === 0) return text.slice(start, end);
  let at = start;
  return text
    .slice(start, end)
    .split("\n")
    .map((line, i, all) => {
      const from = at;
      at += line.length + 1;
      if (
        from === start ||
        (line.trim() === "" && i < all.length - 1) ||
        frozen.some(([a, b]) => a < from && from < b)
      )
        return line;
      if (steps > 0) return unit + line;
      return line.startsWith(unit) ? line.slice(unit.length) : line.replace(/^[ \t]+/, "");
    })
    .join("\n");
}

function lineStart(offset: number, text: string): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The indentation of the line that `offset` is on. */
export function indentAt(offset: number, text: string): string {
  return /^[ \t]*/.exec(text.slice(lineStart(offset, text), offset))?.[0] ?? "";
}

function unitOf({ body, finalizer }: Site, base: string, text: string): string {
  for (const block of [body, finalizer]) {
    for (const { range } of block.body) {
      const indent = indentAt(range[0], text);
      const isFirst = text.slice(lineStart(range[0], text), range[0]).trim() === "";
      if (isFirst && indent.length > base.length && indent.startsWith(base)) return indent.slice(base.length);
    }
  }
  return /^\t/m.test(text) ? "\t" : (/^( {2,8})\S/m.exec(text)?.[1] ?? "  ");
}

function endsWithSemicolon({ body, finalizer, list }: Site, code: SourceCode): boolean {
  const simple = [...finalizer.body, ...body.body, ...(list as TSESTree.Statement[])].find(({ type }) =>
    /^(Expression|Return|Throw)Statement$|^VariableDeclaration$/.test(type),
  );
  if (simple) return code.getLastToken(simple)?.value === ";";
  return code.text.split("\n").some((line) => /;\s*$/.test(line)) || !code.text.includes("\n");
}
