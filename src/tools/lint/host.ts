// The ESLint and the parser that run the rules: too old, they crash them, or report what is right.

import type { Rule } from "eslint";
import { placeOf, versionFrom } from "../load/package.js";
import { ESLINT, requireVersion, tooOld, TYPESCRIPT_PARSER } from "../load/version.js";

/** Returns the rules, each of which checks its host before it reads a file. */
export function checked<Rules extends Readonly<Record<string, Rule.RuleModule>>>(rules: Rules): Rules {
  const entries = Object.entries(rules).map(([name, rule]) => [
    name,
    {
      ...rule,
      create(context: Rule.RuleContext) {
        checkHost(context);
        return rule.create(context);
      },
    },
  ]);
  return Object.fromEntries(entries) as Rules;
}

/** @throws ToolError if ESLint, or typescript-eslint's parser, is known not to work */
export function checkHost(context: Rule.RuleContext): void {
  const { sourceCode, languageOptions } = context as Partial<Rule.RuleContext>;
  if (!sourceCode)
    throw tooOld(
      "await-using/eslint",
      ESLINT,
      versionFrom("eslint", [placeOf(process.cwd())]) ?? "an older one",
    );
  const { meta } = (languageOptions?.["parser"] ?? {}) as { meta?: { name?: string; version?: string } };
  if (meta?.name === "typescript-eslint/parser")
    requireVersion("await-using/eslint", TYPESCRIPT_PARSER, meta.version);
}
