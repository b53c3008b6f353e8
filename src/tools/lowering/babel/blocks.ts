// The blocks that Babel's plugin made, finished: `try { var ctx = usingCtx(); … } catch (_) { ctx.e = _; } finally { await ctx.d(); }`.

import type { NodePath, types as t } from "@babel/core";
import { placed } from "./declarations.js";
import type { Helper } from "./helper.js";

/**
 * Lets each block await its disposal only where there is something to await: `d()` returns nothing if no `await using`
 * declaration was evaluated, and then the specification does not await. Also gives the calls that Babel's plugin made
 * up a place in the source: that of the block's last brace, where the disposal happens.
 */
export function finishBlocks(path: NodePath, types: typeof t, helper: Helper): void {
  path.traverse({
    TryStatement({ node, scope }) {
      const { finalizer } = node;
      if (!finalizer || !helper.isBlock(node)) return;
      const [statement] = finalizer.body;
      if (statement?.type !== "ExpressionStatement") return;
      const end = endOf(node);
      const { expression } = statement;
      if (expression.type !== "AwaitExpression") {
        placed(expression, end);
        return;
      }
      const done = scope.generateUidIdentifier("done");
      const call = placed(expression.argument, end);
      finalizer.body = [
        types.variableDeclaration("const", [types.variableDeclarator(done, call)]),
        types.ifStatement(
          types.cloneNode(done),
          types.expressionStatement(placed(types.awaitExpression(types.cloneNode(done)), end)),
        ),
      ];
    },
  });
}

/** The place of a block's last character. */
function endOf({ end, loc }: t.Node): t.Node {
  if (!loc || typeof end !== "number") return {} as t.Node;
  const start = { ...loc.end, column: Math.max(0, loc.end.column - 1), index: end - 1 };
  return { start: end - 1, end, loc: { ...loc, start } } as t.Node;
}
