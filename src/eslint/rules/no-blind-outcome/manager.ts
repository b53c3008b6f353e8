// Which managers want to know how their block ended.

import type { TSESTree } from "@typescript-eslint/utils";
import type { Ours } from "../../ours.js";
import { around, bare, contains, nameOf, type Node, within } from "../prefer-using/ast.js";
import { declarationOf, type File, referencesIn, variableOf } from "../prefer-using/file.js";
import { wantsByType } from "./types.js";

/** Why a manager wants to know; undefined if it does not, or nothing says so. */
export type Reason = string | undefined;

/** Our managers, and why they want to know; those that do not mind are "". */
const OURS: ReadonlyMap<string, string> = new Map([
  ["suppress", "it can suppress nothing that it is not told"],
  ["taskGroup", "it aborts its tasks if the block fails"],
  ["fromCallback", "it hands the block's error to the callback's caller"],
  ["timeout", ""],
  ["timeoutAt", ""],
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
  readonly ours: Ours;
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

/** By the source: the reason, "" for none, undefined if the source does not say. */
function knownReason(node: Node, question: Question, depth: number): string | undefined {
  const { file, ours } = question;
  if (node.type === "Identifier") {
    const variable = variableOf(file, node);
    const init = variable && declarationOf(variable)?.declarator.init;
    return init ? reasonOf(init, question, depth + 1) : undefined;
  }
  if (node.type === "NewExpression") {
    const body = node.callee.type === "Identifier" ? classOf(node.callee, file) : undefined;
    return body && reasonOfClass(body, question);
  }
  if (node.type !== "CallExpression") return undefined;
  const name = ours.nameOf(node.callee);
  if (name === "acquire") return tellsRelease(node);
  if (name === "limitExit" || name === "parallel") {
    const reasons = node.arguments.map((argument) => reasonOf(argument, question, depth + 1));
    return reasons.find((reason) => reason !== undefined) ?? "";
  }
  if (name !== undefined) return OURS.get(name);
  const callee = bare(node.callee);
  const variable = callee.type === "Identifier" ? variableOf(file, callee) : undefined;
  const init = variable && declarationOf(variable)?.declarator.init;
  if (init?.type !== "CallExpression") return undefined;
  const maker = ours.nameOf(init.callee);
  const [generator] = init.arguments;
  if (maker !== "asyncContextManager" && maker !== "contextManager") return undefined;
  return generator?.type === "FunctionExpression" ? reasonOfGenerator(generator, file) : undefined;
}

/** `acquire(open, (value, error) => …)`: a release that takes the error wants it. */
function tellsRelease({ arguments: [, release] }: TSESTree.CallExpression): string | undefined {
  if (release?.type !== "ArrowFunctionExpression" && release?.type !== "FunctionExpression") return undefined;
  return release.params.length > 1 ? "its release takes the block's error" : "";
}

function classOf(callee: TSESTree.Identifier, file: File): TSESTree.ClassBody | undefined {
  const [definition] = variableOf(file, callee)?.defs ?? [];
  const node = definition?.node as Node | undefined;
  return node?.type === "ClassDeclaration" || node?.type === "ClassExpression" ? node.body : undefined;
}

function reasonOfClass({ body }: TSESTree.ClassBody, { file, ours }: Question): string | undefined {
  for (const member of body) {
    if (member.type === "PropertyDefinition" && nameOf(member.key) === "outcome" && member.value) {
      const value = bare(member.value);
      if (value.type !== "Literal") return undefined;
      return value.value === "required" ? "it declares that its outcome is required" : "";
    }
  }
  for (const member of body) {
    if (member.type !== "MethodDefinition" || member.static) continue;
    const isExit = /^__a?exit__$/.test(nameOf(member.key) ?? "") && !member.computed;
    const isAware = member.computed && ours.nameOf(member.key) === "exit";
    if ((!isExit && !isAware) || !member.value.body) continue;
    return readsParameters(member.value, file) ? "its exit reads the block's error" : "";
  }
  return undefined;
}

function readsParameters(fn: TSESTree.MethodDefinition["value"], file: File): boolean {
  const [only] = fn.params;
  if (only?.type === "RestElement") return true;
  const { body } = fn;
  return (
    body !== null &&
    referencesIn(file, body).some(({ resolved }) =>
      resolved?.defs.some(({ name }) => fn.params.some((parameter) => contains(parameter, name))),
    )
  );
}

/** A generator that catches at its `yield`, or goes on after it, does another thing where the block throws. */
function reasonOfGenerator(fn: TSESTree.FunctionExpression, { code }: File): string {
  for (const node of within(fn.body, code, true)) {
    if (node.type !== "YieldExpression") continue;
    let inner: Node = node;
    for (const parent of around(node)) {
      if (parent === fn) break;
      if (parent.type === "TryStatement" && parent.block === inner && parent.handler) {
        return "it catches the block's error";
      }
      if (parent.type === "BlockStatement" && parent.body.at(-1) !== inner) {
        return "it does something after its `yield` that a failing block skips";
      }
      inner = parent;
    }
  }
  return "";
}

/** The name of what is called: of `new db.Transaction()` and `db.transaction()` the last. */
function callNameOf(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression") return nameOf(node);
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return undefined;
  return nameOf(bare(node.callee));
}
