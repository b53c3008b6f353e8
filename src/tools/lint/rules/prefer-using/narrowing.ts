// What TypeScript would say of F in an arrow, that it did not say of F in its place.

import type { TSESTree } from "@typescript-eslint/utils";
import {
  around,
  bare,
  contains,
  isFunction,
  nameOf,
  type Node,
  type Variable,
  within,
} from "../../code/ast.js";
import { isNothing } from "./closing.js";
import { declarationOf, type File } from "../../code/file.js";
import { captured } from "./never.js";
import type { Site } from "./site.js";
import { asStrictness, type Strictness, strictnessOf } from "../../project/strictness.js";
import { isNullable } from "../../code/types.js";

/** `losesType`: F reads a variable whose type TypeScript finds by following the code, which it does not into an arrow. */
export function losesType(site: Site, file: File, except?: Variable): boolean {
  if (!file.typescript) return false;
  if (!strictness(file).noImplicitAny) return false;
  return captured(site, file).some((reference) => {
    const variable = reference.resolved;
    const found = variable && variable !== except && reference.isRead() ? declarationOf(variable) : undefined;
    if (!found || found.declarator.id.type !== "Identifier" || found.declarator.id.typeAnnotation)
      return false;
    if (found.declaration.parent.type.startsWith("For")) return false;
    const { init } = found.declarator;
    const isEvolvingArray = init?.type === "ArrayExpression" && init.elements.length === 0;
    return isEvolvingArray || (found.declaration.kind !== "const" && (!init || isNothing(init)));
  });
}

function strictness({ types, path }: File): Strictness {
  return types ? asStrictness(types.options) : strictnessOf(path);
}

/** `losesPresence`: F uses as present what TypeScript knows to be so only by following the code before it. */
export function losesPresence(site: Site, file: File, except?: Variable): boolean {
  if (!file.typescript || !strictness(file).strictNullChecks) return false;
  const isNarrowed = (chain: Node, variable?: Variable | null): boolean => {
    if ((variable && variable === except) || isTested(chain, site, file)) return false;
    if (chain.type !== "Identifier") return isMemberNarrowed(chain, site, file);
    return variable ? isVariableNarrowed(variable, chain, site, file) : false;
  };
  return (
    captured(site, file).some(({ identifier, resolved }) =>
      [...usedChains(identifier as Node)].some((chain) => isNarrowed(chain, resolved)),
    ) ||
    [...within(site.finalizer, file.code)]
      .filter(({ type }) => type === "ThisExpression")
      .flatMap((self) => [...usedChains(self)])
      .some((chain) => chain.type === "MemberExpression" && isNarrowed(chain))
  );
}

/** Of `x.y.z()`: `x` and `x.y`, of which properties are read without `?.` or `!`; of `x()`: `x`. */
function* usedChains(start: Node): Generator<Node> {
  for (let node = start; ;) {
    const parent: Node | undefined = node.parent;
    if (parent?.type === "CallExpression" && parent.callee === node && !parent.optional) yield node;
    if (parent?.type !== "MemberExpression" || parent.object !== node) return;
    if (!parent.optional) yield node;
    node = parent;
  }
}

/** Tells whether F itself asks for the value before it uses it: that narrows in an arrow as well. */
function isTested(chain: Node, { finalizer }: Site, { code }: File): boolean {
  const text = code.getText(chain as never);
  for (const parent of around(chain)) {
    if (parent === finalizer) return false;
    if (parent.type === "IfStatement" || parent.type === "ConditionalExpression") {
      if (parent.test !== chain && code.getText(parent.test as never).includes(text)) return true;
    }
    if (parent.type === "LogicalExpression" && code.getText(parent.left as never).includes(text)) {
      if (contains(parent.right, chain)) return true;
    }
  }
  return false;
}

