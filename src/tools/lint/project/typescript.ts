// typescript-eslint's parser, loaded when the first file of TypeScript is read: who lints JavaScript alone need not have it.

import { dirname } from "node:path";
import type { Linter } from "eslint";
import { placeOf, requireFrom } from "../../load/package.js";

type Parser = Extract<Linter.Parser, { parseForESLint: unknown }>;

/** Reads as `@typescript-eslint/parser` does, which it finds from the file that is read, or from where ESLint runs. */
export const typescriptParser: Parser = {
  meta: { name: "await-using/typescript", version: "1" },
  parseForESLint: (text, options) =>
    load((options as { filePath?: string } | undefined)?.filePath).parseForESLint(text, options),
};

let loaded: Parser | undefined;

function load(path: string | undefined): Parser {
  const places = [...(path === undefined ? [] : [placeOf(dirname(path))]), placeOf(process.cwd())];
  return (loaded ??= places.map(parserFrom).find((found) => found !== undefined) ?? missing());
}

function parserFrom(place: string): Parser | undefined {
  const found =
    requireFrom<Parser & { readonly parser?: Parser }>("@typescript-eslint/parser", [place]) ??
    requireFrom<Parser & { readonly parser?: Parser }>("typescript-eslint", [place]);
  return found && (found.module.parser ?? found.module);
}

function missing(): never {
  throw new Error(
    "await-using/eslint: configs.typescript needs @typescript-eslint/parser to read TypeScript, and found none: " +
      "npm install --save-dev @typescript-eslint/parser typescript",
  );
}
