// The account of what a migration settled: every site's fate, and what cannot be promised.

import { CONDITIONS, TASTES } from "../lint/rules/prefer-using/messages.js";
import type { Account, Change, Fate, FileAccount } from "./account.js";
import type { Declined } from "./asking.js";
import { diffOf } from "./diff.js";
import { count } from "./refusal.js";
import type { Request } from "./request.js";
import type { Bench, Settled } from "./settle.js";
import type { Sources } from "./sources.js";

/** What was settled, and what it was settled with. */
export interface Outcome {
  readonly request: Request;
  readonly sources: Sources;
  readonly bench: Bench;
  readonly settled: readonly Settled[];
  readonly declined: Declined;
  /** There is a TypeScript that can be called. */
  readonly hasTypeScript: boolean;
}

/** Returns every file's account. */
export function accountOfFiles({ request, sources, bench, settled, declined }: Outcome): FileAccount[] {
  const proves = bench.prover !== undefined;
  return settled.map((one) => {
    const { path, original, sites } = one.draft;
    return {
      path: sources.name(path),
      sites: sites.map(({ id, line, column }) => ({
        line,
        column,
        outcome: fateOf(one, id, { request, proves, declined }),
      })),
      diff: isChanged(one) ? diffOf(sources.name(path), original, one.passed.text) : "",
    };
  });
}

/** Returns the changed files, with both texts. */
export function changesOf({ sources, settled }: Outcome): Change[] {
  return settled.filter(isChanged).map(({ draft: { path, original }, passed }) => ({
    path: sources.name(path),
    before: original,
    after: passed.text,
  }));
}

function isChanged({ draft, passed }: Settled): boolean {
  return passed.text !== draft.original && passed.rewritten.size > 0;
}

const DECLINES = { no: "you said no", stop: "you quit before it was decided" } as const;

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

/** Returns what the account cannot promise, as sentences. */
export function notesOn({ request, sources, bench, settled, hasTypeScript }: Outcome): Account["notes"] {
  const unchecked = settled.filter(({ draft: { path } }) => bench.projects?.unchecked.has(path) ?? true);
  const notes: string[] = [];
  if (unchecked.length > 0) {
    const paths = unchecked.map(({ draft }) => draft.path);
    notes.push(`${whyUnchecked(paths, request, bench, sources, hasTypeScript)}${COST}`);
  }
  if (request.proof === "none") notes.push("--no-prove: no rewrite was run by the equivalence checker");
  else if (!bench.prover)
    notes.push("no TypeScript that can be called (5.2 to 6): no rewrite was run by the equivalence checker");
  return notes;
}

const COST =
  "there `direct` is offered only where the finalizer calls the disposer's symbol itself, conditions that need types " +
  "(noDisposer, otherOperation, mayBeNull, losesType, losesPresence, losesFilling) are decided by the text alone, and a " +
  "rewrite that adds a diagnostic is not noticed";

/** Why files could not be type-checked, up to what that costs. */
function whyUnchecked(
  paths: readonly string[],
  request: Request,
  { projects }: Bench,
  { name }: Sources,
  hasTypeScript: boolean,
): string {
  if (!request.types) return "--no-types: ";
  if (!hasTypeScript) return "no TypeScript that can be called (5.2 to 6): ";
  const reasons = new Map<string, string[]>();
  for (const path of paths) {
    const reason = projects?.unchecked.get(path) ?? "";
    reasons.set(reason, [...(reasons.get(reason) ?? []), name(path)]);
  }
  const list = [...reasons].map(
    ([reason, names]) => `${reason} (${count(names.length, "file")}, as ${names[0]})`,
  );
  return `${count(paths.length, "file")} with sites could not be type-checked: ${list.join("; ")}; `;
}
