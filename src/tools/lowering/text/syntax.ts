// What the lowering of text asks of a tree beyond what the plan does: the places of its nodes in the source.

import {
  type Declarator as PlainDeclarator,
  declaresResource,
  type Identifier as PlainIdentifier,
  type Node as PlainNode,
  type VariableDeclaration as PlainDeclaration,
} from "../plan/tree.js";

/** A node of the tree; its places count UTF-16 units of the source. */
export interface Node extends PlainNode {
  readonly start: number;
  readonly end: number;
}

export type Identifier = PlainIdentifier & Node;

export interface Declarator extends Node, PlainDeclarator {
  readonly id: Node;
  readonly init: Node | null;
}

export interface VariableDeclaration extends Node, PlainDeclaration {
  readonly kind: PlainDeclaration["kind"];
  readonly declarations: readonly Declarator[];
}

/** A node with statements in it: a block, a class's static block, the body of a namespace, a program. */
export interface StatementList extends Node {
  readonly body: readonly Node[];
}

/** Is this a `using` or an `await using` declaration? */
export function isResource(node: Node | null | undefined): node is VariableDeclaration {
  return declaresResource(node);
}

/** Is one of these an `await using` declaration? */
export function declaresAsync(nodes: readonly Node[]): boolean {
  return nodes.some((node) => isResource(node) && node.kind === "await using");
}

/** How many of these statements are directives, like "use strict". */
export function countDirectives(body: readonly Node[]): number {
  const index = body.findIndex((node) => (node as { directive?: unknown }).directive == null);
  return index < 0 ? body.length : index;
}

/** Where a node begins, its decorators included: `@decorator export class C {}`. */
export function startOf(node: Node): number {
  const { decorators, declaration } = node as { decorators?: readonly Node[]; declaration?: Node | null };
  return Math.min(
    node.start,
    decorators?.[0]?.start ?? node.start,
    declaration ? startOf(declaration) : node.start,
  );
}
