// Proves each rewritten function equal to what it was, as far as recording worlds and injected faults can tell.

import { dirname, resolve } from "node:path";
import type ts from "typescript";
import { compileUnit } from "./compile.js";
import { explore, type Findings } from "./explore.js";
import { gatherFacts } from "./facts.js";
import { findImports } from "./imports.js";
import { type Library, makeRealm } from "./realm.js";
import { swallowRejections } from "./rejections.js";
import { type Change, findChanges, isUnit, isUsing, type Unit } from "./sites.js";
import { loadTypeScript } from "./typescript.js";
import { CompileError, type Compiler, type EquivOptions, type Report, type Site } from "./types.js";
import { hasAwait, writeUnit } from "./unit.js";

/**
 * Compares two versions of a file: each function that is not the same is run before and after in worlds of stubs, with
 * every event and every two near events failing.
 *
 * A site is `equal` if no run tells the versions apart, but for `bothThrow` and `moreTurns`; `different` with the run that does;
 * `unproven` with a reason if it cannot be run, does not reach the change, or does not end.
 *
 * @throws CompileError if the file before cannot be parsed
 * @throws Error if there is no TypeScript
 */
export async function proveEqual(before: string, after: string, options: EquivOptions = {}): Promise<Report> {
  const file = options.file ?? "file.ts";
  const compiler = options.typescript ?? (await loadTypeScript(dirname(resolve(file))));
  const ours = parse(compiler, file, before);
  const theirs = parse(compiler, file, after);
  const mistake = syntaxError(compiler, ours);
  if (mistake) throw new CompileError(`${file}: ${mistake}`);
  const wrong = syntaxError(compiler, theirs);
  if (wrong) return { sites: [broken(wrong)] };
  const changes = findChanges(compiler, ours, theirs);
  if (changes.length === 0) return { sites: [] };
  const library = await makeRealm();
  const stopSwallowing = swallowRejections(library);
  const sites: Site[] = [];
  try {
    for (const change of changes) {
      sites.push(
        await proveSite({ compiler, before: ours, after: theirs, library, options, changes }, change),
      );
    }
    // A rejection is known as unhandled only after the turn in which it happened.
    await new Promise((done) => setImmediate(done));
  } finally {
    stopSwallowing();
  }
  return { sites: sites.sort((a, b) => a.line - b.line) };
}

interface Files {
  readonly compiler: Compiler;
  readonly before: ts.SourceFile;
  readonly after: ts.SourceFile;
  readonly library: Library;
  readonly options: EquivOptions;
  readonly changes: readonly Change[];
}

/** The longest text of a function that is run. */
const longest = 60_000;

async function proveSite(files: Files, change: Change): Promise<Site> {
  const { compiler, before, library, options, changes } = files;
  const [first] = change.regions;
  const place = {
    function: nameOf(compiler, change.before, before),
    line: before.getLineAndCharacterOfPosition(first!.getStart(before)).line + 1,
  };
  const nothing = { ...place, worlds: 0, faults: 0, suppressed: 0 };
  const refusal = refuse(compiler, change);
  if (refusal) return { ...nothing, verdict: "unproven", reason: refusal };
  const ours = tryCompile(files, "before", change);
  if ("reason" in ours) return { ...nothing, verdict: "unproven", reason: ours.reason };
  const theirs = tryCompile(files, "after", change);
  if ("reason" in theirs) return { ...nothing, verdict: "different", reason: theirs.reason };
  const facts = gatherFacts(compiler, [change.before, change.after], [before, files.after]);
  const found = await explore(
    {
      before: { unit: ours.unit, imports: findImports(compiler, before) },
      after: { unit: theirs.unit, imports: findImports(compiler, files.after) },
      premises: { facts, same: options.same ?? [], library },
      regions: ours.unit.regions,
      awaits: changes.some((other) => isWithin(other, change) && changesAwait(compiler, other)),
      catches: [change.before, change.after].some((unit) => canSeeError(compiler, unit)),
      hasStack: /\w+Stack\b/.test(files.after.text),
    },
    options.seeds ?? 10,
    options.pairs ?? 600,
  );
  const { worlds, faults, suppressed } = found;
  return { ...place, worlds, faults, suppressed, ...judge(found) };
}

function judge({
  counterexample,
  unreached,
  stopped,
}: Findings): Pick<Site, "verdict" | "reason" | "counterexample"> {
  if (counterexample) {
    const { onlyTicks, ...example } = counterexample;
    const reason = onlyTicks
      ? "it suspends more, or less, often than before, though no changed finalizer awaits"
      : "a run tells them apart";
    return { verdict: "different", reason, counterexample: example };
  }
  if (unreached > 0)
    return {
      verdict: "unproven",
      reason: "no world reached the change, or none made its finalizer do anything",
    };
  if (stopped > 0) return { verdict: "unproven", reason: `${stopped} runs were stopped: too many steps` };
  return { verdict: "equal" };
}

