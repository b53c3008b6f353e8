// Asks a person about each rewrite, on a terminal.

import { createInterface } from "node:readline";
import type { Answer, Ask } from "./asking.js";

const question = "Rewrite this? [y]es, [n]o, [a]ll that follow, [q]uit here, [?] help: ";

/** What a person may answer. */
const keys = `  y  rewrite this
  n  leave this as it is
  a  rewrite this and all that follow
  q  stop asking: this and all that follow stay as they are, and what was accepted is kept
  ?  print this
`;

export interface Asker {
  readonly ask: Ask;
  close(): void;
}

/** Returns what asks on this terminal. The end of the input is "q". */
export function askOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Asker {
  const lines = createInterface({ input, output, terminal: false });
  const answers: string[] = [];
  let wake: (() => void) | undefined;
  let isEnded = false;
  lines.on("line", (line) => {
    answers.push(line.trim().toLowerCase());
    wake?.();
  });
  lines.on("close", () => {
    isEnded = true;
    wake?.();
  });
  const next = async (): Promise<string> => {
    while (answers.length === 0 && !isEnded) await new Promise<void>((resolve) => (wake = resolve));
    return answers.shift() ?? "q";
  };
  let rest: Answer | undefined;
  return {
    async ask(path, line, diff) {
      if (rest !== undefined) return rest;
      output.write(`\n${path}:${line}\n${diff}`);
      for (;;) {
        output.write(question);
        const answer = await next();
        if (answer === "a" || answer === "all") return (rest = "yes");
        if (answer === "q" || answer === "quit") return (rest = "stop");
        if (answer === "y" || answer === "yes") return "yes";
        if (answer === "n" || answer === "no") return "no";
        output.write(keys);
      }
    },
    close: () => lines.close(),
  };
}
