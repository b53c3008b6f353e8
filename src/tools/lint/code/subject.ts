// A name for a resource, by what it is made of.

import { bare, nameOf, type Node, rootOf } from "./ast.js";

/** What a resource is about, for its name: of `enter(pool)` the pool, of `listen(socket, …)` the socket. */
export function subjectOf(call: Node): string {
  const inner = bare(call);
  if (inner.type === "AwaitExpression") return subjectOf(inner.argument);
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
