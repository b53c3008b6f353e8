// What the text of a function tells about the values in it: which names it calls, awaits, looks into and assigns, and
// the literals it compares with. Worlds use it to choose values that lead somewhere.

import type ts from "typescript";
import type { Compiler } from "./types.js";

export interface Facts {
  /** Names that are called. */
  readonly callees: ReadonlySet<string>;
  /** Names whose value something is read from. */
  readonly objects: ReadonlySet<string>;
  /** Names whose value something is read from by `?.`. */
  readonly optional: ReadonlySet<string>;
  /** Names of functions whose result is called or looked into. */
  readonly makers: ReadonlySet<string>;
  /** Names of functions whose result is awaited. */
  readonly awaited: ReadonlySet<string>;
  /** Variables of the files that are assigned somewhere: reading one is an event. */
  readonly assigned: ReadonlySet<string>;
  readonly literals: readonly (string | number)[];
  /** Does a `catch` ask what the error says? */
  readonly asksErrors: boolean;
  /** Has one of the functions an await, a promise or a function that may take its time? */
  readonly isAsync: boolean;
}

/** What code asks errors for. */
export const errorDetails = ["code", "status", "statusCode", "errno", "type", "reason", "name"];

/** Gathers the facts of functions (the same for both sides) and of the files that they are in. */
export function gatherFacts(
  compiler: Compiler,
  units: readonly ts.Node[],
  files: readonly ts.SourceFile[],
): Facts {
  const walk = new Walk(compiler);
  for (const unit of units) walk.visit(unit);
  const assigned = new Set<string>();
  for (const file of files) findAssigned(compiler, file, assigned);
  for (const [variable, maker] of walk.results) {
    if (walk.objects.has(variable) || walk.callees.has(variable)) walk.makers.add(maker);
  }
  for (const [variable, maker] of walk.results) {
    if (walk.optional.has(variable)) walk.optional.add(maker);
  }
  const { callees, objects, optional, makers, awaited, literals, asksErrors, isAsync } = walk;
  return {
    callees,
    objects,
    optional,
    makers,
    awaited,
    assigned,
    literals: [...literals],
    asksErrors,
    isAsync,
  };
}

class Walk {
  readonly callees = new Set<string>();
  readonly objects = new Set<string>();
  readonly optional = new Set<string>();
  readonly makers = new Set<string>();
  readonly awaited = new Set<string>();
  readonly literals = new Set<string | number>();
  /** Variables with the function whose result they hold. */
  readonly results: [variable: string, maker: string][] = [];
  isAsync = false;
  asksErrors = false;
  readonly #ts: Compiler;

  constructor(compiler: Compiler) {
    this.#ts = compiler;
  }

  readonly visit = (node: ts.Node): void => {
    const ts = this.#ts;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      if (!(ts.isCallExpression(node) && node.questionDotToken)) this.#add(this.callees, node.expression);
    } else if (ts.isTaggedTemplateExpression(node)) {
      this.#add(this.callees, node.tag);
    } else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      if (node.questionDotToken) this.#add(this.optional, node.expression);
      else this.#need(node.expression);
      if (errorDetails.includes(nameOf(ts, node) ?? "")) this.asksErrors = true;
    } else if (ts.isForOfStatement(node)) {
      this.#need(node.expression);
      if (node.awaitModifier) this.isAsync = true;
    } else if (ts.isAwaitExpression(node)) {
      this.isAsync = true;
      const call = this.#strip(node.expression);
      if (ts.isCallExpression(call)) this.#add(this.awaited, call.expression);
    } else if (ts.isVariableDeclaration(node) && node.initializer) {
      if (ts.isIdentifier(node.name)) this.#result(node.name.text, node.initializer);
      else this.#need(node.initializer);
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const target = nameOf(ts, node.left);
      if (target !== undefined) this.#result(target, node.right);
    } else if (ts.isParameter(node) && ts.isObjectBindingPattern(node.name)) {
      this.objects.add("(parameter)");
    } else if (ts.isStringLiteral(node)) {
      if (node.text.length < 40) this.literals.add(node.text);
    } else if (ts.isNumericLiteral(node)) {
      this.literals.add(Number(node.text));
    } else if (node.kind === ts.SyntaxKind.AsyncKeyword) {
      this.isAsync = true;
    } else if (ts.isIdentifier(node) && /^(then|catch|finally|Promise|fromAsync)$/.test(node.text)) {
      this.isAsync = true;
    }
    ts.forEachChild(node, this.visit);
  };

  #result(variable: string, initializer: ts.Expression): void {
    const call = this.#strip(initializer);
    const maker = this.#ts.isCallExpression(call) ? nameOf(this.#ts, call.expression) : undefined;
    if (maker !== undefined) this.results.push([variable, maker]);
  }

  /** Something is read from the expression's value. */
  #need(expression: ts.Expression): void {
    const value = this.#strip(expression);
    if (this.#ts.isCallExpression(value)) this.#add(this.makers, value.expression);
    else this.#add(this.objects, value);
  }

  #add(names: Set<string>, expression: ts.Expression): void {
    const name = nameOf(this.#ts, expression);
    if (name !== undefined) names.add(name);
  }

  #strip(expression: ts.Expression): ts.Expression {
    const ts = this.#ts;
    let value = expression;
    while (
      ts.isParenthesizedExpression(value) ||
      ts.isAwaitExpression(value) ||
      ts.isAsExpression(value) ||
      ts.isNonNullExpression(value) ||
      ts.isSatisfiesExpression(value)
    ) {
      value = value.expression;
    }
    return value;
  }
}

function nameOf(ts: Compiler, node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression)) {
    return node.argumentExpression.text;
  }
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return nameOf(ts, node.expression);
  return undefined;
}

function findAssigned(ts: Compiler, node: ts.Node, found: Set<string>): void {
  const { FirstAssignment, LastAssignment, PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind >= FirstAssignment && kind <= LastAssignment) addTargets(ts, node.left, found);
  } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    if (node.operator === PlusPlusToken || node.operator === MinusMinusToken) {
      addTargets(ts, node.operand, found);
    }
  } else if (ts.isForInStatement(node) || ts.isForOfStatement(node)) {
    addTargets(ts, node.initializer, found);
  }
  ts.forEachChild(node, (child) => findAssigned(ts, child, found));
}

function addTargets(ts: Compiler, target: ts.Node, found: Set<string>): void {
  if (ts.isIdentifier(target)) found.add(target.text);
  else if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target)) {
    ts.forEachChild(target, (child) => addTargets(ts, child, found));
  } else if (ts.isPropertyAssignment(target)) addTargets(ts, target.initializer, found);
  else if (ts.isShorthandPropertyAssignment(target)) found.add(target.name.text);
  else if (ts.isSpreadElement(target) || ts.isSpreadAssignment(target)) {
    addTargets(ts, target.expression, found);
  }
}
