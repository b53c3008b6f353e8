// The syntax tree, as far as the lowering reads it: ESTree with TypeScript's nodes, which all our parsers make.

/** A node of the tree; its places count UTF-16 units of the source. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

export interface Identifier extends Node {
  readonly name: string;
}

export interface Declarator extends Node {
  readonly id: Node;
  readonly init: Node | null;
}

export interface VariableDeclaration extends Node {
  readonly kind: "const" | "let" | "var" | "using" | "await using";
  readonly declarations: readonly Declarator[];
}

/** A node with statements in it: a block, a class's static block, the body of a namespace, a program. */
export interface StatementList extends Node {
  readonly body: readonly Node[];
}

/** The children of a node in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const value of Object.values(node) as unknown[]) {
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(each)) children.push(each);
    }
  }
  return children.sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Node).type === "string" &&
    typeof (value as Node).start === "number"
  );
}

/** Is this a `using` or an `await using` declaration? */
export function declaresResource(node: Node | null | undefined): node is VariableDeclaration {
  if (node?.type !== "VariableDeclaration") return false;
  const { kind } = node as VariableDeclaration;
  return kind === "using" || kind === "await using";
}

/** Is one of these an `await using` declaration? */
export function declaresAsync(nodes: readonly Node[]): boolean {
  return nodes.some((node) => declaresResource(node) && node.kind === "await using");
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

/** Is this a function or class, even in parentheses, that gets its name from what it is assigned to? */
export function isAnonymousDefinition(node: Node): boolean {
  switch (node.type) {
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
      return isAnonymousDefinition((node as unknown as { expression: Node }).expression);
    case "ArrowFunctionExpression":
      return true;
    case "FunctionExpression":
    case "ClassExpression":
      return !(node as { id?: unknown }).id;
    default:
      return false;
  }
}

/** The names that a pattern binds. */
export function boundNames(pattern: Node): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [(pattern as Identifier).name];
    case "AssignmentPattern":
      return boundNames((pattern as unknown as { left: Node }).left);
    case "Property":
      return boundNames((pattern as unknown as { value: Node }).value);
    default: // ObjectPattern, ArrayPattern, RestElement
      return childrenOf(pattern).flatMap((each) => (each.type.startsWith("TS") ? [] : boundNames(each)));
  }
}
