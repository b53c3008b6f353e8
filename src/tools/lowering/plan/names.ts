// Which names a piece of a program uses that are declared outside it: identifiers that stand for variables, and not for
// properties, labels or types, resolved by the scopes in which they stand.

import {
  boundNames,
  childrenOf,
  enumMembers,
  type Identifier,
  type Node,
  type Statement,
  type VariableDeclaration,
} from "./tree.js";

/** The names that a scope declares, and the scopes around it within the piece. */
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly around: Scope | undefined;
}

type Fields = Readonly<Record<string, Node | readonly Node[] | boolean | null | undefined>>;

/** All uses, or those in functions, methods and initializers of fields, which run later than what they stand in. */
export type Which = "all" | "later";

/**
 * Adds to `found` the names that the nodes use and do not declare themselves, deeper down.
 *
 * @param which - `"later"`: only uses in functions, which run when they are called
 */
export function usedNames(
  nodes: Iterable<Node | null | undefined>,
  found = new Set<string>(),
  which: Which = "all",
): Set<string> {
  const finder = new Finder(found, which);
  for (const node of nodes) finder.visit(node, undefined, false);
  return found;
}

class Finder {
  readonly #found: Set<string>;
  readonly #which: Which;

  constructor(found: Set<string>, which: Which) {
    this.#found = found;
    this.#which = which;
  }

  visit(node: Node | null | undefined, scope: Scope | undefined, isLater: boolean): void {
    if (!node) return;
    const fields = node as unknown as Fields;
    switch (kinds[node.type]) {
      case "name":
        if (isLater || this.#which === "all") this.#use((node as Identifier).name, scope);
        return;
      case "member access":
        this.visit(fields["object"] as Node, scope, isLater);
        if (fields["computed"] === true) this.visit(fields["property"] as Node, scope, isLater);
        return;
      case "method":
        return this.#visitMethod(node, scope, isLater);
      case "field":
        return this.#visitMember(fields, scope, isLater, isLater || fields["static"] !== true);
      case "member":
        return this.#visitMember(fields, scope, isLater, isLater);
      case "without body":
        return this.#visitKey(fields, scope, isLater);
      case "export of a name":
        // Whoever imports it uses it, whenever that is.
        if (fields["exportKind"] !== ("type" as unknown)) this.visit(fields["local"] as Node, scope, true);
        return;
      case "function":
        return this.#visitFunction(node, scope);
      case "class":
        return this.#visitClass(fields, scope, isLater);
      case "scope":
        return this.#visitChildren(node, { names: new Set(lexicalNames(node)), around: scope }, isLater);
      case "none":
        return;
      default:
        this.#visitOther(node, fields, scope, isLater);
    }
  }

  #visitOther(node: Node, fields: Fields, scope: Scope | undefined, isLater: boolean): void {
    switch (node.type) {
      case "JSXAttribute":
        return this.visit(fields["value"] as Node | null, scope, isLater);
      case "LabeledStatement":
        return this.visit(fields["body"] as Node, scope, isLater);
      case "ExportNamedDeclaration":
        if (fields["source"] || fields["exportKind"] === ("type" as unknown)) return;
        break;
      case "TSEnumDeclaration":
        return this.#visitEnum(node, scope, isLater);
      case "TSModuleDeclaration":
        return this.visit(fields["body"] as Node | null, scope, isLater);
      case "TSImportEqualsDeclaration":
        return this.#visitReference(fields["moduleReference"] as Node, scope, isLater);
    }
    if (isType(node)) return;
    this.#visitChildren(node, scope, isLater);
  }

  #use(name: string, scope: Scope | undefined): void {
    for (let at = scope; at; at = at.around) if (at.names.has(name)) return;
    this.#found.add(name);
  }

  #visitChildren(node: Node, scope: Scope | undefined, isLater: boolean): void {
    for (const child of childrenOf(node)) this.visit(child, scope, isLater);
  }

  #visitMember(fields: Fields, scope: Scope | undefined, isLater: boolean, isValueLater: boolean): void {
    this.#visitKey(fields, scope, isLater);
    this.visit(fields["value"] as Node | null, scope, isValueLater);
  }

  #visitKey(fields: Fields, scope: Scope | undefined, isLater: boolean): void {
    for (const decorator of (fields["decorators"] as readonly Node[] | undefined) ?? []) {
      this.visit(decorator, scope, isLater);
    }
    if (fields["computed"] === true) this.visit(fields["key"] as Node, scope, isLater);
  }

  /** A method that is a function itself, as in Babel's trees. */
  #visitMethod(node: Node, scope: Scope | undefined, isLater: boolean): void {
    this.#visitKey(node as unknown as Fields, scope, isLater);
    this.#visitFunction(node, scope);
  }

  #visitFunction(node: Node, scope: Scope | undefined): void {
    const fields = node as unknown as Fields;
    const params = (fields["params"] as readonly Node[]) ?? [];
    const body = fields["body"] as Node | null;
    const names = new Set(["arguments", ...params.flatMap(boundNames)]);
    if (node.type === "ArrowFunctionExpression") names.delete("arguments");
    if (node.type === "FunctionExpression" && fields["id"]) names.add((fields["id"] as Identifier).name);
    if (body?.type === "BlockStatement") {
      for (const name of lexicalNames(body)) names.add(name);
      variableNames(body, names);
    }
    const inner = { names, around: scope };
    for (const param of params) this.visit(param, inner, true);
    this.visit(body, inner, true);
  }

  #visitClass(fields: Fields, scope: Scope | undefined, isLater: boolean): void {
    const id = fields["id"] as Identifier | null | undefined;
    const inner = id ? { names: new Set([id.name]), around: scope } : scope;
    for (const decorator of (fields["decorators"] as readonly Node[] | undefined) ?? []) {
      this.visit(decorator, scope, isLater);
    }
    this.visit(fields["superClass"] as Node | null, inner, isLater);
    this.visit(fields["body"] as Node, inner, isLater);
  }

  #visitEnum(node: Node, scope: Scope | undefined, isLater: boolean): void {
    const members = enumMembers(node);
    const names = new Set(
      members.map(({ id }) => (id as Identifier).name ?? (id as { value?: string }).value),
    );
    for (const { initializer } of members) this.visit(initializer, { names, around: scope }, isLater);
  }

  /** `import A = B.C` uses B, `import A = require("b")` nothing. */
  #visitReference(reference: Node, scope: Scope | undefined, isLater: boolean): void {
    let at = reference;
    while (at.type === "TSQualifiedName") at = (at as unknown as { left: Node }).left;
    if (at.type === "Identifier") this.visit(at, scope, isLater);
  }
}

