// Edits of the text, for ESLint to make.

import type { Rule } from "eslint";

/** A change of the text: what stands in a range from now on. */
export interface Edit {
  readonly range: readonly [number, number];
  readonly text: string;
}

/** Returns `edits` as ESLint's fixes. */
export function applied(edits: readonly Edit[]): (fixer: Rule.RuleFixer) => Rule.Fix[] {
  return (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange([...range], text));
}
