// The text of the helper that the option `inline` writes into a file.

import type { types as t } from "@babel/core";
import type { Babel } from "./base.js";

/** Our runtime's `usingCtx`, bundled into one expression; the build puts it here (build.mjs). */
declare const USING_CTX: string;

/** Returns an expression that makes `usingCtx`, without places in the source, which are not the file's. */
export function inlineHelper(babel: Babel): t.Expression {
  const file = babel.parseSync(`(${USING_CTX})`, {
    babelrc: false,
    configFile: false,
    browserslistConfigFile: false,
    sourceType: "script",
  });
  const [statement] = file!.program.body;
  if (statement?.type !== "ExpressionStatement")
    throw new Error("await-using/babel: was built without its helper");
  babel.types.removePropertiesDeep(statement);
  return statement.expression;
}
