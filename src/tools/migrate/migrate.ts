// A migration from the files' texts to the account: selects, rewrites, settles, asks, writes.

import { join, relative, resolve, sep } from "node:path";
import { CONDITIONS, TASTES } from "../lint/rules/prefer-using/messages.js";
import type { Account, Change, Fate, FileAccount } from "./account.js";
import { diffOf } from "./diff.js";
import { Engine } from "./engine.js";
import { isGenerated, selectFiles } from "./files.js";
import { findRepository } from "./git.js";
import { type Draft, openDraft } from "./passes.js";
import { Projects } from "./projects.js";
import { count, Refusal, refuseDirty } from "./refusal.js";
import type { Request } from "./request.js";
import { type Bench, settle, type Settled, type Tell } from "./settle.js";
import { readText, type Text, writeText } from "./text.js";
import { loadTools, MissingToolError } from "./tools.js";

/** What a person says to a rewrite; "stop" to it and all that follow. */
export type Answer = "yes" | "no" | "stop";

/** Asks a person about a rewrite. */
export type Ask = (path: string, line: number, diff: string) => Promise<Answer>;

/** A file that could not be written; the message says which were. */
export class WriteFailure extends Error {
  override readonly name = "WriteFailure";
}

export interface Migration {
  readonly account: Account;
  readonly changes: readonly Change[];
}

/**
 * Migrates the files of `folder` that the request names.
 *
 * @throws Refusal if the tree is dirty, or a path is not there
 * @throws MissingToolError if there is no ESLint, or no parser
 */
export async function migrate(
  folder: string,
  request: Request,
  tell: Tell,
  ask: Ask | undefined,
): Promise<Migration> {
  const start = performance.now();
  const repository = await findRepository(folder);
  const selection = await selectFiles(folder, request.paths, repository).catch((error: Error) => {
    throw new Refusal(error.message);
  });
  if (request.mode === "write" && !request.allowDirty)
    await refuseDirty(repository, selection.untracked, folder);
  const root = repository?.root ?? commonFolder(folder, selection.files);
  const name = (path: string): string => relative(root, path).split(sep).join("/");

  const skipped: { path: string; reason: string }[] = [];
  const texts = await readAll(selection.files, tell, (path, reason) =>
    skipped.push({ path: name(path), reason }),
  );
  const tools = await loadTools(
    root,
    [...texts.keys()].some((path) => /\.[cm]?tsx?$/.test(path)),
  );
  const projects = request.types && tools.typescript ? new Projects(tools.typescript, root) : undefined;
  const engine = new Engine(tools, root, request, (path, text) => projects?.programOf(path, text));
  if (Object.keys(request.rule).length > 0) {
    await engine.lint(join(root, "await-using.js"), "").catch((error: Error) => {
      throw new Refusal(`--rule: ${error.message.trim()}`, { cause: error });
    });
  }
  const prover = request.proof === "none" ? undefined : tools.typescript;
  if (request.proof === "unproven" && !prover) {
    throw new MissingToolError(
      "AWAIT_USING_TOOL_MISSING",
      "--prove needs TypeScript 5.2 to 6, and found none: npm install --save-dev typescript@6",
    );
  }
  projects?.expect([...texts.keys()]);
  projects?.update([...texts].map(([path, { text }]) => [path, text]));

  const drafts: Draft[] = [];
  for (const [index, [path, { text }]] of [...texts].entries()) {
    tell("looking for sites", index + 1, texts.size);
    const draft = await openDraft(engine, path, text);
    if (draft && "mistake" in draft) skipped.push({ path: name(path), reason: draft.mistake });
    else if (draft) drafts.push(draft);
  }
  const bench: Bench = { engine, projects, prover, strict: request.proof, tell };
  const declined: Declined = new Map();
  let settled = await settle(bench, drafts, () => true);
  if (ask) settled = await askAll(bench, settled, ask, name, declined);

  const changes: Change[] = [];
  const sites: FileAccount[] = settled.map((one) => {
    const { path, original } = one.draft;
    const after = one.passed.text;
    const isChanged = after !== original && one.passed.rewritten.size > 0;
    if (isChanged) changes.push({ path: name(path), before: original, after });
    return {
      path: name(path),
      sites: one.draft.sites.map(({ id, line, column }) => ({
        line,
        column,
        outcome: fateOf(one, id, { request, proves: prover !== undefined, declined }),
      })),
      diff: isChanged ? diffOf(name(path), original, after) : "",
    };
  });
  if (request.mode === "write") await writeAll(settled, texts, name);
  const unchecked = drafts.filter(({ path }) => projects === undefined || projects.unchecked.has(path));
  const account: Account = {
    version: 1,
    tool: "await-using migrate",
    files: { read: selection.files.length, withSites: drafts.length, changed: changes.length },
    written: request.mode === "write",
    sites,
    skipped,
    notes: notesOn(unchecked, projects, request, prover !== undefined, tools.typescript !== undefined, name),
    seconds: Math.round(performance.now() - start) / 1000,
  };
  return { account, changes };
}

/** The rewrites that a person did not accept, by file and site. */
type Declined = Map<string, Exclude<Answer, "yes">>;

const DECLINES = { no: "you said no", stop: "you quit before it was decided" } as const;

/** Reads the files that have the word `finally`: no other has a site. */
async function readAll(
  paths: readonly string[],
  tell: Tell,
  skip: (path: string, reason: string) => void,
): Promise<Map<string, Text>> {
  const texts = new Map<string, Text>();
  for (const [index, path] of paths.entries()) {
    tell("reading", index + 1, paths.length);
    const read = await readText(path);
    if (!read) skip(path, "it is not UTF-8");
    else if (/\bfinally\b/.test(read.text) && !isGenerated(read.text)) texts.set(path, read);
  }
  return texts;
}

