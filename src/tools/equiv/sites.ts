// Finds what is not the same in two files: pairs of functions (or the module's top level), each the smallest that
// holds a change.

import type ts from "typescript";
import { isOwnImport } from "./imports.js";
import type { Compiler } from "./types.js";

/** What can be run by itself: a function with a body, a static block, or a file's top level. */
export type Unit =
  (ts.FunctionLikeDeclaration & { readonly body: ts.Node }) | ts.ClassStaticBlockDeclaration | ts.SourceFile;

export interface Change {
  readonly before: Unit;
  readonly after: Unit;
  /** The changed nodes of the file before. */
  readonly regions: readonly ts.Node[];
}

type Units = readonly [Unit, Unit];
type Nodes = readonly ts.Node[];

/** Finds the changes; none if the files are the same but for spaces, comments and what they import from us. */
export function findChanges(compiler: Compiler, before: ts.SourceFile, after: ts.SourceFile): Change[] {
  const search = new Search(compiler, before, after);
  search.compare(before, after, [before, after]);
  return [...search.found.values()];
}

/** Is the node one that can be run by itself? */
export function isUnit(ts: Compiler, node: ts.Node): node is Unit {
  if (ts.isSourceFile(node) || ts.isClassStaticBlockDeclaration(node)) return true;
  return ts.isFunctionLike(node) && (node as { body?: ts.Node }).body !== undefined;
}

/** Does the list declare resources? */
export function isUsing(ts: Compiler, { flags }: ts.VariableDeclarationList): boolean {
  const kind = flags & ts.NodeFlags.BlockScoped;
  return kind === ts.NodeFlags.Using || kind === ts.NodeFlags.AwaitUsing;
}

class Search {
  readonly found = new Map<Unit, { before: Unit; after: Unit; regions: ts.Node[] }>();
  readonly #ts: Compiler;
  readonly #files: readonly [ts.SourceFile, ts.SourceFile];
  readonly #texts = new Map<ts.Node, string>();

  constructor(compiler: Compiler, before: ts.SourceFile, after: ts.SourceFile) {
    this.#ts = compiler;
    this.#files = [before, after];
  }

  compare(before: ts.Node, after: ts.Node, outer: Units): void {
    const ts = this.#ts;
    if (this.#text(before, 0) === this.#text(after, 1)) return;
    if (before.kind !== after.kind) return this.#add(outer, [before], [after]);
    const units: Units = isUnit(ts, before) && isUnit(ts, after) ? [before, after] : outer;
    const ours = this.#children(before);
    const theirs = this.#children(after);
    const holdsList = ts.isBlock(before) || ts.isSourceFile(before) || ts.isModuleBlock(before);
    if (holdsList || ts.isClassLike(before) || ts.isCaseOrDefaultClause(before)) {
      return this.#compareLists(ours, theirs, units, before);
    }
    const isSplit =
      ours.length > 0 &&
      ours.length === theirs.length &&
      ours.every((child, i) => child.kind === theirs[i]!.kind) &&
      this.#between(before, ours, 0) === this.#between(after, theirs, 1);
    if (!isSplit) return this.#add(units, [before], [after]);
    ours.forEach((child, i) => this.compare(child, theirs[i]!, units));
  }

  /** Lists of statements or members: those that are on both sides are compared, the others are the change. */
  #compareLists(before: Nodes, after: Nodes, units: Units, list: ts.Node): void {
    let [i, j] = [0, 0];
    const last = [before.length, after.length] as const;
    for (const [ours, theirs] of [...this.#pair(before, after), last]) {
      const [gone, come] = [before.slice(i, ours), after.slice(j, theirs)];
      const isPaired = gone.length === come.length && gone.every(({ kind }, k) => kind === come[k]!.kind);
      if (isPaired) gone.forEach((node, k) => this.compare(node, come[k]!, units));
      else if (gone.length + come.length > 0) this.#add(units, gone.length > 0 ? gone : [list], come);
      if (ours < before.length && theirs < after.length) {
        this.compare(before[ours]!, after[theirs]!, units);
      }
      [i, j] = [ours + 1, theirs + 1];
    }
  }

  /** Which statements stand on both sides: equal texts, and functions and classes with equal names, in order. */
  #pair(before: Nodes, after: Nodes): [number, number][] {
    const key = (side: 0 | 1) => (node: ts.Node) => {
      const { name } = node as { name?: ts.Node };
      return name ? `${node.kind} ${this.#text(name, side)}` : this.#text(node, side);
    };
    const ours = before.map(key(0));
    const theirs = after.map(key(1));
    const shorter = Math.min(ours.length, theirs.length);
    let start = 0;
    while (start < shorter && ours[start] === theirs[start]) start++;
    let end = 0;
    while (end < shorter - start && ours.at(-1 - end) === theirs.at(-1 - end)) end++;
    const last = [ours.length - end, theirs.length - end] as const;
    const middle = commonSequence(ours.slice(start, last[0]), theirs.slice(start, last[1]));
    return [
      ...Array.from({ length: start }, (_, i): [number, number] => [i, i]),
      ...middle.map(([i, j]): [number, number] => [start + i, start + j]),
      ...Array.from({ length: end }, (_, i): [number, number] => [last[0] + i, last[1] + i]),
    ];
  }

