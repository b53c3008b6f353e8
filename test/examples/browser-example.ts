// The process of `npm run browser`, as a manager: the value is the page's address.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(__dirname, "../..");

/** What the server says of its clients. */
export interface Witness {
  readonly sockets: number;
  readonly welcomed: number;
  readonly refused: number;
  readonly downloads: number;
  readonly givenUp: number;
}

export class BrowserExample {
  /** What it printed, a line each. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  #url = "";

  constructor(...parameters: string[]) {
    this.#child = spawn(process.execPath, ["examples/browser/run.mjs", ...parameters], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      createInterface({ input: stream }).on("line", (line) => this.lines.push(line));
    }
  }

  get url(): string {
    return this.#url;
  }

  /** Resolves when it serves. @throws Error with what it printed, if it ends instead */
  async started(): Promise<void> {
    const ended = once(this.#child, "close");
    const address = new Promise<void>((found) => {
      createInterface({ input: this.#child.stdout! }).on("line", (line) => {
        this.#url = /http:\S+/.exec(line)?.[0] ?? this.#url;
        if (this.#url !== "") found();
      });
    });
    await Promise.race([address, ended]);
    if (this.#url === "") throw new Error(`it ended, having printed\n${this.lines.join("\n")}`);
  }

  /** Waits for its end. @returns its exit status */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, "close");
    return this.#child.exitCode;
  }

  /** Does what Ctrl-C does. @returns its exit status */
  interrupted(): Promise<number | null> {
    if (this.#child.exitCode === null) this.#child.kill("SIGINT");
    return this.ended();
  }

  async witness(): Promise<Witness> {
    return (await (await fetch(new URL("/api/witness", this.#url))).json()) as Witness;
  }
}
