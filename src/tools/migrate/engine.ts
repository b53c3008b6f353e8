// ESLint as the engine: one file in, its sites with what the rule says about each.

import type { ESLint as ESLintClass, Linter } from "eslint";
import { preferUsing } from "../lint/rules/prefer-using/index.js";
import type { Request } from "./request.js";
import { type Place, type Survey, surveyRule } from "./sites-rule.js";
import type { Parser, Tools } from "./tools.js";

export type Form = "direct" | "adopt" | "defer";

/** A change of the text that rewrites one site. */
export interface Fix {
  readonly range: readonly [number, number];
  readonly text: string;
}

/** What the rule says about a site. */
export type Opinion =
  | { readonly kind: "offer"; readonly form: Form; readonly fix: Fix | undefined; readonly message: string }
  /** A condition refuses it, or taste. */
  | { readonly kind: "stays"; readonly id: string; readonly message: string }
  /** A comment for ESLint disables the rule there. */
  | { readonly kind: "disabled" };

export interface Found {
  readonly places: readonly (Place & { readonly opinion: Opinion })[];
  readonly comments: readonly string[];
}

/** A file that cannot be parsed. */
export interface Broken {
  readonly mistake: string;
}

/** Knows the program that a text belongs to, if there is one. */
export type ProgramOf = (path: string, text: string) => unknown;

export class Engine {
  readonly #linters = new Map<string, ESLintClass>();
  readonly #tools: Tools;
  readonly #root: string;
  readonly #request: Pick<Request, "fix" | "rule">;
  readonly #programOf: ProgramOf;

  constructor(tools: Tools, root: string, request: Pick<Request, "fix" | "rule">, programOf: ProgramOf) {
    this.#tools = tools;
    this.#root = root;
    this.#request = request;
    this.#programOf = programOf;
  }

  /** Lints a text as the file at `path`. */
  async lint(path: string, text: string): Promise<Found | Broken> {
    const [result] = await this.#linter(sourceTypeOf(path, text, this.#tools)).lintText(text, {
      filePath: path,
      warnIgnored: false,
    });
    if (result === undefined) return { mistake: "ESLint ignores the file" };
    const fatal = result.messages.find((message) => message.fatal);
    if (fatal) return { mistake: `${fatal.line}:${fatal.column}: ${fatal.message}` };
    const all = [...result.messages, ...result.suppressedMessages];
    const survey = all.find(({ ruleId }) => ruleId === "await-using/survey");
    if (!survey) return { mistake: "ESLint did not read the file" };
    const { places, comments } = JSON.parse(survey.message) as Survey;
    const opinions = new Map(
      result.messages
        .filter(({ ruleId }) => ruleId === "await-using/prefer-using")
        .map((message) => [`${message.line}:${message.column}`, opinionOf(message)]),
    );
    return {
      comments,
      places: places.map((place) => ({
        ...place,
        opinion: opinions.get(`${place.line}:${place.column}`) ?? { kind: "disabled" },
      })),
    };
  }

  #linter(sourceType: "module" | "commonjs" | "script"): ESLintClass {
    const known = this.#linters.get(sourceType);
    if (known) return known;
    const { ESLint } = this.#tools;
    const { fix, rule } = this.#request;
    const parser = this.#parser();
    const linter = new ESLint({
      cwd: this.#root,
      overrideConfigFile: true,
      overrideConfig: {
        files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
        plugins: { "await-using": { rules: { "prefer-using": preferUsing, survey: surveyRule } } },
        linterOptions: { reportUnusedDisableDirectives: "off" },
        languageOptions: {
          sourceType,
          ...(parser ? { parser } : {}),
          parserOptions: { ecmaFeatures: { jsx: true } },
        },
        rules: {
          "await-using/survey": "warn",
          "await-using/prefer-using": ["warn", { ...rule, fix, reportRefused: true }],
        },
      },
    });
    this.#linters.set(sourceType, linter);
    return linter;
  }

  /** The project's parser, given the program that holds the text. */
  #parser(): Linter.Parser | undefined {
    const { parser } = this.#tools;
    if (!parser) return undefined;
    const parseForESLint: Parser["parseForESLint"] = (text, options: Record<string, unknown> | undefined) => {
      const program = this.#programOf(String(options?.["filePath"]), text);
      return parser.parseForESLint(text, {
        ...options,
        warnOnUnsupportedTypeScriptVersion: false,
        ...(program ? { programs: [program] } : {}),
      });
    };
    return { meta: { name: "await-using/parser", version: "1" }, parseForESLint };
  }
}

function opinionOf({ messageId, message, fix }: Linter.LintMessage): Opinion {
  if (messageId === "direct" || messageId === "adopt" || messageId === "defer") {
    return { kind: "offer", form: messageId, message, fix: fix ?? undefined };
  }
  return { kind: "stays", id: messageId ?? "?", message };
}

/** Modules are strict and may await at their top; what imports and exports nothing is a script, or CommonJS. */
function sourceTypeOf(path: string, text: string, { typescript }: Tools): "module" | "commonjs" | "script" {
  if (/\.m[jt]s$/.test(path)) return "module";
  if (/\.cjs$/.test(path)) return "commonjs";
  const isTypeScript = /\.[cm]?tsx?$/.test(path);
  const isModule = typescript
    ? typescript.isExternalModule(typescript.createSourceFile(path, text, typescript.ScriptTarget.ESNext))
    : /^\s*(import\b(?!\s*\()|export\b)/m.test(text);
  if (isModule) return "module";
  return isTypeScript ? "script" : "commonjs";
}
