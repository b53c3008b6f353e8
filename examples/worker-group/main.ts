// S13e: the worker group of a distributed computation. Threads are entered on a stack one by one. When the block succeeds
// they end; when it fails, perhaps because one of them did, they are stopped, whatever they compute. None outlives it.
import "await-using/polyfill";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { asyncContextManager, AsyncExitStack, aware, withAsync } from "await-using";
import { trace } from "../trace.js";
import { type Range } from "./worker.js";

using _ = aware(true); // without it the stack below would not know that its block failed, and wait for ever

class Computer {
  #thread!: Worker;
  #gone!: Promise<unknown>;

  constructor(readonly name: string) {}

  async __aenter__(): Promise<this> {
    this.#thread = new Worker(new URL("./worker.js", import.meta.url), { execArgv: [] });
    this.#gone = new Promise((resolve) => this.#thread.once("exit", resolve));
    await once(this.#thread, "online");
    trace("  started", this.name);
    return this;
  }

  async __aexit__(excType: unknown): Promise<void> {
    if (excType === null) this.#thread.postMessage(null);
    else await this.#thread.terminate();
    await this.#gone;
    trace(excType === null ? "  ended" : "  stopped", this.name);
  }

  async countPrimes(range: Range): Promise<number> {
    this.#thread.postMessage(range);
    const [count] = await once(this.#thread, "message"); // rejects if the thread fails
    return count;
  }
}

const computers = asyncContextManager(async function* (...names: string[]) {
  await using stack = new AsyncExitStack();
  const group: Computer[] = [];
  for (const name of names) group.push(await stack.enter(new Computer(name)));
  yield group;
});

/** Gives each range to the first computer that is free; returns the counts in the order of the ranges. */
async function distribute(group: Computer[], ranges: Range[]): Promise<number[]> {
  const counts: number[] = [];
  const queue = ranges.entries(); // they all take from it
  await Promise.all(
    group.map(async (computer) => {
      for (const [i, range] of queue) counts[i] = await computer.countPrimes(range);
    }),
  );
  return counts;
}

async function compute(title: string, ...ranges: Range[]): Promise<void> {
  trace(title);
  try {
    await withAsync(computers("ann", "bob", "cat"), async (group) => {
      const counts = await distribute(group, ranges);
      const sum = counts.reduce((sum, count) => sum + count);
      trace("  primes:", ...counts, "in all:", sum);
    });
  } catch (error) {
    trace("  the caller got:", error);
  }
}

await compute("all succeed", [0, 100], [100, 1000], [1000, 2000], [2000, 5000], [5000, 9000]);
await compute("one fails, two would never end", [0, Infinity], [9, 0], [1000, Infinity]);
