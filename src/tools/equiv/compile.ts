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

/** Changes one node, whose children are changed already; undefined if it stays. */
type Change = (node: ts.Node, original: ts.Node) => ts.Node | undefined;

/**
 * Counts the turns of loops and the calls, keeps hold of promises that float, makes private names public, and stubs of
 * `import()` and `import.meta`.
 */
function instrument(ts: Compiler): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const changes = [
      countRuns(ts, factory),
      keepFloating(ts, factory),
      publishNames(ts, factory, ownPrivateNames(ts, file)),
      stubModules(ts, factory),
    ];
    const visit = (node: ts.Node): ts.Node => {
      const inner = ts.visitEachChild(node, visit, context);
      for (const change of changes) {
        const changed = change(inner, node);
        if (changed) return changed;
      }
      return inner;
    };
    return ts.visitNode(file, visit, ts.isSourceFile);
  };
}

/** Burns fuel at each turn of a loop, and at each call of a function. */
function countRuns(ts: Compiler, factory: ts.NodeFactory): Change {
  const fuel = (): ts.Statement =>
    factory.createExpressionStatement(
      factory.createCallExpression(factory.createIdentifier(names.fuel), undefined, []),
    );
  const isDirective = (statement: ts.Statement): boolean =>
    ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
  return (node, { parent }) => {
    if (ts.isIterationStatement(node, false))
      return withBody(ts, factory, node, factory.createBlock([fuel(), node.statement], true));
    if (!ts.isBlock(node) || !ts.isFunctionLike(parent)) return undefined;
    const { statements } = node;
    const at = statements.findIndex((statement) => !isDirective(statement));
    const start = at < 0 ? statements.length : at;
    return factory.updateBlock(node, [...statements.slice(0, start), fuel(), ...statements.slice(start)]);
  };
}

function keepFloating(ts: Compiler, factory: ts.NodeFactory): Change {
  return (node) => {
    const call = ts.isExpressionStatement(node) ? floating(ts, node.expression) : undefined;
    if (!call) return undefined;
    const float = factory.createCallExpression(factory.createIdentifier(names.float), undefined, [call]);
    return factory.updateExpressionStatement(node as ts.ExpressionStatement, float);
  };
}

/** Private names of classes around the unit are public; its `own` stay. */
function publishNames(ts: Compiler, factory: ts.NodeFactory, own: ReadonlySet<string>): Change {
  return (node, { parent }) => {
    if (!ts.isPrivateIdentifier(node) || own.has(node.text)) return undefined;
    if (ts.isBinaryExpression(parent)) return factory.createStringLiteral(node.text);
    return factory.createIdentifier(node.text.replace("#", "$private_"));
  };
}

function stubModules(ts: Compiler, factory: ts.NodeFactory): Change {
  const { ImportKeyword } = ts.SyntaxKind;
  return (node) => {
    if (ts.isCallExpression(node) && node.expression.kind === ImportKeyword)
      return factory.createCallExpression(factory.createIdentifier(names.import), undefined, node.arguments);
    const isMeta = ts.isMetaProperty(node) && node.keywordToken === ImportKeyword;
    return isMeta ? factory.createIdentifier(names.meta) : undefined;
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
