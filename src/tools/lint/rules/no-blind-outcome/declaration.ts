// What a declaration with `using` hides from what it holds: a stack, an entered manager, a resource of another library.

import type { TSESTree } from "@typescript-eslint/utils";
import { bare, type Node, type Variable } from "../../code/ast.js";
import {
  askedOf,
  entriesOn,
  mayCall,
  OUTCOME_METHODS,
  REQUIRED_BY_OPTIONS,
  STACK_OUTCOME_METHODS,
  wantingOn,
} from "./asking.js";
import type { Linted } from "./linted.js";
import { toIgnored, toOk, toWith } from "./offer.js";
import { onlyReleases, suppressionOf } from "./reasons.js";
import { lieOf } from "./suppression.js";
import { isErrorAware } from "./types.js";

/** One declarator, and the file that it is in. */
interface Held {
  readonly linted: Linted;
  readonly declaration: TSESTree.VariableDeclaration;
  readonly declarator: TSESTree.VariableDeclarator;
}

/** Checks what `declarator` of a declaration with `using` holds. */
export function checkDeclarator(
  linted: Linted,
  declaration: TSESTree.VariableDeclaration,
  declarator: TSESTree.VariableDeclarator,
): void {
  const init = declarator.init && bare(declarator.init);
  if (!init) return;
  const held: Held = { linted, declaration, declarator };
  const made = init.type === "AwaitExpression" ? bare(init.argument) : init;
  const isMade = made.type === "CallExpression" || made.type === "NewExpression";
  const name = isMade ? linted.question.ours.nameOf(made.callee) : undefined;
  if (made.type === "NewExpression" && (name === "ExitStack" || name === "AsyncExitStack")) {
    checkStack(held, name);
  } else if (made.type === "CallExpression" && (name === "enter" || name === "enterSync")) {
    checkEntered(held, made, name === "enter");
  } else if (name === undefined) checkResource(held, init);
}

function checkStack(held: Held, name: string): void {
  const { linted, declaration } = held;
  const { question } = linted;
  const variable = variableIn(held);
  if (!variable) return;
  const driver = `${name}.run`;
  const suppressing = entriesOn(variable).find(({ manager }) => suppressionOf(manager, question));
  if (suppressing)
    checkSuppression(held, suppressing.manager, suppressionOf(suppressing.manager, question), driver);
  const found = mayCall(variable, STACK_OUTCOME_METHODS) ? undefined : wantingOn(variable, question);
  if (!found || !linted.isBlind) return;
  const { because, node } = found;
  linted.report(node, "stack", { keyword: declaration.kind, because, driver, where: linted.where });
}

function checkEntered(held: Held, call: TSESTree.CallExpression, isAsync: boolean): void {
  const { linted, declaration, declarator } = held;
  const { question } = linted;
  const [manager, given] = call.arguments;
  if (!manager || manager.type === "SpreadElement") return;
  const driver = isAsync ? "withAsync" : "withSync";
  checkSuppression(held, manager, suppressionOf(manager, question), driver);
  const variable = variableIn(held);
  if (variable && mayCall(variable, OUTCOME_METHODS)) return;
  const because = askedOf(manager, given, question);
  if (because === undefined || !linted.isBlind) return;
  const entering = { declaration, declarator, call, manager, variable, isAsync };
  const data = { keyword: declaration.kind, because, driver, where: linted.where };
  linted.report(manager, "blind", data, [
    ["toWith", because === REQUIRED_BY_OPTIONS ? undefined : toWith(entering, question)],
    ["toOk", toOk(entering, question.file)],
    ["toIgnored", onlyReleases(manager, question) ? toIgnored(entering) : undefined],
  ]);
}

/** A resource with [exit] that is of another library. */
function checkResource({ linted, declaration: { kind: keyword } }: Held, init: Node): void {
  const { types } = linted.question.file;
  if (!types || !isErrorAware(init, types) || !linted.isBlind) return;
  const driver = keyword === "using" ? "ExitStack.run" : "AsyncExitStack.run";
  linted.report(init, "resource", { keyword, driver, where: linted.where });
}

/** A manager that may suppress, in a function whose type says that it returns something. */
function checkSuppression(
  { linted, declaration }: Held,
  node: Node,
  because: string | undefined,
  driver: string,
): void {
  if (because === undefined || !linted.awareness.aware) return;
  const lie = lieOf(declaration, linted.question.file);
  if (!lie) return;
  const data = { keyword: declaration.kind, because, driver, type: lie.type };
  linted.report(node, "lie", data, [["toUndefined", lie.edits]]);
}

function variableIn({ linted, declarator }: Held): Variable | undefined {
  return linted.question.file.code.getDeclaredVariables?.(declarator)[0];
}
