// The errors behind an error, for people and logs (R8).

import { isObject } from "../protocol/lookup.js";
import { causeOf, isSuppressedError } from "./rules.js";

/** How an error of a chain came to be there. */
type Relation = "" | "caused by" | "suppressed";

/**
 * Returns the errors that `error` carries, newest first, without repeats: the error itself, then its causes, then what
 * it suppressed. SuppressedErrors are links of the chain, not members of it.
 *
 * Is the same as following `__cause__`, then `__context__`, in Python. DEVIATION: `raise … from None` hides the context
 * there; JavaScript keeps it. Never throws, and takes chains of any depth.
 *
 * @example
 * errorChain(new SuppressedError(new Error("close failed"), new Error("query failed")));
 * // [Error: close failed, Error: query failed]
 */
export function errorChain(error: unknown): unknown[] {
  return links(error).map(([member]) => member);
}

/**
 * Returns the text of an error with all it carries, newest first, each with its stack: for logs, because engines print
 * a SuppressedError without its two errors.
 *
 * @example
 * console.error(formatError(error));
 * // Error: close failed
 * //     at …
 * // suppressed: Error: query failed
 * //     at …
 */
export function formatError(error: unknown): string {
  return format(error, new Set());
}

function format(error: unknown, seen: Set<unknown>): string {
  const lines: string[] = [];
  for (const [member, relation] of links(error, seen)) {
    lines.push((relation && `${relation}: `) + text(member));
    const members = groupMembers(member);
    members.forEach((each, index) => {
      const inner = format(each, seen);
      if (inner) lines.push(`  [${index + 1} of ${members.length}] ${inner.replace(/\n/g, "\n  ")}`);
    });
  }
  return lines.join("\n");
}

function links(error: unknown, seen = new Set<unknown>()): [unknown, Relation][] {
  const chain: [unknown, Relation][] = [];
  const ahead: [unknown, Relation][] = [[error, ""]];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const [member, relation] = next;
    if (seen.has(member)) continue;
    seen.add(member);
    const isLink = isSuppressedError(member);
    if (!isLink) chain.push(next);
    else ahead.push([member.suppressed, "suppressed"]);
    const cause = causeOf(member);
    if (cause !== undefined) ahead.push([cause.value, "caused by"]);
    if (isLink) ahead.push([member.error, relation]);
  }
  return chain;
}

function groupMembers(error: unknown): unknown[] {
  try {
    const members: unknown = isObject(error) && "errors" in error ? error.errors : undefined;
    return Array.isArray(members) ? members : [];
  } catch {
    return [];
  }
}

function text(error: unknown): string {
  try {
    if (!isObject(error)) return typeof error === "string" ? JSON.stringify(error) : String(error);
    const { stack, name, message } = error as { stack?: unknown; name?: unknown; message?: unknown };
    const head =
      name === undefined && message === undefined ? String(error) : `${String(name)}: ${String(message)}`;
    if (typeof stack !== "string" || stack === "") return head;
    // V8 begins a stack with name and message, others do not
    return stack.includes(String(message)) ? stack.trimEnd() : `${head}\n${stack.trimEnd()}`;
  } catch {
    return "an error that cannot be read";
  }
}
