// Compiles a written unit to what this engine runs: no types, `using` lowered, loops that can be stopped.

import { Script } from "node:vm";
import type ts from "typescript";
import type { Library } from "./realm.js";
import { CompileError, type Compiler } from "./types.js";
import { names, type WrittenUnit } from "./unit.js";

/** Makes the function in a scope: an object or a class whose member is the function. */
export type Factory = (
  scope: object,
  parent: unknown,
  fuel: () => void,
  reach: (region: number) => void,
  begin: (finalizer: number) => void,
  end: (finalizer: number) => void,
  pads: () => number,
  dynamicImport: unknown,
  meta: unknown,
  float: (value: unknown) => unknown,
) => unknown;

export interface CompiledUnit extends WrittenUnit {
  readonly factory: Factory;
}

const parameters = [
  "$equiv_scope",
  names.super,
  names.fuel,
  names.reach,
  names.begin,
  names.end,
  names.pads,
  names.import,
  names.meta,
  names.float,
].join(", ");

/** Compiles a unit of a file called `file`. @throws CompileError if it is no program */
export function compileUnit(
  compiler: Compiler,
  unit: WrittenUnit,
  file: string,
  isStrict: boolean,
  { context }: Library,
): CompiledUnit {
  const { outputText, diagnostics } = compiler.transpileModule(`const ${names.make} = () => ${unit.code};`, {
    fileName: file,
    reportDiagnostics: true,
    transformers: { before: [instrument(compiler)] },
    compilerOptions: {
      target: compiler.ScriptTarget.ES2022,
      module: compiler.ModuleKind.ESNext,
      jsx: compiler.JsxEmit.React,
      allowJs: true,
      isolatedModules: true,
      verbatimModuleSyntax: true,
      importHelpers: false,
      noEmitHelpers: false,
      sourceMap: false,
    },
  });
  const [error] = diagnostics?.filter(({ category }) => category === compiler.DiagnosticCategory.Error) ?? [];
  if (error) throw new CompileError(compiler.flattenDiagnosticMessageText(error.messageText, "\n"));
  const code =
    `(function (${parameters}) { with ($equiv_scope) { return (function () {` +
    `${isStrict ? '"use strict";' : ""}\n${outputText.replace(/^export \{\};$/m, "")}\nreturn ${names.make}; }).call(undefined)(); } })`;
  try {
    const factory = new Script(code, { filename: "equiv.js" }).runInContext(context) as Factory;
    return { ...unit, factory };
  } catch (error) {
    throw new CompileError((error as Error).message);
  }
}

/**
 * Counts the turns of loops and the calls, keeps hold of promises that float, makes private names public, and stubs of
 * `import()` and `import.meta`.
 */
function instrument(ts: Compiler): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const isOwn = ownPrivateNames(ts, file);
    const fuel = (): ts.Statement =>
      factory.createExpressionStatement(
        factory.createCallExpression(factory.createIdentifier(names.fuel), undefined, []),
      );
    const visit = (node: ts.Node): ts.Node => {
      const inner = ts.visitEachChild(node, visit, context);
      if (ts.isIterationStatement(inner, false)) {
        const body = factory.createBlock([fuel(), inner.statement], true);
        return withBody(ts, factory, inner, body);
      }
      if (ts.isBlock(inner) && ts.isFunctionLike(node.parent)) {
        const at = inner.statements.findIndex(
          (s) => !(ts.isExpressionStatement(s) && ts.isStringLiteral(s.expression)),
        );
        const start = at < 0 ? inner.statements.length : at;
        const { statements } = inner;
        return factory.updateBlock(inner, [
          ...statements.slice(0, start),
          fuel(),
          ...statements.slice(start),
        ]);
      }
      const call = ts.isExpressionStatement(inner) ? floating(ts, inner.expression) : undefined;
      if (call) {
        const float = factory.createCallExpression(factory.createIdentifier(names.float), undefined, [call]);
        return factory.updateExpressionStatement(inner as ts.ExpressionStatement, float);
      }
      if (ts.isPrivateIdentifier(inner) && !isOwn.has(inner.text)) {
        if (ts.isBinaryExpression(node.parent)) return factory.createStringLiteral(inner.text);
        return factory.createIdentifier(inner.text.replace("#", "$private_"));
      }
      if (ts.isCallExpression(inner) && inner.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const stub = factory.createIdentifier(names.import);
        return factory.createCallExpression(stub, undefined, inner.arguments);
      }
      if (ts.isMetaProperty(inner) && inner.keywordToken === ts.SyntaxKind.ImportKeyword) {
        return factory.createIdentifier(names.meta);
      }
      return inner;
    };
    return ts.visitNode(file, visit, ts.isSourceFile);
  };
}

/** The call whose result nobody takes. `super()` must stand where it does. */
function floating(ts: Compiler, expression: ts.Expression): ts.Expression | undefined {
  const call = ts.isVoidExpression(expression) ? expression.expression : expression;
  return ts.isCallExpression(call) && call.expression.kind !== ts.SyntaxKind.SuperKeyword ? call : undefined;
}

function withBody(
  ts: Compiler,
  factory: ts.NodeFactory,
  loop: ts.IterationStatement,
  body: ts.Statement,
): ts.IterationStatement {
  if (ts.isForStatement(loop)) {
    return factory.updateForStatement(loop, loop.initializer, loop.condition, loop.incrementor, body);
  }
  if (ts.isForInStatement(loop)) {
    return factory.updateForInStatement(loop, loop.initializer, loop.expression, body);
  }
  if (ts.isForOfStatement(loop)) {
    return factory.updateForOfStatement(loop, loop.awaitModifier, loop.initializer, loop.expression, body);
  }
  if (ts.isWhileStatement(loop)) return factory.updateWhileStatement(loop, loop.expression, body);
  if (ts.isDoStatement(loop)) return factory.updateDoStatement(loop, body, loop.expression);
  return loop;
}

/** Private names of classes within the unit, which stay private. */
function ownPrivateNames(ts: Compiler, file: ts.SourceFile): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isClassElement(node) && node.name && ts.isPrivateIdentifier(node.name)) found.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
