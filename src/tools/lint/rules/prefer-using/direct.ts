// D1 to D4: where the value itself can be declared with `using`, because its disposer is what F calls.

import { bare, nameOf, type Node } from "../../code/ast.js";
import type { Acquisition } from "./acquisition.js";
import { type Closing, isGuarded } from "./closing.js";
import type { File } from "../../code/file.js";
import { isListed, isSaidBySource } from "./same-operation.js";
import { disposerOf, isNullable, isNullish, isOpaque, membersOf } from "../../code/types.js";

/** The conditions of `direct`, in the order in which they are asked. */
export type DirectCondition = "D1" | "D2" | "D3" | "D4";

/** Returns the condition that keeps the value itself from being declared with `using`; undefined if none does. */
export function whyNotDirect(
  closing: Closing,
  acquisition: Acquisition,
  file: File,
): DirectCondition | undefined {
  const release = releaseOf(closing, acquisition);
  if (!release) return "D1";
  const symbol = closing.awaited ? "asyncDispose" : "dispose";
  // F calls the symbol itself: what it is called on need not be known, but that it is not null.
  if (release === `Symbol.${symbol}`) return isThere(closing, acquisition, file) ? undefined : "D4";
  if (release.startsWith("Symbol.") || !file.types) return "D2";
  const type = file.types.at(acquisition.declarator.id);
  const members = membersOf(type).filter((member) => !isNullish(member));
  if (members.length === 0 || members.some((m) => isOpaque(m) || !disposerOf(m, symbol))) return "D2";
  if (!members.every((m) => isListed(m, release, symbol) || isSaidBySource(m, release, symbol))) return "D3";
  return isThere(closing, acquisition, file) ? undefined : "D4";
}

/** D1: the method of the value, or the function of it alone, that F calls without anything else. */
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

/** D4: the value is not null, or F asks. `using` passes over null where a call on it throws. */
function isThere(closing: Closing, acquisition: Acquisition, file: File): boolean {
  if (isGuarded(closing, acquisition.variable, file)) return true;
  const init = bare(acquisition.init);
  if (init.type === "NewExpression") return true;
  if (!file.types) return false;
  const type = file.types.at(acquisition.declarator.id);
  return !isOpaque(type) && !isNullable(type);
}
