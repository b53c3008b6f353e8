// Rows for a rule, run by ESLint's own RuleTester on both ESLints and both parsers, and what must hold for all of them.
import * as typescriptParser from "@typescript-eslint/parser";
import * as eslint10 from "eslint";
import * as eslint9 from "eslint-9";
import { join } from "node:path";
import { preferUsing } from "../../../src/tools/lint/rules/prefer-using/index.js";
import type { Options } from "../../../src/tools/lint/rules/prefer-using/options.js";

/** One site, and what becomes of it. */
export interface Row {
  /** The rule that it states; opens with a condition where it is about one. */
  readonly name: string;
  readonly code: string;
  /** The form that is offered, and the code with it; or the condition, or matter of taste, by which the site stays. */
  readonly becomes: readonly ["direct" | "adopt" | "defer", string] | string;
  readonly options?: Options;
  /** "ts": with TypeScript's parser, "typed": with types as well. Otherwise JavaScript, by both parsers. */
  readonly language?: "ts" | "typed";
  readonly sourceType?: "module" | "commonjs" | "script";
  /** The file's name, if it matters. */
  readonly file?: string;
  /** The code imports by itself; otherwise an import of `defer` and `deferAsync` is put above it. */
  readonly bare?: boolean;
  /** The code holds more sites than the first, so the rewrite is not the end. */
  readonly more?: boolean;
}

const fixtures = join(__dirname, "fixtures");
const HEAD = `import { defer, deferAsync } from "await-using";\n`;
const esLints = { "ESLint 10": eslint10, "ESLint 9": eslint9 as unknown as typeof eslint10 };

const whole = (code: string, { bare, sourceType }: Row): string =>
  bare || (sourceType && sourceType !== "module") ? code : HEAD + code;

function languageOptions(row: Row, parser: "espree" | "typescript"): eslint10.Linter.LanguageOptions {
  const sourceType = row.sourceType ?? "module";
  if (parser === "espree") return { ecmaVersion: 2026, sourceType };
  const typed = { projectService: true, tsconfigRootDir: fixtures };
  return {
    parser: typescriptParser as eslint10.Linter.Parser,
    sourceType,
    parserOptions: row.language === "typed" ? typed : {},
  };
}

function fileOf({ file, language, sourceType }: Row): string {
  if (file) return join(__dirname, "prefer-using", file);
  if (language) return language === "typed" ? join(fixtures, "typed.ts") : join(__dirname, "file.ts");
  return join(__dirname, "prefer-using", sourceType === "commonjs" ? "file.cjs" : "file.js");
}

/** Runs the rows through RuleTester, and checks what holds for every rewrite. */
export function checkRows(title: string, rows: readonly Row[]): void {
  const parsers = (row: Row): readonly ("espree" | "typescript")[] =>
    row.language ? ["typescript"] : ["espree", "typescript"];
  for (const [version, { RuleTester }] of Object.entries(esLints)) {
    for (const parser of ["espree", "typescript"] as const) {
      const invalid = rows
        .filter((row) => parsers(row).includes(parser))
        .map((row) => ({
          name: row.name,
          code: whole(row.code, row),
          filename: fileOf(row),
          options: [{ reportRefused: typeof row.becomes === "string", ...row.options }],
          languageOptions: languageOptions(row, parser),
          ...(typeof row.becomes === "string" ? refused(row.becomes) : offered(row, row.becomes)),
        }));
      if (invalid.length === 0) continue;
      new RuleTester().run(`prefer-using ${title}, ${version}, ${parser}`, preferUsing, {
        valid: [],
        invalid,
      });
    }
  }
  const rewritten = rows.filter(({ becomes }) => typeof becomes !== "string");
  if (rewritten.length > 0) checkRewrites(title, rewritten);
}

const refused = (messageId: string) => ({ errors: [{ messageId, suggestions: [] }], output: null });

function offered(row: Row, [form, code]: readonly [string, string]) {
  const output = whole(code, row);
  const messageId = `to${form.charAt(0).toUpperCase()}${form.slice(1)}`;
  const reach = ["none", "direct", "adopt", "defer"];
  const isFixed = reach.indexOf(form) <= reach.indexOf(row.options?.fix ?? "none");
  return isFixed
    ? { errors: [{ messageId: form, suggestions: [] }], output }
    : { errors: [{ messageId: form, suggestions: [{ messageId, output }] }], output: null };
}

const words = (text: string): string => text.replace(/\s+/g, " ");

function checkRewrites(title: string, rows: readonly Row[]): void {
  describe(`every rewrite of ${title}`, () => {
    const linter = new eslint10.Linter();
    const config = (row: Row): eslint10.Linter.Config => ({
      files: ["**/*.{js,cjs,mjs,ts}"],
      plugins: { "await-using": { rules: { "prefer-using": preferUsing } } },
      languageOptions: languageOptions(row, "typescript"),
      rules: { "await-using/prefer-using": ["error", { ...row.options }] },
    });
    const commentsOf = (code: string, row: Row): string[] => {
      expect(linter.verify(code, config(row), { filename: fileOf(row) }).filter((m) => m.fatal)).toEqual([]);
      return linter
        .getSourceCode()
        .getAllComments()
        .map(({ value }) => words(value))
        .sort();
    };

    test.each(rows.map((row) => [row.name, row] as const))(
      "parses and keeps its comments: %s",
      (_name, row) => {
        const output = whole(row.becomes[1] as string, row);
        expect(commentsOf(output, row)).toEqual(commentsOf(whole(row.code, row), row));
      },
    );

    const last = rows.filter(({ more }) => !more);
    test.each(last.map((row) => [row.name, row] as const))(
      "a second run changes nothing: %s",
      (_name, row) => {
        const output = whole(row.becomes[1] as string, row);
        expect(linter.verify(output, config(row), { filename: fileOf(row) })).toEqual([]);
      },
    );
  });
}
