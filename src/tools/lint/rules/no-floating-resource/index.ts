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
    const linted = new Linted(context);
    return {
      CallExpression: (node) => checkMade(linted, node as unknown as TSESTree.CallExpression),
      NewExpression: (node) => checkMade(linted, node as unknown as TSESTree.NewExpression),
      ExpressionStatement: (node) =>
        checkDropped(linted, (node as unknown as TSESTree.ExpressionStatement).expression),
    };
  },
};

/** One file under the rule; nothing of it is read before it is asked for. */
class Linted {
  readonly options: Required<Options>;
  readonly #context: Rule.RuleContext;
  #opened: { file: File; ours: OwnExports } | undefined;

  constructor(context: Rule.RuleContext) {
    this.#context = context;
    this.options = { ...DEFAULTS, ...(context.options[0] as Options | undefined) };
  }

  open(): { file: File; ours: OwnExports } {
    if (this.#opened) return this.#opened;
    const { sourceCode, physicalFilename, languageOptions } = this.#context;
    const { sourceType } = languageOptions as { sourceType?: string };
    const file = openFile(sourceCode as never, physicalFilename, sourceType);
    return (this.#opened = { file, ours: new OwnExports(file, this.options.modules) });
  }

  report(
    messageId: keyof typeof messages,
    node: Node,
    data: Record<string, string>,
    offer: Offer | undefined,
  ): void {
    this.#context.report({
      node: node as unknown as Rule.Node,
      messageId,
      data,
      suggest: offer ? [{ ...offer, data }] : [],
    });
  }
}

/** What a function of this package made. */
function checkMade(linted: Linted, call: TSESTree.CallExpression | TSESTree.NewExpression): void {
  const { file, ours } = linted.open();
  const maker = ours.makerAt(call);
  if (!maker || linted.options.ignoreCalls.includes(maker.name)) return;
  const use = useOf(call, file);
  const found = complaintOf(use, maker.handing);
  if (!found) return;
  const keyword = maker.handing === "sync" ? "using" : "await using";
  const data = { name: maker.name, keyword, ...found.data };
  linted.report(found.messageId, call, data, offerFor(use, call, maker.handing, file));
}

/** A resource of another library, by its type, that a statement drops. */
function checkDropped(linted: Linted, expression: TSESTree.Expression): void {
  if (linted.options.types === "none") return;
  const { file, ours } = linted.open();
  if (!file.types) return;
  const inner = bare(expression);
  if (ours.makerAt(inner.type === "AwaitExpression" ? bare(inner.argument) : inner)) return;
  const dropped = droppedBy(expression, file.types, linted.options);
  if (!dropped) return;
  const { isAsync, type } = dropped;
  const use: Use = { kind: "statement", outer: expression, awaited: true };
  const offer = offerFor(use, expression, isAsync ? "async" : "sync", file);
  linted.report("dropped", expression, { type, keyword: isAsync ? "await using" : "using" }, offer);
}

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
