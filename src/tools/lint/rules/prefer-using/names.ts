// The name of a declared release: an underscore and what it releases, unused in the file.

import { bare, nameOf, type Node, rootOf, type Variable } from "../../code/ast.js";
import type { File } from "../../code/file.js";
import type { Site } from "./site.js";

/** Returns a name for the binding of F's release: `_job` for `job.release()`. */
export function bindingName(site: Site, file: File, resource?: string): string {
  return unusedName(`_${resource ?? subjectOf(site)}`, site, file);
}

/** Returns `base`, or `base` with a number, such that nothing of that name is used near the site. */
export function unusedName(base: string, site: Site, file: File): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (isUnused(name, site, file)) return name;
  }
}

/** A name that occurs nowhere, or only as the bindings of other releases, none of them in scope here. */
function isUnused(name: string, site: Site, file: File): boolean {
  const count = file.words.get(name) ?? 0;
  if (count === 0) return true;
  const others = file.variables.filter((variable) => variable.name === name);
  const isRelease = others.every(
    ({ defs, references }) =>
      defs.length === 1 &&
      /^(await )?using$/.test((defs[0]?.parent as { kind?: string } | undefined)?.kind ?? "") &&
      references.every(({ init }) => init === true),
  );
  if (!isRelease || others.length !== count) return false;
  // B's own names too: B may move into the list where the declaration stands.
  for (let scope: Variable["scope"] | null = file.code.getScope(site.body); scope; scope = scope.upper) {
    if (scope.set.has(name)) return false;
  }
  return true;
}

/** What F is about: the receiver of its call, the variable it resets, the function it calls. */
function subjectOf({ steps }: Site): string {
  const [step, another] = steps;
  if (!step || another) return "cleanup";
  return cleaned(subjectIn(step));
}

/** The word for what one call is about. */
export function word(call: Node): string {
  return cleaned(subjectIn(call));
}

function subjectIn(node: Node): string | undefined {
  switch (node.type) {
    case "ExpressionStatement":
      return subjectIn(node.expression);
    case "IfStatement":
      return node.alternate ? undefined : subjectIn(node.consequent);
    case "BlockStatement":
      return node.body.length === 1 && node.body[0] ? subjectIn(node.body[0]) : undefined;
    case "AwaitExpression":
      return subjectIn(node.argument);
    case "UnaryExpression":
      return subjectIn(node.argument);
    case "LogicalExpression":
      return subjectIn(node.right);
    case "AssignmentExpression":
      return subjectIn(node.left);
    case "ChainExpression":
      return subjectIn(node.expression);
    case "TSNonNullExpression":
      return subjectIn(node.expression);
    case "CallExpression": {
      const callee = bare(node.callee);
      // `set.delete(key)` and `emitter.off("end", listener)` are about the key and the listener.
      const isListener = /^(off|remove(Event)?Listener)$/.test(nameOf(callee) ?? "");
      const subject = isListener
        ? node.arguments[1]
        : node.arguments.length === 1
          ? node.arguments[0]
          : undefined;
      if (subject?.type === "Identifier" && subject.name !== "undefined") return subject.name;
      return callee.type === "MemberExpression" ? receiver(callee.object) : nameOf(callee);
    }
    case "MemberExpression":
      return nameOf(node);
    default:
      return nameOf(node);
  }
}

/** The word for what a method is called on: of `this.socket` the field, of a call the bottom of the chain. */
function receiver(node: Node): string | undefined {
  const inner = bare(node);
  if (inner.type === "MemberExpression") return nameOf(inner) ?? receiver(inner.object);
  if (inner.type === "CallExpression") {
    const callee = bare(inner.callee);
    return callee.type === "MemberExpression" ? receiver(callee.object) : nameOf(callee);
  }
  return nameOf(rootOf(inner));
}

function cleaned(name: string | undefined): string {
  const letters = (name ?? "").replace(/^[_#]+/, "").replace(/[^\w$]/g, "");
  return /^[A-Za-z$]/.test(letters) && letters !== "super" ? letters : "cleanup";
}
