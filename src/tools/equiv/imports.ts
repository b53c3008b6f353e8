// What a file has from this package: these names keep their meaning in every world.

import type ts from "typescript";
import type { Compiler } from "./types.js";

const own = /^await-using(\/ponyfill)?$/;

/** Local names with the name that they have in the package; "*" for the whole of it. */
export type Imports = ReadonlyMap<string, string>;

/** Is the statement nothing but an import from this package, or a `require` of it? */
export function isOwnImport(ts: Compiler, node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) {
    return ts.isStringLiteral(node.moduleSpecifier) && /^await-using(\/|$)/.test(node.moduleSpecifier.text);
  }
  if (!ts.isVariableStatement(node)) return false;
  return node.declarationList.declarations.every((declaration) => required(ts, declaration) !== undefined);
}

/** Finds the names that a file's top level has from this package. */
export function findImports(ts: Compiler, file: ts.SourceFile): Imports {
  const names = new Map<string, string>();
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const { namedBindings } = statement.importClause ?? {};
      if (!own.test(statement.moduleSpecifier.text) || !namedBindings) continue;
      if (ts.isNamespaceImport(namedBindings)) names.set(namedBindings.name.text, "*");
      else
        for (const { name, propertyName } of namedBindings.elements)
          names.set(name.text, (propertyName ?? name).text);
    } else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (!own.test(required(ts, declaration) ?? "")) continue;
        const { name } = declaration;
        if (ts.isIdentifier(name)) names.set(name.text, "*");
        else if (ts.isObjectBindingPattern(name))
          for (const element of name.elements) {
            const from = element.propertyName ?? element.name;
            if (ts.isIdentifier(element.name) && ts.isIdentifier(from))
              names.set(element.name.text, from.text);
          }
      }
    }
  }
  return names;
}

function required(ts: Compiler, { initializer }: ts.VariableDeclaration): string | undefined {
  if (!initializer || !ts.isCallExpression(initializer)) return undefined;
  const { expression, arguments: args } = initializer;
  const [specifier] = args;
  const isRequire = ts.isIdentifier(expression) && expression.text === "require";
  if (!isRequire || !specifier || !ts.isStringLiteral(specifier)) return undefined;
  return /^await-using(\/|$)/.test(specifier.text) ? specifier.text : undefined;
}
