// The suggestions: a driver in the place of the `try`, or a declaration in its block.

import type { TSESTree } from "@typescript-eslint/utils";
import { freshName } from "../../code/resource-name.js";
import { awaits, takesAwait } from "../../code/await.js";
import { jumpsOf } from "../../code/bounds.js";
import type { Edit } from "../../edits/edit.js";
import { ownerOf } from "../../code/owner.js";
import { bare, bindings, contains, isFunction, nameOf, type Node } from "../../code/ast.js";
import { type File, variableOf } from "../../code/file.js";
import { importOf } from "../../edits/imports.js";
import { projectOf } from "../../project/runtime.js";

/** A manager that is driven by hand: entered by the statement before a `try`, left by the only one of its finalizer. */
export interface Hand {
  readonly node: TSESTree.TryStatement;
  readonly finalizer: TSESTree.BlockStatement;
  /** The statement that enters the manager. */
  readonly entering: TSESTree.Statement;
  /** What holds the value, with its type: `value`, `{ rows }: Result`. */
  readonly pattern: Node | undefined;
  readonly manager: string;
  readonly isAsync: boolean;
}

/** Returns how the manager is driven, if the `try` is all there is to it. */
export function handOf(
  node: TSESTree.TryStatement,
  call: TSESTree.CallExpression,
  file: File,
): Hand | undefined {
  const { finalizer, parent } = node;
  const { text } = file.code;
  const exit = bare(call.callee);
  if (!finalizer || finalizer.body.length !== 1 || exit.type !== "MemberExpression" || exit.optional)
    return undefined;
  if (call.optional || !isSteady(exit.object, file)) return undefined;
  if (parent.type !== "BlockStatement" && parent.type !== "Program") return undefined;
  const list = parent.body as readonly TSESTree.Statement[];
  const entering = list[list.indexOf(node) - 1];
  if (!entering) return undefined;
  const isAsync = nameOf(exit) === "__aexit__";
  const manager = text.slice(...exit.object.range);
  const wanted = isAsync ? "__aenter__" : "__enter__";
  const found = enteredBy(entering);
  if (!found || found.method !== wanted || found.awaited !== isAsync) return undefined;
  if (text.slice(...found.manager.range) !== manager || isSeenOutside(entering, node, file)) return undefined;
  return { node, finalizer, entering, pattern: found.pattern, manager, isAsync };
}

/** `const value = await cm.__aenter__();`, or without the value. */
function enteredBy(
  statement: TSESTree.Statement,
): { method: string | undefined; awaited: boolean; manager: Node; pattern: Node | undefined } | undefined {
  let expression: Node | null = null;
  let pattern: Node | undefined;
  if (statement.type === "ExpressionStatement") expression = statement.expression;
  if (statement.type === "VariableDeclaration" && statement.kind === "const") {
    const [declarator, another] = statement.declarations;
    if (!declarator || another) return undefined;
    expression = declarator.init;
    pattern = declarator.id;
  }
  if (!expression) return undefined;
  const awaited = expression.type === "AwaitExpression";
  const call = expression.type === "AwaitExpression" ? expression.argument : expression;
  if (call.type !== "CallExpression" || call.arguments.length > 0 || call.optional) return undefined;
  const { callee } = call;
  if (callee.type !== "MemberExpression" || callee.optional) return undefined;
  return { method: nameOf(callee), awaited, manager: callee.object, pattern };
}

/** The same object at the enter and at the exit: a variable that is not written, `this`, or a property of those. */
function isSteady(node: Node, file: File): boolean {
  if (node.type === "ThisExpression") return true;
  if (node.type === "MemberExpression")
    return !node.computed && !node.optional && isSteady(node.object, file);
  if (node.type !== "Identifier") return false;
  const variable = variableOf(file, node);
  return variable !== undefined && variable.references.filter((r) => r.isWrite()).length <= 1;
}

/** Tells whether the value is used outside the `try`. */
function isSeenOutside(entering: Node, node: Node, { code }: File): boolean {
  return (code.getDeclaredVariables?.(entering) ?? [])
    .flatMap(({ references }) => references)
    .some(({ identifier, init }) => init !== true && !contains(node, identifier));
}

