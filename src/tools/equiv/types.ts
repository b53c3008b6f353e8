// What the checker is asked and what it answers.

import type TypeScript from "typescript";

export type Compiler = typeof TypeScript;
export type Verdict = "equal" | "different" | "unproven";

/** A method that is the same operation as a disposer, so that `using x` may stand for `finally { x.method(); }`. */
export interface SameOperation {
  readonly method: string;
  readonly symbol: "dispose" | "asyncDispose";
}

export interface EquivOptions {
  /** The file's name: its extension tells the language. Default: `file.ts`. */
  readonly file?: string;
  /** TypeScript's module, if the caller has it. */
  readonly typescript?: Compiler;
  /** Which disposers are the same operation as which method. Values without the method are left out. */
  readonly same?: readonly SameOperation[];
  /** How many worlds a function is run in without a fault, at least. Default: 8. */
  readonly seeds?: number;
  /** How many pairs of faults are tried at most, the nearest first. Default: 600. */
  readonly pairs?: number;
}

/** One run that tells the two functions apart. */
export interface Counterexample {
  readonly seed: number;
  /** The events that failed, as `throw at 3: call job.release()`. */
  readonly faults: readonly string[];
  readonly before: Account;
  readonly after: Account;
  /** Where the traces part: an index into both. */
  readonly at: number;
}

/** What a run did. */
export interface Account {
  readonly trace: readonly string[];
  readonly outcome: string;
}

/** A function, or a module's top level, that is not the same in both files. */
export interface Site {
  readonly function: string;
  /** The first changed line in the file before, from 1. */
  readonly line: number;
  readonly verdict: Verdict;
  /** Worlds that differ in what happens in them when nothing fails. */
  readonly worlds: number;
  /** Runs with one or two injected faults. */
  readonly faults: number;
  /** Faults whose runs part only because a SuppressedError was caught and looked at (`bothThrow`). */
  readonly suppressed: number;
  /** Why it is not equal. */
  readonly reason?: string;
  readonly counterexample?: Counterexample;
}

export interface Report {
  readonly sites: readonly Site[];
}

/** A file, or a part of it, that cannot be compiled. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}
