// Rows for `prefer-using`: a site, and what becomes of it. Each is a case for the rule, and what must hold of every rewrite
// is checked beside.
import * as eslint10 from "eslint";
import { join } from "node:path";
import { preferUsing } from "../../../../src/tools/lint/rules/prefer-using/index.js";
import type { Options } from "../../../../src/tools/lint/rules/prefer-using/options.js";
import { checkRule, type Invalid, languageOptions } from "../cases.js";
import { typedFile } from "../typed-parser.js";

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

const HEAD = `import { defer, deferAsync } from "await-using";\n`;

const whole = (code: string, { bare, sourceType }: Row): string =>
  bare || (sourceType && sourceType !== "module") ? code : HEAD + code;

function fileOf({ file, language, sourceType }: Row): string {
  if (file) return join(__dirname, file);
  if (language) return language === "typed" ? typedFile : join(__dirname, "file.ts");
  return join(__dirname, sourceType === "commonjs" ? "file.cjs" : "file.js");
}

/** Runs the rows as cases, and checks what holds for every rewrite. */
export function checkRows(title: string, rows: readonly Row[]): void {
  checkRule(`prefer-using ${title}`, preferUsing, { valid: [], invalid: rows.map(caseOf) });
  const rewritten = rows.filter(({ becomes }) => typeof becomes !== "string");
  if (rewritten.length > 0) checkRewrites(title, rewritten);
}

/** A row as a case; the parser with types, which reads TypeScript only, reads those that ask for it. */
function caseOf(row: Row): Invalid {
  const { name, code, becomes, options, language, sourceType } = row;
  return {
    name,
    code: whole(code, row),
    filename: fileOf(row),
    options: { reportRefused: typeof becomes === "string", ...options },
    untyped: language !== "typed",
    ...(language && { language }),
    ...(sourceType && { sourceType }),
    ...(typeof becomes === "string" ? { errors: [{ messageId: becomes }] } : offered(row, becomes)),
  };
}

function offered(row: Row, [form, code]: readonly [string, string]): Pick<Invalid, "errors" | "output"> {
  const output = whole(code, row);
  const reach = ["none", "direct", "adopt", "defer"];
  const isFixed = reach.indexOf(form) <= reach.indexOf(row.options?.fix ?? "none");
  if (isFixed) return { errors: [{ messageId: form }], output };
  const offer = `to${form.charAt(0).toUpperCase()}${form.slice(1)}`;
  return { errors: [{ messageId: form, offers: { [offer]: output } }] };
}

const words = (text: string): string => text.replace(/\s+/g, " ");

function checkRewrites(title: string, rows: readonly Row[]): void {
  describe(`every rewrite of ${title}`, () => {
    // The project with types lies elsewhere.
    const linter = new eslint10.Linter({ cwd: "/" });
    const config = (row: Row): eslint10.Linter.Config => ({
      files: ["**/*.{js,cjs,mjs,ts}"],
      plugins: { "await-using": { rules: { "prefer-using": preferUsing } } },
      languageOptions: languageOptions(row.language === "typed" ? "typed" : "typescript", row.sourceType),
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
