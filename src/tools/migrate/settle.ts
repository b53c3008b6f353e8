// Settles what stays of the rewrites: those that lose a comment, add a diagnostic, or that the checker tells apart go.

import { CompileError, type Compiler, proveEqual, type Report, type SameOperation } from "../equiv/index.js";
import { type Kept, keepTogether } from "./bisect.js";
import type { Engine, Form } from "./engine.js";
import { apply, type Draft, type Passed, rewriteAll } from "./passes.js";
import type { Projects } from "./projects.js";
import type { Request } from "./request.js";

/** Tells a person how far it is. */
export type Tell = (what: string, done: number, of: number) => void;

export interface Bench {
  readonly engine: Engine;
  readonly projects: Projects | undefined;
  /** TypeScript for the checker; undefined if it is not to run. */
  readonly prover: Compiler | undefined;
  readonly strict: Request["proof"];
  readonly tell: Tell;
}

export interface TakenBack {
  readonly by: "type-check" | "checker" | "comments" | "parser";
  readonly reason: string;
  readonly form: Form;
}

/** What stays of a file's rewrites. */
export interface Settled {
  readonly draft: Draft;
  readonly passed: Passed;
  readonly takenBack: ReadonlyMap<number, TakenBack>;
  /** Why the checker could not prove a rewrite that stays. */
  readonly unproven: ReadonlyMap<number, string>;
}

/** Rewrites the sites that `allows` names, and takes back what must not stay. */
export async function settle(
  bench: Bench,
  drafts: readonly Draft[],
  allows: (draft: Draft, id: number) => boolean,
): Promise<Settled[]> {
  const { engine, projects, tell } = bench;
  const update = (texts: Iterable<readonly [string, string]>): void => projects?.update(texts);
  const known = new Map(drafts.map((draft) => [draft.path, draft]));
  update(drafts.map(({ path, original }) => [path, original]));
  const before = new Map<Draft, string[] | undefined>();
  for (const [index, draft] of drafts.entries()) {
    const isOffered = draft.sites.some(({ opinion }) => opinion.kind === "offer" && opinion.fix);
    if (!isOffered) continue;
    tell("type-checking as it was", index + 1, drafts.length);
    before.set(draft, projects?.diagnose(draft.path));
  }
  const first = await rewriteAll(
    engine,
    drafts,
    (path, id) => allows(known.get(path)!, id),
    update,
    (pass, left) => tell(`rewriting, pass ${pass}`, drafts.length - left, drafts.length),
  );
  update([...first].map(([{ path }, { text }]) => [path, text]));
  const files = drafts.map((draft) => new Settling(bench, draft, first.get(draft)!, before.get(draft)));
  for (const [index, file] of files.entries()) {
    tell("type-checking the rewrites", index + 1, files.length);
    file.check();
  }
  const settled: Settled[] = [];
  for (const [index, file] of files.entries()) {
    tell("proving the rewrites", index + 1, files.length);
    await file.takeBack();
    await file.prove();
    settled.push(file.settled());
  }
  return settled;
}

/** One file, while it is settled. */
class Settling {
  readonly #bench: Bench;
  readonly #draft: Draft;
  readonly #before: readonly string[] | undefined;
  #passed: Passed;
  #objection: Objection | undefined;
  readonly #forms = new Map<number, Form>();
  readonly #takenBack = new Map<number, TakenBack>();
  readonly #unproven = new Map<number, string>();

  constructor(bench: Bench, draft: Draft, passed: Passed, before: readonly string[] | undefined) {
    this.#bench = bench;
    this.#draft = draft;
    this.#passed = passed;
    this.#before = before;
    for (const [id, form] of passed.rewritten) this.#forms.set(id, form);
    if (!passed.failure) return;
    for (const { id, opinion } of draft.sites)
      if (opinion.kind === "offer") this.#forms.set(id, opinion.form);
  }

  settled(): Settled {
    return {
      draft: this.#draft,
      passed: this.#passed,
      takenBack: this.#takenBack,
      unproven: this.#unproven,
    };
  }

  /** Looks for what is said against the rewrites; the overlay must have the file's new text. */
  check(): void {
    this.#objection = this.#objectionTo(this.#passed);
  }

