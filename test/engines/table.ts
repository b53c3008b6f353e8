// The tables of docs/engines.md, from what a run came to.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { engines, isBrowser } from "./engines.js";
import { files, tests } from "./exceptions.js";
import { isRight, orders, type OrderResult } from "./order.js";
import type { StateResult } from "./run.js";

const document = join(resolve(__dirname, "../.."), "docs/engines.md");

/** All of one state of an engine. */
export interface Row {
  readonly result: StateResult;
  readonly orders: readonly OrderResult[];
}

/** Replaces the lines between the document's markers. */
export function writeTables(rows: readonly Row[]): void {
  let text = readFileSync(document, "utf8");
  const tables = { engines: enginesTable(rows), orders: ordersTable(rows), "left out": leftOut() };
  for (const [name, lines] of Object.entries(tables)) {
    const [begin, end] = [`<!-- ${name}: written by npm run engines -- --write -->`, `<!-- /${name} -->`];
    if (!text.includes(begin) || !text.includes(end)) throw new Error(`${document} has no ${begin} … ${end}`);
    text = text.replace(new RegExp(`${begin}[^]*?${end}`), () => [begin, "", ...lines, "", end].join("\n"));
  }
  writeFileSync(document, text);
}

function enginesTable(rows: readonly Row[]): string[] {
  const ordered = engines.flatMap(({ name, states }) =>
    states.flatMap((state) =>
      rows.filter(({ result }) => result.engine === name && result.state === state.name),
    ),
  );
  const body = ordered.map(({ result }) => {
    const sum = (of: (run: StateResult["runs"][number]) => number): number =>
      result.runs.reduce((total, run) => total + of(run), 0);
    const { native } = result;
    const install = result.runs.find(
      ({ suite, realm, format }) => `${suite} ${realm} ${format}` === "library main module",
    )?.install ?? { installed: [], repaired: [] };
    return [
      `${titleOf(result.engine).replace(/ .*/, "")} ${result.version}`,
      result.state.replace(/: (.*)/, ": `$1`"),
      listed(native.names) + (native.syntax ? ", syntax" : ""),
      listed(install.installed),
      listed(install.repaired.map(({ name }) => name)),
      sum((run) => run.passed),
      sum((run) => run.failed.length),
      sum((run) => run.excepted),
    ];
  });
  return table(["engine", "state", "native", "installed", "repaired", "passed", "failed", "left out"], body);
}

// "all" is the five names and the disposers of the iterators.
function listed(names: readonly string[]): string {
  const short = new Set(
    names.map((name) =>
      /^(Async)?Iterator\.|^iterators$/.test(name) ? "iterators" : /^Symbol\./.test(name) ? "symbols" : name,
    ),
  );
  return short.size === 5 ? "all" : short.size === 0 ? "–" : [...short].join(", ");
}

function ordersTable(rows: readonly Row[]): string[] {
  const places = [
    ["Node, Bun, Deno", "main", false],
    ["their workers", "worker", false],
    ["their vm contexts", "vm context", false],
    ["browsers: page", "main", true],
    ["iframe", "iframe", true],
    ["worker", "worker", true],
  ] as const;
  const reasons: string[] = [];
  const cell = (order: string, realm: string, browser: boolean): string => {
    const found = rows
      .flatMap((row) => row.orders)
      .filter((each) => each.order === order && each.realm === realm)
      .filter(({ engine }) => isBrowser(engines.find(({ name }) => name === engine)!) === browser);
    if (found.length === 0) return "";
    const wrong = found.filter((each) => !isRight(each));
    const limited = found.filter(({ limit }) => limit !== undefined);
    const note = [...new Set(limited.map(({ limit = "" }) => limit))].map((limit) => {
      if (!reasons.includes(limit)) reasons.push(limit);
      return `[${reasons.indexOf(limit) + 1}]`;
    });
    const where = (list: readonly OrderResult[]): string =>
      [
        ...new Set(
          list.map(
            ({ engine, state }) =>
              titleOf(engine) + (state === "as it comes" ? "" : " " + state.replace(/:.*/, "")),
          ),
        ),
      ].join(", ");
    if (wrong.length > 0) return `✗ ${where(wrong)}`;
    if (limited.length > 0) return `✓, but ✗ ${where(limited)} ${note.join("")}`;
    return "✓";
  };
  const body = orders.map(({ name }) => [
    name,
    ...places.map(([, realm, browser]) => cell(name, realm, browser)),
  ]);
  const lines = table(["loaded in this order", ...places.map(([title]) => title)], body);
  return [...lines, ...reasons.flatMap((reason, i) => ["", `[${i + 1}] ${reason}.`])];
}

function leftOut(): string[] {
  const byReason = new Map<string, { titles: string[]; where: string }>();
  for (const { title, where, reason } of [...files, ...tests]) {
    const known = byReason.get(reason) ?? { titles: [], where: where.join(", ") };
    known.titles.push(title.replace(/ › $/, ""));
    byReason.set(reason, known);
  }
  return table(
    ["tests", "where", "reason"],
    [...byReason].map(([reason, { titles, where }]) => [
      titles.map((title) => `\`${title}\``).join("<br>"),
      where,
      reason,
    ]),
  );
}

function titleOf(engine: string): string {
  if (engine.startsWith("node")) return "Node " + engine.slice(4);
  return (
    { bun: "Bun", deno: "Deno", chromium: "Chromium", firefox: "Firefox", webkit: "WebKitGTK" }[engine] ??
    engine
  );
}

function table(head: readonly string[], body: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...body.map(line)];
}