/** `await withAsync(cm, async (value) => { … });` */
export function toWith(hand: Hand, file: File): readonly Edit[] | undefined {
  const { node, isAsync, pattern, manager } = hand;
  const { code } = file;
  const parts = [node.block, ...(node.handler ? [node.handler] : [])];
  const jumps = jumpsOf(parts, code);
  const owner = ownerOf(node);
  const returns = jumps.filter(({ type }) => type === "ReturnStatement") as TSESTree.ReturnStatement[];
  // A `return` means what it meant where the `try` is the last of a function's body.
  const isLast =
    isFunction(node.parent.parent) && (node.parent as TSESTree.BlockStatement).body.at(-1) === node;
  if (jumps.length > returns.length) return undefined;
  if (returns.length > 0 && (!isLast || (isFunction(owner) && owner.generator))) return undefined;
  const isAwaited = isAsync || parts.some((part) => awaits(part, file));
  if (isAwaited && !takesAwait(node, file)) return undefined;
  const names = pattern ? new Set([...bindings(pattern)].map(({ name }) => name)) : new Set<string>();
  // A parameter and a declaration of the body cannot share a name.
  if (!node.handler && declares(node.block, names, file)) return undefined;
  const imported = imports(isAsync ? "withAsync" : "withSync", file);
  if (!imported) return undefined;
  const value = pattern ? code.text.slice(...pattern.range) : "";
  const start =
    (returns.some(({ argument }) => argument) ? "return " : "") +
    (isAwaited ? "await " : "") +
    `${imported.name}(${manager}, ${isAwaited ? "async " : ""}(${value}) =>`;
  const semi = semiOf(hand, file);
  return [
    ...imported.edits,
    without(hand.entering, file),
    ...(node.handler
      ? [insert(node.range[0], `${start} { `), ending(hand, file, ` })${semi}`)]
      : [{ range: keywordOf(node), text: start }, ending(hand, file, `)${semi}`)]),
  ];
}

/** `{ await using held = await enter(cm); const value = held.value; … }` */
export function toEnter(hand: Hand, file: File): readonly Edit[] | undefined {
  const { node, isAsync, pattern, manager } = hand;
  const { text } = file.code;
  if (isAsync && !takesAwait(node, file)) return undefined;
  const names = pattern ? new Set([...bindings(pattern)].map(({ name }) => name)) : new Set<string>();
  if (!node.handler && declares(node.block, names, file)) return undefined;
  const imported = imports(isAsync ? "enter" : "enterSync", file);
  if (!imported) return undefined;
  const semi = semiOf(hand, file);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const base = indentOf(node.range[0], text);
  const first = node.block.body[0];
  const inner =
    first && first.loc.start.line > node.loc.start.line ? indentOf(first.range[0], text) : `${base}  `;
  const held = freshName(pattern ? "held" : "_held", file);
  const lines = [
    isAsync
      ? `await using ${held} = await ${imported.name}(${manager})${semi}`
      : `using ${held} = ${imported.name}(${manager})${semi}`,
    ...(pattern ? [`const ${text.slice(...pattern.range)} = ${held}.value${semi}`] : []),
  ];
  const opening = `{${lines.map((line) => `${eol}${inner}${line}`).join("")}`;
  const edits = [...imported.edits, without(hand.entering, file)];
  if (node.handler) {
    return [
      ...edits,
      insert(node.range[0], `${opening}${eol}${inner}`),
      ending(hand, file, `${eol}${base}}`),
    ];
  }
  const brace = node.block.range[0];
  const between = text.slice(node.range[0] + 3, brace);
  const keyword: Edit = {
    range: [node.range[0], between.trim() === "" ? brace : node.range[0] + 3],
    text: "",
  };
  return [...edits, keyword, { range: [brace, brace + 1], text: opening }, ending(hand, file, "")];
}

/** What stands in the place of ` finally { … }`; its comments go in front. */
function ending({ node, finalizer }: Hand, { code }: File, text: string): Edit {
  const start = (node.handler ?? node.block).range[1];
  const comments =
    code.ast.comments?.filter(({ range }) => start <= range[0] && range[1] <= finalizer.range[1]) ?? [];
  const kept = comments.map(({ type, range }) => {
    const comment = code.text.slice(...range);
    return (type as string) === "Line"
      ? ` /* ${comment.slice(2).trim().replaceAll("*/", "* /")} */`
      : ` ${comment}`;
  });
  return { range: [start, finalizer.range[1]], text: text + kept.join("") };
}

/** The statement is taken out with its line. */
function without(statement: Node, { code: { text } }: File): Edit {
  const [start, end] = statement.range;
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const rest = /^[ \t]*\r?\n/.exec(text.slice(end));
  if (text.slice(line, start).trim() === "" && rest) return { range: [line, end + rest[0].length], text: "" };
  return { range: [start, end + (/^ +/.exec(text.slice(end))?.[0].length ?? 0)], text: "" };
}

function declares(block: Node, names: ReadonlySet<string>, { code }: File): boolean {
  const scope = code.getScope(block);
  return scope.block === block && scope.variables.some(({ name }) => names.has(name));
}

function imports(name: string, file: File): ReturnType<typeof importOf> {
  return importOf(name, "await-using", file, projectOf(file.path));
}

function semiOf({ entering }: Hand, { code }: File): string {
  return code.getLastToken(entering)?.value === ";" ? ";" : "";
}

function keywordOf({ range }: TSESTree.TryStatement): [number, number] {
  return [range[0], range[0] + 3];
}

function indentOf(offset: number, text: string): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

function insert(at: number, text: string): Edit {
  return { range: [at, at], text };
}
