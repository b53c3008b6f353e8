// Can an exit read how its block ended? The answer of the library's own reader of function texts, given at the source.

import type { FunctionNode, SourceCode } from "../../code/ast.js";

/**
 * Tells whether `fn` can read more than `plain` plain parameters: it has more, or one with a default, a pattern or a rest;
 * or `arguments`, or a direct `eval`, stands anywhere in its text.
 */
export function canRead(fn: FunctionNode, plain: 0 | 1, code: SourceCode): boolean {
  const parameters = fn.params.filter(
    (parameter) => parameter.type !== "Identifier" || parameter.name !== "this",
  );
  if (parameters.length > plain || parameters.some(({ type }) => type !== "Identifier")) return true;
  return fn.generator || namesArguments(code.text.slice(...fn.range));
}

/** Tells whether the text of a function names its arguments in another way than by parameters. */
export function namesArguments(text: string): boolean {
  const plain = text.replace(/\\u(?:\{0*([\da-f]+)\}|([\da-f]{4}))/gi, (_, long?: string, short?: string) =>
    String.fromCharCode(parseInt(long ?? short ?? "", 16)),
  );
  return /arguments|(?:[^.\w$]|\.\.)eval(?![\w$])/.test(plain);
}