function refuse(ts: Compiler, { before, after }: Change): string | undefined {
  const hasWith = (node: ts.Node): boolean | undefined =>
    ts.isWithStatement(node) || ts.forEachChild(node, hasWith);
  if (hasWith(before) || hasWith(after)) return "it has a `with` statement";
  const size = Math.max(before.end - before.pos, after.end - after.pos);
  if (size > longest) return `it is too large: ${size} characters, and at most ${longest} are run`;
  return undefined;
}

function tryCompile(
  { compiler, library, options, changes, ...files }: Files,
  side: "before" | "after",
  change: Change,
): { unit: ReturnType<typeof compileUnit> } | { reason: string } {
  const file = files[side];
  const isStrict = compiler.isExternalModule(file) || isInStrictCode(compiler, change[side]);
  try {
    const inner = changes.filter((other) => other !== change && isWithin(other, change));
    const marked = side === "before" ? change.regions : [];
    const padded = side === "before" ? inner.flatMap(({ regions }) => regions) : [];
    const unit = writeUnit(compiler, change[side], file, marked, padded);
    return { unit: compileUnit(compiler, unit, options.file ?? "file.ts", isStrict, library) };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { reason: `the function ${side} cannot be compiled: ${error.message}` };
  }
}

function isInStrictCode(ts: Compiler, unit: ts.Node): boolean {
  for (let node = unit; node !== undefined; node = node.parent) {
    if (ts.isClassLike(node)) return true;
    const list = ts.isSourceFile(node) ? node : (node as { body?: ts.Node }).body;
    const statements = (list as { statements?: readonly ts.Statement[] } | undefined)?.statements ?? [];
    for (const statement of statements) {
      if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) break;
      if (statement.expression.text === "use strict") return true;
    }
  }
  return false;
}

/** Is one change in a function of the other, which a run of the other may call, or the same? */
function isWithin(inner: Change, outer: Change): boolean {
  return inner.before.pos >= outer.before.pos && inner.before.end <= outer.before.end;
}

function changesAwait(ts: Compiler, { regions }: Change): boolean {
  return regions.some((region) => finalizerAwaits(ts, region));
}

/** Has the region a finalizer that awaits, in any function? */
function finalizerAwaits(ts: Compiler, region: ts.Node): boolean {
  const visit = (node: ts.Node): boolean | undefined =>
    (ts.isTryStatement(node) && node.finallyBlock !== undefined && hasAwait(ts, node.finallyBlock)) ||
    ts.forEachChild(node, visit);
  return visit(region) === true;
}

/** Is there a `catch` around a `finally` or a resource, or a promise's `catch`? */
function canSeeError(ts: Compiler, unit: Unit): boolean {
  const cleansUp = (node: ts.Node): boolean | undefined => {
    if (ts.isTryStatement(node) && node.finallyBlock) return true;
    if (ts.isVariableDeclarationList(node) && isUsing(ts, node)) return true;
    return ts.forEachChild(node, cleansUp);
  };
  const visit = (node: ts.Node): boolean | undefined => {
    if (ts.isTryStatement(node) && node.catchClause && cleansUp(node.tryBlock) === true) return true;
    if (ts.isPropertyAccessExpression(node) && /^(catch|then)$/.test(node.name.text)) return true;
    return ts.forEachChild(node, visit);
  };
  return visit(unit) === true;
}

/** The function's name as a reader finds it: with its class, or what it is assigned to. */
function nameOf(ts: Compiler, unit: Unit, file: ts.SourceFile): string {
  if (ts.isSourceFile(unit)) return "module";
  const own = (unit as { name?: ts.Node }).name?.getText(file);
  const { parent } = unit;
  if (ts.isClassLike(parent)) {
    const name = ts.isClassStaticBlockDeclaration(unit)
      ? "static"
      : (own ?? (ts.isConstructorDeclaration(unit) ? "constructor" : "?"));
    return `${parent.name?.text ?? "class"}.${name}`;
  }
  if (own !== undefined) return own;
  const named = parent as { name?: ts.Node };
  if (named.name && !isUnit(ts, parent)) return named.name.getText(file);
  const { line } = file.getLineAndCharacterOfPosition(unit.getStart(file));
  return `function in line ${line + 1}`;
}

function parse(ts: Compiler, file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
}

function syntaxError(ts: Compiler, file: ts.SourceFile): string | undefined {
  const { parseDiagnostics = [] } = file as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  const isJavaScript = /\.[cm]?jsx?$/.test(file.fileName);
  // In JavaScript the parser reports types, from 8000 on, and that is no mistake of ours to judge.
  const [error] = parseDiagnostics.filter(({ code }) => !(isJavaScript && code >= 8000));
  if (!error) return undefined;
  const { line, character } = file.getLineAndCharacterOfPosition(error.start);
  return `${line + 1}:${character + 1}: ${ts.flattenDiagnosticMessageText(error.messageText, "\n")}`;
}

function broken(mistake: string): Site {
  const line = Number(mistake.split(":")[0]);
  const reason = `the file after cannot be parsed: ${mistake}`;
  return { function: "module", line, verdict: "different", worlds: 0, faults: 0, suppressed: 0, reason };
}
