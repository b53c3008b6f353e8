// What becomes of a resource: the way its value takes through the code, as far as the file shows it.

import type { TSESTree } from "@typescript-eslint/utils";
import { nameOf, type Node, type Variable } from "../../code/ast.js";
import { declarationOf, type File, variableOf } from "../../code/file.js";

/** Where the way of a value ends. */
export type Use =
  /** Somebody may dispose of it: it is returned, stored, passed on, released. */
  | { readonly kind: "kept" }
  /** It is a statement of its own, or a part of one that nobody reads. */
  | { readonly kind: "statement"; readonly outer: Node; readonly awaited: boolean }
  /** `using x = …`. */
  | {
      readonly kind: "held";
      readonly declaration: TSESTree.VariableDeclaration;
      readonly awaited: boolean;
      readonly outer: Node;
    }
  /** A variable holds it, and nothing takes it from there. */
  | {
      readonly kind: "variable";
      readonly declarator: TSESTree.VariableDeclarator;
      readonly variable: Variable;
    }
  /** Only a property of it is read. */
  | { readonly kind: "property"; readonly property: string; readonly outer: Node }
  /** `stack.use(enter(…))`: the stack gets a promise. */
  | { readonly kind: "used" };

const KEPT: Use = { kind: "kept" };

/** What can be read or called without disposing of a resource of ours. */
const INERT =
  /^(value|ok|fail|disposed|use|adopt|defer|deferOnError|deferOnSuccess|enter|enterSync|exit|callback|open|report|events|text)$/;

/** Follows the value of `node`. */
export function useOf(node: Node, file: File, seen: ReadonlySet<Variable> = new Set(), awaited = false): Use {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
      return useOf(parent, file, seen, true);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return useOf(parent, file, seen, awaited);
    case "ExpressionStatement":
      return { kind: "statement", outer: node, awaited };
    case "SequenceExpression":
      if (parent.expressions.at(-1) === node) return useOf(parent, file, seen, awaited);
      return { kind: "statement", outer: node, awaited };
    case "LogicalExpression":
      if (parent.left === node && parent.operator === "&&") return KEPT;
      return useOf(parent, file, seen, awaited);
    case "ConditionalExpression":
      return parent.test === node ? KEPT : useOf(parent, file, seen, awaited);
    case "MemberExpression": {
      const property = nameOf(parent) ?? "";
      return parent.object === node && INERT.test(property)
        ? { kind: "property", property, outer: parent }
        : KEPT;
    }
    case "CallExpression": {
      const isUse = parent.callee.type === "MemberExpression" && nameOf(parent.callee) === "use";
      return isUse && parent.arguments[0] === node && !awaited ? { kind: "used" } : KEPT;
    }
    case "VariableDeclarator":
      return parent.init === node ? declared(parent, node, file, seen, awaited) : KEPT;
    case "AssignmentExpression":
      return parent.right === node ? assigned(parent, file, seen) : KEPT;
    default:
      return KEPT;
  }
}

function declared(
  declarator: TSESTree.VariableDeclarator,
  outer: Node,
  file: File,
  seen: ReadonlySet<Variable>,
  awaited: boolean,
): Use {
  const declaration = declarator.parent;
  if (declaration.kind === "using" || declaration.kind === "await using") {
    return { kind: "held", declaration, awaited, outer };
  }
  if (declaration.parent.type === "ExportNamedDeclaration") return KEPT;
  if (declarator.id.type === "ObjectPattern") {
    const names = declarator.id.properties.map((p) =>
      p.type === "Property" && !p.computed ? nameOf(p.key) : "",
    );
    return names.length > 0 && names.every((name) => INERT.test(name ?? ""))
      ? { kind: "property", property: names.join(", "), outer: declarator }
      : KEPT;
  }
  if (declarator.id.type !== "Identifier") return KEPT;
  const [variable] = file.code.getDeclaredVariables?.(declarator) ?? [];
  return variable && isDropped(variable, file, seen) ? { kind: "variable", declarator, variable } : KEPT;
}

function assigned(node: TSESTree.AssignmentExpression, file: File, seen: ReadonlySet<Variable>): Use {
  if (node.left.type !== "Identifier" || !/^(\?\?|\|\|)?=$/.test(node.operator)) return KEPT;
  const variable = variableOf(file, node.left);
  const found = variable && declarationOf(variable);
  if (!found || found.declaration.parent.type === "ExportNamedDeclaration") return KEPT;
  if (node.parent.type !== "ExpressionStatement" || !isDropped(variable, file, seen)) return KEPT;
  return { kind: "variable", declarator: found.declarator, variable };
}

/** Tells whether nothing takes the value out of `variable`. */
function isDropped(variable: Variable, file: File, seen: ReadonlySet<Variable>): boolean {
  // A script's own variables belong to the other scripts too.
  if (seen.has(variable) || (variable.scope.type === ("global" as string) && !file.module)) return false;
  const next = new Set([...seen, variable]);
  return variable.references
    .filter((reference) => reference.isRead() && reference.isValueReference !== false)
    .every(
      ({ identifier }) =>
        isRead(identifier) || /^(statement|property|variable)$/.test(useOf(identifier, file, next).kind),
    );
}

/** Tells whether a variable is only tested: `typeof x`, `!x`, `x === null`, `if (x)`. */
function isRead({ parent }: Node): boolean {
  if (parent?.type === "UnaryExpression") return parent.operator !== "void";
  return parent?.type === "BinaryExpression" || parent?.type === "IfStatement";
}
