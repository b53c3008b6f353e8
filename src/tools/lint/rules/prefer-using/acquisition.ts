// The statement that acquired what F releases, and whether nothing comes between.

import type { TSESTree } from "@typescript-eslint/utils";
import { bare, contains, type Node, nameOf, rootOf, type Variable } from "../../code/ast.js";
import { declarationOf, type File, isWritten, variableOf } from "../../code/file.js";
import type { Site } from "./site.js";

/** A: the declaration of what F releases. */
export interface Acquisition {
  readonly variable: Variable;
  readonly declaration: TSESTree.VariableDeclaration;
  readonly declarator: TSESTree.VariableDeclarator;
  readonly init: TSESTree.Expression;
  /** The statements between it and the `try`. */
  readonly between: readonly Node[];
}

/** Returns A, if `variable` is a `const`, or as good as one, alone in a declaration of L, that acquires something. */
export function acquisitionOf(variable: Variable, site: Site): Acquisition | undefined {
  const found = declarationOf(variable);
  if (!found) return undefined;
  const { declaration, declarator } = found;
  const at = site.list.indexOf(declaration);
  const isPlain = declaration.kind === "const" || (declaration.kind === "let" && !isWritten(variable));
  if (!isPlain || at < 0 || at > site.index || declaration.declarations.length !== 1) return undefined;
  if (declarator.id.type !== "Identifier" || !declarator.init || !acquires(declarator.init)) return undefined;
  return {
    variable,
    declaration,
    declarator,
    init: declarator.init,
    between: site.list.slice(at + 1, site.index),
  };
}

const PATHS = new Set(["join", "resolve", "dirname", "basename", "normalize", "relative", "fileURLToPath"]);
const TEXTS = new Set(["String", "Number", "Boolean", "Symbol", "BigInt", "JSON", "Math", "Date", "Object"]);
const READS = new Set([
  "now",
  "cwd",
  "toString",
  "slice",
  "replace",
  "replaceAll",
  "trim",
  "tmpdir",
  "keys",
  "values",
]);

/** Tells whether an expression gives something to release: a call or a `new`, but no path, text or number. */
export function acquires(expression: Node): boolean {
  const node = bare(expression);
  if (node.type === "AwaitExpression") return acquires(node.argument);
  if (node.type === "NewExpression") return nameOf(node.callee) !== "URL" && nameOf(node.callee) !== "Date";
  if (node.type !== "CallExpression") return false;
  const callee = bare(node.callee);
  const name = nameOf(callee) ?? "";
  if (
    PATHS.has(name) &&
    (callee.type === "Identifier" || /^path|posix|win32$/i.test(nameOf(rootOf(callee)) ?? ""))
  ) {
    return false;
  }
  const root = nameOf(rootOf(callee)) ?? "";
  return !TEXTS.has(root) && !READS.has(name) && name !== "require";
}

/** Tells whether nothing between the acquisition and the `try` can throw, or is used after a block that would hold it. */
export function isInertBetween({ between }: Acquisition, site: Site, file: File, block: boolean): boolean {
  if (!between.every(isInert)) return false;
  if (!block) return true;
  const end = site.node.range[1];
  return between
    .flatMap((node) => file.code.getDeclaredVariables?.(node) ?? [])
    .every(({ references }) => references.every(({ identifier }) => identifier.range[0] < end));
}

/** Tells whether a statement runs nothing: it declares functions, literals, empty collections. */
function isInert(node: Node): boolean {
  if (node.type === "VariableDeclaration") {
    return node.declarations.every(({ id, init }) => id.type === "Identifier" && (!init || isConstant(init)));
  }
  return /^(FunctionDeclaration|EmptyStatement|TSDeclareFunction|TS(Interface|TypeAlias)Declaration)$/.test(
    node.type,
  );
}

function isConstant(expression: Node): boolean {
  const node = bare(expression);
  switch (node.type) {
    case "Literal":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true;
    case "Identifier":
      return node.name === "undefined";
    case "UnaryExpression":
      return node.operator !== "delete" && isConstant(node.argument);
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "ArrayExpression":
      return node.elements.every((element) => element === null || isConstant(element));
    case "ObjectExpression":
      return node.properties.every((p) => p.type === "Property" && !p.computed && isConstant(p.value));
    case "NewExpression":
      return (
        /^(Map|Set|WeakMap|WeakSet|Array)$/.test(nameOf(node.callee) ?? "") && node.arguments.length === 0
      );
    default:
      return false;
  }
}

/** Tells whether the resource is not used after the `try`; if a block will hold it, nowhere outside. */
export function isUnusedAfter({ variable, declaration }: Acquisition, site: Site, block: boolean): boolean {
  const [start, end] = [declaration.range[0], site.node.range[1]];
  return variable.references.every(
    ({ identifier: { range } }) => range[1] <= end && (!block || range[0] >= start),
  );
}

/** A `let` that B fills, which can become a `const` where it is filled. */
export interface Filling extends Acquisition {
  /** The statement of B that fills it. */
  readonly statement: TSESTree.ExpressionStatement;
}

/** Returns the filling of a `let`: declared in L with nothing in it, filled once by a statement of B, unused before it and outside. */
export function fillingOf(variable: Variable, site: Site, file: File): Filling | undefined {
  const found = declarationOf(variable);
  if (!found || site.handler || !site.list.includes(found.declaration)) return undefined;
  const { declaration, declarator } = found;
  const { init } = declarator;
  const isEmpty =
    !init || init.type === "Literal" ? (init?.value ?? null) === null : nameOf(init) === "undefined";
  if (declaration.kind !== "let" || declaration.declarations.length !== 1 || !isEmpty) return undefined;
  if (declarator.id.type !== "Identifier") return undefined;
  const writes = variable.references.filter((r) => r.isWrite() && r.init !== true);
  const statement = site.body.body.find(
    (node): node is TSESTree.ExpressionStatement =>
      node.type === "ExpressionStatement" &&
      node.expression.type === "AssignmentExpression" &&
      node.expression.operator === "=" &&
      node.expression.left.type === "Identifier" &&
      variableOf(file, node.expression.left) === variable,
  );
  if (!statement || writes.length !== 1 || statement.expression.type !== "AssignmentExpression")
    return undefined;
  const { right } = statement.expression;
  const isEarly = variable.references.some(
    ({ identifier, init: isInit }) =>
      isInit !== true &&
      (!contains(site.node, identifier) ||
        identifier.range[0] < statement.range[0] ||
        contains(right, identifier)),
  );
  if (isEarly || !acquires(right)) return undefined;
  const between = site.list.slice(site.list.indexOf(declaration) + 1, site.index);
  return { variable, declaration, declarator, init: right, between, statement };
}
