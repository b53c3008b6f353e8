// A view of a syntax tree that is small enough for two dialects: ESTree with TypeScript's nodes, and Babel's. Nothing here
// knows of places in a text.

/** A node of the tree. */
export interface Node {
  readonly type: string;
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

/** A statement, as far as its place is judged. */
export interface Statement extends Node {
  readonly id?: Node | null;
  readonly declaration?: Node | null;
  readonly source?: Node | null;
  readonly specifiers?: readonly Node[];
  /** Of a declaration that says `declare`. */
  readonly declare?: boolean | null;
  /** Of a constant enumeration. */
  readonly const?: boolean | null;
  readonly importKind?: string | null;
  /** Of `export import A = B`, which Babel's parser makes one statement of. */
  readonly isExport?: boolean;
}

/** The children of a node, in the order of the source where they have places in it. */
export function childrenOf<N extends Node>(node: N): N[] {
  const children: N[] = [];
  for (const value of Object.values(node) as unknown[]) {
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(each)) children.push(each as N);
    }
  }
  return children.sort((a, b) => startOf(a) - startOf(b));
}

/** Comments, which Babel hangs on the nodes beside them, are none. */
function isNode(value: unknown): value is Node {
  if (typeof value !== "object" || value === null) return false;
  const { type } = value as Partial<Node>;
  return typeof type === "string" && !type.startsWith("Comment");
}

function startOf(node: Node): number {
  return (node as { start?: number | null }).start ?? 0;
}

/** Is this a `using` or an `await using` declaration? */
export function declaresResource(node: Node | null | undefined): node is VariableDeclaration {
  if (node?.type !== "VariableDeclaration") return false;
  const { kind } = node as VariableDeclaration;
  return kind === "using" || kind === "await using";
}

/** Is this a function or class, even in parentheses, that gets its name from what it is assigned to? */
export function isAnonymousDefinition(node: Node): boolean {
  switch (node.type) {
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TypeCastExpression": // Flow
      return isAnonymousDefinition((node as unknown as { expression: Node }).expression);
    case "ArrowFunctionExpression":
      return true;
    case "FunctionExpression":
    case "ClassExpression":
      return !(node as Statement).id;
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
    case "ObjectProperty":
      return boundNames((pattern as unknown as { value: Node }).value);
    default: // ObjectPattern, ArrayPattern, RestElement
      return childrenOf(pattern).flatMap((each) =>
        /^TS|^TypeAnnotation|^Decorator/.test(each.type) ? [] : boundNames(each),
      );
  }
}

/** Is something declared and exported by this statement, under its own name? */
export function exportsItself(statement: Node): boolean {
  const { type, declaration, isExport } = statement as Statement;
  return (type === "ExportNamedDeclaration" && Boolean(declaration)) || isExport === true;
}

/** The declaration that a statement is, or exports; what `export default` exports, too. */
export function declarationOf<S extends Node>(statement: S): S {
  const { type, declaration } = statement as S & { readonly declaration?: S | null };
  return (/^Export(?:Named|Default)Declaration$/.test(type) && declaration) || statement;
}

interface EnumMember extends Node {
  readonly id: Node;
  readonly initializer?: Node | null;
}

/** The members of an enumeration, which some parsers put into a body. */
export function enumMembers(node: Node): readonly EnumMember[] {
  const { body, members = body?.members ?? [] } = node as {
    readonly members?: readonly EnumMember[];
    readonly body?: { readonly members: readonly EnumMember[] };
  };
  return members;
}

/** The statements of a namespace; of `namespace A.B {}` those of B. */
export function namespaceBody<N extends Node>(namespace: N): readonly N[] {
  const { body } = namespace as N & { readonly body?: N | { readonly body: readonly N[] } | null };
  if (!body) return [];
  const inner = body as N & { readonly body: readonly N[] };
  return inner.type === "TSModuleDeclaration" ? [inner] : inner.body;
}

/** Does TypeScript erase this declaration? A namespace that holds types alone, it does. */
export function isErased(node: Node): boolean {
  const { type, declare, declaration } = node as Statement;
  if (declare === true) return true;
  if (type === "TSModuleDeclaration") {
    return namespaceBody(node).every((statement) => isErased(statement));
  }
  if (type === "ExportNamedDeclaration" && declaration) return isErased(declaration);
  return /^TS(?:Interface|TypeAlias)Declaration$|^TypeAlias$|^InterfaceDeclaration$/.test(type);
}