  /** Takes back what is said against, if anything is. */
  async takeBack(): Promise<void> {
    if (!this.#objection) return;
    const ids = [...this.#forms.keys()].sort((a, b) => a - b);
    let last: Objection | undefined;
    const { kept, dropped } = await keepTogether(ids, async (some) => {
      last = this.#objectionTo(await this.#rewrite(some));
      return last && `${last.by}\0${last.reason}`;
    });
    this.#drop(dropped);
    await this.#keep(kept);
  }

  /** Asks the checker about the whole file, and about each rewrite by itself if that is not equal. */
  async prove(): Promise<void> {
    const { prover, strict } = this.#bench;
    if (!prover || this.#passed.rewritten.size === 0) return;
    const ids = [...this.#passed.rewritten.keys()].sort((a, b) => a - b);
    const whole = await this.#proof(this.#passed.text);
    if (isEqual(whole)) return;
    const dropped: [number, string][] = [];
    for (const id of ids) {
      const report = ids.length === 1 ? whole : await this.#proof(await this.#alone(id));
      const different = reasonOf(report, "different");
      const unproven = reasonOf(report, "unproven");
      if (different !== undefined) dropped.push([id, `checker\0${different}`]);
      else if (unproven !== undefined && strict === "unproven")
        dropped.push([id, `checker\0unproven: ${unproven}`]);
      else if (unproven !== undefined) this.#unproven.set(id, unproven);
    }
    this.#drop(dropped);
    const rest = ids.filter((id) => !this.#takenBack.has(id));
    if (rest.length === ids.length && reasonOf(whole, "different") === undefined) {
      // What is unproven only together has no site to be told of but all.
      if (this.#unproven.size === 0)
        for (const id of ids) this.#unproven.set(id, reasonOf(whole, "unproven") ?? "");
      return;
    }
    const { kept, dropped: more } = await keepTogether(rest, async (some) => {
      const passed = await this.#rewrite(some);
      const objection = this.#objectionTo(passed);
      if (objection) return `${objection.by}\0${objection.reason}`;
      const different = reasonOf(await this.#proof(passed.text), "different");
      return different === undefined ? undefined : `checker\0${different}`;
    });
    this.#drop(more);
    await this.#keep(kept);
  }

  #drop(dropped: Kept<number>["dropped"]): void {
    for (const [id, text] of dropped) {
      const [by, reason] = text.split("\0") as [TakenBack["by"], string];
      this.#takenBack.set(id, { by, reason, form: this.#forms.get(id) ?? "defer" });
      this.#unproven.delete(id);
    }
  }

  async #keep(ids: readonly number[]): Promise<void> {
    this.#passed = await this.#rewrite(ids);
  }

  async #rewrite(ids: readonly number[]): Promise<Passed> {
    const { engine, projects } = this.#bench;
    const set = new Set(ids);
    const update = (texts: Iterable<readonly [string, string]>): void => projects?.update(texts);
    const passed = (await rewriteAll(engine, [this.#draft], (_, id) => set.has(id), update)).get(
      this.#draft,
    )!;
    update([[this.#draft.path, passed.text]]);
    return passed;
  }

  /** The text with one rewrite only. */
  async #alone(id: number): Promise<string> {
    const { opinion } = this.#draft.sites[id]!;
    if (opinion.kind === "offer" && opinion.fix) return apply(this.#draft.original, [opinion.fix]);
    return (await this.#rewrite([id])).text;
  }

  #objectionTo({ failure, comments, rewritten }: Passed): Objection | undefined {
    if (failure !== undefined) return { by: "parser", reason: failure };
    if (rewritten.size === 0) return undefined;
    const [lost] = missing(this.#draft.comments, comments);
    if (lost !== undefined)
      return { by: "comments", reason: `it loses the comment "${lost.trim().slice(0, 80)}"` };
    if (!this.#before) return undefined;
    const [added] = missing(this.#bench.projects?.diagnose(this.#draft.path) ?? [], this.#before);
    if (added === undefined) return undefined;
    // importHelpers without tslib: no rewrite can pass before it is there.
    const remedy = added.startsWith("TS2354:") ? " (npm install --save-dev tslib)" : "";
    return { by: "type-check", reason: added + remedy };
  }

  async #proof(text: string): Promise<Report> {
    const { path, original, sites } = this.#draft;
    const same: SameOperation[] = sites.flatMap(({ method, opinion }) => {
      if (opinion.kind !== "offer" || opinion.form !== "direct" || method === undefined) return [];
      return [{ method, symbol: /`await using\b/.test(opinion.message) ? "asyncDispose" : "dispose" }];
    });
    try {
      return await proveEqual(original, text, { file: path, typescript: this.#bench.prover!, same });
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      const nothing = { worlds: 0, faults: 0, suppressed: 0 };
      return {
        sites: [{ function: "module", line: 1, verdict: "unproven", reason: error.message, ...nothing }],
      };
    }
  }
}

interface Objection {
  readonly by: TakenBack["by"];
  readonly reason: string;
}

/** The items that are not in `others`, as often as they are missing there. */
function missing(items: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  return items.filter((item) => {
    const count = counts.get(item) ?? 0;
    counts.set(item, count - 1);
    return count <= 0;
  });
}

function isEqual({ sites }: Report): boolean {
  return sites.every(({ verdict }) => verdict === "equal");
}

function reasonOf({ sites }: Report, verdict: "different" | "unproven"): string | undefined {
  const site = sites.find((one) => one.verdict === verdict);
  if (!site) return undefined;
  const fault = site.counterexample
    ? ` (${site.counterexample.faults.join(", then ") || "nothing fails"})`
    : "";
  return `${site.function}: ${site.reason ?? "no reason"}${fault}`;
}
