// Writes a function so that it stands alone: as a method of an object whose prototype is a stub, so that `super` has
// a meaning, without the class around it.

import type ts from "typescript";
import { isOwnImport } from "./imports.js";
import type { Unit } from "./sites.js";
import type { Compiler } from "./types.js";

/** How the written function is run. */
export type Kind = "method" | "arrow" | "derived constructor";

export interface WrittenUnit {
  readonly kind: Kind;
  readonly code: string;
  readonly isGenerator: boolean;
  /** How many changed places, and finalizers in them, are marked. */
  readonly regions: number;
  /** The names of its parameters; `undefined` for patterns. */
  readonly parameters: readonly (string | undefined)[];
}

/** Names that the written code uses beside its own. */
export const names = {
  method: "$equiv_m",
  arguments: "$equiv_args",
  super: "$equiv_super",
  make: "$equiv_make",
  fuel: "$equiv_fuel",
  reach: "$equiv_reach",
  begin: "$equiv_begin",
  end: "$equiv_end",
  pads: "$equiv_pads",
  import: "$equiv_import",
  meta: "$equiv_meta",
  float: "$equiv_float",
} as const;

/** Text to put into a file, by offset. */
type Edits = { readonly at: number; readonly end: number; readonly text: string }[];

/**
 * Writes the unit of a file; its changed regions (of the file before) are marked and their finalizers padded.
 *
 * @param inner - changed regions of functions within it, which are sites of their own: their finalizers are padded too
 */
export function writeUnit(
  ts: Compiler,
  unit: Unit,
  file: ts.SourceFile,
  regions: readonly ts.Node[],
  inner: readonly ts.Node[],
): WrittenUnit {
  const edits: Edits = [];
  let marks = 0;
  for (const region of regions) {
    if (mark(ts, region, unit, file, `${names.reach}(${marks});`, edits)) marks++;
  }
  for (const region of regions) marks += watch(ts, region, file, marks, edits);
  for (const region of inner) pad(ts, region, file, edits);
  const text = (start: number, end: number): string => cut(file.text, start, end, edits);
  return { ...write(ts, unit, file, edits, text), regions: marks };
}

type Written = Omit<WrittenUnit, "regions">;

function write(
  ts: Compiler,
  unit: Unit,
  file: ts.SourceFile,
  edits: Edits,
  text: (start: number, end: number) => string,
): Written {
  if (ts.isSourceFile(unit)) return writeModule(ts, unit, edits, text);
  if (ts.isClassStaticBlockDeclaration(unit)) {
    return method("", false, `() ${text(unit.body.getStart(file), unit.body.end)}`, []);
  }
  const parameters = unit.parameters
    .filter(({ name }) => name.getText(file) !== "this")
    .map(({ name }) => (ts.isIdentifier(name) ? name.text : undefined));
  const isAsync = unit.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  const isGenerator = unit.asteriskToken !== undefined;
  if (ts.isArrowFunction(unit)) {
    const arrow = text(unit.getStart(file), unit.end);
    const code = object(`${names.method}(...${names.arguments}) { return (${arrow}); }`);
    return { kind: "arrow", code, isGenerator, parameters };
  }
  const from = (unit.typeParameters ?? unit.parameters).pos - 1;
  const rest = text(from, unit.end);
  if (ts.isConstructorDeclaration(unit) && isDerived(ts, unit)) {
    const code = `(class extends ${names.super} { constructor${rest} })`;
    return { kind: "derived constructor", code, isGenerator, parameters };
  }
  const isFunction = ts.isFunctionDeclaration(unit) || ts.isFunctionExpression(unit);
  if (isFunction) {
    const head = `${isAsync ? "async " : ""}function${isGenerator ? "*" : ""} ${unit.name?.text ?? ""}`;
    const code = object(`get ${names.method}() { return (${head}${rest}); }`);
    return { kind: "method", code, isGenerator, parameters };
  }
  return method(isAsync ? "async " : "", isGenerator, rest, parameters);
}

function method(
  async: string,
  isGenerator: boolean,
  rest: string,
  parameters: WrittenUnit["parameters"],
): Written {
  const code = object(`${async}${isGenerator ? "*" : ""}${names.method}${rest}`);
  return { kind: "method", code, isGenerator, parameters };
}

function object(member: string): string {
  return `({ __proto__: ${names.super}, ${member} })`;
}

function isDerived(ts: Compiler, { parent }: ts.ConstructorDeclaration): boolean {
  return parent.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) ?? false;
}

/** A module without its imports and exports, as a function. */
function writeModule(
  ts: Compiler,
  file: ts.SourceFile,
  edits: Edits,
  text: (start: number, end: number) => string,
): Written {
  const remove = (node: { getStart(): number; end: number }, by = ""): void =>
    void edits.push({ at: node.getStart(), end: node.end, text: by });
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) remove(statement, ";");
    else if (ts.isExportDeclaration(statement) || isOwnImport(ts, statement)) remove(statement, ";");
    else if (ts.isExportAssignment(statement)) {
      edits.push({ at: statement.getStart(), end: statement.expression.getStart(), text: "(" });
      edits.push({ at: statement.expression.end, end: statement.end, text: ");" });
    } else if (ts.canHaveModifiers(statement)) {
      const isNamed =
        (statement as { name?: ts.Node }).name !== undefined || ts.isVariableStatement(statement);
      for (const modifier of statement.modifiers ?? []) {
        const { kind } = modifier;
        if (kind === ts.SyntaxKind.ExportKeyword) remove(modifier, isNamed ? "" : "(");
        else if (kind === ts.SyntaxKind.DefaultKeyword) remove(modifier);
      }
      const isDefault = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
      if (isDefault && !isNamed) edits.push({ at: statement.end, end: statement.end, text: ");" });
    }
  }
  const awaits = hasAwait(ts, file);
  return method(awaits ? "async " : "", false, `() {\n${text(0, file.end)}\n}`, []);
}

