// One file as the conditions see it: its text, scopes, comments, and types where there are some.

import type { TSESTree } from "@typescript-eslint/utils";
import { contains, type Node, type Reference, type SourceCode, type Variable } from "./ast.js";
import { type Types, typesOf } from "./types.js";

/** A file under the rule. */
export interface File {
  readonly code: SourceCode;
  readonly path: string;
  /** Checked by TypeScript: its name ends in ts, tsx, mts or cts. */
  readonly typescript: boolean;
  /** Parsed as a module: strict, and with `await` at its top. */
  readonly module: boolean;
  readonly types: Types | undefined;
  readonly references: readonly Reference[];
  readonly variables: readonly Variable[];
  /** How often each identifier occurs in the text, as a variable, a property or anything else. */
  readonly words: ReadonlyMap<string, number>;
}

/** Returns what the conditions read of a file. */
export function openFile(code: SourceCode, path: string, sourceType: string | undefined): File {
  const scopes = code.scopeManager?.scopes ?? [];
  const words = new Map<string, number>();
  for (const { type, value } of code.ast.tokens) {
    if (type === "Punctuator" || type === "String" || type === "Template") continue;
    words.set(value, (words.get(value) ?? 0) + 1);
  }
  return {
    code,
    path,
    typescript: /\.[mc]?tsx?$/.test(path),
    module: (code.ast.sourceType ?? sourceType) === "module" && sourceType !== "commonjs",
    types: typesOf(code),
    references: scopes.flatMap((scope) => scope.references),
    variables: scopes.flatMap((scope) => scope.variables),
    words,
  };
}

/** The references in `node`. */
export function referencesIn(file: File, node: Node): Reference[] {
  return file.references.filter(({ identifier }) => contains(node, identifier));
}

/** The variable that `identifier` means. */
export function variableOf(file: File, identifier: Node): Variable | undefined {
  return file.references.find((reference) => reference.identifier === identifier)?.resolved ?? undefined;
}

/** The one declaration of `variable`, if it has one and is a `const`, `let`, `var` or `using`. */
export function declarationOf(
  variable: Variable,
): { declaration: TSESTree.VariableDeclaration; declarator: TSESTree.VariableDeclarator } | undefined {
  const [definition, another] = variable.defs;
  if (!definition || another || definition.node.type !== "VariableDeclarator") return undefined;
  return { declaration: definition.node.parent, declarator: definition.node };
}

/** Tells whether something but its initializer writes `variable`. */
export function isWritten(variable: Variable): boolean {
  return variable.references.some((reference) => reference.isWrite() && reference.init !== true);
}

/** Tells whether `node` is in strict code. */
export function isStrict(file: File, node: Node): boolean {
  return file.module || file.code.getScope(node).isStrict;
}
