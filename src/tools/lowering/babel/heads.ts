// `using` in the head of a `for` statement, rewritten to `using` in a block.

import type { NodePath, types as t, Visitor } from "@babel/core";
import { declaresResource, placed } from "./declarations.js";

/**
 * Rewrites the heads that declare resources. Babel's plugin leaves those of `for (using x = …;;)` as they are, disposes
 * those of `for (await using x of …)` synchronously, and moves the name of `for (using x of …)` out of the expression
 * that must not see it yet.
 */
export function headVisitor({
  blockStatement,
  cloneNode,
  variableDeclaration,
  variableDeclarator,
}: typeof t): Visitor {
  return {
    // `a: for (using x = f(); …; …) …` is the same as `{ using x = f(); a: for (; …; …) … }`: one x for all iterations
    ForStatement(path) {
      const { init } = path.node;
      if (!declaresResource(init)) return;
      path.node.init = null;
      let whole: NodePath = path;
      while (whole.parentPath?.isLabeledStatement()) whole = whole.parentPath;
      whole.replaceWith(placed(blockStatement([init, whole.node as t.Statement]), path.node));
    },
    // `for (using x of …) …` is the same as `for (const x of …) { using _x = x; … }`
    ForOfStatement(path) {
      const { left, body } = path.node;
      if (!declaresResource(left)) return;
      const { id } = left.declarations[0]!;
      const declaration = variableDeclaration(left.kind, [
        variableDeclarator(
          path.scope.generateUidIdentifierBasedOnNode(id),
          placed(cloneNode(id as t.Identifier), id),
        ),
      ]);
      (left as t.VariableDeclaration).kind = "const";
      path.node.body = placed(blockStatement([placed(declaration, left), body]), body);
    },
  };
}
