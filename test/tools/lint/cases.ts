// Cases for a rule, run by ESLint's own RuleTester in both ESLints, by both parsers, with types and without.
import * as typescriptParser from "@typescript-eslint/parser";
import * as eslint10 from "eslint";
import * as eslint9 from "eslint-9";
import { typedFile, typedParser } from "./typed-parser.js";

/** ESLint in both versions. */
export const esLints = { "ESLint 10": eslint10, "ESLint 9": eslint9 as unknown as typeof eslint10 };

/** What can read a case. */
export type Parser = "espree" | "typescript" | "typed";

/** What every case has. */
interface Case {
  /** The rule that it states. */
  readonly name: string;
  readonly code: string;
  readonly options?: object;
  /** "ts": TypeScript's syntax; "typed": only with types. Otherwise all three read it. */
  readonly language?: "ts" | "typed";
  /** It needs that there are no types. */
  readonly untyped?: boolean;
  readonly sourceType?: "module" | "commonjs" | "script";
  readonly filename?: string;
}

/** A case that is reported, with the suggestions by their message. */
export interface Invalid extends Case {
  readonly errors: readonly {
    readonly messageId: string;
    readonly offers?: Readonly<Record<string, string>>;
  }[];
  /** What a fix makes of the code; nothing is fixed without it. */
  readonly output?: string;
}

/** The languageOptions for `parser`. */
export function languageOptions(
  parser: Parser,
  sourceType: "module" | "commonjs" | "script" = "module",
): eslint10.Linter.LanguageOptions {
  if (parser === "espree") return { ecmaVersion: 2026, sourceType };
  return {
    parser: (parser === "typed" ? typedParser : typescriptParser) as eslint10.Linter.Parser,
    sourceType,
  };
}

/** Runs the cases. */
export function checkRule(
  name: string,
  rule: eslint10.Rule.RuleModule,
  { valid, invalid }: { readonly valid: readonly Case[]; readonly invalid: readonly Invalid[] },
): void {
  for (const [version, { RuleTester }] of Object.entries(esLints)) {
    for (const parser of ["espree", "typescript", "typed"] as const) {
      const isReadable = ({ language, untyped, sourceType }: Case): boolean => {
        if (language === "typed" || parser === "typed") {
          return parser === "typed" && !untyped && (sourceType ?? "module") === "module";
        }
        return language !== "ts" || parser === "typescript";
      };
      const common = ({ name: title, code, options, sourceType, filename }: Case) => ({
        name: title,
        code,
        filename:
          filename ??
          (parser === "typed" ? typedFile : `${__dirname}/file.${parser === "espree" ? "js" : "ts"}`),
        options: options ? [options] : [],
        languageOptions: languageOptions(parser, sourceType),
      });
      const [accepted, reported] = [valid.filter(isReadable), invalid.filter(isReadable)];
      if (accepted.length + reported.length === 0) continue;
      new RuleTester().run(`${name}, ${version}, ${parser}`, rule, {
        valid: accepted.map(common),
        invalid: reported.map((given) => ({
          ...common(given),
          output: given.output ?? null,
          errors: given.errors.map(({ messageId, offers = {} }) => ({
            messageId,
            suggestions: Object.entries(offers).map(([id, output]) => ({ messageId: id, output })),
          })),
        })),
      });
    }
  }
}
