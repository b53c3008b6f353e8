// S12: a pipeline of async generators between a managed source and a managed sink. Every stage holds what it reads from
// under aclosing(): closing the last stage closes them all, from the source on, wherever each of them stood. The sink is
// told how the block ended, and commits or removes what was written.
import "await-using/polyfill";
import { mkdtemp, open, readdir, readFile, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aclosing, enter } from "await-using";
import { trace } from "../trace.js";

class NotANumber extends Error {}

let openSources = 0;

async function* lines(path: string): AsyncGenerator<string> {
  await using source = await enter(aclosing(await open(path)));
  openSources += 1;
  try {
    for await (const line of source.value.readLines()) yield line;
  } finally {
    openSources -= 1;
    trace("  lines closed");
  }
}

async function* numbers(lines: AsyncGenerator<string>): AsyncGenerator<number> {
  try {
    await using input = await enter(aclosing(lines));
    for await (const line of input.value) {
      if (!/^\d+$/.test(line)) throw new NotANumber(line);
      yield Number(line);
    }
  } finally {
    trace("  numbers closed");
  }
}

/** Reads by hand, where no loop would close what it reads from. */
async function* sumsOfTwo(numbers: AsyncGenerator<number>): AsyncGenerator<number> {
  try {
    await using input = await enter(aclosing(numbers));
    for (;;) {
      const first = await input.value.next();
      const second = await input.value.next();
      if (first.done || second.done) return;
      yield first.value + second.value;
    }
  } finally {
    trace("  sums closed");
  }
}

/** A file that appears when it is complete, and not at all if its block fails. */
class Sink {
  #file: FileHandle | undefined;

  constructor(readonly path: string) {}

  async __aenter__(): Promise<this> {
    this.#file = await open(`${this.path}.part`, "w");
    return this;
  }

  async write(sum: number): Promise<void> {
    await this.#file?.write(`${sum};`);
    trace("  wrote", sum);
  }

  async __aexit__(excType: unknown, error: unknown, _tb: unknown): Promise<void> {
    await this.#file?.close();
    if (excType === null) {
      await rename(`${this.path}.part`, this.path);
      trace("  sink committed");
    } else {
      await rm(`${this.path}.part`);
      trace("  sink removed after", error);
    }
  }
}

const folder = await mkdtemp(join(tmpdir(), "await-using-"));
const source = join(folder, "source");
const target = join(folder, "target");

async function run(title: string, text: string, limit: number): Promise<void> {
  trace(title);
  await writeFile(source, text);
  try {
    await using sink = await enter(new Sink(target));
    await using sums = await enter(aclosing(sumsOfTwo(numbers(lines(source)))));
    for await (const sum of sums.value) {
      if (sum > 100) throw new RangeError(`${sum} is too much`);
      await sink.value.write(sum);
      if (sum >= limit) break;
    }
  } catch (error) {
    trace("  the caller got:", error);
  }
  const left = (await readdir(folder)).filter((name) => name !== "source");
  trace("  left:", left.length > 0 ? `${left.join(" ")}: ${await readFile(target, "utf8")}` : "nothing");
  await rm(target, { force: true });
}

await run("all of it", "1\n2\n3\n4\n5\n6\n", 100);
await run("break out early", "1\n2\n3\n4\n5\n6\n", 7);
await run("a stage fails", "1\n2\nthree\n4\n", 100);
await run("the block fails", "1\n2\n99\n98\n5\n6\n", 100);

trace("read by hand and left: not closed");
const left = lines(source);
trace("  read", (await left.next()).value);
trace("  open sources:", openSources);
await left.return(undefined);
trace("  open sources:", openSources);

// JavaScript's loop closes what it leaves. Python's does not: there, that takes aclosing().
trace("a loop that is left");
for await (const line of lines(source)) {
  trace("  read", line);
  break;
}
trace("  open sources:", openSources);

await rm(folder, { recursive: true });
