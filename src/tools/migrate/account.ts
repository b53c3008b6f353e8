// The account of a migration: what became of every site, and what could not be done. It is what `--report json` prints.

import type { Form } from "./engine.js";

/** What became of a site. */
export type Fate =
  | {
      readonly fate: "migrated";
      readonly form: Form;
      /** What the equivalence checker says; "skipped" if it was not asked. */
      readonly proof: "equal" | "unproven" | "skipped";
      /** Why it is unproven. */
      readonly reason?: string;
    }
  /** Refused by a safety condition, as "finalizerJumps". */
  | { readonly fate: "refused"; readonly condition: string; readonly reason: string }
  /** Safe, and hardly better to read. */
  | { readonly fate: "taste"; readonly taste: string; readonly reason: string }
  | {
      readonly fate: "taken back";
      readonly form: Form;
      readonly by: "type-check" | "checker" | "comments" | "parser";
      readonly reason: string;
    }
  /** Its form is beyond `--fix`, or a person said no, or quit before. */
  | { readonly fate: "left"; readonly form: Form; readonly reason: string }
  /** A comment for ESLint disables the rule. */
  | { readonly fate: "disabled"; readonly reason: string };

export interface SiteAccount {
  /** Of the `try` in the file as it was, both from 1. */
  readonly line: number;
  readonly column: number;
  readonly outcome: Fate;
}

export interface FileAccount {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly sites: readonly SiteAccount[];
  /** As a unified diff; "" if nothing changed. */
  readonly diff: string;
}

export interface Account {
  /** Of this format. */
  readonly version: 1;
  readonly tool: string;
  /** How many files were looked at, and how many of them have a finalizer. */
  readonly files: { readonly read: number; readonly withSites: number; readonly changed: number };
  readonly written: boolean;
  readonly sites: readonly FileAccount[];
  /** Files that were skipped: a syntax error, an encoding. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** What the account cannot promise, and why. */
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** A changed file, with both texts, which reports show and the account leaves out. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Counts of the fates, in the order in which tables show them. */
export interface Totals {
  readonly sites: number;
  readonly migrated: Readonly<Record<Form, number>>;
  readonly proven: number;
  readonly unproven: number;
  readonly refused: ReadonlyMap<string, number>;
  readonly taste: number;
  readonly takenBack: ReadonlyMap<string, number>;
  readonly left: number;
  readonly disabled: number;
}

/** Adds up an account. */
export function totalsOf({ sites }: Pick<Account, "sites">): Totals {
  const migrated = { direct: 0, adopt: 0, defer: 0 };
  const counts = { proven: 0, unproven: 0, taste: 0, left: 0, disabled: 0 };
  const refused = new Map<string, number>();
  const takenBack = new Map<string, number>();
  const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  const all = sites.flatMap((file) => file.sites);
  for (const { outcome } of all) {
    if (outcome.fate === "migrated") {
      migrated[outcome.form]++;
      if (outcome.proof === "equal") counts.proven++;
      if (outcome.proof === "unproven") counts.unproven++;
    } else if (outcome.fate === "refused") add(refused, outcome.condition);
    else if (outcome.fate === "taken back") add(takenBack, outcome.by);
    else counts[outcome.fate]++;
  }
  return {
    sites: all.length,
    migrated,
    refused: new Map([...refused].sort(([a], [b]) => (a < b ? -1 : 1))),
    takenBack: new Map([...takenBack].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...counts,
  };
}
