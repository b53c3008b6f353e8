// Asking a person about the rewrites that stay.

import { diffOf } from "./diff.js";
import { type Bench, settle, type Settled } from "./settle.js";

/** What a person says to a rewrite; "stop" to it and all that follow. */
export type Answer = "yes" | "no" | "stop";

/** Asks a person about a rewrite. */
export type Ask = (path: string, line: number, diff: string) => Promise<Answer>;

/** The rewrites that a person did not accept, by file and site. */
export type Declined = Map<string, Exclude<Answer, "yes">>;

/** Asks about every rewrite that stays, and settles the files again of which some are declined. */
export async function askAll(
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
