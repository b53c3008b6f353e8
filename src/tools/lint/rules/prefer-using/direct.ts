// Where the value itself can be declared with `using`, because its disposer is what F calls.

import { bare, nameOf, type Node } from "../../code/ast.js";
import type { Acquisition } from "./acquisition.js";
import { type Closing, isGuarded } from "./closing.js";
import type { File } from "../../code/file.js";
import type { Shortfall } from "./messages.js";
import { isListed, isSaidBySource } from "./same-operation.js";
import { disposerOf, isNullable, isNullish, isOpaque, membersOf } from "../../code/types.js";

/** Returns the condition that keeps the value itself from being declared with `using`; undefined if none does. */
export function whyNotDirect(closing: Closing, acquisition: Acquisition, file: File): Shortfall | undefined {
  const release = releaseOf(closing, acquisition);
  if (!release) return "notPlainCall";
  const symbol = closing.awaited ? "asyncDispose" : "dispose";
  // F calls the symbol itself: what it is called on need not be known, but that it is not null.
  if (release === `Symbol.${symbol}`) return isThere(closing, acquisition, file) ? undefined : "mayBeNull";
  if (release.startsWith("Symbol.") || !file.types) return "noDisposer";
  const type = file.types.at(acquisition.declarator.id);
  const members = membersOf(type).filter((member) => !isNullish(member));
  if (members.length === 0 || members.some((m) => isOpaque(m) || !disposerOf(m, symbol))) return "noDisposer";
  if (!members.every((m) => isListed(m, release, symbol) || isSaidBySource(m, release, symbol)))
    return "otherOperation";
  return isThere(closing, acquisition, file) ? undefined : "mayBeNull";
}

/** The method of the value, or the function of it alone, that F calls without anything else. */
function releaseOf({ call }: Closing, { variable }: Acquisition): string | undefined {
  const callee = bare(call.callee);
  const isValue = (node: Node): boolean => {
    const inner = bare(node);
    return inner.type === "Identifier" && inner.name === variable.name;
  };
  if (callee.type === "MemberExpression") {
    if (callee.computed && !nameOf(callee)?.startsWith("Symbol.")) return undefined;
    return isValue(callee.object) && call.arguments.length === 0 && !call.optional
      ? nameOf(callee)
      : undefined;
  }
  const [only, another] = call.arguments;
  return callee.type === "Identifier" && only && !another && isValue(only) && !call.optional
    ? callee.name
    : undefined;
}

/** Tells whether the value is not null, or F asks. `using` passes over null where a call on it throws. */
function isThere(closing: Closing, acquisition: Acquisition, file: File): boolean {
  if (isGuarded(closing, acquisition.variable, file)) return true;
  const init = bare(acquisition.init);
  if (init.type === "NewExpression") return true;
  if (!file.types) return false;
  const type = file.types.at(acquisition.declarator.id);
  return !isOpaque(type) && !isNullable(type);
}
