// A class with `[exit]` whose disposer says nothing: where the engine calls it, nobody knows how the block ended, and a
// transaction that only rolls back there loses what was good without a word.

import type { Edit } from "../../edits/edit.js";
import { type OwnExports } from "../../code/own-exports.js";
import { around, bare, nameOf, type Node, within } from "../../code/ast.js";
import type { File } from "../../code/file.js";
import { importOf } from "../../edits/imports.js";
import { projectOf } from "../../project/runtime.js";
import { type Body, type Method, methodsOf } from "./members.js";

/** A disposer that says nothing. */
export interface Silent {
  readonly method: Method;
  /** What it should return. */
  readonly call: "unconfirmed" | "unconfirmedSync";
}

/** Finds the disposers of a class or an object with `[exit]` that do not say that nobody knew how the block ended. */
export function silentDisposers(body: Body, file: File, ours: OwnExports): Silent[] {
  const methods = methodsOf(body, file, ours);
  if (!methods.some(({ key }) => key === "[exit]")) return [];
  return methods.flatMap((method): Silent[] => {
    const call =
      method.key === "[asyncDispose]" ? "unconfirmed" : method.key === "[dispose]" ? "unconfirmedSync" : "";
    return call === "" || says(method, methods, file, ours) ? [] : [{ method, call }];
  });
}

/** `return unconfirmed(this);` in its place, with the import. */
export function toUnconfirmed({ method, call }: Silent, file: File): readonly Edit[] | undefined {
  const imported = importOf(call, "await-using", file, projectOf(file.path));
  const { body } = method.fn;
  if (!imported) return undefined;
  const said = `${imported.name}(this)`;
  return [
    ...imported.edits,
    { range: body.range, text: body.type === "BlockStatement" ? `{ return ${said}; }` : said },
  ];
}

/** It returns or awaits `unconfirmed(this)`, a disposer of `super`, or a method of its own that does; or it throws. */
function says(
  { fn, key }: Method,
  methods: readonly Method[],
  file: File,
  ours: OwnExports,
  depth = 0,
): boolean {
  if (fn.body.type === "BlockStatement" && fn.body.body.at(-1)?.type === "ThrowStatement") return true;
  return [...within(fn.body, file.code, true)].some((node) => {
    if (node.type !== "CallExpression") return false;
    const callee = bare(node.callee);
    const name = ours.nameOf(callee);
    if (name === "unconfirmedSync") return true;
    if (key !== "[dispose]" && !isKept(node, fn.body)) return false;
    if (name === "unconfirmed") return true;
    if (callee.type !== "MemberExpression") return false;
    if (callee.object.type === "Super") return true;
    if (callee.object.type !== "ThisExpression" || depth > 2) return false;
    const called = symbolOf(callee) ?? nameOf(callee);
    const own = methods.find((method) => method.key === called && method.fn !== fn);
    return own !== undefined && own.key !== "[exit]" && says(own, methods, file, ours, depth + 1);
  });
}

function symbolOf(callee: Node): string | undefined {
  const name = /^Symbol\.(dispose|asyncDispose)$/.exec(nameOf(callee) ?? "")?.[1];
  return name === undefined ? undefined : `[${name}]`;
}

/** What the call gives is returned, awaited, or the value of an arrow: its rejection is not lost. */
function isKept(call: Node, body: Node): boolean {
  if (call === body) return true;
  for (const parent of around(call)) {
    if (parent.type === "ReturnStatement" || parent.type === "AwaitExpression") return true;
    if (parent === body) return body.type !== "BlockStatement";
    if (parent.type === "ExpressionStatement") return false;
  }
  return false;
}
