// The tools of the project: ESLint, typescript-eslint's parser, and the TypeScript that the parser reads with.

import type { ESLint as ESLintClass, Linter } from "eslint";
import type TypeScript from "typescript";
import { importFrom, placeOf } from "../load/package.js";
import {
  ESLINT_CLASS,
  isOlder,
  type Tool,
  ToolError,
  TYPESCRIPT,
  TYPESCRIPT_PARSER,
} from "../load/version.js";

export type Compiler = typeof TypeScript;
export type Parser = Extract<Linter.Parser, { parseForESLint: unknown }>;

export interface Tools {
  readonly ESLint: typeof ESLintClass;
  /** typescript-eslint's parser; needed for TypeScript only. */
  readonly parser: Parser | undefined;
  readonly typescript: Compiler | undefined;
}

interface EitherESLint {
  loadESLint(options: { useFlatConfig: true }): Promise<typeof ESLintClass>;
}

/** A tool that is missing or too old; the message says how to install it. */
export class MissingToolError extends ToolError {
  override readonly name = "MissingToolError";
}

/**
 * Loads the tools as the files of `folder` find them, or else as this package does.
 *
 * @throws MissingToolError if there is no ESLint 8.57 or later, or no parser, 6.5 or later, though there is TypeScript to read
 */
export async function loadTools(folder: string, hasTypeScript: boolean): Promise<Tools> {
  const own = placeOf(folder);
  const eslint = (await importFrom<typeof import("eslint")>("eslint", [own, import.meta.url]))?.module;
  refuse(ESLINT_CLASS, eslint && (eslint.ESLint?.version ?? OLDER), "eslint");
  const { parser, from } = await findParser(own);
  if (hasTypeScript) {
    const version = parser && (parser.meta?.version ?? OLDER);
    refuse(TYPESCRIPT_PARSER, version, "@typescript-eslint/parser typescript", " to read TypeScript");
  }
  const typescript = (await importFrom<Compiler>("typescript", [from ?? own, import.meta.url]))?.module;
  if (typescript) refuse(TYPESCRIPT, typescript.version, "typescript");
  return {
    // ESLint 8 has two: this one is the other's successor, of flat configuration.
    ESLint: await (eslint as EitherESLint).loadESLint({ useFlatConfig: true }),
    parser,
    typescript: typeof typescript?.createLanguageService === "function" ? typescript : undefined,
  };
}

/** What does not say its version. */
const OLDER = "an older one";

/** @throws MissingToolError if a tool is not installed, or too old */
function refuse({ name, oldest }: Tool, found: string | undefined, install: string, why = ""): void {
  if (found !== undefined && found !== OLDER && !isOlder(found, oldest)) return;
  throw new MissingToolError(
    found === undefined ? "AWAIT_USING_TOOL_MISSING" : "AWAIT_USING_TOOL_VERSION",
    `needs ${name} ${oldest.replace(/\.0$/, "")} or later${why}, and found ${found ?? "none"}: ` +
      `npm install --save-dev ${install}`,
  );
}

async function findParser(own: string): Promise<{ parser?: Parser; from?: string }> {
  const parser = await importFrom<Parser>("@typescript-eslint/parser", [own, import.meta.url]);
  if (parser) return { parser: parser.module, from: parser.path };
  const whole = await importFrom<{ parser: Parser }>("typescript-eslint", [own, import.meta.url]);
  return whole ? { parser: whole.module.parser, from: whole.path } : {};
}
