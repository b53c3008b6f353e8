// Function bodies that declare resources. Babel's plugin makes a block of them, in which some things mean another.

import type { types as t, Visitor } from "@babel/core";
import { declaresResource, placed } from "./declarations.js";

/** Keeps the directives of a function body, and lets its functions live in a block. */
export function bodyVisitor(types: typeof t): Visitor {
  return {
    Function({ node: { body } }) {
      if (body.type !== "BlockStatement" || !body.body.some(declaresResource)) return;
      body.body = blockOf(body.body, types);
      if (body.directives.length > 0) {
        // "use strict" and the like: Babel's plugin would drop them
        body.body = [placed(types.blockStatement(body.body), body)];
      }
    },
    StaticBlock({ node }) {
      if (node.body.some(declaresResource)) node.body = blockOf(node.body, types);
    },
  };
}

/**
 * Returns the statements of a function body, fit for a block: there, a function may not share its name with a variable
 * or, in strict code, with another function.
 */
export function blockOf(body: t.Statement[], types: typeof t): t.Statement[] {
  const variables = new Set(varNames(body, types));
  const last = new Map<string, t.Statement>();
  for (const statement of body) {
    if (statement.type === "FunctionDeclaration") last.set(statement.id!.name, statement);
  }
  const hoisted: t.Statement[] = [];
  const rest = body.filter((statement) => {
    if (statement.type !== "FunctionDeclaration") return true;
    const { id } = statement;
    if (last.get(id!.name) !== statement) return false; // the last of several is the one that counts
    if (!variables.has(id!.name)) return true;
    const value = placed(types.toExpression(statement) as t.FunctionExpression, statement);
    value.id = null;
    hoisted.push(types.variableDeclaration("var", [types.variableDeclarator(id!, value)]));
    return false;
  });
  return [...hoisted, ...rest];
}

/** The names that `var` declares in these statements, and in the statements below them. */
function* varNames(body: t.Statement[], types: typeof t): Iterable<string> {
  const ahead: (t.Node | null | undefined)[] = [...body];
  while (ahead.length > 0) {
    const node = ahead.pop();
    if (!node || types.isFunction(node) || types.isClass(node) || types.isExpression(node)) continue;
    if (node.type === "VariableDeclaration" && node.kind === "var") {
      yield* Object.keys(types.getBindingIdentifiers(node));
    }
    for (const key of types.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | t.Node[]>)[key];
      if (Array.isArray(child)) ahead.push(...child);
      else ahead.push(child);
    }
  }
}
