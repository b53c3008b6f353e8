// A name for a resource: by what it is made of, and new in the file.

import { bare, nameOf, type Node, rootOf } from "./ast.js";
import type { File } from "./file.js";

/** The name of a resource by what it is about: of `enter(pool)` the pool, of `listen(socket, …)` the socket. */
export function resourceNameOf(call: Node): string {
  const inner = bare(call);
  if (inner.type === "AwaitExpression") return resourceNameOf(inner.argument);
  if (inner.type !== "CallExpression" && inner.type !== "NewExpression") return "held";
  const [first] = inner.arguments;
  const from = first && first.type !== "SpreadElement" ? wordOf(first) : undefined;
  const name = from ?? wordOf(inner.callee) ?? "held";
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function wordOf(node: Node): string | undefined {
  const inner = bare(node);
  if (inner.type === "AwaitExpression") return wordOf(inner.argument);
  if (inner.type === "NewExpression" || inner.type === "CallExpression") return wordOf(inner.callee);
  if (inner.type !== "Identifier" && inner.type !== "MemberExpression") return undefined;
  const name = (nameOf(inner) ?? nameOf(rootOf(inner)) ?? "").replace(/^[_#]+|[^\w$]/g, "");
  return /^[A-Za-z$]/.test(name) ? name : undefined;
}

/** Returns `base`, or `base` with a number, such that the file has no such name yet. */
export function freshName(base: string, file: File): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (!file.words.has(name)) return name;
  }
}
