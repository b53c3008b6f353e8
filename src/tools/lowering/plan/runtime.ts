// What lowered code imports, and where. The tools name the runtime as a string: they import no room of the library.

import { declaresResource, type Identifier, type Node, type VariableDeclaration } from "./tree.js";

/** The runtime of lowered modules, which has `usingCtx`. */
export const RUNTIME = "await-using/runtime/babel";

/**
 * Finds the statement behind which the runtime is loaded: after what the file loads first, which may be a polyfill that
 * the runtime has to see. That is the last import, wherever it stands, or the last of the calls of `require` with which a
 * CommonJS file begins.
 *
 * @returns its index, or -1 if the file loads nothing
 */
export function lastLoading(body: readonly Node[], isImported: boolean): number {
  if (isImported) return body.map(({ type }) => type).lastIndexOf("ImportDeclaration");
  const isBegin = (statement: Node): boolean =>
    (statement as { directive?: unknown }).directive != null || isLoading(statement);
  const end = body.findIndex((statement) => !isBegin(statement));
  const begin = body.slice(0, end < 0 ? body.length : end);
  return begin.map(isLoading).lastIndexOf(true);
}

/** Is this `require("…");`, or a declaration by such calls? */
function isLoading(statement: Node): boolean {
  if (statement.type === "ImportDeclaration") return true;
  if (statement.type === "ExpressionStatement") {
    return isRequire((statement as unknown as { expression: Node }).expression);
  }
  if (statement.type !== "VariableDeclaration" || declaresResource(statement)) return false;
  return (statement as VariableDeclaration).declarations.every(({ init }) => isRequire(init));
}

function isRequire(node: Node | null): boolean {
  if (node?.type !== "CallExpression") return false;
  const { callee } = node as unknown as { callee: Node };
  return callee.type === "Identifier" && (callee as Identifier).name === "require";
}
