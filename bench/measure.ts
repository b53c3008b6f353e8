// Times contestants in turns, in one process: A B C A B C …, and compares what was measured in the same round.
import type { Row, Work } from "./row.js";

export interface Settings {
  /** How often every contestant is timed. */
  readonly rounds: number;
  /** How long it is timed each time, at least, ms. */
  readonly ms: number;
}

/** One contestant. */
export interface Timing {
  readonly name: string;
  /** ns for one operation, the median of the rounds. */
  readonly ns: number;
  /** How many times as long as the limit, the median of the rounds' ratios. */
  readonly toLimit: number;
  /** Which part of its time ours takes, the median of the rounds' ratios. */
  readonly ours: number;
}

export interface Measured {
  readonly group: string;
  readonly name: string;
  readonly timings: readonly Timing[];
}

const ours = "await-using";

export async function measure({ group, name, contestants }: Row, settings: Settings): Promise<Measured> {
  const names = Object.keys(contestants);
  const works = Object.values(contestants);
  const repeats: number[] = [];
  for (const work of works) repeats.push(await calibrate(work, settings.ms));
  const times = names.map((): number[] => []);
  for (let round = 0; round < settings.rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const at = (turn + round) % names.length; // nobody always runs first
      times[at]!.push(((await time(works[at]!, repeats[at]!)) * 1e6) / repeats[at]!);
    }
  }
  const by = (other: string): number[] => times[names.indexOf(other)] ?? [];
  const ratio = (upper: readonly number[], lower: readonly number[]): number =>
    median(upper.map((each, round) => each / (lower[round] ?? NaN)));
  return {
    group,
    name,
    timings: names.map((each, at) => ({
      name: each,
      ns: median(times[at]!),
      toLimit: ratio(times[at]!, by("limit")),
      ours: ratio(by(ours), times[at]!),
    })),
  };
}

/** Finds how many operations take long enough; warms up meanwhile. */
async function calibrate(work: Work, ms: number): Promise<number> {
  for (let n = 1; ;) {
    const took = await time(work, n);
    if (took >= ms) {
      for (let i = 0; i < 3; i++) await time(work, n);
      return n;
    }
    n = Math.ceil(n * Math.min(10, Math.max(1.5, (1.2 * ms) / Math.max(took, 1e-3))));
  }
}

async function time(work: Work, n: number): Promise<number> {
  const began = performance.now();
  const done = work(n);
  if (done instanceof Promise) await done;
  return performance.now() - began;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[numbers.length >> 1] ?? NaN;
}
