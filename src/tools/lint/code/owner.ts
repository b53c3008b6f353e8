// The function, or the static block, that code belongs to.

import { around, type FunctionNode, isFunction, type Node } from "./ast.js";
import type { TSESTree } from "@typescript-eslint/utils";

/** The function or static block that runs `node`. */
export function ownerOf(node: Node): FunctionNode | TSESTree.StaticBlock | undefined {
  for (const parent of around(node)) {
    if (isFunction(parent) || parent.type === "StaticBlock") return parent;
  }
  return undefined;
}
