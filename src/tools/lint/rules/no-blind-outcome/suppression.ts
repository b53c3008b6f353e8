// A plain `await using` that suppresses: execution goes on after its block, and a function that returned a value in it
// returns undefined, whatever its type says.

import type { TSESTree } from "@typescript-eslint/utils";
import type ts from "typescript";
import type { Edit } from "../../edits/edit.js";
import { ownerOf } from "../../code/owner.js";
import { bare, type FunctionNode, isFunction, nameOf, type Node, within } from "../../code/ast.js";
import { type File, variableOf } from "../../code/file.js";
import { isOpaque, membersOf, type Types } from "../../code/types.js";

/** A type of a result that a suppressed error makes untrue. */
export interface Lie {
  readonly type: string;
  /** Adds undefined to it, where it is written. */
  readonly edits: readonly Edit[] | undefined;
}

/** Finds the lie that a suppressed error in the block of `declaration` makes of the function's type, if it is one. */
export function lieOf(declaration: TSESTree.VariableDeclaration, file: File): Lie | undefined {
  const owner = ownerOf(declaration);
  if (!isFunction(owner) || owner.generator || isSetter(owner)) return undefined;
  const written = writtenType(owner);
  const type = file.types ? typedLie(owner, file.types) : written && syntacticLie(written, file);
  if (type === undefined || !reachesEnd(declaration, owner, file)) return undefined;
  const end = written?.range[1];
  const isPlain = written && !/^TS(Function|Constructor|Conditional|Infer)/.test(written.type);
  return {
    type,
    edits: isPlain && end !== undefined ? [{ range: [end, end], text: " | undefined" }] : undefined,
  };
}

function isSetter({ parent }: FunctionNode): boolean {
  return (
    (parent.type === "MethodDefinition" || parent.type === "Property") &&
    /^(set|constructor)$/.test(parent.kind)
  );
}

/** The result's type as it is written: of `Promise<T>` T, if the function is async. */
function writtenType(owner: FunctionNode): TSESTree.TypeNode | undefined {
  const type = owner.returnType?.typeAnnotation;
  if (!type || !owner.async) return type;
  if (type.type !== "TSTypeReference" || nameOf(type.typeName) !== "Promise") return undefined;
  return type.typeArguments?.params[0];
}

function typedLie(owner: FunctionNode, { checker, node }: Types): string | undefined {
  const fn = node(owner) as ts.SignatureDeclaration;
  const resultOf = (signature: ts.Signature | undefined): ts.Type | undefined => {
    const type = signature && checker.getReturnTypeOfSignature(signature);
    return type && owner.async ? (checker.getAwaitedType?.(type) ?? type) : type;
  };
  const expected = owner.returnType ? undefined : checker.getContextualType(fn as unknown as ts.Expression);
  const results = [
    resultOf(checker.getSignatureFromDeclaration(fn)),
    ...(expected?.getCallSignatures() ?? []).map(resultOf),
  ];
  const [own] = results;
  return own === undefined || results.some((type) => type !== undefined && mayBeUndefined(type))
    ? undefined
    : checker.typeToString(own);
}

function mayBeUndefined(type: ts.Type): boolean {
  return membersOf(type).some(
    (member) =>
      isOpaque(member) ||
      ["undefined", "void"].includes((member as { intrinsicName?: string }).intrinsicName ?? ""),
  );
}

/** The text of a written type, if it is sure not to have undefined in it. */
function syntacticLie(type: TSESTree.TypeNode, file: File): string | undefined {
  return isDefinite(type, file) ? file.code.text.slice(...type.range) : undefined;
}

const DEFINITE =
  /^TS(Number|String|Boolean|BigInt|Symbol|Object|Null|Never)Keyword$|^TS(Literal|Array|Tuple|TypeLiteral|Function|Constructor|TemplateLiteral|MappedType)(Type)?$|^TSTypePredicate$/;
const GLOBALS =
  /^(Array|ReadonlyArray|Map|Set|WeakMap|WeakSet|Date|RegExp|Error|Record|Buffer|URL|\w+Array|ArrayBuffer)$/;

function isDefinite(type: TSESTree.TypeNode, file: File): boolean {
  if (type.type === "TSUnionType") return type.types.every((member) => isDefinite(member, file));
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return DEFINITE.test(type.type);
  const [definition] = variableOf(file, type.typeName)?.defs ?? [];
  if (!definition) return GLOBALS.test(type.typeName.name);
  return /^(TSInterface|Class|TSEnum)Declaration$/.test(definition.node.type);
}

/** Tells whether the function's end can be reached once the block of `declaration` was left at its end. */
function reachesEnd(declaration: Node, owner: FunctionNode, file: File): boolean {
  for (let node = declaration.parent; node && node !== owner.body; node = node.parent) {
    const { parent } = node;
    if (!parent) return false;
    const list =
      parent.type === "SwitchCase" ? parent.consequent : parent.type === "BlockStatement" ? parent.body : [];
    const after = list.slice((list as readonly Node[]).indexOf(node) + 1);
    if (list.length > 0 && after.some((statement) => isLast(statement, file))) return false;
    if (parent.type === "TryStatement" && parent.finalizer && isLast(parent.finalizer, file)) return false;
    if (isEndless(parent, file)) return false;
  }
  return true;
}

/** Tells whether nothing after `statement` runs. */
function isLast(statement: Node, file: File): boolean {
  switch (statement.type) {
    case "ReturnStatement":
    case "ThrowStatement":
      return true;
    case "BlockStatement":
      return statement.body.some((inner) => isLast(inner, file));
    case "IfStatement":
      return (
        statement.alternate !== null &&
        isLast(statement.consequent, file) &&
        isLast(statement.alternate, file)
      );
    case "TryStatement":
      if (statement.finalizer && isLast(statement.finalizer, file)) return true;
      return isLast(statement.block, file) && (!statement.handler || isLast(statement.handler.body, file));
    case "SwitchStatement":
      return (
        statement.cases.some(({ test }) => test === null) &&
        (statement.cases.at(-1)?.consequent ?? []).some((inner) => isLast(inner, file)) &&
        !hasBreak(statement, file)
      );
    default:
      return isEndless(statement, file);
  }
}

/** `for (;;)`, `while (true)`, without a `break`. */
function isEndless(loop: Node, file: File): boolean {
  const isLoop =
    loop.type === "ForStatement" || loop.type === "WhileStatement" || loop.type === "DoWhileStatement";
  if (!isLoop || (loop.test === null && loop.type !== "ForStatement")) return false;
  const test = loop.test && bare(loop.test);
  return (test === null || (test.type === "Literal" && Boolean(test.value))) && !hasBreak(loop, file);
}

function hasBreak(node: Node, { code }: File): boolean {
  return [...within(node, code, true)].some(({ type }) => type === "BreakStatement");
}
