// The tables of docs/performance.md.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import type { Measured, Timing } from "./measure.js";

/** What one engine came to. */
export interface Result {
  /** `"Node 20.20.2"` */
  readonly engine: string;
  readonly measured: readonly Measured[];
}

const page = join(resolve(__dirname, ".."), "docs/performance.md");
const ours = "await-using";

/** Times of an engine, ns, in a table per group: ours beside the limit, and how long everybody takes relative to ours. */
export function engineTables({ engine, measured }: Result): string {
  const groups = [...new Set(measured.map(({ group }) => group))];
  return groups
    .map((group) => {
      const rows = measured.filter((each) => each.group === group);
      const others = [...new Set(rows.flatMap(({ timings }) => timings.map(({ name }) => name)))].filter(
        (name) => name !== "limit" && name !== ours,
      );
      const head = [`${engine}: ${group}`, "limit, ns", "to the limit", ...others];
      const lines = rows.map((row) => {
        const of = (name: string): Timing | undefined => row.timings.find((each) => each.name === name);
        return [
          row.name,
          number(of("limit")?.ns),
          number(of(ours)?.toLimit),
          ...others.map((name) => number(1 / (of(name)?.ours ?? NaN))),
        ];
      });
      return table(head, lines);
    })
    .join("\n\n");
}

/** Ours to the limit, an engine per column; and the part of the time that the fastest conforming other takes. */
export function summary(results: readonly Result[]): string {
  const names = [...new Set(results.flatMap(({ measured }) => measured.map(({ name }) => name)))];
  const find = (result: Result, name: string): Measured | undefined =>
    result.measured.find((each) => each.name === name);
  const cell = (row: Measured | undefined): string => {
    if (row === undefined) return "";
    const best = fastest(row);
    const toLimit = number(row.timings.find(({ name }) => name === ours)?.toLimit);
    return best === undefined ? toLimit : `${toLimit}; ${number(best.ours)} of ${best.name}`;
  };
  return table(
    ["ours to the limit; to the fastest other", ...results.map(({ engine }) => engine)],
    names.map((name) => [name, ...results.map((result) => cell(find(result, name)))]),
  );
}

/** The fastest of those that do the same as the specification. */
function fastest({ timings }: Measured): Timing | undefined {
  return timings
    .filter(
      ({ name }) =>
        name !== "limit" &&
        !name.startsWith(ours) &&
        name !== "@whatwg-node/disposablestack" &&
        name !== "@esfx/disposable",
    )
    .sort((one, other) => one.ns - other.ns)[0];
}

/** Where it was measured. */
export function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}`;
}

/** Replaces what stands between two marks of the page. */
export function writeSection(name: string, text: string): void {
  const [begin, end] = [`<!-- ${name}: written by npm run bench -- --write -->`, `<!-- /${name} -->`];
  const old = readFileSync(page, "utf8");
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no ${begin} … ${end}`);
  writeFileSync(page, `${old.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${old.slice(to)}`);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, at) => (at === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  return value >= 1000
    ? Math.round(value).toLocaleString("en")
    : value >= 100
      ? value.toFixed(0)
      : value >= 10
        ? value.toFixed(1)
        : value.toFixed(2);
}
