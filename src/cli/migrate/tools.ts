// The tools of the project: ESLint, typescript-eslint's parser, and the TypeScript that the parser reads with.

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ESLint as ESLintClass, Linter } from "eslint";
import type TypeScript from "typescript";

export type Compiler = typeof TypeScript;
export type Parser = Extract<Linter.Parser, { parseForESLint: unknown }>;

export interface Tools {
  readonly ESLint: typeof ESLintClass;
  /** typescript-eslint's parser; needed for TypeScript only. */
  readonly parser: Parser | undefined;
  readonly typescript: Compiler | undefined;
}

/** A tool that is missing or too old; the message says how to install it. */
export class MissingToolError extends Error {
  override readonly name = "MissingToolError";
}

/**
 * Loads the tools as the files of `folder` find them, or else as this package does.
 *
 * @throws MissingToolError if there is no ESLint 9 or later, or no parser though there is TypeScript to read
 */
export async function loadTools(folder: string, hasTypeScript: boolean): Promise<Tools> {
  const own = pathToFileURL(join(folder, "_.js")).href;
  const eslint = (await find<typeof import("eslint")>("eslint", own))?.module;
  const version = eslint?.ESLint?.version ?? "none";
  if (!eslint || Number.parseInt(version, 10) < 9) {
    throw new MissingToolError(
      `needs ESLint 9 or later, and found ${version}: npm install --save-dev eslint`,
    );
  }
  const { parser, from } = await findParser(own);
  if (hasTypeScript && !parser) {
    throw new MissingToolError(
      "needs @typescript-eslint/parser to read TypeScript, and found none: " +
        "npm install --save-dev @typescript-eslint/parser typescript",
    );
  }
  const typescript = (await find<Compiler>("typescript", from ?? own))?.module;
  return {
    ESLint: eslint.ESLint,
    parser,
    typescript: typeof typescript?.createLanguageService === "function" ? typescript : undefined,
  };
}

async function findParser(own: string): Promise<{ parser?: Parser; from?: string }> {
  const parser = await find<Parser>("@typescript-eslint/parser", own);
  if (parser) return { parser: parser.module, from: parser.path };
  const whole = await find<{ parser: Parser }>("typescript-eslint", own);
  return whole ? { parser: whole.module.parser, from: whole.path } : {};
}

/** Finds a package from the project, or else from here. */
async function find<Module>(
  name: string,
  from: string,
): Promise<{ module: Module; path: string } | undefined> {
  for (const place of [from, import.meta.url]) {
    const require = createRequire(place);
    let path: string;
    try {
      path = require.resolve(name);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === "MODULE_NOT_FOUND" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED") continue;
      throw error;
    }
    const module = (await import(pathToFileURL(path).href)) as Module & { default?: Module };
    return { module: module.default ?? module, path };
  }
  return undefined;
}
