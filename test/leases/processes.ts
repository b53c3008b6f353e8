// Starting ./worker.ts as processes, and hearing what they say.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import type { Order, Word } from "./worker.js";

const root = resolve(__dirname, "../..");

export class Processes {
  readonly #folder = mkdtempSync(join(tmpdir(), "await-using-leases-"));
  readonly #program = join(this.#folder, "worker.cjs");
  readonly #url: string;
  readonly #started: WorkerProcess[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  async build(): Promise<void> {
    await build({
      entryPoints: [join(__dirname, "worker.ts")],
      outfile: this.#program,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node18",
      external: ["pg-native"],
      alias: { "await-using": join(root, "src/index.ts") },
    });
  }

  async start(): Promise<WorkerProcess> {
    const env = { ...process.env, DATABASE_URL: this.#url };
    const started = new WorkerProcess(fork(this.#program, [], { env, execArgv: [] }));
    this.#started.push(started);
    await started.says("ready");
    return started;
  }

  async killAll(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((started) => started.kill()));
  }

  async remove(): Promise<void> {
    await this.killAll();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #words: Word[] = [];
  #heard: () => void = () => {};

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", (word: Word) => {
      this.#words.push(word);
      this.#heard();
    });
  }

  tell(order: Order): void {
    this.#child.send(order);
  }

  /** Everything that it said and that nobody asked for yet. */
  get unheard(): readonly Word[] {
    return this.#words;
  }

  /** Resolves to its next word, which must be this one. */
  async says<S extends Word["said"]>(said: S): Promise<Extract<Word, { said: S }>> {
    while (this.#words.length === 0) await new Promise<void>((resolve) => (this.#heard = resolve));
    const word = this.#words.shift() as Word;
    if (word.said !== said) throw new Error(`expected "${said}", it said ${JSON.stringify(word)}`);
    return word as Extract<Word, { said: S }>;
  }

  /** Ends it as the kernel does, with SIGKILL: it has no time to let anything go. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }
}