/** Does the node await, outside the functions in it? */
export function hasAwait(ts: Compiler, node: ts.Node): boolean {
  const visit = (child: ts.Node): boolean | undefined => {
    if (ts.isFunctionLike(child) || ts.isClassStaticBlockDeclaration(child)) return false;
    if (ts.isAwaitExpression(child) || (ts.isForOfStatement(child) && child.awaitModifier)) return true;
    if (
      ts.isVariableDeclarationList(child) &&
      (child.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing
    )
      return true;
    return ts.forEachChild(child, visit);
  };
  return ts.forEachChild(node, visit) === true;
}

/** Calls `code` before the statement of the region. */
function mark(
  ts: Compiler,
  region: ts.Node,
  unit: Unit,
  file: ts.SourceFile,
  code: string,
  edits: Edits,
): boolean {
  if (ts.isBlock(region) || ts.isModuleBlock(region)) {
    const at = region.getStart(file) + 1;
    edits.push({ at, end: at, text: code });
    return true;
  }
  for (let node = region; node !== unit && node.parent !== undefined; node = node.parent) {
    const { parent } = node;
    const isListed =
      ts.isBlock(parent) ||
      ts.isSourceFile(parent) ||
      ts.isModuleBlock(parent) ||
      ts.isCaseOrDefaultClause(parent);
    if (isListed && ts.isStatement(node)) {
      // A directive, or a declaration that is hoisted, keeps its place: the mark goes after.
      const at = ts.isFunctionDeclaration(node) ? node.end : node.getStart(file);
      edits.push({ at, end: at, text: `;${code}` });
      return true;
    }
    if (ts.isStatement(node) && (ts.isIfStatement(parent) || ts.isIterationStatement(parent, false))) {
      edits.push({ at: node.getStart(file), end: node.getStart(file), text: `{ ${code}` });
      edits.push({ at: node.end, end: node.end, text: " }" });
      return true;
    }
  }
  return false; // an arrow's expression: it is run whenever the arrow is
}

/**
 * Tells the world when a finalizer begins and ends, and pads it. Returns how many finalizers there are; the numbers of
 * their marks begin at `first`.
 */
function watch(ts: Compiler, region: ts.Node, file: ts.SourceFile, first: number, edits: Edits): number {
  let count = 0;
  for (const finalizer of finalizersIn(ts, region)) {
    const number = first + count++;
    const end = finalizer.end - 1;
    const start = finalizer.getStart(file) + 1;
    edits.push({ at: start, end: start, text: ` ${names.begin}(${number}); try {` });
    edits.push({ at: end, end, text: `\n} finally { ${names.end}(${number}); ${padding(ts, finalizer)} }` });
  }
  return count;
}

/** Pads the finalizers of a region. */
function pad(ts: Compiler, region: ts.Node, file: ts.SourceFile, edits: Edits): void {
  for (const finalizer of finalizersIn(ts, region)) {
    const turns = padding(ts, finalizer);
    if (turns === "") continue;
    const end = finalizer.end - 1;
    const start = finalizer.getStart(file) + 1;
    edits.push({ at: start, end: start, text: " try {" });
    edits.push({ at: end, end, text: `\n} finally { ${turns} }` });
  }
}

/** Lets a finalizer that awaits take a few more turns (`moreTurns`), as many as the world says. */
function padding(ts: Compiler, finalizer: ts.Block): string {
  return hasAwait(ts, finalizer) ? `for (let $i = ${names.pads}(); $i > 0; $i--) await 0;` : "";
}

/** The finalizers of a region that the world can see, outside the functions in it. */
function finalizersIn(ts: Compiler, region: ts.Node): ts.Block[] {
  const found: ts.Block[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isTryStatement(node) && node.finallyBlock && mayAct(ts, node.finallyBlock)) {
      found.push(node.finallyBlock);
    }
    ts.forEachChild(node, visit);
  };
  visit(region);
  return found;
}

/** Can the finalizer do something that the world sees, beside assigning variables? */
function mayAct(ts: Compiler, finalizer: ts.Block): boolean {
  const visit = (node: ts.Node): boolean | undefined =>
    ts.isCallOrNewExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.forEachChild(node, visit);
  return visit(finalizer) === true;
}

/** The file's text from `start` to `end` with the edits in it. */
function cut(text: string, start: number, end: number, edits: Edits): string {
  let result = "";
  let at = start;
  const inside = edits.filter((edit) => edit.at >= start && edit.end <= end);
  for (const edit of [...inside].sort((a, b) => a.at - b.at || a.end - b.end)) {
    result += text.slice(at, edit.at) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}
