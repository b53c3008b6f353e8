// Reading a syntax tree: what is below a node, what surrounds it, what an expression is without its wrappers.

import type { TSESLint, TSESTree } from "@typescript-eslint/utils";

export type Node = TSESTree.Node;
export type SourceCode = TSESLint.SourceCode;
export type Reference = TSESLint.Scope.Reference;
export type Variable = TSESLint.Scope.Variable;
export type FunctionNode =
  TSESTree.ArrowFunctionExpression | TSESTree.FunctionDeclaration | TSESTree.FunctionExpression;

/** Tells whether `node` is a function. */
export function isFunction(node: Node | undefined | null): node is FunctionNode {
  return (
    node?.type === "ArrowFunctionExpression" ||
    node?.type === "FunctionDeclaration" ||
    node?.type === "FunctionExpression"
  );
}

/** Tells whether code in `node` runs as part of another body: `await`, `return` and `arguments` in it are its own. */
function isBody(node: Node): boolean {
  return isFunction(node) || node.type === "StaticBlock";
}

/** The children of `node`, in the order of the text. */
export function childrenOf(node: Node, code: SourceCode): Node[] {
  const keys = code.visitorKeys[node.type] ?? [];
  return keys
    .flatMap((key) => (node as unknown as Record<string, unknown>)[key])
    .filter((child): child is Node => typeof child === "object" && child !== null && "type" in child);
}

/** `node` and all that is below it; with `own`, without what is in functions in it. */
export function* within(node: Node, code: SourceCode, own = false): Generator<Node> {
  yield node;
  for (const child of childrenOf(node, code)) {
    if (own && isBody(child)) {
      yield child;
      continue;
    }
    if (own && node.type === "PropertyDefinition" && child === node.value) continue;
    yield* within(child, code, own);
  }
}

/** The nodes around `node`, nearest first. */
export function* around(node: Node): Generator<Node> {
  for (let parent = node.parent; parent; parent = parent.parent) yield parent;
}

/** Tells whether `inner` lies in `outer`. */
export function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** An expression without what TypeScript and parentheses put around it. */
export function bare(node: Node): Node {
  switch (node.type) {
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return bare(node.expression);
    default:
      return node;
  }
}

/** The name of a member or of a key, if it can be read: `x.name`, `x["name"]`, `x.#name`. */
export function nameOf(node: Node | undefined | null): string | undefined {
  switch (node?.type) {
    case "Identifier":
    case "PrivateIdentifier":
      return node.name;
    case "Literal":
      return String(node.value);
    case "MemberExpression":
      return node.computed && node.property.type !== "Literal"
        ? symbolName(node.property)
        : nameOf(node.property);
    case "Super":
      return "super";
    default:
      return undefined;
  }
}

/** A symbol as a name: "Symbol.dispose". */
export function symbolName(node: Node): string | undefined {
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return undefined;
  return node.object.name === "Symbol" ? `Symbol.${nameOf(node.property) ?? ""}` : undefined;
}

/** The expression at the bottom of `a.b().c`: `a`. */
export function rootOf(node: Node): Node {
  const inner = bare(node);
  if (inner.type === "MemberExpression") return rootOf(inner.object);
  if (inner.type === "CallExpression") return rootOf(inner.callee);
  return inner;
}

/** The identifiers that a pattern binds. */
export function* bindings(pattern: Node): Generator<TSESTree.Identifier> {
  switch (pattern.type) {
    case "Identifier":
      yield pattern;
      return;
    case "AssignmentPattern":
      yield* bindings(pattern.left);
      return;
    case "RestElement":
      yield* bindings(pattern.argument);
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) yield* bindings(element);
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        yield* bindings(property.type === "Property" ? property.value : property);
      }
  }
}
