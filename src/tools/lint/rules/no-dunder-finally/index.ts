// The rule `no-dunder-finally`: an exit that is called by hand in a finalizer, and told that all is well.

import type { Rule } from "eslint";
import type { TSESTree } from "@typescript-eslint/utils";
import { applied } from "../../edits/edit.js";
import { pageOf } from "../../code/page.js";
import { bare, nameOf, type Node, within } from "../../code/ast.js";
import { openFile } from "../../code/file.js";
import { handOf, toEnter, toWith } from "./offer.js";

const messages = {
  lost: "`{{exit}}` in `finally` is told a clean end, whatever happened: the block's error is lost to it. Use `{{driver}}`.",
  toWith: "Use `{{driver}}`, which tells it.",
  toEnter: "Hold it with `{{keyword}}`, which tells it where blocks are compiled to.",
} as const;

/** The rule `no-dunder-finally`. */
export const noDunderFinally: Rule.RuleModule = {
  meta: {
    type: "problem",
    docs: {
      description: "Disallow `finally` that calls `__aexit__` or `__exit__` without the block's error",
      recommended: true,
      url: pageOf("no-dunder-finally"),
    },
    hasSuggestions: true,
    schema: [],
    messages,
  },
  create(context) {
    return {
      TryStatement(node) {
        const site = node as unknown as TSESTree.TryStatement;
        const code = context.sourceCode as never;
        const call = site.finalizer?.body.map(exitAt).find((found) => found !== undefined);
        if (!call || (site.handler && tellsExit(site.handler, code))) return;
        const { sourceType } = context.languageOptions as { sourceType?: string };
        const file = openFile(code, context.physicalFilename, sourceType);
        const hand = handOf(site, call, file);
        const exit = nameOf(call.callee) ?? "";
        const isAsync = exit === "__aexit__";
        const data = {
          exit,
          driver: isAsync ? "withAsync" : "withSync",
          keyword: isAsync ? "await using" : "using",
        };
        const offers = hand
          ? ([
              ["toWith", toWith(hand, file)],
              ["toEnter", toEnter(hand, file)],
            ] as const)
          : [];
        context.report({
          node: call as unknown as Rule.Node,
          messageId: "lost",
          data,
          suggest: offers.flatMap(([messageId, edits]) =>
            edits ? [{ messageId, data, fix: applied(edits) }] : [],
          ),
        });
      },
    };
  },
};

/** `await cm.__aexit__(null, null, null);`, `cm.__exit__();`: an exit that is told none. */
function exitAt(statement: TSESTree.Statement): TSESTree.CallExpression | undefined {
  if (statement.type !== "ExpressionStatement") return undefined;
  const expression = bare(statement.expression);
  const call = expression.type === "AwaitExpression" ? bare(expression.argument) : expression;
  if (call.type !== "CallExpression") return undefined;
  const callee = bare(call.callee);
  if (callee.type !== "MemberExpression" || !/^__a?exit__$/.test(nameOf(callee) ?? "")) return undefined;
  return call.arguments.every(isNone) ? call : undefined;
}

function isNone(argument: Node): boolean {
  const node = bare(argument);
  if (node.type === "Literal") return node.value === null && node.raw === "null";
  if (node.type === "UnaryExpression") return node.operator === "void";
  return node.type === "Identifier" && node.name === "undefined";
}

/** A `catch` that tells the exit itself is somebody's driver, and right. */
function tellsExit(handler: TSESTree.CatchClause, code: Parameters<typeof within>[1]): boolean {
  return [...within(handler, code, true)].some(
    (node) => node.type === "CallExpression" && /^__a?exit__$/.test(nameOf(bare(node.callee)) ?? ""),
  );
}
