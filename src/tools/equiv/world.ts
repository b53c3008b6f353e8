// A world in which a function is run: it writes down every event in order, fails those that it is told to fail, and
// has a clock. Time passes only when nothing else can run, so what is awaited settles in the same order however many
// turns of the microtask queue the function takes (`moreTurns`).

import { errorDetails, type Facts } from "./facts.js";
import { hash } from "./random.js";
import type { Library } from "./realm.js";
import type { SameOperation } from "./types.js";

/** How an event fails: it throws (or rejects), or a generator's consumer returns. */
export type Fault = "throw" | "return";
export type Faults = ReadonlyMap<number, Fault>;

/** After so many events every further one throws, which ends most loops. */
const endOfWorld = 160;
/** After so many events, or turns of loops, the run is given up. */
const eventLimit = 480;
const turnLimit = 4000;
/** Turns of the microtask queue that are told apart. */
const tickLimit = 24;

/** Thrown through the function to stop it. Nothing it does afterwards counts. */
export const exhausted = new Error("the function was stopped");

/** What all worlds of a site have in common. */
export interface Premises {
  readonly facts: Facts;
  readonly same: readonly SameOperation[];
  readonly library: Library;
}

export class World {
  readonly seed: number;
  readonly facts: Facts;
  readonly same: readonly SameOperation[];
  readonly library: Library;
  readonly trace: string[] = [];
  /** In which turn of the microtask queue each entry of the trace was made. */
  readonly ticks: number[] = [];
  /** The place in the trace of each event that can fail. */
  readonly steps: number[] = [];
  /** Which of them can also fail by `return`. */
  readonly yields = new Set<number>();
  /** The changed places that were run, and their finalizers that did something. */
  readonly reached = new Set<number>();
  /** Where the first SuppressedError was made, as an index in the trace. */
  suppressedAt = Infinity;
  /** Did the run take too many steps? */
  isExhausted = false;
  readonly errors = new WeakMap<object, string>();
  readonly #faults: Faults;
  readonly #begun = new Map<number, number>();
  readonly #counts = new Map<string, number>();
  readonly #jobs: { at: number; run: () => void }[] = [];
  #now = 0;
  #tick = 0;
  #turns = 0;

  constructor(seed: number, faults: Faults, { facts, same, library }: Premises) {
    this.seed = seed;
    this.#faults = faults;
    this.facts = facts;
    this.same = same;
    this.library = library;
  }

  /** Writes an event down that cannot fail. */
  mark(label: string): void {
    if (this.isExhausted) throw exhausted;
    this.trace.push(label);
    this.ticks.push(this.#tick);
  }

  /** Writes an event down; its error if it is to fail. */
  ask(label: string): { error: object } | "return" | undefined {
    const ordinal = this.steps.length;
    if (ordinal >= eventLimit) this.#exhaust();
    this.mark(label);
    this.steps.push(this.trace.length - 1);
    const fault = ordinal >= endOfWorld ? "throw" : this.#faults.get(ordinal);
    if (fault !== "throw") return fault;
    const name = ordinal >= endOfWorld ? "end of the world" : `fault ${ordinal}`;
    const error = this.library.makeError(name);
    this.errors.set(error, name);
    this.#detail(error, name);
    return { error };
  }

  /** In every other world errors say what went wrong in the words of the code, which may ask. */
  #detail(error: object, name: string): void {
    const { literals, asksErrors } = this.facts;
    if (!asksErrors || this.seed % 2 === 0 || literals.length === 0) return;
    for (const key of errorDetails) {
      const value = literals[this.choose(`${name}.${key}`, literals.length)];
      if (key !== "name" || typeof value === "string") Object.defineProperty(error, key, { value });
    }
  }

  /** Writes an event down, and throws if it is to fail. */
  event(label: string): void {
    const answer = this.ask(label);
    if (answer !== undefined && answer !== "return") throw answer.error;
  }

  /** A changed finalizer begins. */
  begin(finalizer: number): void {
    this.#begun.set(finalizer, this.trace.length);
  }

  /** It ends: it is reached if something happened since. */
  end(finalizer: number): void {
    if (this.trace.length > (this.#begun.get(finalizer) ?? Infinity)) this.reached.add(finalizer);
  }

  /** Counts a turn of a loop, or a call. */
  fuel(): void {
    if (this.isExhausted || ++this.#turns > turnLimit) this.#exhaust();
  }

  /** Returns how often it was asked for `name`, from 1. */
  count(name: string): number {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count;
  }

  /** Returns a number from 0 to `below` - 1 for a name: the same in every run of this world. */
  choose(name: string, below: number): number {
    return hash(this.seed, name) % below;
  }

  get now(): number {
    return this.#now;
  }

  /** Runs a job when nothing else can run, after the jobs of an earlier time. */
  later(at: number, run: () => void): void {
    this.#jobs.push({ at, run });
  }

  get hasJobs(): boolean {
    return this.#jobs.length > 0;
  }

  /** Runs `run` and counts the turns of the microtask queue after it. */
  turn(run: () => void): void {
    this.#tick = 0;
    const next = (): void => {
      this.#tick++;
      if (this.#tick < tickLimit) queueMicrotask(next);
    };
    queueMicrotask(next);
    run();
  }

  /** Lets time pass until nothing is left to do. */
  async finish(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.isExhausted || this.#jobs.length === 0) return;
      const next = this.#jobs.reduce((first, job) => (job.at < first.at ? job : first));
      this.#jobs.splice(this.#jobs.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      this.turn(next.run);
    }
  }

  #exhaust(): never {
    this.isExhausted = true;
    throw exhausted;
  }
}
