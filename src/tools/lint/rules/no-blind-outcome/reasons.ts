// Which managers can read how their block ended, and which of them may suppress its error.

import type { TSESTree } from "@typescript-eslint/utils";
import type { OwnExports } from "../../code/own-exports.js";
import { around, bare, type FunctionNode, isFunction, nameOf, type Node, within } from "../../code/ast.js";
import { declarationOf, type File, variableOf } from "../../code/file.js";
import { type Body, methodsOf, propertyOf } from "./members.js";
import { canRead } from "./reader.js";
import { suppressesByType, wantsByFactory, wantsByType } from "./types.js";

/** Why a manager wants to know; undefined if it does not, or nothing says so. */
export type Reason = string | undefined;

/** Our managers, and why they ask; those that hold something and decide nothing are "". */
export const OURS: ReadonlyMap<string, string> = new Map([
  ["suppress", "it can suppress nothing that it is not told"],
  ["taskGroup", "it aborts its tasks if the block fails"],
  ["fromCallback", "it hands the block's error to the callback's caller"],
  ["timeout", "it turns the deadline's abort into a TimeoutError"],
  ["timeoutAt", "it turns the deadline's abort into a TimeoutError"],
  ["closing", ""],
  ["aclosing", ""],
  ["nullContext", ""],
  ["lock", ""],
  ["semaphore", ""],
  ["webLock", ""],
  ["fromDisposable", ""],
  ["chdir", ""],
  ["env", ""],
  ["redirectStdout", ""],
  ["redirectStderr", ""],
]);

/** What is asked about a manager. */
export interface Question {
  readonly file: File;
  readonly ours: OwnExports;
  readonly names: readonly RegExp[];
}

/** Returns why the manager that `expression` gives wants to know how its block ended. */
export function reasonOf(expression: Node, question: Question, depth = 0): Reason {
  const node = bare(expression);
  if (depth > 5) return undefined;
  if (node.type === "AwaitExpression") return reasonOf(node.argument, question, depth + 1);
  const known = knownReason(node, question, depth);
  if (known !== undefined) return known || undefined;
  const typed = question.file.types && wantsByType(node, question.file.types);
  if (typed !== undefined) return typed || undefined;
  const name = callNameOf(node);
  return name !== undefined && question.names.some((pattern) => pattern.test(name))
    ? `its name is \`${name}\``
    : undefined;
}

/** Returns why the manager that `expression` gives may suppress the block's error; undefined if nothing says so. */
export function suppressionOf(expression: Node, question: Question, depth = 0): Reason {
  const node = bare(expression);
  const { file, ours } = question;
  if (depth > 5) return undefined;
  const init = node.type === "Identifier" ? initOf(node, file) : undefined;
  if (init) return suppressionOf(init, question, depth + 1);
  if (node.type === "CallExpression") {
    const name = ours.nameOf(node.callee);
    if (name === "suppress") return "`suppress` does";
    if (name === "limitExit" || name === "parallel") {
      const reasons = node.arguments.map((argument) => suppressionOf(argument, question, depth + 1));
      return reasons.find((reason) => reason !== undefined);
    }
    if (name !== undefined) return undefined;
    const made = factoryOf(node, question);
    if (made) {
      const [generator] = made.arguments;
      const swallows = isFunction(generator) && catchesAtYield(generator, file);
      return swallows ? "its generator catches the block's error" : undefined;
    }
  }
  const body = bodyOf(node, file);
  const exit = body && methodsOf(body, file, ours).find(({ key }) => EXIT.test(key ?? ""));
  if (exit && returnsTrue(exit.fn, file)) return "its exit returns true";
  return file.types && suppressesByType(node, file.types) ? "its exit may return true" : undefined;
}

/** Tells whether `expression` gives a manager from a generator that is seen to do the same however the block ends. */
export function onlyReleases(expression: Node, question: Question): boolean {
  const node = bare(expression);
  const made = node.type === "CallExpression" ? factoryOf(node, question) : undefined;
  const [generator] = made?.arguments ?? [];
  return isFunction(generator) && doesTheSame(generator, question.file);
}

const EXIT = /^__a?exit__$/;

/** By the source: the reason, "" for none, undefined if the source does not say. */
function knownReason(node: Node, question: Question, depth: number): string | undefined {
  const { file, ours } = question;
  if (node.type === "Identifier") {
    const init = initOf(node, file);
    return init ? reasonOf(init, question, depth + 1) : undefined;
  }
  const body = bodyOf(node, file);
  if (body) return reasonOfBody(body, question);
  if (node.type !== "CallExpression") return undefined;
  const name = ours.nameOf(node.callee);
  if (name === "acquire") return tellsRelease(node, file);
  if (name === "limitExit" || name === "parallel") {
    const reasons = node.arguments.map((argument) => reasonOf(argument, question, depth + 1));
    return reasons.find((reason) => reason !== undefined) ?? "";
  }
  if (name !== undefined) return OURS.get(name);
  const made = factoryOf(node, question);
  if (!made) return file.types && wantsByFactory(node.callee, file.types);
  const [, options] = made.arguments;
  if (options?.type === "ObjectExpression") {
    const outcome = propertyOf(options, "outcome");
    if (outcome) return reasonOfOutcome(outcome);
    if (options.properties.some((property) => property.type !== "Property" || property.computed))
      return undefined;
  } else if (options) return undefined;
  return "it is made from a generator, to which the block's error is thrown";
}

