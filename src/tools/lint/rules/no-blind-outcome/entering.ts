// A manager that is entered by a declaration with `using` or `await using`.

import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "../../code/ast.js";

/** A manager that is entered under `using` or `await using`. */
export interface Entering {
  readonly declaration: TSESTree.VariableDeclaration;
  readonly declarator: TSESTree.VariableDeclarator;
  readonly call: TSESTree.CallExpression;
  readonly manager: TSESTree.Expression;
  readonly variable: Variable | undefined;
  readonly isAsync: boolean;
}
