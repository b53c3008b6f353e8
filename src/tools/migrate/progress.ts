// How far it is, on standard error: one line that is rewritten on a terminal, and now and then a line elsewhere.

import type { Tell } from "./settle.js";

/** How long a run may be silent, in milliseconds. */
const patience = { terminal: 100, file: 10_000 };

export interface Progress {
  readonly tell: Tell;
  /** Clears the line, for other output. */
  clear(): void;
}

/** Returns what shows progress on a stream. */
export function showProgress(
  stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
  now: () => number = () => performance.now(),
): Progress {
  const isTerminal = stream.isTTY === true;
  let shown = now();
  let isDirty = false;
  return {
    tell(what, done, of) {
      const time = now();
      if (time - shown < (isTerminal ? patience.terminal : patience.file)) return;
      shown = time;
      const line = `await-using migrate: ${what} ${done}/${of}`;
      if (!isTerminal) return void stream.write(`${line}\n`);
      stream.write(`\r\x1b[K${line.slice(0, (stream.columns ?? 80) - 1)}`);
      isDirty = true;
    },
    clear() {
      if (isDirty) stream.write("\r\x1b[K");
      isDirty = false;
    },
  };
}
