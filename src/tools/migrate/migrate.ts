// A migration from the files' texts to the account: reads, looks for sites, settles, asks, writes.

import { join } from "node:path";
import type { Account, Change } from "./account.js";
import { type Ask, askAll, type Declined } from "./asking.js";
import { Engine } from "./engine.js";
import { type Draft, openDraft } from "./passes.js";
import { Projects } from "./projects.js";
import { Refusal } from "./refusal.js";
import type { Request } from "./request.js";
import { type Bench, settle, type Tell } from "./settle.js";
import { openSources, type Sources } from "./sources.js";
import { accountOfFiles, changesOf, notesOn } from "./summary.js";
import { loadTools, MissingToolError, type Tools } from "./tools.js";
import { writeAll } from "./writing.js";

export interface Migration {
  readonly account: Account;
  readonly changes: readonly Change[];
}

/**
 * Migrates the files of `folder` that the request names.
 *
 * @throws Refusal if the tree is dirty, or a path is not there
 * @throws MissingToolError if there is no ESLint, or no parser
 * @throws WriteFailure if a file could not be written
 */
export async function migrate(
  folder: string,
  request: Request,
  tell: Tell,
  ask: Ask | undefined,
): Promise<Migration> {
  const start = performance.now();
  const sources = await openSources(folder, request, tell);
  const tools = await loadTools(
    sources.root,
    [...sources.texts.keys()].some((path) => /\.[cm]?tsx?$/.test(path)),
  );
  const bench = await benchFor(tools, sources, request, tell);
  const drafts = await openDrafts(bench, sources);
  const declined: Declined = new Map();
  let settled = await settle(bench, drafts, () => true);
  if (ask) settled = await askAll(bench, settled, ask, sources.name, declined);
  const hasTypeScript = tools.typescript !== undefined;
  const outcome = { request, sources, bench, settled, declined, hasTypeScript };
  const sites = accountOfFiles(outcome);
  const changes = changesOf(outcome);
  if (request.mode === "write") await writeAll(settled, sources.texts, sources.name);
  const account: Account = {
    version: 1,
    tool: "await-using migrate",
    files: { read: sources.read, withSites: drafts.length, changed: changes.length },
    written: request.mode === "write",
    sites,
    skipped: sources.skipped,
    notes: notesOn(outcome),
    seconds: Math.round(performance.now() - start) / 1000,
  };
  return { account, changes };
}

/**
 * Sets up the engine, the projects and the checker.
 *
 * @throws Refusal if the rule does not take its options
 * @throws MissingToolError if a proof is asked for, and there is no TypeScript to find one with
 */
async function benchFor(
  tools: Tools,
  { root, texts }: Sources,
  request: Request,
  tell: Tell,
): Promise<Bench> {
  const { typescript } = tools;
  const projects = request.types && typescript ? new Projects(typescript, root) : undefined;
  const engine = new Engine(tools, root, request, (path, text) => projects?.programOf(path, text));
  if (Object.keys(request.rule).length > 0) {
    await engine.lint(join(root, "await-using.js"), "").catch((error: Error) => {
      throw new Refusal(`--rule: ${error.message.trim()}`, { cause: error });
    });
  }
  const prover = request.proof === "none" ? undefined : typescript;
  if (request.proof === "unproven" && !prover) {
    throw new MissingToolError(
      "AWAIT_USING_TOOL_MISSING",
      "--prove needs TypeScript 5.2 to 6, and found none: npm install --save-dev typescript@6",
    );
  }
  projects?.expect([...texts.keys()]);
  projects?.update([...texts].map(([path, { text }]) => [path, text]));
  return { engine, projects, prover, strict: request.proof, tell };
}

/** The files with sites; those that cannot be parsed are skipped. */
async function openDrafts({ engine, tell }: Bench, { texts, skipped, name }: Sources): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (const [index, [path, { text }]] of [...texts].entries()) {
    tell("looking for sites", index + 1, texts.size);
    const draft = await openDraft(engine, path, text);
    if (draft && "mistake" in draft) skipped.push({ path: name(path), reason: draft.mistake });
    else if (draft) drafts.push(draft);
  }
  return drafts;
}
