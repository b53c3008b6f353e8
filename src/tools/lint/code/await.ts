// Where code awaits, and where it may: `await`, and a declaration with `using`.

import { around, contains, isFunction, type Node, within } from "./ast.js";
import type { File } from "./file.js";
import { ownerOf } from "./owner.js";

/** Tells whether `node` awaits: `await`, `for await`, `await using`, but for what is in functions in it. */
export function awaits(node: Node, { code }: File): boolean {
  return [...within(node, code, true)].some(
    (inner) =>
      inner.type === "AwaitExpression" ||
      (inner.type === "ForOfStatement" && inner.await) ||
      (inner.type === "VariableDeclaration" && inner.kind === "await using"),
  );
}

/** Tells whether `statement` may be a declaration with `using`, or `await using`. */
export function takesDeclaration(statement: Node, file: File, isAwaited: boolean): boolean {
  const holder = statement.parent;
  if (holder?.type === "Program") return file.module;
  if (holder?.type !== "BlockStatement" && holder?.type !== "StaticBlock") return false;
  return !isAwaited || takesAwait(statement, file);
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
