// Where a rewrite would be right and nobody would want it.

import {
  around,
  bare,
  contains,
  isFunction,
  nameOf,
  type Node,
  rootOf,
  symbolName,
  within,
} from "../../code/ast.js";
import { isLoop } from "../../code/bounds.js";
import { captured } from "./never.js";
import { type File, referencesIn } from "../../code/file.js";
import { isNothing } from "./closing.js";
import type { Taste } from "./messages.js";
import type { Site } from "./site.js";

/** Returns why a reviewer would rather keep the `try … finally`; undefined if there is no reason. */
export function tasteOf(site: Site, file: File): Taste | undefined {
  if (isTeardown(site)) return "teardown";
  if (asserts(site, file)) return "assertions";
  if (isChain(site, file)) return "chain";
  if (site.handler && site.steps.every(isReset)) return "flag";
  if (site.handler && readsOutcome(site, file)) return "bookkeeping";
  if (site.handler && site.steps.every(writesOut)) return "output";
  if (leavesOf(site.finalizer).length >= 5) return "long";
  if (loops(site)) return "loop";
  return isOld(file) ? "old" : undefined;
}

const TEARDOWN =
  /^(close|dispose|destroy|tear_?[dD]own|shut_?[dD]own|clean_?[uU]p|stop|release|disconnect|quit|terminate|un_?[mM]ount|uninstall|deactivate|finalize|after(Each|All)|(ng)?[oO]n(Module)?Destroy|component(Will|Did)Unmount|on_?[cC]lose)(?![a-z])/;
const EXACT = /^(end|after|kill|exit|__a?exit__|Symbol\.(d|asyncD)ispose)$/;
const HOOKS =
  /^(after(Each|All)?|teardown|tear_?down|onTestFinished|addCleanup|onCleanup|onExit|onClose|suiteTeardown)$/i;
const TESTS = /^(it|test|describe|suite|specify|context|bench)$/;

/** The function or the hook around it is a teardown itself. */
function isTeardown({ node }: Site): boolean {
  for (const parent of around(node)) {
    if (!isFunction(parent)) continue;
    const name = functionName(parent);
    if (name !== undefined) return isTeardownName(name);
    const call = parent.parent;
    if (call?.type !== "CallExpression") return false;
    const called = nameOf(bare(call.callee)) ?? "";
    if (HOOKS.test(called)) return true;
    if (TESTS.test(called) || TESTS.test(nameOf(rootOf(call.callee)) ?? "")) return false;
  }
  return false;
}

