// Where a declaration with `using` may stand, what it may be called, and how text moves into a block.

import type { Rule } from "eslint";
import { around, contains, isFunction, type Node, type SourceCode, within } from "../code/ast.js";
import type { File } from "../code/file.js";
import type { Edit } from "./imports.js";
import { ownerOf } from "../rules/prefer-using/site.js";

/** The address of a rule's page: the one that is published with the package. */
export function pageOf(rule: string): string {
  return `https://unpkg.com/await-using/docs/rules/${rule}.md`;
}

/** Returns `edits` as ESLint's fixes. */
export function applied(edits: readonly Edit[]): (fixer: Rule.RuleFixer) => Rule.Fix[] {
  return (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange([...range], text));
}

/** Tells whether `statement` may be a declaration with `using`, or `await using`. */
export function takesDeclaration(statement: Node, file: File, awaits: boolean): boolean {
  const holder = statement.parent;
  if (holder?.type === "Program") return file.module;
  if (holder?.type !== "BlockStatement" && holder?.type !== "StaticBlock") return false;
  return !awaits || takesAwait(statement, file);
}

/** Tells whether `await` may stand at `node`. */
export function takesAwait(node: Node, file: File): boolean {
  const owner = ownerOf(node);
  if (isFunction(owner)) return owner.async && !isInParameters(owner, node);
  return owner === undefined && file.module && ![...around(node)].some(({ type }) => IN_CLASS.test(type));
}

const IN_CLASS = /^(PropertyDefinition|AccessorProperty|TSModuleBlock)$/;

function isInParameters(owner: { params: readonly Node[] }, node: Node): boolean {
  return owner.params.some((parameter) => contains(parameter, node));
}

/** Returns `base`, or `base` with a number, such that the file has no such name yet. */
export function freshName(base: string, file: File): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (!file.words.has(name)) return name;
  }
}

/** The jumps out of `nodes`, which are statements of one list: what they return, yield, break and continue. */
export function jumpsOf(nodes: readonly Node[], code: SourceCode): Node[] {
  return nodes
    .flatMap((node) => [...within(node, code, true)])
    .filter((node) => {
      if (node.type === "ReturnStatement" || node.type === "YieldExpression") return true;
      return (node.type === "BreakStatement" || node.type === "ContinueStatement") && !isWithin(node, nodes);
    });
}

const LOOP = /^(For(In|Of)?|While|DoWhile)Statement$/;

/** Tells whether what a `break` or `continue` leaves or repeats is one of `nodes`, or in one. */
function isWithin(jump: Node, nodes: readonly Node[]): boolean {
  if (jump.type !== "BreakStatement" && jump.type !== "ContinueStatement") return true;
  for (let node: Node | undefined = jump; node; node = node.parent) {
    const isTarget = jump.label
      ? node.type === "LabeledStatement" && node.label.name === jump.label.name
      : LOOP.test(node.type) || (jump.type === "BreakStatement" && node.type === "SwitchStatement");
    if (isTarget) return true;
    if (nodes.includes(node)) return false;
  }
  return false;
}

/** Tells whether something that `nodes` declare is used outside them. */
export function leaksNames(nodes: readonly Node[], file: File): boolean {
  const isIn = (inner: Node): boolean => nodes.some((node) => contains(node, inner));
  return file.variables.some(
    ({ defs, references }) =>
      defs.some(({ name }) => isIn(name)) && references.some(({ identifier }) => !isIn(identifier)),
  );
}

/** Tells whether code of `nodes` themselves awaits. */
export function isAwaiting(nodes: readonly Node[], code: SourceCode): boolean {
  return nodes
    .flatMap((node) => [...within(node, code, true)])
    .some(
      (node) =>
        node.type === "AwaitExpression" ||
        (node.type === "ForOfStatement" && node.await) ||
        (node.type === "VariableDeclaration" && node.kind === "await using"),
    );
}

/** One step of indentation more for the lines that begin between `start` and `end`. */
export function indents(start: number, end: number, code: SourceCode): Edit[] {
  const { text } = code;
  const frozen = code.ast.tokens
    .filter(({ type, loc }) => /^(Template|String)$/.test(type) && loc.start.line !== loc.end.line)
    .map(({ range }) => range);
  const unit = /^\t/m.test(text) ? "\t" : (/^( {2,8})\S/m.exec(text)?.[1] ?? "  ");
  const edits: Edit[] = [];
  for (let at = text.indexOf("\n", start) + 1; at > 0 && at < end; at = text.indexOf("\n", at) + 1) {
    const isEmpty = /^\r?\n/.test(text.slice(at, at + 2));
    if (!isEmpty && !frozen.some(([a, b]) => a < at && at < b)) edits.push({ range: [at, at], text: unit });
  }
  return edits;
}
