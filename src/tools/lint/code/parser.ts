// What the parser of a file can read.

import type { Rule } from "eslint";

/**
 * Can the parser of a file read `using`? Only ESLint's own is known not to: it does so from ECMAScript 2026 on, which old
 * versions of it do not know.
 */
export function readsUsing({ languageOptions }: Pick<Rule.RuleContext, "languageOptions">): boolean {
  const { parser, ecmaVersion } = languageOptions as { parser?: { name?: string }; ecmaVersion?: unknown };
  return parser?.name !== "espree" || typeof ecmaVersion !== "number" || ecmaVersion >= 2026;
}
