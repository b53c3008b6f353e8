// Where no rewrite can be right. Each condition is a function that tells whether it forbids the site.

import { awaits } from "../../code/await.js";
import { isLoop, jumpsOf } from "../../code/bounds.js";
import { around, contains, isFunction, nameOf, type Node, within } from "../../code/ast.js";
import { type File, isStrict, referencesIn } from "../../code/file.js";
import type { Site } from "./site.js";

/** `finalizerJumps`: F returns, yields, or jumps out of itself. */
export function jumpsOut({ finalizer }: Site, { code }: File): boolean {
  return jumpsOf([finalizer], code).length > 0;
}

/** `finalizerThrows`: F throws what it does not catch. */
export function throwsOwnError({ finalizer }: Site, { code }: File): boolean {
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

/** `finalizerEmpty`: F is empty. */
export function isEmpty({ steps }: Site): boolean {
  return steps.length === 0;
}

/** `finalizerDeclares`: what F declares for the whole function is used outside F, or keeps its value from one turn of a loop to the next. */
export function declaresForOthers(site: Site, file: File): boolean {
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
    if (isLoop(parent)) return true;
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

/** `cannotAwait`: F awaits where no `await using` can stand. */
export function cannotAwait(site: Site, file: File): boolean {
  if (!awaits(site.finalizer, file)) return false;
  const { owner } = site;
  if (isFunction(owner)) return !owner.async;
  return (
    owner !== undefined || !file.module || [...around(site.node)].some(({ type }) => type === "TSModuleBlock")
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

/** `sentAsText`: a function around the site is sent elsewhere as text, where our import is not. */
export function isSentAsText(site: Site, file: File, serializers: readonly string[]): boolean {
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