function isVariableNarrowed(variable: Variable, use: Node, site: Site, file: File): boolean {
  const found = declarationOf(variable);
  const isConst = found?.declaration.kind === "const";
  // TypeScript 5.4 and newer keep in an arrow what they know of a variable that is not written after it.
  const isWrittenLater = variable.references.some(
    (reference) => reference.isWrite() && reference.identifier.range[0] > site.node.range[0],
  );
  if (isConst || !isWrittenLater) return false;
  if (file.types) {
    const { checker } = file.types;
    const symbol = checker.getSymbolAtLocation(file.types.node(use));
    return symbol ? isNullable(checker.getTypeOfSymbol(symbol)) && !isNullable(file.types.at(use)) : false;
  }
  const name = variable.defs[0]?.name;
  const annotation = name?.type === "Identifier" ? name.typeAnnotation : undefined;
  const init = found?.declarator.init;
  if (annotation) return mayBeNothing(annotation) || (name?.type === "Identifier" && name.optional);
  return init ? isNothing(bare(init)) : false;
}

function mayBeNothing(annotation: TSESTree.TSTypeAnnotation): boolean {
  const type = annotation.typeAnnotation;
  return (
    type.type === "TSUnionType" &&
    type.types.some(({ type: kind }) => kind === "TSNullKeyword" || kind === "TSUndefinedKeyword")
  );
}

/** What is known of `this.x` or `a.x` never reaches into an arrow. */
function isMemberNarrowed(chain: Node, site: Site, file: File): boolean {
  if (file.types) {
    const { checker } = file.types;
    const inner = chain.type === "MemberExpression" ? chain.property : chain;
    const symbol = checker.getSymbolAtLocation(file.types.node(inner));
    return symbol ? isNullable(checker.getTypeOfSymbol(symbol)) && !isNullable(file.types.at(chain)) : false;
  }
  const owner = site.owner ?? file.code.ast;
  const text = file.code.getText(chain as never);
  return [...within(owner, file.code)].some(
    (node) =>
      node.range[0] < site.node.range[0] &&
      ((isTest(node) && file.code.getText(node as never).replace(/^!/, "") === text) ||
        (node.type === "AssignmentExpression" &&
          file.code.getText(node.left as never) === text &&
          !isDeclaredPresent(chain, site))),
  );
}

function isTest(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === "UnaryExpression") return parent.operator === "!";
  if (parent?.type === "LogicalExpression") return parent.left === node;
  if (parent?.type === "BinaryExpression") return isNothing(parent.left) || isNothing(parent.right);
  return (parent?.type === "IfStatement" || parent?.type === "ConditionalExpression") && parent.test === node;
}

/** Tells whether the class around the site declares the field `this.x` with a type that is never null. */
function isDeclaredPresent(chain: Node, site: Site): boolean {
  if (chain.type !== "MemberExpression" || chain.object.type !== "ThisExpression") return false;
  for (const parent of around(site.node)) {
    if (parent.type !== "ClassBody") continue;
    const field = parent.body.find(
      (member) => member.type === "PropertyDefinition" && nameOf(member.key) === nameOf(chain),
    );
    if (field?.type !== "PropertyDefinition" || field.optional) return false;
    if (field.typeAnnotation) return !mayBeNothing(field.typeAnnotation);
    return field.value ? !isNothing(field.value) : false;
  }
  return false;
}

/** `losesFilling`: F fills a variable that code after it reads, which TypeScript would think unfilled or unchanged. */
export function losesFilling(site: Site, file: File): boolean {
  if (!file.typescript) return false;
  return captured(site, file).some((reference) => {
    const { resolved } = reference;
    if (!reference.isWrite() || !resolved || !declarationOf(resolved)) return false;
    if (variableOwner(resolved) !== site.owner) return false;
    return resolved.references.some(
      (other) => other.isRead() && other.identifier.range[0] > site.node.range[1],
    );
  });
}

function variableOwner(variable: Variable): Node | undefined {
  const name = variable.defs[0]?.name;
  if (!name) return undefined;
  for (const parent of around(name as Node)) {
    if (isFunction(parent) || parent.type === "StaticBlock") return parent;
  }
  return undefined;
}
