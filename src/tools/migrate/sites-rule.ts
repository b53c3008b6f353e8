// A rule of our own beside `prefer-using`: it tells where every `try` with a finalizer and every comment is, as ESLint
// parsed the file, and so what a rewrite did to the others.

import type { Rule } from "eslint";

type Range = readonly [number, number];

/** A `try` with a finalizer, as offsets. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly body: Range;
  readonly handler: Range | undefined;
  readonly finalizer: Range;
  /** The method that F's only call calls; what a disposer must be the same as. */
  readonly method: string | undefined;
}

/** What a file has. */
export interface Survey {
  /** In the order of the text. */
  readonly places: readonly Place[];
  /** The comments' texts, sorted, without the spaces at their lines' ends that indenting changes. */
  readonly comments: readonly string[];
}

/** The rule: one report, at the end, whose message is the survey as JSON. */
export const surveyRule: Rule.RuleModule = {
  meta: { type: "suggestion", schema: [], messages: { survey: "{{survey}}" } },
  create(context) {
    const places: Place[] = [];
    return {
      TryStatement(node) {
        const { finalizer, block, handler, range, loc } = node;
        if (!finalizer?.range || !block.range || !range || !loc) return;
        places.push({
          start: range[0],
          end: range[1],
          line: loc.start.line,
          column: loc.start.column + 1,
          body: block.range,
          handler: handler?.range ?? undefined,
          finalizer: finalizer.range,
          method: methodOf(finalizer.body),
        });
      },
      "Program:exit"() {
        places.sort((a, b) => a.start - b.start);
        const comments = context.sourceCode.getAllComments().map(({ value }) => plain(value));
        const survey: Survey = { places, comments: comments.sort() };
        context.report({
          loc: { line: 1, column: 0 },
          messageId: "survey",
          data: { survey: JSON.stringify(survey) },
        });
      },
    };
  },
};

function plain(comment: string): string {
  return comment
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function methodOf(statements: readonly unknown[]): string | undefined {
  const [only, another] = statements as readonly (Node | undefined)[];
  if (!only || another) return undefined;
  let node: Node | undefined = only;
  if (node.type === "IfStatement") node = node["consequent"] as Node;
  if (node.type === "BlockStatement") node = (node["body"] as Node[])[0];
  node = node?.["expression"] as Node | undefined;
  while (node && /^(AwaitExpression|ChainExpression|UnaryExpression|TSNonNullExpression)$/.test(node.type)) {
    node = (node["argument"] ?? node["expression"]) as Node | undefined;
  }
  if (node?.type === "LogicalExpression") node = node["right"] as Node;
  const callee = node?.["callee"] as Node | undefined;
  const name = callee?.type === "MemberExpression" ? (callee["property"] as Node) : callee;
  return name?.type === "Identifier" ? (name["name"] as string) : undefined;
}
