// Goes through the worlds of a site: without a fault, with one at every event, with two near each other.

import { compare, type Comparison } from "./compare.js";
import { type Run, run, type Runnable } from "./run.js";
import type { Counterexample } from "./types.js";
import type { Fault, Faults, Premises } from "./world.js";

export interface Pair {
  readonly before: Runnable;
  readonly after: Runnable;
  readonly premises: Premises;
  /** How many changed places there are to reach. */
  readonly regions: number;
  /** Does a changed finalizer await (`moreTurns`)? */
  readonly awaits: boolean;
  /** Can the function see an error that F replaced (`bothThrow`)? */
  readonly catches: boolean;
  /** Does the file after use stacks, whose SuppressedErrors the worlds do not see? */
  readonly hasStack: boolean;
}

export interface Findings {
  readonly worlds: number;
  readonly faults: number;
  readonly suppressed: number;
  readonly stopped: number;
  readonly unreached: number;
  readonly counterexample?: Counterexample & { readonly onlyTicks: boolean };
}

/** How near two faults are: the second is among so many events after the first. */
const near = 9;
/** Further worlds that are tried when a change is not reached. */
const moreSeeds = 120;
/** Runs with one fault, at most. */
const singleLimit = 2500;
/** After so many runs that were stopped nothing can be proven: what differs, differs early. */
const stopLimit = 20;

/** Runs both functions until they differ or nothing is left to try. */
export async function explore(pair: Pair, seeds: number, pairLimit: number): Promise<Findings> {
  const search = new Search(pair);
  try {
    const bases = await search.findWorlds(seeds);
    const singles = await search.failOnce(bases);
    await search.failTwice(singles, pairLimit);
    return search.findings();
  } catch (found) {
    if (found instanceof Difference) return { ...search.findings(), counterexample: found.counterexample };
    throw found;
  }
}

class Difference {
  readonly counterexample: Counterexample & { readonly onlyTicks: boolean };

  constructor(counterexample: Counterexample & { readonly onlyTicks: boolean }) {
    this.counterexample = counterexample;
  }
}

interface Base {
  readonly seed: number;
  readonly faults: Faults;
  readonly run: Run;
}

const none: Faults = new Map();

class Search {
  readonly #pair: Pair;
  readonly #reached = new Set<number>();
  #worlds = 0;
  #faults = 0;
  #suppressed = 0;
  #stopped = 0;
  /** How many turns the finalizers were padded by when that last was needed. */
  #pads = 0;

  constructor(pair: Pair) {
    this.#pair = pair;
  }

  /** The worlds in which something else happens, of those that run to an end. */
  async findWorlds(seeds: number): Promise<Base[]> {
    const bases = new Map<string, Base>();
    const { facts } = this.#pair.premises;
    for (let seed = 0; seed < seeds || (seed < moreSeeds && !this.#isReached()); seed++) {
      const { before, comparison } = await this.#try(seed, none);
      if (comparison.kind === "stopped") this.#stopped++;
      // Errors say more in every other world.
      const key = `${facts.asksErrors ? seed % 2 : 0}\n${before.trace.join("\n")}`;
      if (!bases.has(key)) bases.set(key, { seed, faults: none, run: before });
    }
    this.#worlds = bases.size;
    return [...bases.values()];
  }

  /** Fails every event. */
  async failOnce(bases: readonly Base[]): Promise<Base[]> {
    const singles: Base[] = [];
    for (const { seed, run: base } of bases) {
      for (let step = 0; step < base.steps.length; step++) {
        if (this.#faults >= singleLimit || this.#stopped >= stopLimit) return singles;
        const kinds: Fault[] = base.yields.has(step) ? ["throw", "return"] : ["throw"];
        for (const kind of kinds) {
          const faults: Faults = new Map([[step, kind]]);
          const { before, comparison } = await this.#try(seed, faults);
          this.#faults++;
          if (comparison.kind === "stopped") this.#stopped++;
          singles.push({ seed, faults, run: before });
        }
      }
    }
    return singles;
  }

  /** Fails every two near events, the nearest first; of worlds that go on in the same way after the first, one. */
  async failTwice(singles: readonly Base[], limit: number): Promise<void> {
    const seen = new Set<string>();
    const pairs: { distance: number; base: Base; step: number; kind: Fault }[] = [];
    for (const base of singles) {
      const [first] = base.faults.keys();
      const { steps, trace, yields } = base.run;
      const rest = trace.slice(steps[first!]).join("\n");
      if (seen.has(rest)) continue;
      seen.add(rest);
      for (let step = first! + 1; step < steps.length && step <= first! + near; step++) {
        for (const kind of yields.has(step) ? (["throw", "return"] as const) : (["throw"] as const)) {
          pairs.push({ distance: step - first!, base, step, kind });
        }
      }
    }
    pairs.sort((a, b) => a.distance - b.distance);
    for (const { base, step, kind } of pairs.slice(0, limit)) {
      if (this.#stopped >= stopLimit) return;
      const { comparison } = await this.#try(base.seed, new Map([...base.faults, [step, kind]]));
      this.#faults++;
      if (comparison.kind === "stopped") this.#stopped++;
    }
  }

  findings(): Findings {
    return {
      worlds: this.#worlds,
      faults: this.#faults,
      suppressed: this.#suppressed,
      stopped: this.#stopped,
      unreached: this.#pair.regions - this.#reached.size,
    };
  }

  #isReached(): boolean {
    return this.#reached.size === this.#pair.regions;
  }

  /** Runs both in a world. @throws Difference if they differ */
  async #try(seed: number, faults: Faults): Promise<{ before: Run; comparison: Comparison }> {
    const { before, after, premises, awaits, catches, hasStack } = this.#pair;
    const second = [...faults.keys()][1];
    const theirs = await run(after, premises, seed, faults, 0);
    // `moreTurns`: more turns of the microtask queue in a finalizer that awaits may change the order of floating work.
    const pads = awaits ? [...new Set([this.#pads, 0, 1, 2, 3, 4, 5, 6])] : [0];
    let first: { ours: Run; comparison: Comparison } | undefined;
    for (const turns of pads) {
      const ours = await run(before, premises, seed, faults, turns);
      for (const region of ours.reached) this.#reached.add(region);
      const suppressedAt = hasStack && second !== undefined ? (ours.steps[second] ?? Infinity) : Infinity;
      const comparison = compare(ours, theirs, { ticks: awaits, catches, suppressedAt });
      if (comparison.kind !== "different") {
        this.#pads = turns;
        if (comparison.kind === "suppressed") this.#suppressed++;
        return { before: ours, comparison };
      }
      first ??= { ours, comparison };
    }
    const { ours, comparison } = first!;
    const { at, onlyTicks } = comparison as Extract<Comparison, { kind: "different" }>;
    throw new Difference({
      seed,
      faults: [...faults].map(
        ([step, kind]) => `${kind} at ${step}: ${ours.trace[ours.steps[step]!] ?? "?"}`,
      ),
      before: { trace: ours.trace, outcome: ours.outcome },
      after: { trace: theirs.trace, outcome: theirs.outcome },
      at,
      onlyTicks,
    });
  }
}
