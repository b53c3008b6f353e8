// The rule `no-floating-resource`: a resource that nobody disposes of.

import type { Rule } from "eslint";
import type { TSESTree } from "@typescript-eslint/utils";
import { pageOf } from "../../code/page.js";
import { type Handing, OwnExports } from "../../code/own-exports.js";
import { bare, type Node } from "../../code/ast.js";
import { type File, openFile } from "../../code/file.js";
import { offerFor, type Offer } from "./offer.js";
import { DEFAULTS, type Options, SCHEMA } from "./options.js";
import { droppedBy } from "./types.js";
import { type Use, useOf } from "./use.js";

const messages = {
  floating:
    "Nobody disposes of what `{{name}}` returns. Hold it with `{{keyword}}`, or say `void` if it shall stay.",
  dropped: "Nobody disposes of this {{type}}. Hold it with `{{keyword}}`, or say `void` if it shall stay.",
  undisposed:
    "Nobody disposes of `{{variable}}`, which `{{name}}` made. Hold it with `{{keyword}}`, or pass it on.",
  partly: "Only `{{property}}` is read of what `{{name}}` returns, and nobody disposes of the rest.",
  promise: "`{{name}}` returns a promise, which has no disposer: a TypeError at run time. Await it.",
  keyword:
    "What `{{name}}` returns has no [Symbol.dispose]: `using` throws a TypeError. Write `await using`.",
  toHeld: "Hold it with `{{keyword}}`.",
  toAwaited: "Await it.",
} as const;

/** The rule `no-floating-resource`. */
export const noFloatingResource: Rule.RuleModule = {
  meta: {
    type: "problem",
    docs: {
      description: "Disallow resources that nobody disposes of",
      recommended: true,
      url: pageOf("no-floating-resource"),
    },
    hasSuggestions: true,
    schema: SCHEMA,
    messages,
  },
  create(context) {
    const options = { ...DEFAULTS, ...(context.options[0] as Options | undefined) };
    const { sourceType } = context.languageOptions as { sourceType?: string };
    let opened: { file: File; ours: OwnExports } | undefined;
    const open = (): { file: File; ours: OwnExports } => {
      if (opened) return opened;
      const file = openFile(context.sourceCode as never, context.physicalFilename, sourceType);
      return (opened = { file, ours: new OwnExports(file, options.modules) });
    };
    const made = (node: Rule.Node): void => {
      const { file, ours } = open();
      const call = node as unknown as TSESTree.CallExpression | TSESTree.NewExpression;
      const maker = ours.makerAt(call);
      if (!maker || options.ignoreCalls.includes(maker.name)) return;
      const use = useOf(call, file);
      const found = complaintOf(use, maker.handing);
      if (!found) return;
      const keyword = maker.handing === "sync" ? "using" : "await using";
      report(found.messageId, call, { name: maker.name, keyword, ...found.data }, () =>
        offerFor(use, call, maker.handing, file),
      );
    };
    const report = (
      messageId: keyof typeof messages,
      node: Node,
      data: Record<string, string>,
      offer: () => Offer | undefined,
    ): void => {
      const suggestion = offer();
      context.report({
        node: node as unknown as Rule.Node,
        messageId,
        data,
        suggest: suggestion ? [{ ...suggestion, data }] : [],
      });
    };
    return {
      CallExpression: made,
      NewExpression: made,
      ExpressionStatement(node) {
        if (options.types === "none") return;
        const { file, ours } = open();
        if (!file.types) return;
        const { expression } = node as unknown as TSESTree.ExpressionStatement;
        const inner = bare(expression);
        if (ours.makerAt(inner.type === "AwaitExpression" ? bare(inner.argument) : inner)) return;
        const dropped = droppedBy(expression, file.types, options);
        if (!dropped) return;
        const keyword = dropped.isAsync ? "await using" : "using";
        const handing = dropped.isAsync ? "async" : "sync";
        const use: Use = { kind: "statement", outer: expression, awaited: true };
        report("dropped", expression, { type: dropped.type, keyword }, () =>
          offerFor(use, expression, handing, file),
        );
      },
    };
  },
};

function complaintOf(
  use: Use,
  handing: Handing,
): { messageId: keyof typeof messages; data?: Record<string, string> } | undefined {
  switch (use.kind) {
    case "statement":
      return { messageId: "floating" };
    case "variable":
      return { messageId: "undisposed", data: { variable: use.variable.name } };
    case "property":
      return { messageId: "partly", data: { property: use.property } };
    case "used":
      return handing === "promise" ? { messageId: "promise" } : undefined;
    case "held":
      if (handing === "promise" && !use.awaited) return { messageId: "promise" };
      return handing !== "sync" && use.declaration.kind === "using" ? { messageId: "keyword" } : undefined;
    default:
      return undefined;
  }
}
