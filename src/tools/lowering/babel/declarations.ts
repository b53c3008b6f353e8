// Questions about declarations that several mends ask.

import type { types as t } from "@babel/core";

/** A declaration of resources. */
export type ResourceDeclaration = t.VariableDeclaration & { kind: "using" | "await using" };

/** Is this a `using` or an `await using` declaration? */
export function declaresResource(node: t.Node | null | undefined): node is ResourceDeclaration {
  return node?.type === "VariableDeclaration" && (node.kind === "using" || node.kind === "await using");
}

/** Gives made-up nodes the place in the source of what they stand for. */
export function placed<T extends t.Node>(node: T, { start, end, loc }: t.Node): T {
  node.start ??= start;
  node.end ??= end;
  node.loc ??= loc;
  return node;
}
