// Module or CommonJS: by the tree, not by patterns in the text.

import { declarationNames, usedNames } from "./names.js";
import { childrenOf, declaresResource, type Identifier, type Node } from "./tree.js";

/** What only CommonJS finds declared. */
const OF_COMMON_JS = ["require", "module", "exports", "__filename", "__dirname"];

/** Has a program what only a module may have? */
export function hasModuleSyntax(body: readonly Node[]): boolean {
  return (
    body.some(({ type }) => /^(?:Import|Export|TSImportEquals|TSExportAssignment)/.test(type)) ||
    body.some((statement) => find(statement, isOfModules))
  );
}

/** Does a program use what only CommonJS finds declared? */
export function usesCommonJs(body: readonly Node[]): boolean {
  const used = usedNames(body);
  const declared = new Set(body.flatMap(declarationNames));
  return OF_COMMON_JS.some((name) => used.has(name) && !declared.has(name));
}

/** Looks in a statement for something that is at its top level, or for `import.meta`, wherever that is. */
function find(
  node: Node,
  isIt: (node: Node, isInFunction: boolean) => boolean,
  isInFunction = false,
): boolean {
  if (isIt(node, isInFunction)) return true;
  const isFunction = isInFunction || /Function|Method$/.test(node.type);
  return childrenOf(node).some((child) => find(child, isIt, isFunction));
}

/** Awaits here the top level, or names somebody `import.meta`? */
function isOfModules(node: Node, isInFunction: boolean): boolean {
  if (node.type === "MetaProperty") return (node as unknown as { meta: Identifier }).meta.name === "import";
  if (isInFunction) return false;
  if (node.type === "AwaitExpression" || (node as { await?: boolean }).await === true) return true;
  return declaresResource(node) && node.kind === "await using";
}
