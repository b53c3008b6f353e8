// The report as a page: one file that asks no host for anything, with the diffs side by side.

import { type Account, type Change, type Fate, totalsOf } from "./account.js";
import { type Row, rowsOf, type Side } from "./diff.js";
import { script, style } from "./page-parts.js";
import { describe, printTable } from "./table.js";

/** Prints an account as an HTML page. */
export function printPage(account: Account, changes: readonly Change[]): string {
  const { migrated, sites } = totalsOf(account);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>await-using migrate: ${sum(Object.values(migrated))} of ${sites} sites</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>await-using migrate</h1>
<ul class="figures">${figuresOf(account)
    .map(([what, number]) => `<li><b>${number}</b> ${what}</li>`)
    .join("")}</ul>
<p class="keys">Keys: <kbd>j</kbd> next, <kbd>k</kbd> previous change, <kbd>o</kbd> open or close all.</p>
</header>
<main>
<section aria-labelledby="summary"><h2 id="summary">Summary</h2><pre class="table" tabindex="0">${escape(printTable(account))}</pre></section>
<section aria-labelledby="changes"><h2 id="changes">Changes</h2>
${changes.map((change) => printChange(change, account)).join("\n") || "<p>Nothing was changed.</p>"}
</section>
<section aria-labelledby="rest"><h2 id="rest">What stays</h2>
${printRest(account)}
</section>
</main>
<script>${script}</script>
</body>
</html>
`;
}

/** The numbers at the page's top. */
function figuresOf(account: Account): [string, number][] {
  const { migrated, refused, takenBack, taste, sites } = totalsOf(account);
  return [
    [account.written ? "migrated" : "to migrate", sum(Object.values(migrated))],
    ["refused", sum(refused.values())],
    ["left for taste", taste],
    ["taken back", sum(takenBack.values())],
    ["sites", sites],
  ];
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((a, b) => a + b, 0);
}

function printChange({ path, before, after }: Change, { sites }: Account): string {
  const file = sites.find((one) => one.path === path);
  const migrated = file?.sites.filter(({ outcome }) => outcome.fate === "migrated") ?? [];
  const forms = migrated
    .map(({ line, outcome }) => `<li>line ${line}: ${escape(describe(outcome))}</li>`)
    .join("");
  const hunks = rowsOf(before, after).map((rows) => `<tbody>${rows.map(printRow).join("")}</tbody>`);
  return `<details class="change" open><summary><code>${escape(path)}</code> <span>${migrated.length}</span></summary>
<ul>${forms}</ul>
<div class="scroll" tabindex="0" role="region" aria-label="${escape(`Diff of ${path}`)}"><table class="diff">
<colgroup><col class="n"><col><col class="n"><col></colgroup>
<thead><tr><th colspan="2" scope="col">before</th><th colspan="2" scope="col">after</th></tr></thead>
${hunks.join("\n")}
</table></div></details>`;
}

function printRow({ kind, before, after }: Row): string {
  const cell = (side: Side | undefined, name: "gone" | "come"): string => {
    if (!side) return `<td class="n none"></td><td class="none"></td>`;
    const mark = kind === "changed" ? ` class="${name}"` : "";
    return `<td class="n">${side.line}</td><td${mark}>${escape(side.text)}</td>`;
  };
  return `<tr class="${kind}">${cell(before, "gone")}${cell(after, "come")}</tr>`;
}

function printRest({ sites, skipped }: Account): string {
  const groups = new Map<string, string[]>();
  const add = (key: string, item: string): void => void groups.set(key, [...(groups.get(key) ?? []), item]);
  for (const { path, sites: all } of sites) {
    for (const { line, outcome } of all) {
      if (outcome.fate === "migrated") continue;
      add(headOf(outcome), `<code>${escape(path)}:${line}</code> ${escape(describe(outcome))}`);
    }
  }
  for (const { path, reason } of skipped) add("Skipped", `<code>${escape(path)}</code> ${escape(reason)}`);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([head, items]) =>
        `<details><summary>${escape(head)} <span>${items.length}</span></summary>` +
        `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul></details>`,
    )
    .join("\n");
}

function headOf(outcome: Exclude<Fate, { fate: "migrated" }>): string {
  if (outcome.fate === "refused") return `Refused by ${outcome.condition}: ${outcome.reason}`;
  if (outcome.fate === "taste") return `Left for taste: ${outcome.reason}`;
  if (outcome.fate === "taken back") return `Taken back by the ${outcome.by}`;
  return outcome.fate === "left" ? "Left as asked" : "Disabled by a comment";
}

function escape(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}
