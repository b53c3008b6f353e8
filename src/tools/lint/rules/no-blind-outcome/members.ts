// The methods of classes and of object literals, and which of them is an exit or a disposer.

import type { TSESTree } from "@typescript-eslint/utils";
import type { OwnExports } from "../../code/own-exports.js";
import { bare, isFunction, nameOf, type Node, symbolName } from "../../code/ast.js";
import { declarationOf, type File, variableOf } from "../../code/file.js";

export type Body = TSESTree.ClassBody | TSESTree.ObjectExpression;

/** A method, a getter's place aside, or a property whose value is a function. */
export interface Method {
  readonly node: Node;
  readonly fn: TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression;
  /** The key: a name, "[exit]", "[dispose]", "[asyncDispose]"; undefined if it cannot be read. */
  readonly key: string | undefined;
}

/** The methods of instances that a class or an object literal writes out. */
export function methodsOf(body: Body, file: File, ours: OwnExports): Method[] {
  const members: readonly Node[] = body.type === "ClassBody" ? body.body : body.properties;
  return members.flatMap((node): Method[] => {
    if (node.type !== "MethodDefinition" && node.type !== "PropertyDefinition" && node.type !== "Property")
      return [];
    if (node.type !== "Property" && node.static) return [];
    if ("kind" in node && (node.kind === "get" || node.kind === "set" || node.kind === "constructor"))
      return [];
    const fn = node.value && bare(node.value);
    if (!isFunction(fn) || fn.type === "FunctionDeclaration") return [];
    return [{ node, fn, key: keyOf(node, file, ours) }];
  });
}

/** The property `name` of a class or an object literal. */
export function propertyOf(body: Body, name: string): Node | undefined {
  const members: readonly Node[] = body.type === "ClassBody" ? body.body : body.properties;
  for (const node of members) {
    if (node.type !== "PropertyDefinition" && node.type !== "Property") continue;
    if (!node.computed && nameOf(node.key) === name && node.value) return bare(node.value);
  }
  return undefined;
}

function keyOf(
  node: TSESTree.MethodDefinition | TSESTree.PropertyDefinition | TSESTree.Property,
  file: File,
  ours: OwnExports,
): string | undefined {
  return node.computed ? symbolKey(bare(node.key), file, ours) : nameOf(node.key);
}

const SYMBOLS: Readonly<Record<string, string>> = {
  "Symbol.dispose": "[dispose]",
  "Symbol.asyncDispose": "[asyncDispose]",
  dispose: "[dispose]",
  asyncDispose: "[asyncDispose]",
  exit: "[exit]",
};

/** `[exit]`, `[Symbol.for("await-using.exit")]`, `[Symbol.asyncDispose]`, a constant that is one of these, a literal. */
function symbolKey(key: Node, file: File, ours: OwnExports): string | undefined {
  if (key.type === "Literal") return String(key.value);
  if (key.type === "CallExpression") {
    const [name] = key.arguments;
    const isFor = key.callee.type === "MemberExpression" && symbolName(key.callee) === "Symbol.for";
    return isFor && name?.type === "Literal" && name.value === "await-using.exit" ? "[exit]" : undefined;
  }
  const known = SYMBOLS[symbolName(key) ?? ours.nameOf(key) ?? ""];
  if (known !== undefined || key.type !== "Identifier") return known;
  const variable = variableOf(file, key);
  const init = variable && declarationOf(variable)?.declarator.init;
  return init ? symbolKey(bare(init), file, ours) : undefined;
}
