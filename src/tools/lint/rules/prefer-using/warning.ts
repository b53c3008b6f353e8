// The one difference that can be seen, `bothThrow`. If B and F both throw, what is caught is a SuppressedError that holds both.

import { around, bindings, contains, isFunction } from "../../code/ast.js";
import type { File } from "../../code/file.js";
import type { Site } from "./site.js";

/** Returns the line of the nearest `catch` around the site, in the same function, that reads the error. */
export function readerOf({ node }: Site, { code }: File): number | undefined {
  for (const parent of around(node)) {
    if (isFunction(parent)) return undefined;
    if (parent.type !== "TryStatement" || !parent.handler?.param || !contains(parent.block, node)) continue;
    const names = new Set([...bindings(parent.handler.param)].map(({ name }) => name));
    const isRead = (code.getDeclaredVariables?.(parent.handler) ?? []).some(
      (variable) => names.has(variable.name) && variable.references.length > 0,
    );
    if (isRead) return parent.handler.loc.start.line;
  }
  return undefined;
}
