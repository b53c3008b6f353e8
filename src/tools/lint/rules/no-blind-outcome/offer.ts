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
import type { Entering } from "./entering.js";
import type { Question } from "./reasons.js";

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
  const { declaration, declarator, call, isAsync } = entering;
  const rest = restOf(entering, file);
  if (!rest || declarator.id.type !== "Identifier" || !isMovable(rest, declaration, file)) return undefined;
  const values = valuesOf(entering);
  if (!values) return undefined;
  const isAwaited = isAsync || rest.nodes.some((node) => awaits(node, file));
  if (isAwaited && !takesAwait(declaration, file)) return undefined;
  const from = moduleOf(call, file) ?? "await-using";
  const imported = importOf(isAsync ? "withAsync" : "withSync", from, file, projectOf(file.path));
  if (!imported || ours.nameOf(call.callee) === undefined) return undefined;
  const { name } = declarator.id;
  const head = headOf(
    entering,
    rest,
    { driver: imported.name, held: values.length > 0 ? name : "", isAwaited },
    file,
  );
  return [
    ...imported.edits,
    { range: declaration.range, text: head },
    ...values.map(({ range }) => ({ range, text: name })),
    ...endingOf(entering, rest, file),
  ];
}

/** Tells whether the statements mean in a function of their own what they meant: only a `return` of a whole body does. */
function isMovable({ nodes, isBody }: Rest, declaration: Node, file: File): boolean {
  const jumps = jumpsOf(nodes, file.code);
  const returns = jumps.filter(({ type }) => type === "ReturnStatement");
  if (jumps.length > returns.length) return false;
  if (returns.length > 0 && (!isBody || isGenerator(ownerOf(declaration)))) return false;
  return !nodes.some(({ type }) => /^(Import|Export)/.test(type)) && !leaksNames(nodes, file);
}

/** Each `held.value`; undefined if something else is read of what is held. */
function valuesOf({ variable }: Entering): readonly Node[] | undefined {
  const reads = (variable?.references ?? []).filter(({ init }) => init !== true);
  const values = reads.map(({ identifier }) => identifier.parent as Node | undefined);
  const isValue = (node: Node | undefined): node is Node =>
    node?.type === "MemberExpression" && nameOf(node) === "value" && !node.optional;
  return values.every(isValue) ? values : undefined;
}

/** `return await withAsync(manager, async (held) => {`. */
function headOf(
  { manager }: Entering,
  { nodes }: Rest,
  { driver, held, isAwaited }: { driver: string; held: string; isAwaited: boolean },
  { code }: File,
): string {
  const returns = jumpsOf(nodes, code).some((node) => node.type === "ReturnStatement" && node.argument);
  const keywords = (returns ? "return " : "") + (isAwaited ? "await " : "");
  const text = code.text.slice(...manager.range);
  return `${keywords}${driver}(${text}, ${isAwaited ? "async " : ""}(${held}) => {`;
}

/** The end of the driver's call, with the options that were given, and what is before it one step further in. */
function endingOf({ declaration, call, manager }: Entering, rest: Rest, file: File): readonly Edit[] {
  const { code } = file;
  const given = code.text.slice(manager.range[1], call.range[1] - 1).replace(/,\s*$/, "");
  const isProgram = declaration.parent.type === "Program";
  const eol = code.text.includes("\r\n") ? "\r\n" : "\n";
  const end = isProgram ? rest.end : code.text.slice(0, rest.end).trimEnd().length;
  return [
    ...indents(declaration.range[1], end, code),
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
