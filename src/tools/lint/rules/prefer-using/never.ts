// N1 to N6: where no rewrite can be right. Each condition is a function that tells whether it forbids the site.

import type { TSESTree } from "@typescript-eslint/utils";
import { around, contains, isFunction, nameOf, type Node, within } from "../../code/ast.js";
import { type File, isStrict, referencesIn } from "../../code/file.js";
import type { Site } from "./site.js";

const LOOPS = new Set([
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
]);

/** N1: F returns, yields, or jumps out of itself. */
export function n1({ finalizer }: Site, { code }: File): boolean {
  return [...within(finalizer, code, true)].some((node) => {
    if (node.type === "ReturnStatement" || node.type === "YieldExpression") return true;
    return (node.type === "BreakStatement" || node.type === "ContinueStatement") && leaves(node, finalizer);
  });
}

function leaves(jump: TSESTree.BreakStatement | TSESTree.ContinueStatement, finalizer: Node): boolean {
  for (const parent of around(jump)) {
    if (parent === finalizer) return true;
    if (jump.label) {
      if (parent.type === "LabeledStatement" && parent.label.name === jump.label.name) return false;
    } else if (
      LOOPS.has(parent.type) ||
      (jump.type === "BreakStatement" && parent.type === "SwitchStatement")
    ) {
      return false;
    }
  }
  return true;
}

/** N2: F throws what it does not catch. */
export function n2({ finalizer }: Site, { code }: File): boolean {
  return [...within(finalizer, code, true)].some(
    (node) => node.type === "ThrowStatement" && !isCaught(node, finalizer),
  );
}

function isCaught(node: Node, finalizer: Node): boolean {
  for (const parent of around(node)) {
    if (parent === finalizer) return false;
    if (parent.type === "TryStatement" && parent.handler && contains(parent.block, node)) return true;
  }
  return false;
}

/** N3: F is empty. */
export function n3({ steps }: Site): boolean {
  return steps.length === 0;
}

/** N4: what F declares for the whole function is used outside F, or keeps its value from one turn of a loop to the next. */
export function n4(site: Site, file: File): boolean {
  const { finalizer, node } = site;
  const declared = [...within(finalizer, file.code, true)];
  // Sloppy functions in blocks are variables of the function too, which no scope analysis tells.
  // What a direct eval of sloppy code declares nobody knows.
  const isOfFunction = (inner: Node): boolean => inner.type === "FunctionDeclaration" || isDirectEval(inner);
  if (declared.some(isOfFunction) && !isStrict(file, finalizer)) return true;
  const vars = declared.filter((n) => n.type === "VariableDeclaration" && n.kind === "var");
  if (vars.length === 0) return false;
  if (!site.owner && !file.module) return true;
  for (const parent of around(node)) {
    if (LOOPS.has(parent.type)) return true;
    if (parent === site.owner) break;
  }
  return vars
    .flatMap((declaration) => file.code.getDeclaredVariables?.(declaration) ?? [])
    .some(
      ({ defs, references }) =>
        defs.some((definition) => !contains(finalizer, definition.name)) ||
        references.some(({ identifier }) => !contains(finalizer, identifier)),
    );
}

function isDirectEval(node: Node): boolean {
  return node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "eval";
}

/** N5: F awaits where no `await using` can stand. */
export function n5(site: Site, file: File): boolean {
  if (!awaits(site.finalizer, file)) return false;
  const { owner } = site;
  if (isFunction(owner)) return !owner.async;
  return (
    owner !== undefined || !file.module || [...around(site.node)].some(({ type }) => type === "TSModuleBlock")
  );
}

/** Tells whether `node` awaits: `await`, `for await`, `await using`. */
export function awaits(node: Node, { code }: File): boolean {
  return [...within(node, code, true)].some(
    (inner) =>
      inner.type === "AwaitExpression" ||
      (inner.type === "ForOfStatement" && inner.await) ||
      (inner.type === "VariableDeclaration" && inner.kind === "await using"),
  );
}

/** The methods that send a function elsewhere as text. */
export const SERIALIZERS = [
  "evaluate",
  "evaluateHandle",
  "evaluateAll",
  "evaluateOnNewDocument",
  "$eval",
  "$$eval",
  "addInitScript",
  "waitForFunction",
  "execute",
  "executeAsync",
  "executeScript",
  "executeAsyncScript",
] as const;

/** N6: a function around the site is sent elsewhere as text, where our import is not. */
export function n6(site: Site, file: File, serializers: readonly string[]): boolean {
  return [...around(site.node)]
    .filter(isFunction)
    .some((fn) => [fn, ...usesOf(fn, file)].some((use) => isSent(use, serializers)));
}

/** Where a function with a name is used. */
function usesOf(fn: Node, file: File): Node[] {
  const holder = fn.type === "FunctionDeclaration" ? fn : fn.parent;
  if (!holder) return [];
  return (file.code.getDeclaredVariables?.(holder) ?? [])
    .filter(({ defs }) => defs.some(({ type }) => type !== ("Parameter" as typeof type)))
    .flatMap(({ references }) => references.map(({ identifier }) => identifier as Node));
}

function isSent(node: Node, serializers: readonly string[]): boolean {
  const parent = node.parent;
  switch (parent?.type) {
    case "CallExpression":
      return (
        parent.callee !== node &&
        (serializers.includes(nameOf(parent.callee) ?? "") || nameOf(parent.callee) === "String")
      );
    case "MemberExpression":
      return parent.object === node && nameOf(parent) === "toString";
    case "TemplateLiteral":
      return true;
    case "Property":
    case "ObjectExpression":
    case "TSAsExpression":
      return isSent(parent, serializers);
    default:
      return false;
  }
}

/** The variables that F uses and does not declare. */
export function captured(site: Site, file: File): ReturnType<typeof referencesIn> {
  return referencesIn(file, site.finalizer).filter(
    ({ resolved }) => !resolved?.defs.some((definition) => contains(site.finalizer, definition.name)),
  );
}
