// typescript-eslint's parser, loaded when the first file of TypeScript is read: who lints JavaScript alone need not have it.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Linter } from "eslint";

type Parser = Extract<Linter.Parser, { parseForESLint: unknown }>;

/** Reads as `@typescript-eslint/parser` does, which it finds from the file that is read, or from where ESLint runs. */
export const typescriptParser: Parser = {
  meta: { name: "await-using/typescript", version: "1" },
  parseForESLint: (text, options) =>
    load((options as { filePath?: string } | undefined)?.filePath).parseForESLint(text, options),
};

let loaded: Parser | undefined;

function load(path: string | undefined): Parser {
  return (
    (loaded ??= [path === undefined ? undefined : dirname(path), process.cwd()].reduce(
      (found: Parser | undefined, folder) => found ?? (folder === undefined ? undefined : parserFrom(folder)),
      undefined,
    )) ?? missing()
  );
}

function parserFrom(folder: string): Parser | undefined {
  const require = createRequire(join(folder, "_.js"));
  for (const name of ["@typescript-eslint/parser", "typescript-eslint"]) {
    try {
      require.resolve(name);
    } catch {
      continue;
    }
    const module = require(name) as Parser & { readonly parser?: Parser };
    return module.parser ?? module;
  }
  return undefined;
}

function missing(): never {
  throw new Error(
    "await-using/eslint: configs.typescript needs @typescript-eslint/parser to read TypeScript, and found none: " +
      "npm install --save-dev @typescript-eslint/parser typescript",
  );
}
