// By types: a call or a `new` whose value has a disposer, and which is a statement of its own.

import type { TSESTree } from "@typescript-eslint/utils";
import type ts from "typescript";
import { bare, nameOf, type Node } from "../../code/ast.js";
import { disposerOf, isNullish, isOpaque, membersOf, type Types } from "../../code/types.js";
import type { Options } from "./options.js";

/** A dropped value with a disposer. */
export interface Dropped {
  readonly type: string;
  /** It has no disposer but `Symbol.asyncDispose`. */
  readonly isAsync: boolean;
}

/** Returns what the expression `node` of a statement drops; undefined if it has no disposer, or may be dropped. */
export function droppedBy(node: Node, types: Types, options: Required<Options>): Dropped | undefined {
  const inner = bare(node);
  const made = inner.type === "AwaitExpression" ? bare(inner.argument) : inner;
  if (made.type !== "NewExpression" && (made.type !== "CallExpression" || options.types !== "statements")) {
    return undefined;
  }
  if (options.ignoreCalls.includes(nameOf(bare(made.callee)) ?? "")) return undefined;
  const type = types.at(inner);
  const members = membersOf(type).filter((member) => !isNullish(member));
  if (members.length === 0 || !members.every((member) => isResource(member, types, options)))
    return undefined;
  if (made.type === "CallExpression" && isMadeElsewhere(made, type, types)) return undefined;
  return {
    type: types.checker.typeToString(type),
    isAsync: !members.every((member) => disposerOf(member, "dispose")),
  };
}

function isResource(type: ts.Type, types: Types, { ignoreTypes }: Required<Options>): boolean {
  if (isOpaque(type)) return false;
  const disposer = disposerOf(type, "dispose") ?? disposerOf(type, "asyncDispose");
  if (!disposer) return false;
  const names = [type.aliasSymbol?.name, type.getSymbol()?.name];
  return !names.some((name) => ignoreTypes.includes(name ?? "")) && !isOfPlatform(disposer, types);
}

/** Timers, streams, servers, iterators: what the platform gives lives on by custom, and is closed in other ways. */
function isOfPlatform(disposer: ts.Symbol, types: Types): boolean {
  return (disposer.declarations ?? []).some((node) => {
    const file = node.getSourceFile();
    return (
      types.program.isSourceFileDefaultLibrary(file) ||
      /\/node_modules\/(@types\/(node|bun|deno)|bun-types|@cloudflare\/workers-types)\//.test(file.fileName)
    );
  });
}

/**
 * Tells whether a call makes nothing: a method that returns what it is called on, as `emitter.on(…)` does, or what it
 * is given, as `container.add(x)` does; and what a stack returns, which disposes of it.
 */
function isMadeElsewhere(call: TSESTree.CallExpression, type: ts.Type, types: Types): boolean {
  const method = bare(call.callee);
  if (method.type === "MemberExpression" && method.object.type === "Super") return true;
  const receivers = method.type === "MemberExpression" ? [types.at(method.object)] : [];
  if (receivers.some((receiver) => receiver.getProperty("adopt") && receiver.getProperty("defer")))
    return true;
  const given = call.arguments.flatMap((argument) =>
    argument.type === "SpreadElement" ? [] : [types.at(argument)],
  );
  const symbol = type.getSymbol();
  return [...receivers, ...given]
    .flatMap((source) => [source, ...bases(source)])
    .some((source) => source === type || (symbol !== undefined && source.getSymbol() === symbol));
}

function bases(type: ts.Type): ts.Type[] {
  if (!type.isClassOrInterface()) return [];
  return (type.getBaseTypes() ?? []).flatMap((base) => [base, ...bases(base)]);
}
