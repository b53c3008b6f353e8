// The account as text: what was left and why, with file and line, and a table at the end.

import { CONDITIONS } from "../lint/rules/prefer-using/messages.js";
import { type Account, type Fate, totalsOf } from "./account.js";

/** Prints an account: every site with its line, and the table. */
export function printAccount(account: Account): string {
  const lines: string[] = [];
  for (const { path, sites } of account.sites) {
    for (const { line, outcome } of sites) lines.push(`${path}:${line}: ${describe(outcome)}`);
  }
  for (const { path, reason } of account.skipped) lines.push(`${path}: skipped: ${reason}`);
  return `${lines.map((line) => `${line}\n`).join("")}${lines.length > 0 ? "\n" : ""}${printTable(account)}`;
}

/** Prints the table: how many sites had which fate, and what the account cannot promise. */
export function printTable(account: Account): string {
  const totals = totalsOf(account);
  const { direct, adopt, defer } = totals.migrated;
  const lines: string[] = [];
  const rows: [string, number][] = [
    [account.written ? "migrated" : "would be migrated", direct + adopt + defer],
    ["  direct: the value itself", direct],
    ["  adopt: the release of a value", adopt],
    ["  defer: a release", defer],
  ];
  if (totals.unproven > 0) rows.push(["  of these not proven equal", totals.unproven]);
  const sum = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((a, b) => a + b, 0);
  rows.push(["refused", sum(totals.refused)]);
  for (const [condition, number] of totals.refused) {
    rows.push([`  ${condition}: ${CONDITIONS[condition as keyof typeof CONDITIONS] ?? ""}`, number]);
  }
  rows.push(["left for taste", totals.taste]);
  rows.push(["taken back", sum(totals.takenBack)]);
  for (const [by, number] of totals.takenBack) rows.push([`  by the ${by}`, number]);
  if (totals.left > 0) rows.push(["left as asked", totals.left]);
  if (totals.disabled > 0) rows.push(["disabled by a comment", totals.disabled]);
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, number] of rows) lines.push(`${what.padEnd(width)}  ${String(number).padStart(6)}`);
  const { read, withSites, changed } = account.files;
  lines.push(
    "",
    `${read} files read, ${withSites} with ${totals.sites} sites, ${changed} ${account.written ? "rewritten" : "would be rewritten"}, ` +
      `${account.seconds.toFixed(1)} s`,
  );
  if (direct + adopt + defer > 0) {
    lines.push(
      "If the block and its release both throw, the error is now a SuppressedError that holds both (bothThrow), and " +
        "`await using` awaits once more (moreTurns).",
    );
  }
  for (const note of account.notes) lines.push(`Note: ${note}.`);
  return `${lines.join("\n")}\n`;
}

/** A site's fate in a line. */
export function describe(outcome: Fate): string {
  switch (outcome.fate) {
    case "migrated": {
      const proof = { equal: "", skipped: "", unproven: ` (unproven: ${outcome.reason})` }[outcome.proof];
      return `${outcome.form}${proof}`;
    }
    case "refused":
      return `refused (${outcome.condition}): ${outcome.reason}`;
    case "taste":
      return `left for taste (${outcome.taste}): ${outcome.reason}`;
    case "taken back":
      return `taken back by the ${outcome.by} (${outcome.form}): ${outcome.reason}`;
    case "left":
      return `left (${outcome.form}): ${outcome.reason}`;
    case "disabled":
      return `left: ${outcome.reason}`;
  }
}