async function writeAll(
  settled: readonly Settled[],
  texts: ReadonlyMap<string, Text>,
  name: (path: string) => string,
): Promise<void> {
  const written: string[] = [];
  for (const { draft, passed } of settled) {
    if (passed.rewritten.size === 0) continue;
    const { hasMark } = texts.get(draft.path)!;
    try {
      await writeText(draft.path, { text: passed.text, hasMark });
    } catch (error) {
      const before =
        written.length > 0 ? `; these are written: ${written.join(", ")}` : "; nothing is written";
      throw new WriteFailure(`cannot write ${name(draft.path)}: ${(error as Error).message}${before}`, {
        cause: error,
      });
    }
    written.push(name(draft.path));
  }
}

/** Asks about every rewrite that stays, and settles the files again of which some are declined. */
async function askAll(
  bench: Bench,
  settled: readonly Settled[],
  ask: Ask,
  name: (path: string) => string,
  declined: Declined,
): Promise<Settled[]> {
  const results: Settled[] = [];
  for (const one of settled) {
    const { draft, passed, takenBack } = one;
    let isWhole = true;
    for (const { id, line, opinion } of draft.sites) {
      if (!passed.rewritten.has(id)) continue;
      const fix = opinion.kind === "offer" ? opinion.fix : undefined;
      const after = fix
        ? draft.original.slice(0, fix.range[0]) + fix.text + draft.original.slice(fix.range[1])
        : passed.text;
      const answer = await ask(name(draft.path), line, diffOf(name(draft.path), draft.original, after));
      if (answer === "yes") continue;
      declined.set(`${draft.path}:${id}`, answer);
      isWhole = false;
    }
    if (isWhole) {
      results.push(one);
      continue;
    }
    const isKept = (id: number): boolean => passed.rewritten.has(id) && !declined.has(`${draft.path}:${id}`);
    const [again] = await settle(bench, [draft], (_, id) => isKept(id));
    results.push({ ...again!, takenBack: new Map([...takenBack, ...again!.takenBack]) });
  }
  return results;
}

function fateOf(
  { draft, passed, takenBack, unproven }: Settled,
  id: number,
  { request, proves, declined }: { request: Request; proves: boolean; declined: Declined },
): Fate {
  const back = takenBack.get(id);
  if (back) return { fate: "taken back", ...back };
  const form = passed.rewritten.get(id);
  if (form) {
    if (!proves) return { fate: "migrated", form, proof: "skipped" };
    const reason = unproven.get(id);
    return reason === undefined
      ? { fate: "migrated", form, proof: "equal" }
      : { fate: "migrated", form, proof: "unproven", reason };
  }
  const opinion = passed.left.get(id) ?? draft.sites[id]!.opinion;
  if (opinion.kind === "disabled") return { fate: "disabled", reason: "a comment disables the rule there" };
  if (opinion.kind === "offer") {
    const answer = declined.get(`${draft.path}:${id}`);
    const reason = answer ? DECLINES[answer] : `--fix ${request.fix} does not go so far`;
    return { fate: "left", form: opinion.form, reason };
  }
  if (opinion.id in CONDITIONS) {
    const reason = CONDITIONS[opinion.id as keyof typeof CONDITIONS];
    return { fate: "refused", condition: opinion.id, reason };
  }
  return {
    fate: "taste",
    taste: opinion.id,
    reason: TASTES[opinion.id as keyof typeof TASTES] ?? opinion.message,
  };
}

function notesOn(
  unchecked: readonly Draft[],
  projects: Projects | undefined,
  request: Request,
  proves: boolean,
  hasTypeScript: boolean,
  name: (path: string) => string,
): string[] {
  const notes: string[] = [];
  const cost =
    "there `direct` is offered only where the finalizer calls the disposer's symbol itself, conditions that need types " +
    "(noDisposer, otherOperation, mayBeNull, losesType, losesPresence, losesFilling) are decided by the text alone, and a rewrite that adds a diagnostic is not noticed";
  if (unchecked.length > 0 && !request.types) notes.push(`--no-types: ${cost}`);
  else if (unchecked.length > 0 && !hasTypeScript)
    notes.push(`no TypeScript that can be called (5.2 to 6): ${cost}`);
  else if (unchecked.length > 0) {
    const reasons = new Map<string, string[]>();
    for (const { path } of unchecked) {
      const reason = projects?.unchecked.get(path) ?? "";
      reasons.set(reason, [...(reasons.get(reason) ?? []), name(path)]);
    }
    const list = [...reasons].map(
      ([reason, paths]) => `${reason} (${count(paths.length, "file")}, as ${paths[0]})`,
    );
    notes.push(
      `${count(unchecked.length, "file")} with sites could not be type-checked: ${list.join("; ")}; ${cost}`,
    );
  }
  if (request.proof === "none") notes.push("--no-prove: no rewrite was run by the equivalence checker");
  else if (!proves)
    notes.push("no TypeScript that can be called (5.2 to 6): no rewrite was run by the equivalence checker");
  return notes;
}

/** The deepest folder that holds all files, and `folder` too. */
function commonFolder(folder: string, files: readonly string[]): string {
  let common = resolve(folder);
  for (const file of files)
    while (!file.startsWith(common.endsWith(sep) ? common : common + sep)) common = resolve(common, "..");
  return common;
}
