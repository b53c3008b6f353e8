// F as one call that releases something, with the guard around it.

import type { TSESTree } from "@typescript-eslint/utils";
import { awaits } from "../../code/await.js";
import { bare, type Node, nameOf, rootOf, type Variable, within } from "../../code/ast.js";
import { declarationOf, type File, variableOf } from "../../code/file.js";
import type { Site } from "./site.js";

/** F, if it is one call. */
export interface Closing {
  readonly call: TSESTree.CallExpression;
  /** The expression of which the call is the whole: itself, or the chain that it ends. */
  readonly expression: Node;
  readonly awaited: boolean;
  /** The tests that must pass before it is called. */
  readonly guards: readonly TSESTree.Expression[];
  /** Whether an arrow can have it as its concise body. */
  readonly concise: boolean;
}

/** Returns F as one call, or undefined if it is more, or something else. */
export function closingOf({ steps }: Pick<Site, "steps">, file: File): Closing | undefined {
  const [step, another] = steps;
  return step && !another ? closingIn(step, [], file) : undefined;
}

function closingIn(step: Node, guards: readonly TSESTree.Expression[], file: File): Closing | undefined {
  switch (step.type) {
    case "BlockStatement":
      return step.body.length === 1 && step.body[0] ? closingIn(step.body[0], guards, file) : undefined;
    case "IfStatement":
      return step.alternate ? undefined : closingIn(step.consequent, [...guards, step.test], file);
    case "ExpressionStatement":
      return closingBy(step.expression, guards, file);
    default:
      return undefined;
  }
}

function closingBy(
  expression: TSESTree.Expression,
  guards: readonly TSESTree.Expression[],
  file: File,
): Closing | undefined {
  if (expression.type === "LogicalExpression" && expression.operator === "&&") {
    return closingBy(expression.right, [...guards, expression.left], file);
  }
  const awaited = expression.type === "AwaitExpression";
  const closed = awaited ? expression.argument : expression;
  const call = closed.type === "ChainExpression" ? closed.expression : closed;
  if (call.type !== "CallExpression") return undefined;
  return { call, expression: closed, awaited, guards, concise: guards.length === 0 && !awaits(closed, file) };
}

/** The one local that the call releases; every other operand is a constant, a function or of the module. */
export function released({ call }: Closing, site: Site, file: File): Variable | undefined {
  const chain = [...calleeChain(call.callee)];
  if (chain.some((node) => node.type === "CallExpression")) return undefined;
  const operands = [rootOf(call.callee), ...call.arguments];
  const locals = new Set<Variable>();
  for (const operand of operands) {
    for (const variable of localsOf(operand, site, file) ?? [undefined]) {
      if (!variable) return undefined;
      locals.add(variable);
    }
  }
  const [only, another] = locals;
  return another ? undefined : only;
}

function* calleeChain(callee: Node): Generator<Node> {
  for (let node = bare(callee); ; node = bare(node.object)) {
    yield node;
    if (node.type !== "MemberExpression") return;
  }
}

/** The locals that an operand names, or undefined if it is more than constants and names. */
function localsOf(operand: Node, site: Site, file: File): Variable[] | undefined {
  const node = bare(operand);
  switch (node.type) {
    case "Identifier": {
      const variable = variableOf(file, node);
      return variable && isLocal(variable, site) ? [variable] : [];
    }
    case "Literal":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return [];
    case "MemberExpression": {
      if (node.computed && node.property.type !== "Literal" && !nameOf(node)?.startsWith("Symbol."))
        return undefined;
      return localsOf(node.object, site, file);
    }
    case "TemplateLiteral":
      return joined(node.expressions, site, file);
    case "ArrayExpression":
      return joined(node.elements, site, file);
    case "ObjectExpression": {
      const values = node.properties.map((property) =>
        property.type === "Property" && !property.computed ? property.value : undefined,
      );
      return values.includes(undefined) ? undefined : joined(values as Node[], site, file);
    }
    default:
      return undefined;
  }
}

function joined(nodes: readonly (Node | null)[], site: Site, file: File): Variable[] | undefined {
  const found = nodes.map((node) => (node ? localsOf(node, site, file) : []));
  return found.includes(undefined) ? undefined : (found as Variable[][]).flat();
}

/** Imports, functions and what the module declares are always there; all else is local. */
function isLocal(variable: Variable, site: Site): boolean {
  const [definition] = variable.defs;
  if (!definition || definition.type === ("FunctionName" as string)) return false;
  if (definition.node.type.startsWith("Import") || definition.node.type === "TSImportEqualsDeclaration")
    return false;
  const declared = declarationOf(variable)?.declaration;
  if (declared && site.list.includes(declared)) return !isRequired(declared);
  return variable.scope.type !== ("module" as string) && variable.scope.type !== ("global" as string);
}

function isRequired({ declarations }: TSESTree.VariableDeclaration): boolean {
  const init = declarations[0]?.init;
  return init ? nameOf(rootOf(init)) === "require" : false;
}

/** Tells whether every guard is a null check of `variable` itself. */
export function isNullChecked({ guards }: Closing, variable: Variable): boolean {
  return guards.every((guard) => isNullCheck(guard, variable.name));
}

function isNullCheck(test: Node, name: string): boolean {
  const node = bare(test);
  if (node.type === "Identifier") return node.name === name;
  if (node.type === "UnaryExpression" && node.operator === "!") {
    return node.argument.type === "UnaryExpression" && isNullCheck(node.argument.argument, name);
  }
  if (node.type !== "BinaryExpression" || !/^!==?$/.test(node.operator)) return false;
  const [left, right] = [bare(node.left), bare(node.right)];
  return (
    (left.type === "Identifier" && left.name === name && isNothing(right)) ||
    (right.type === "Identifier" && right.name === name && isNothing(left))
  );
}

/** Tells whether `node` is `null`, `undefined` or `void 0`. */
export function isNothing(node: Node): boolean {
  return (
    (node.type === "Literal" && node.value === null && node.raw === "null") ||
    (node.type === "Identifier" && node.name === "undefined") ||
    (node.type === "UnaryExpression" && node.operator === "void")
  );
}

/** Tells whether the call happens only if `variable` is there: by a guard, or by `?.` right after it. */
export function isGuarded({ call, guards }: Closing, variable: Variable, file: File): boolean {
  if (guards.length > 0) return isNullChecked({ guards } as Closing, variable);
  return [...within(call.callee, file.code)].some(
    (node) =>
      node.type === "MemberExpression" &&
      node.optional &&
      node.object.type === "Identifier" &&
      node.object.name === variable.name,
  );
}