function isTeardownName(name: string): boolean {
  const plain = name.replace(/^(_|#|async(?=[A-Z]))+(?!_)/, "");
  return (
    EXACT.test(name) || EXACT.test(plain) || TEARDOWN.test(plain.charAt(0).toLowerCase() + plain.slice(1))
  );
}

function functionName(fn: Node): string | undefined {
  if ("id" in fn && fn.id) return nameOf(fn.id as Node);
  const { parent } = fn;
  switch (parent?.type) {
    case "VariableDeclarator":
      return nameOf(parent.id);
    case "MethodDefinition":
    case "Property":
    case "PropertyDefinition":
      return parent.computed ? symbolName(parent.key) : nameOf(parent.key);
    case "AssignmentExpression":
      return nameOf(bare(parent.left));
    default:
      return undefined;
  }
}

const ASSERTS = /^(expect|assert|should|strictEqual|deepStrictEqual|t)$/;
const CHECKS =
  /^(equal|notEqual|is|deepEqual|deepStrictEqual|strictEqual|ok|true|false|fail|same|throws|match|pass|plan|expect|to|be|have|assert\w*|expect\w*)$/;

/** F asserts. */
function asserts({ finalizer }: Site, { code }: File): boolean {
  return [...within(finalizer, code)].some((node) => {
    if (node.type !== "CallExpression") return false;
    const root = nameOf(rootOf(node.callee)) ?? "";
    const name = nameOf(bare(node.callee)) ?? "";
    if (root === "t") return CHECKS.test(name);
    return ASSERTS.test(root) || /^(assert|expect)[A-Z]/.test(name) || name === "should";
  });
}

const CLOSES =
  /(^|[a-z_])(close|dispose|destroy|end|stop|release|disconnect|quit|terminate|kill|shutdown|cleanup|teardown|unref|rm|rmSync|unlink|unlinkSync|remove)(d|Sync|All|Connection|Client|Server)?$/i;

/** It stands in another finalizer, or holds one, or its body only closes something too. */
function isChain(site: Site, { code }: File): boolean {
  for (const parent of around(site.node)) {
    if (isFunction(parent)) break;
    if (parent.type === "TryStatement" && parent.finalizer && contains(parent.finalizer, site.node))
      return true;
  }
  const holds = [...within(site.finalizer, code, true)].some(
    (node) => node.type === "TryStatement" && node.finalizer,
  );
  return holds || (!site.handler && site.body.body.every(isClosing));
}

function isClosing(step: Node): boolean {
  if (step.type === "BlockStatement") return step.body.every(isClosing);
  if (step.type === "IfStatement") return !step.alternate && isClosing(step.consequent);
  if (step.type !== "ExpressionStatement") return false;
  const inner = bare(step.expression);
  const call = inner.type === "AwaitExpression" ? bare(inner.argument) : inner;
  if (call.type === "AssignmentExpression") return isConstant(call.right);
  return call.type === "CallExpression" && CLOSES.test(nameOf(bare(call.callee)) ?? "");
}

function isConstant(node: Node): boolean {
  return (
    node.type === "Literal" ||
    isNothing(node) ||
    (node.type === "UnaryExpression" && isConstant(node.argument))
  );
}

/** A flag, or what tells others that the work is over: `this.busy = false`, `setBusy(false)`, `resolve()`. */
function isReset(step: Node): boolean {
  if (step.type !== "ExpressionStatement") return false;
  const expression = bare(step.expression);
  if (expression.type === "AssignmentExpression")
    return expression.operator === "=" && isConstant(bare(expression.right));
  if (expression.type !== "CallExpression") return false;
  const callee = bare(expression.callee);
  const name = nameOf(callee) ?? "";
  if (/^set[A-Z]/.test(name)) {
    return (
      expression.arguments.length === 1 &&
      expression.arguments.every((argument) => isConstant(bare(argument)))
    );
  }
  return (
    callee.type === "Identifier" &&
    /^(resolve|reject|done|next)$/.test(name) &&
    expression.arguments.length === 0
  );
}

/** What is done in any case, but is no release: writing the result, a line of a log. */
function writesOut(step: Node): boolean {
  if (step.type !== "ExpressionStatement") return false;
  const inner = bare(step.expression);
  const call = inner.type === "AwaitExpression" ? bare(inner.argument) : inner;
  return (
    call.type === "CallExpression" &&
    /^(write|save|append|log|print|report|track)/.test(nameOf(bare(call.callee)) ?? "")
  );
}

/** F looks at what C wrote: it keeps books on how the block ended. */
function readsOutcome(site: Site, file: File): boolean {
  const { handler } = site;
  if (!handler) return false;
  const written = new Set(
    referencesIn(file, handler)
      .filter((reference) => reference.isWrite())
      .map(({ resolved }) => resolved),
  );
  return captured(site, file).some(({ resolved }) => resolved !== null && written.has(resolved));
}

/** The statements in F that do something. */
function leavesOf(node: Node): Node[] {
  switch (node.type) {
    case "BlockStatement":
      return node.body.flatMap(leavesOf);
    case "IfStatement":
      return [...leavesOf(node.consequent), ...(node.alternate ? leavesOf(node.alternate) : [])];
    case "TryStatement":
      return [...leavesOf(node.block), ...(node.handler ? leavesOf(node.handler.body) : [])];
    case "EmptyStatement":
      return [];
    default:
      return [node];
  }
}

/** F loops, and not only over things to close, once. */
function loops({ steps, handler }: Site): boolean {
  const found = steps.filter(isLoop);
  const [only, another] = found;
  if (!only) return steps.some((step) => leavesOf(step).some(isLoop));
  return (
    another !== undefined || handler !== null || leavesOf((only as unknown as { body: Node }).body).length > 1
  );
}

/** Nothing in the file is younger than ES5. */
function isOld({ code, path }: File): boolean {
  if (!/\.js$/.test(path)) return false;
  return !code.ast.tokens.some(({ type, value }) =>
    (type as string) === "Keyword" || (type as string) === "Identifier"
      ? (type as string) === "Keyword" && /^(let|const|class|import|export)$/.test(value)
      : value === "=>" || (type as string) === "Template",
  );
}
