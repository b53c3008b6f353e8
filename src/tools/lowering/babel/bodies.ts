// Function bodies that declare resources. Babel's plugin makes a block of them, in which some things mean another.

import type { types as t, Visitor } from "@babel/core";
import { functionsOfVariables, replacedFunctions } from "../plan/bodies.js";
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
  const replaced = replacedFunctions(body);
  const variables = functionsOfVariables(body);
  const hoisted: t.Statement[] = [];
  const rest = body.filter((statement) => {
    if (replaced.has(statement)) return false;
    if (!variables.has(statement)) return true;
    const { id } = statement as t.FunctionDeclaration;
    const value = placed(
      types.toExpression(statement as t.FunctionDeclaration) as t.FunctionExpression,
      statement,
    );
    value.id = null;
    hoisted.push(types.variableDeclaration("var", [types.variableDeclarator(id!, value)]));
    return false;
  });
  return [...hoisted, ...rest];
}
