// The suggestions: a driver that tells the manager how the block ended, or an outcome that must be said.

import type { TSESTree } from "@typescript-eslint/utils";
import { indents } from "../../edits/indents.js";
import { awaits, takesAwait } from "../../code/await.js";
import { jumpsOf, leaksNames } from "../../code/bounds.js";
import type { Edit } from "../../edits/edit.js";
import { ownerOf } from "../../code/owner.js";
import { isFunction, nameOf, type Node } from "../../code/ast.js";
import type { File } from "../../code/file.js";
import { importOf } from "../../edits/imports.js";
import { projectOf } from "../../project/runtime.js";
import type { Entering } from "./index.js";
import type { Question } from "./manager.js";

/** The statements that follow a declaration in its block, and where they end. */
interface Rest {
  readonly nodes: readonly TSESTree.Statement[];
  readonly end: number;
  /** The block is the body of a function, which a `return` leaves. */
  readonly isBody: boolean;
}

function restOf({ declaration, declarator }: Entering, file: File): Rest | undefined {
  const holder = declaration.parent;
  if (declaration.declarations.length !== 1 || declarator.id.type !== "Identifier") return undefined;
  if (holder.type !== "BlockStatement" && holder.type !== "Program") return undefined;
  const list = holder.body as readonly TSESTree.Statement[];
  const nodes = list.slice(list.indexOf(declaration) + 1);
  const last = nodes.at(-1) ?? declaration;
  if (holder.type === "Program") {
    const comments = file.code.getCommentsAfter(last).at(-1);
    return { nodes, end: comments?.range[1] ?? last.range[1], isBody: false };
  }
  return { nodes, end: holder.range[1] - 1, isBody: isFunction(holder.parent) };
}

/** `await withAsync(manager, async (held) => { … });`: what followed the declaration becomes its body. */
export function toWith(entering: Entering, { file, ours }: Question): readonly Edit[] | undefined {
  const { declaration, declarator, call, manager, variable, isAsync } = entering;
  const rest = restOf(entering, file);
  if (!rest || declarator.id.type !== "Identifier") return undefined;
  const { code } = file;
  const jumps = jumpsOf(rest.nodes, code);
  const returns = jumps.filter((node) => node.type === "ReturnStatement");
  const owner = ownerOf(declaration);
  // In a function of its own, only a `return` of the whole body means what it meant.
  if (jumps.length > returns.length || (returns.length > 0 && (!rest.isBody || isGenerator(owner))))
    return undefined;
  if (rest.nodes.some(({ type }) => /^(Import|Export)/.test(type)) || leaksNames(rest.nodes, file))
    return undefined;
  const reads = (variable?.references ?? [])
    .filter(({ init }) => init !== true)
    .map(({ identifier }) => identifier);
  const values = reads.map(({ parent }) => parent);
  if (
    !values.every(
      (parent) => parent?.type === "MemberExpression" && nameOf(parent) === "value" && !parent.optional,
    )
  )
    return undefined;
  const isAwaited = isAsync || rest.nodes.some((node) => awaits(node, file));
  if (isAwaited && !takesAwait(declaration, file)) return undefined;
  const imported = importOf(
    isAsync ? "withAsync" : "withSync",
    moduleOf(call, file) ?? "await-using",
    file,
    projectOf(file.path),
  );
  if (!imported || ours.nameOf(call.callee) === undefined) return undefined;
  const { id } = declarator;
  const given = code.text.slice(manager.range[1], call.range[1] - 1).replace(/,\s*$/, "");
  const head =
    (returns.some(({ argument }) => argument) ? "return " : "") +
    (isAwaited ? "await " : "") +
    `${imported.name}(${code.text.slice(...manager.range)}, ${isAwaited ? "async " : ""}(${values.length > 0 ? id.name : ""}) => {`;
  const isProgram = declaration.parent.type === "Program";
  const eol = code.text.includes("\r\n") ? "\r\n" : "\n";
  const end = isProgram ? rest.end : code.text.slice(0, rest.end).trimEnd().length;
  return [
    ...imported.edits,
    { range: declaration.range, text: head },
    ...indents(declaration.range[1], end, code),
    ...values.map((value) => ({ range: (value as Node).range, text: id.name })),
    { range: [end, end], text: `${eol}${indentOf(declaration, file)}}${given})${semiOf(declaration, file)}` },
  ];
}

/** `{ outcome: "ignored" }`, beside what is entered. */
export function toIgnored({ call, manager }: Entering): readonly Edit[] | undefined {
  if (call.arguments.length > 1) return undefined;
  return [{ range: [manager.range[1], manager.range[1]], text: ', { outcome: "ignored" }' }];
}

/** `ok()` where the block ends. */
export function toOk(entering: Entering, file: File): readonly Edit[] | undefined {
  const { declaration, declarator } = entering;
  const rest = restOf(entering, file);
  if (!rest || declarator.id.type !== "Identifier") return undefined;
  const last = rest.nodes.at(-1);
  const jumps = jumpsOf(rest.nodes, file.code).filter(({ type }) => type !== "YieldExpression");
  const isPlain = last?.type === "ReturnStatement" && isSimple(last.argument);
  if (jumps.some((jump) => !(isPlain && jump === last))) return undefined;
  const ok = `${declarator.id.name}.ok()${semiOf(declaration, file)}`;
  const indent = indentOf(declaration, file);
  const eol = file.code.text.includes("\r\n") ? "\r\n" : "\n";
  if (isPlain && last) return [{ range: [last.range[0], last.range[0]], text: `${ok}${eol}${indent}` }];
  const at = (last ?? declaration).range[1];
  return [{ range: [at, at], text: `${eol}${indent}${ok}` }];
}

/** What cannot throw once the block is through. */
function isSimple(node: Node | null): boolean {
  return node === null || node.type === "Identifier" || node.type === "Literal";
}

function isGenerator(owner: ReturnType<typeof ownerOf>): boolean {
  return isFunction(owner) && owner.generator;
}

/** The module that the file imports `enter` from. */
function moduleOf(call: TSESTree.CallExpression, { code }: File): string | undefined {
  const name = call.callee.type === "Identifier" ? call.callee.name : undefined;
  for (const node of code.ast.body) {
    if (node.type !== "ImportDeclaration") continue;
    if (node.specifiers.some(({ local }) => local.name === name)) return node.source.value;
  }
  return undefined;
}

function semiOf(node: Node, { code }: File): string {
  return code.getLastToken(node)?.value === ";" ? ";" : "";
}

function indentOf(node: Node, { code: { text } }: File): string {
  const start = text.lastIndexOf("\n", node.range[0] - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, node.range[0]))?.[0] ?? "";
}
