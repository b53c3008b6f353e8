// A site: one `try` with a finalizer, and the place it stands in.

import type { TSESTree } from "@typescript-eslint/utils";
import type { FunctionNode, Node } from "../../code/ast.js";
import { ownerOf } from "../../code/owner.js";

/**
 * A `try` with a finalizer. Comments and the rule's page say A for what acquired the value that is released, B for `body`,
 * C for `handler`, F for `finalizer`, L for `list`.
 */
export interface Site {
  readonly node: TSESTree.TryStatement;
  readonly body: TSESTree.BlockStatement;
  readonly handler: TSESTree.CatchClause | null;
  readonly finalizer: TSESTree.BlockStatement;
  /** F's statements, without empty ones. */
  readonly steps: readonly TSESTree.Statement[];
  /** What the `try` stands in. */
  readonly holder: Node;
  /** The statements beside it, itself included; none if it is the body of an `if`, a loop or a label. */
  readonly list: readonly Node[];
  readonly index: number;
  /** What runs after it in L. Declarations of functions and types do not run. */
  readonly rest: readonly Node[];
  /** The function, or the static block, whose code it is. */
  readonly owner: FunctionNode | TSESTree.StaticBlock | undefined;
}

const LISTS = new Set(["BlockStatement", "Program", "StaticBlock", "TSModuleBlock"]);
const DECLARED = new Set([
  "FunctionDeclaration",
  "TSDeclareFunction",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "EmptyStatement",
]);

/** Returns the site at `node`, if it has a finalizer. */
export function siteAt(node: TSESTree.TryStatement): Site | undefined {
  const { block, handler, finalizer, parent: holder } = node;
  if (!finalizer) return undefined;
  const list = statementsOf(holder);
  const index = list.indexOf(node);
  return {
    node,
    body: block,
    handler,
    finalizer,
    steps: finalizer.body.filter(({ type }) => type !== "EmptyStatement"),
    holder,
    list,
    index,
    rest: list.slice(index + 1).filter(({ type }) => !DECLARED.has(type)),
    owner: ownerOf(node),
  };
}

/** Tells whether L can hold a `using` whose scope ends where L ends. */
export function takesUsing({ holder }: Site): boolean {
  // At a script's top level it is no syntax, at a module's its scope would end with the module.
  return LISTS.has(holder.type) && holder.type !== "Program";
}

function statementsOf(holder: Node): readonly Node[] {
  if (holder.type === "SwitchCase") return holder.consequent;
  return LISTS.has(holder.type) ? (holder as TSESTree.BlockStatement).body : [];
}
