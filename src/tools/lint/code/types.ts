// Types, where the parser has them. TypeScript itself is not imported: its program answers.

import type { TSESTree } from "@typescript-eslint/utils";
import type ts from "typescript";
import type { Node, SourceCode } from "./ast.js";

/** A program with types, as far as the rule asks it. */
export interface Types {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly options: ts.CompilerOptions;
  /** TypeScript's node for one of the syntax tree. */
  node(node: Node): ts.Node;
  /** The type of an expression where it stands. */
  at(node: Node): ts.Type;
}

interface Services {
  readonly program?: ts.Program | null;
  readonly esTreeNodeToTSNodeMap?: { get(node: TSESTree.Node): ts.Node };
}

/** Returns the types of a file, if typescript-eslint's parser read it with them. */
export function typesOf(code: SourceCode): Types | undefined {
  const { program, esTreeNodeToTSNodeMap: map } = (code.parserServices ?? {}) as Services;
  if (!program || !map) return undefined;
  const checker = program.getTypeChecker();
  return {
    program,
    checker,
    options: program.getCompilerOptions(),
    node: (node) => map.get(node),
    at: (node) => checker.getTypeAtLocation(map.get(node)),
  };
}

/** The name of a type that the language has built in: "any", "null", "undefined", … */
function intrinsic(type: ts.Type): string | undefined {
  return (type as { intrinsicName?: string }).intrinsicName;
}

/** The members of a union; a type that is none is its own. */
export function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/** Tells whether nothing is known of the type. */
export function isOpaque(type: ts.Type): boolean {
  return ["any", "unknown", "error"].includes(intrinsic(type) ?? "");
}

/** Tells whether the type is null, undefined or void. */
export function isNullish(type: ts.Type): boolean {
  return ["null", "undefined", "void"].includes(intrinsic(type) ?? "");
}

/** Tells whether null or undefined is a member of the type. */
export function isNullable(type: ts.Type): boolean {
  return membersOf(type).some(isNullish);
}

/** The property of a type that is `Symbol.dispose` or `Symbol.asyncDispose`. */
export function disposerOf(type: ts.Type, symbol: "dispose" | "asyncDispose"): ts.Symbol | undefined {
  return type
    .getApparentProperties()
    .find(({ escapedName }) => new RegExp(`^__@${symbol}(@|$)`).test(String(escapedName)));
}

/** Tells whether values of the type can be awaited, or are nothing. */
export function isAwaitable(type: ts.Type): boolean {
  return membersOf(type).every(
    (member) => isOpaque(member) || isNullish(member) || member.getProperty("then") !== undefined,
  );
}
