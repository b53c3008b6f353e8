// Runs all cells, and counts: what was injected, what was lost, exited twice, or left unhandled.
import { recordTimeline, trackResources } from "await-using/diagnostics";
import { dispose } from "await-using/ponyfill";
import { catalogue, pointFaults } from "./catalogue.js";
import { type Driver, drivers } from "./drivers.js";
import { type Answer, type Cell, cells } from "./programs.js";
import { adapterRows } from "./rows/adapters.js";
import { contextlibRows } from "./rows/contextlib.js";
import { driverRows } from "./rows/drivers.js";
import { roomRows } from "./rows/rooms.js";
import { Ledger, type Row } from "./rows/row.js";
import { stackRows } from "./rows/stacks.js";
import { runProgram } from "./run-program.js";

export const rows: readonly Row[] = [
  ...stackRows,
  ...driverRows,
  ...adapterRows,
  ...contextlibRows,
  ...roomRows,
];

export interface Injected {
  readonly names: readonly string[];
  readonly point: string;
  readonly fault: Answer;
}

export interface Totals {
  readonly injected: Injected[];
  lost: number;
  twice: number;
  unhandled: number;
  /** What is wrong, cell by cell. */
  readonly failures: string[];
}

/** The groups in which cells are run and reported: a driver with all it holds; and the rows of one name. */
export function groups(chosen: readonly Driver[] = drivers): Map<string, (totals: Totals) => Promise<void>> {
  const all = new Map<string, (totals: Totals) => Promise<void>>();
  for (const driver of chosen)
    all.set(`programs: ${driver.name}`, (totals) => runCells(cells([driver]), totals));
  const byName = new Map<string, Row[]>();
  for (const row of rows) {
    const name = (row.names[0] as string).replace(/[#.].*/, "");
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  for (const [name, its] of byName) all.set(`rows: ${name}`, (totals) => runRows(its, totals));
  return all;
}

/** The cells of the catalogue that were neither injected nor explained, and those that were both. */
export function holes(injected: readonly Injected[]): string[] {
  const done = new Set(
    injected.flatMap(({ names, point, fault }) => names.map((name) => `${name}, ${point}: ${fault}`)),
  );
  const found: string[] = [];
  const look = (cell: string, why: string | undefined): void => {
    if (done.has(cell) === (why === undefined)) return;
    found.push(why === undefined ? `not injected: ${cell}` : `injected, and "${why}": ${cell}`);
  };
  for (const [name, { points, after }] of Object.entries(catalogue)) {
    for (const [point, reasons] of Object.entries(points)) {
      for (const fault of pointFaults) look(`${name}, ${point}: ${fault}`, reasons[fault]);
    }
    look(`${name}, whole: after`, after);
  }
  return found;
}

export function noTotals(): Totals {
  return { injected: [], lost: 0, twice: 0, unhandled: 0, failures: [] };
}

async function runCells(all: readonly Cell[], totals: Totals): Promise<void> {
  await guarded(totals, async () => {
    for (const [at, cell] of all.entries()) {
      const { wrong, lost, twice } = await (at % 4 === 0
        ? observed(cell)
        : runProgram(cell.driver, cell.program));
      totals.injected.push(cell);
      totals.lost += lost;
      totals.twice += twice;
      if (wrong.length > 0) totals.failures.push(`${cell.title}\n    ${wrong.join("\n    ")}`);
    }
  });
}

/** Every fourth program runs while diagnostics look on, which must change nothing, and know of nothing open after it. */
async function observed(cell: Cell): ReturnType<typeof runProgram> {
  const tracker = trackResources();
  const timeline = recordTimeline();
  try {
    const verdict = await runProgram(cell.driver, cell.program);
    const open = tracker.open();
    if (open.length > 0)
      verdict.wrong.push(`the tracker still has ${open.map(({ name }) => name).join(", ")}`);
    return verdict;
  } finally {
    timeline[dispose]();
    tracker[dispose]();
  }
}

async function runRows(all: readonly Row[], totals: Totals): Promise<void> {
  for (const row of all) {
    await guarded(totals, async () => {
      const ledger = new Ledger();
      totals.injected.push(row);
      try {
        await row.run(ledger);
        const { lost, twice } = ledger.balance();
        totals.lost += lost;
        totals.twice += twice;
        if (lost + twice > 0) totals.failures.push(`${row.title}\n    ${lost} lost, ${twice} exited twice`);
      } catch (error) {
        totals.failures.push(`${row.title}\n    ${String((error as Error)?.stack ?? error)}`);
      }
    });
  }
}

/** Runs with a count of unhandled rejections, and without the warnings of blind exits, which are meant here. */
export async function guarded(totals: Totals, run: () => Promise<void>): Promise<void> {
  const unhandled = (reason: unknown): void => {
    totals.unhandled++;
    totals.failures.push(`unhandled: ${String(reason)}`);
  };
  const { emitWarning } = process;
  const { stackTraceLimit } = Error;
  process.on("unhandledRejection", unhandled);
  process.emitWarning = () => {};
  Error.stackTraceLimit = 1; // stacks are what takes the time, and nobody reads them
  try {
    await run();
    await new Promise((resolve) => setImmediate(resolve)); // the host tells of rejections after the microtasks
  } finally {
    process.off("unhandledRejection", unhandled);
    process.emitWarning = emitWarning;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
