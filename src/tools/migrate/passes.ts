// Passes over files: the fixes that do not overlap are applied, and the file is linted again, until nothing changes. Every
// site keeps its number, the one that its `try` has in the file as it was.

import type { Broken, Engine, Fix, Form, Found, Opinion } from "./engine.js";

/** A file on its way. */
export interface Draft {
  readonly path: string;
  /** The text as it was. */
  readonly original: string;
  /** The text with the rewrites that were accepted. */
  text: string;
  /** Its sites, by number. */
  readonly sites: readonly Site[];
  /** The comments as they were. */
  readonly comments: readonly string[];
}

/** A `try` with a finalizer in a file as it was. */
export interface Site {
  readonly id: number;
  readonly line: number;
  readonly column: number;
  /** What the rule says first. */
  readonly opinion: Opinion;
  readonly method: string | undefined;
}

/** What became of a file when some sites were accepted. */
export interface Passed {
  readonly text: string;
  readonly rewritten: ReadonlyMap<number, Form>;
  /** What the rule says in the end about the sites that are left. */
  readonly left: ReadonlyMap<number, Opinion>;
  readonly comments: readonly string[];
  /** Why the passes were given up; then nothing of the rest counts. */
  readonly failure?: string;
}

export type Accepts = (path: string, id: number) => boolean;

/** The texts change between passes, and not in one, so that a pass needs one program. */
export type Update = (texts: Iterable<readonly [path: string, text: string]>) => void;

/** Reads a file that has sites; undefined if it has none. */
export async function openDraft(
  engine: Engine,
  path: string,
  original: string,
): Promise<Draft | Broken | undefined> {
  const found = await engine.lint(path, original);
  if ("mistake" in found) return found;
  if (found.places.length === 0) return undefined;
  const sites = found.places.map(({ line, column, opinion, method }, id) => ({
    id,
    line,
    column,
    opinion,
    method,
  }));
  return { path, original, text: original, sites, comments: found.comments };
}

interface Run {
  readonly draft: Draft;
  text: string;
  /** The numbers of the sites that the text has, in its order. */
  ids: readonly number[];
  readonly rewritten: Map<number, Form>;
}

/** Rewrites the accepted sites of the files, from their texts as they were. */
export async function rewriteAll(
  engine: Engine,
  drafts: readonly Draft[],
  accepts: Accepts,
  update: Update,
  tell: (pass: number, left: number) => void = () => {},
): Promise<Map<Draft, Passed>> {
  const results = new Map<Draft, Passed>();
  let runs: Run[] = drafts.map((draft) => ({
    draft,
    text: draft.original,
    ids: draft.sites.map(({ id }) => id),
    rewritten: new Map(),
  }));
  for (let pass = 1; runs.length > 0; pass++) {
    update(runs.map(({ draft, text }) => [draft.path, text]));
    const changed: Run[] = [];
    for (const [index, run] of runs.entries()) {
      tell(pass, runs.length - index);
      const found = await engine.lint(run.draft.path, run.text);
      const done =
        "mistake" in found ? failed(run, `it cannot be parsed: ${found.mistake}`) : step(run, found, accepts);
      if (done) results.set(run.draft, done);
      else changed.push(run);
    }
    runs = changed;
  }
  return results;
}

/** Applies one pass; the result if nothing changes any more. */
function step(run: Run, found: Found, accepts: Accepts): Passed | undefined {
  const { draft, ids, rewritten } = run;
  if (found.places.length !== ids.length) return failed(run, "a rewrite changed how many sites there are");
  const chosen: { id: number; fix: Fix; form: Form }[] = [];
  found.places.forEach(({ opinion }, index) => {
    const id = ids[index]!;
    if (opinion.kind !== "offer" || !opinion.fix || !accepts(draft.path, id)) return;
    const { range, text } = opinion.fix;
    if (run.text.slice(...range) === text) return;
    chosen.push({ id, fix: opinion.fix, form: opinion.form });
  });
  const applied = compatible(chosen);
  if (applied.length === 0) {
    const left = new Map(found.places.map(({ opinion }, index) => [ids[index]!, opinion]));
    return { text: run.text, rewritten, left, comments: found.comments };
  }
  for (const { id, form } of applied) rewritten.set(id, form);
  run.ids = reorder(found.places, ids, new Set(applied.map(({ id }) => id)));
  run.text = apply(
    run.text,
    applied.map(({ fix }) => fix),
  );
  return undefined;
}

function failed({ draft }: Run, failure: string): Passed {
  return { text: draft.original, rewritten: new Map(), left: new Map(), comments: draft.comments, failure };
}

/** Those that do not touch, the earliest first, as ESLint chooses them. */
function compatible<Change extends { readonly fix: Fix }>(changes: readonly Change[]): Change[] {
  let end = -1;
  const sorted = [...changes].sort(
    (a, b) => a.fix.range[0] - b.fix.range[0] || a.fix.range[1] - b.fix.range[1],
  );
  return sorted.filter(({ fix: { range } }) => {
    if (range[0] <= end) return false;
    [, end] = range;
    return true;
  });
}

/** Applies fixes that do not overlap. */
export function apply(text: string, fixes: readonly Fix[]): string {
  let [result, at] = ["", 0];
  for (const { range, text: replacement } of [...fixes].sort((a, b) => a.range[0] - b.range[0])) {
    result += text.slice(at, range[0]) + replacement;
    [, at] = range;
  }
  return result + text.slice(at);
}

/** The numbers in the order of the new text: where a site went, F stands before B. */
function reorder(
  places: Found["places"],
  ids: readonly number[],
  gone: ReadonlySet<number>,
): readonly number[] {
  const emit = (inside: readonly number[]): number[] => {
    const [first, ...rest] = inside;
    if (first === undefined) return [];
    const place = places[first]!;
    const within = ([start, end]: readonly [number, number]): number[] =>
      rest.filter((index) => places[index]!.start >= start && places[index]!.end <= end);
    const after = rest.filter((index) => places[index]!.start >= place.end);
    const parts = [within(place.body), place.handler ? within(place.handler) : [], within(place.finalizer)];
    const id = ids[first]!;
    if (!gone.has(id)) return [id, ...parts.flatMap(emit), ...emit(after)];
    const [body, handler, finalizer] = parts;
    return [finalizer!, body!, handler!].flatMap(emit).concat(emit(after));
  };
  return emit(places.map((_, index) => index));
}
