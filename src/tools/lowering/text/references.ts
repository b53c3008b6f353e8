// Which names a piece of a program uses that are declared outside it: identifiers that stand for variables, and not for
// properties, labels or types, resolved by the scopes in which they stand.

import { boundNames, childrenOf, type Identifier, type Node, type VariableDeclaration } from "./syntax.js";

/** The names that a scope declares, and the scopes around it within the piece. */
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly around: Scope | undefined;
}

type Fields = Readonly<Record<string, Node | readonly Node[] | boolean | null | undefined>>;

/** How many functions, methods and field initializers may stand around a use: none, where it runs with the piece itself. */
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
    switch (node.type) {
      case "Identifier":
      case "JSXIdentifier":
        if (isLater || this.#which === "all") this.#use((node as Identifier).name, scope);
        return;
      case "MemberExpression":
      case "JSXMemberExpression":
        this.visit(fields["object"] as Node, scope, isLater);
        if (fields["computed"] === true) this.visit(fields["property"] as Node, scope, isLater);
        return;
      case "JSXAttribute":
        return this.visit(fields["value"] as Node | null, scope, isLater);
      case "Property":
      case "MethodDefinition":
        return this.#visitMember(fields, scope, isLater, isLater);
      case "PropertyDefinition":
      case "AccessorProperty":
        return this.#visitMember(fields, scope, isLater, isLater || fields["static"] !== true);
      case "TSAbstractMethodDefinition":
      case "TSAbstractPropertyDefinition":
      case "TSAbstractAccessorProperty":
        if (fields["computed"] === true) this.visit(fields["key"] as Node, scope, isLater);
        return;
      case "LabeledStatement":
        return this.visit(fields["body"] as Node, scope, isLater);
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "TSDeclareFunction":
        return;
      case "ExportNamedDeclaration":
        if (fields["source"] || fields["exportKind"] === ("type" as unknown)) return;
        break;
      case "ExportSpecifier":
        // Whoever imports it uses it, whenever that is.
        if (fields["exportKind"] !== ("type" as unknown)) this.visit(fields["local"] as Node, scope, true);
        return;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.#visitFunction(node, scope);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#visitClass(fields, scope, isLater);
      case "TSEnumDeclaration":
        return this.#visitEnum(node, scope, isLater);
      case "TSModuleDeclaration":
        return this.visit(fields["body"] as Node | null, scope, isLater);
      case "TSImportEqualsDeclaration":
        return this.#visitReference(fields["moduleReference"] as Node, scope, isLater);
      case "BlockStatement":
      case "StaticBlock":
      case "TSModuleBlock":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
      case "SwitchStatement":
      case "CatchClause":
        return this.#visitChildren(node, { names: new Set(lexicalNames(node)), around: scope }, isLater);
    }
    if (node.type.startsWith("TS") && !holdsValues.has(node.type)) return;
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
    for (const decorator of (fields["decorators"] as readonly Node[] | undefined) ?? []) {
      this.visit(decorator, scope, isLater);
    }
    if (fields["computed"] === true) this.visit(fields["key"] as Node, scope, isLater);
    this.visit(fields["value"] as Node | null, scope, isValueLater);
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
  const { declaration, id, kind } = statement as Node & {
    readonly declaration?: Node | null;
    readonly id?: Identifier | null;
    readonly kind?: string;
  };
  if (/^Export/.test(statement.type)) return declaration ? declarationNames(declaration) : [];
  if (statement.type === "VariableDeclaration") {
    if (kind === "var") return [];
    return (statement as VariableDeclaration).declarations.flatMap((each) => boundNames(each.id));
  }
  const declares = /^(?:Function|Class|TSEnum|TSModule|TSImportEquals)Declaration$/.test(statement.type);
  return declares && id?.type === "Identifier" ? [id.name] : [];
}

/** Adds the names that `var` declares below a node, in no function of its own. */
export function variableNames(node: Node, found = new Set<string>()): Set<string> {
  for (const child of childrenOf(node)) {
    if (/Function|^Class|Expression$|^TS/.test(child.type)) continue;
    if (child.type === "VariableDeclaration" && (child as VariableDeclaration).kind === "var") {
      for (const { id } of (child as VariableDeclaration).declarations) {
        for (const name of boundNames(id)) found.add(name);
      }
    }
    variableNames(child, found);
  }
  return found;
}