  #add(units: Units, regions: Nodes, replaced: Nodes): void {
    const [before, after] = units;
    const known = this.found.get(before);
    if (known) known.regions.push(...regions);
    else this.found.set(before, { before, after, regions: [...regions] });
    this.#compareInner(units, regions, replaced);
  }

  /** Functions within a change are run only if they are called: those that are changed are sites of their own. */
  #compareInner([before, after]: Units, regions: Nodes, replaced: Nodes): void {
    const ours = this.#functionsIn(regions, before);
    const theirs = this.#functionsIn(replaced, after);
    const texts = new Set(theirs.map((node) => this.#text(node, 1)));
    const known = new Set(ours.map((node) => this.#text(node, 0)));
    const come = theirs.filter((node) => !known.has(this.#text(node, 1)));
    for (const node of ours.filter((own) => !texts.has(this.#text(own, 0)))) {
      const head = this.#head(node, 0);
      const at = come.findIndex((other) => other.kind === node.kind && this.#head(other, 1) === head);
      const [other] = at < 0 ? [] : come.splice(at, 1);
      if (other && this.#isTry(node)) this.compare(node, other, [node, other] as unknown as Units);
    }
  }

  #isTry(node: ts.Node): boolean {
    const visit = (child: ts.Node): boolean | undefined =>
      (this.#ts.isTryStatement(child) && child.finallyBlock !== undefined) ||
      this.#ts.forEachChild(child, visit);
    return visit(node) === true;
  }

  /** The outermost functions in nodes, but for what `using` declares and for the unit itself. */
  #functionsIn(nodes: Nodes, unit: Unit): ts.Node[] {
    const ts = this.#ts;
    const found: ts.Node[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isVariableDeclarationList(node) && isUsing(ts, node)) return;
      if (node !== unit && isUnit(ts, node)) found.push(node);
      else ts.forEachChild(node, visit);
    };
    nodes.forEach(visit);
    return found;
  }

  /** The text of a function before its body. */
  #head(node: ts.Node, side: 0 | 1): string {
    const { body } = node as { body?: ts.Node };
    const end = body?.getStart(this.#files[side]) ?? node.end;
    return this.#files[side].text.slice(node.getStart(this.#files[side]), end).replace(/\s+/g, "");
  }

  #children(node: ts.Node): ts.Node[] {
    const children: ts.Node[] = [];
    this.#ts.forEachChild(node, (child) => {
      if (!isOwnImport(this.#ts, child)) children.push(child);
    });
    return children;
  }

  /** The tokens of a node that are not in its children. */
  #between(node: ts.Node, children: Nodes, side: 0 | 1): string {
    const whole = this.#text(node, side);
    return children.reduce((rest, child) => rest.replace(this.#text(child, side), ""), whole);
  }

  /** The tokens of a node without what is between them. */
  #text(node: ts.Node, side: 0 | 1): string {
    const known = this.#texts.get(node);
    if (known !== undefined) return known;
    const file = this.#files[side];
    const tokens: string[] = [];
    const visit = (child: ts.Node): void => {
      if (isOwnImport(this.#ts, child)) return;
      const children = child.getChildren(file);
      if (children.length > 0) children.forEach(visit);
      else if (child.kind !== this.#ts.SyntaxKind.EndOfFileToken) tokens.push(child.getText(file));
    };
    visit(node);
    const text = tokens.filter((token) => token !== "").join(" ");
    this.#texts.set(node, text);
    return text;
  }
}

/** Lists longer than this are not compared item by item. */
const longestList = 1500;

/** The longest common sequence, as places in both. */
function commonSequence(ours: readonly string[], theirs: readonly string[]): [number, number][] {
  if (Math.max(ours.length, theirs.length) > longestList) return [];
  const lengths = Array.from({ length: ours.length + 1 }, () => new Array<number>(theirs.length + 1).fill(0));
  for (let i = ours.length - 1; i >= 0; i--) {
    for (let j = theirs.length - 1; j >= 0; j--) {
      const skipped = Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
      lengths[i]![j] = ours[i] === theirs[j] ? lengths[i + 1]![j + 1]! + 1 : skipped;
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < ours.length && j < theirs.length;) {
    if (ours[i] === theirs[j]) pairs.push([i++, j++]);
    else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}