/** What is particular about nodes: ESTree's, and Babel's where it has others. */
const kinds: Readonly<Record<string, string>> = {
  Identifier: "name",
  JSXIdentifier: "name",
  MemberExpression: "member access",
  OptionalMemberExpression: "member access",
  JSXMemberExpression: "member access",
  ObjectMethod: "method",
  ClassMethod: "method",
  ClassPrivateMethod: "method",
  PropertyDefinition: "field",
  AccessorProperty: "field",
  ClassProperty: "field",
  ClassPrivateProperty: "field",
  ClassAccessorProperty: "field",
  Property: "member",
  ObjectProperty: "member",
  MethodDefinition: "member",
  TSAbstractMethodDefinition: "without body",
  TSAbstractPropertyDefinition: "without body",
  TSAbstractAccessorProperty: "without body",
  TSDeclareMethod: "without body",
  ExportSpecifier: "export of a name",
  FunctionDeclaration: "function",
  FunctionExpression: "function",
  ArrowFunctionExpression: "function",
  ClassDeclaration: "class",
  ClassExpression: "class",
  BlockStatement: "scope",
  StaticBlock: "scope",
  TSModuleBlock: "scope",
  ForStatement: "scope",
  ForInStatement: "scope",
  ForOfStatement: "scope",
  SwitchStatement: "scope",
  CatchClause: "scope",
  BreakStatement: "none",
  ContinueStatement: "none",
  MetaProperty: "none",
  PrivateName: "none",
  ImportDeclaration: "none",
  ExportAllDeclaration: "none",
  TSDeclareFunction: "none",
};

/** TypeScript's nodes that have values in them; all others are types. */
const holdsValues = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "TSParameterProperty",
  "TSExportAssignment",
]);

/** Is this a type, TypeScript's or Flow's? */
function isType({ type }: Node): boolean {
  if (type.startsWith("TS")) return !holdsValues.has(type);
  return /^(?:Type(?:Annotation|Alias|Parameter)|OpaqueType|Interface|Declare)/.test(type);
}

/** The names that a block, a loop, a `switch` or a `catch` declares for itself. */
function lexicalNames(node: Node): string[] {
  const fields = node as unknown as Fields;
  if (node.type === "CatchClause") return fields["param"] ? boundNames(fields["param"] as Node) : [];
  if (node.type === "SwitchStatement") {
    return (fields["cases"] as unknown as readonly { consequent: readonly Node[] }[]).flatMap(
      ({ consequent }) => consequent.flatMap(declarationNames),
    );
  }
  if (node.type.startsWith("For")) {
    const head = (fields["init"] ?? fields["left"]) as Node | null | undefined;
    return head ? declarationNames(head) : [];
  }
  return ((fields["body"] as readonly Node[] | undefined) ?? []).flatMap(declarationNames);
}

/** The names that a statement declares in the block that it stands in; `var` declares none there. */
export function declarationNames(statement: Node): string[] {
  const { declaration, id, kind } = statement as Statement & { readonly kind?: string };
  if (/^Export/.test(statement.type)) return declaration ? declarationNames(declaration) : [];
  if (statement.type === "VariableDeclaration") {
    if (kind === "var") return [];
    return (statement as VariableDeclaration).declarations.flatMap((each) => boundNames(each.id));
  }
  const declares = /^(?:Function|Class|TSEnum|TSModule|TSImportEquals)Declaration$/.test(statement.type);
  if (!declares || !id) return [];
  let first = id; // `A` of `namespace A.B`
  while (first.type === "TSQualifiedName") first = (first as unknown as { left: Node }).left;
  return first.type === "Identifier" ? [(first as Identifier).name] : [];
}

/** Adds the names that `var` declares below a node, in no function of its own. */
export function variableNames(node: Node, found = new Set<string>()): Set<string> {
  for (const child of childrenOf(node)) {
    if (/Function|^Class|Expression$|^TS|Method$/.test(child.type)) continue;
    if (child.type === "VariableDeclaration" && (child as VariableDeclaration).kind === "var") {
      for (const { id } of (child as VariableDeclaration).declarations) {
        for (const name of boundNames(id)) found.add(name);
      }
    }
    variableNames(child, found);
  }
  return found;
}