/** The call of `asyncContextManager` or `contextManager` that made the factory which `call` calls. */
function factoryOf(
  call: TSESTree.CallExpression,
  { file, ours }: Question,
): TSESTree.CallExpression | undefined {
  const callee = bare(call.callee);
  const init = callee.type === "Identifier" ? initOf(callee, file) : undefined;
  const made = init && bare(init);
  if (made?.type !== "CallExpression") return undefined;
  return /^(asyncContextManager|contextManager)$/.test(ours.nameOf(made.callee) ?? "") ? made : undefined;
}

/** `acquire(open, (value, error) => …)`: a release that can read more than the value is told the error. */
function tellsRelease({ arguments: [, release] }: TSESTree.CallExpression, file: File): string | undefined {
  const fn = release && functionOf(release, file);
  return fn && (canRead(fn, 1, file.code) ? "its release can read the block's error" : "");
}

/** The function that an expression is, or names. */
export function functionOf(expression: Node, file: File): FunctionNode | undefined {
  const node = bare(expression);
  if (isFunction(node)) return node;
  if (node.type !== "Identifier") return undefined;
  const init = initOf(node, file);
  return init ? functionOf(init, file) : definedBy(node, file);
}

function definedBy(node: TSESTree.Identifier, file: File): FunctionNode | undefined {
  const [definition] = variableOf(file, node)?.defs ?? [];
  const found = definition?.node as Node | undefined;
  return isFunction(found) ? found : undefined;
}

function initOf(node: TSESTree.Identifier, file: File): TSESTree.Expression | undefined {
  const variable = variableOf(file, node);
  return (variable && declarationOf(variable)?.declarator.init) ?? undefined;
}

/** The class that `new` makes an instance of, or the object literal, where it is in this file. */
export function bodyOf(node: Node, file: File): Body | undefined {
  if (node.type === "ObjectExpression") return node;
  return node.type === "NewExpression" ? classOf(node.callee, file) : undefined;
}

function classOf(callee: Node, file: File): TSESTree.ClassBody | undefined {
  if (callee.type === "ClassExpression") return callee.body;
  if (callee.type !== "Identifier") return undefined;
  const [definition] = variableOf(file, callee)?.defs ?? [];
  const node = (definition?.node ?? undefined) as Node | undefined;
  if (node?.type === "ClassDeclaration" || node?.type === "ClassExpression") return node.body;
  const init = initOf(callee, file);
  return init ? classOf(bare(init), file) : undefined;
}

function reasonOfBody(body: Body, { file, ours }: Question): string | undefined {
  const outcome = propertyOf(body, "outcome");
  if (outcome) return reasonOfOutcome(outcome);
  const methods = methodsOf(body, file, ours);
  const exit = methods.find(({ key }) => key === "[exit]") ?? methods.find(({ key }) => EXIT.test(key ?? ""));
  if (exit) return canRead(exit.fn, 0, file.code) ? "its exit can read the block's error" : "";
  const parent = body.parent;
  const base =
    (parent.type === "ClassDeclaration" || parent.type === "ClassExpression") && parent.superClass
      ? classOf(bare(parent.superClass), file)
      : undefined;
  return base && base !== body ? reasonOfBody(base, { file, ours, names: [] }) : undefined;
}

function reasonOfOutcome(outcome: Node): string | undefined {
  if (outcome.type !== "Literal") return undefined;
  return outcome.value === "required" ? "it declares that its outcome is required" : "";
}

/** Tells whether it returns `true` itself. */
function returnsTrue(fn: Node & { body: Node }, { code }: File): boolean {
  const isTrue = (value: Node | null): boolean => value?.type === "Literal" && value.value === true;
  if (isTrue(fn.body)) return true;
  return [...within(fn.body, code, true)].some(
    (node) => node.type === "ReturnStatement" && isTrue(node.argument),
  );
}

/** Tells whether a generator catches at its `yield`, and does not throw on at the end of the `catch`. */
function catchesAtYield(fn: Node & { body: Node }, { code }: File): boolean {
  return [...within(fn.body, code, true)].some((node) => {
    if (node.type !== "YieldExpression") return false;
    let inner: Node = node;
    for (const parent of around(node)) {
      if (parent === fn) return false;
      if (parent.type === "TryStatement" && parent.block === inner && parent.handler) {
        return parent.handler.body.body.at(-1)?.type !== "ThrowStatement";
      }
      inner = parent;
    }
    return false;
  });
}

/** A generator that catches at its `yield`, or goes on after it, does another thing where the block throws. */
function doesTheSame(fn: Node & { body: Node }, { code }: File): boolean {
  for (const node of within(fn.body, code, true)) {
    if (node.type !== "YieldExpression") continue;
    let inner: Node = node;
    for (const parent of around(node)) {
      if (parent === fn) break;
      if (parent.type === "TryStatement" && parent.block === inner && parent.handler) return false;
      if (parent.type === "BlockStatement" && parent.body.at(-1) !== inner) return false;
      inner = parent;
    }
  }
  return true;
}

/** The name of what is called: of `new db.Transaction()` and `db.transaction()` the last. */
function callNameOf(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression") return nameOf(node);
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return undefined;
  return nameOf(bare(node.callee));
}
