// Are two runs the same? Every event, in order, with the outcome among them. Two differences are accepted, `bothThrow` and `moreTurns`.

import type { Run } from "./run.js";

export type Comparison =
  | { readonly kind: "same" }
  /** The runs part after a SuppressedError was made, where a `catch` can see it (`bothThrow`). */
  | { readonly kind: "suppressed" }
  /** One of them was stopped, and nothing differs up to there. */
  | { readonly kind: "stopped" }
  | { readonly kind: "different"; readonly at: number; readonly onlyTicks: boolean };

export interface Tolerance {
  /** May suspensions differ in number, because a changed finalizer awaits (`moreTurns`)? */
  readonly ticks: boolean;
  /** Can the function see an error that F replaced (`bothThrow`)? From which event on, if its SuppressedError goes unseen? */
  readonly catches: boolean;
  readonly suppressedAt: number;
}

/** Compares two runs of one world. */
export function compare(before: Run, after: Run, tolerance: Tolerance): Comparison {
  const length = Math.max(before.trace.length, after.trace.length);
  const isStopped = before.isExhausted || after.isExhausted;
  for (let at = 0; at < length; at++) {
    const isSame = before.trace[at] === after.trace[at];
    if (isSame && (tolerance.ticks || before.ticks[at] === after.ticks[at])) continue;
    const isOver = at >= before.trace.length || at >= after.trace.length;
    if (isStopped && isOver) return { kind: "stopped" };
    const suppressedAt = Math.min(after.suppressedAt, before.suppressedAt, tolerance.suppressedAt);
    if (tolerance.catches && at >= suppressedAt) return { kind: "suppressed" };
    return { kind: "different", at, onlyTicks: isSame };
  }
  if (isStopped) return { kind: "stopped" };
  const isSame = before.outcome === after.outcome;
  return isSame ? { kind: "same" } : { kind: "different", at: length, onlyTicks: false };
}
