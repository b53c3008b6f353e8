// What ties statements to the code around them, so that they cannot become a function: their jumps, and their names.

import { contains, type Node, type SourceCode, within } from "./ast.js";
import type { File } from "./file.js";

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

/** Tells whether `node` is a loop. */
export function isLoop({ type }: Node): boolean {
  return LOOP.test(type);
}

/** Tells whether what a `break` or `continue` leaves or repeats is one of `nodes`, or in one. */
function isWithin(jump: Node, nodes: readonly Node[]): boolean {
  if (jump.type !== "BreakStatement" && jump.type !== "ContinueStatement") return true;
  for (let node: Node | undefined = jump; node; node = node.parent) {
    const isTarget = jump.label
      ? node.type === "LabeledStatement" && node.label.name === jump.label.name
      : isLoop(node) || (jump.type === "BreakStatement" && node.type === "SwitchStatement");
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
