// Runs the workload for a long time, and looks whether anything grows:
//
//   npm run soak -- [--minutes 30] [--write]
//
// `--write` puts the result into docs/proof.md. `--leak memory` keeps something small of every task, `--leak resource`
// does not exit one manager, `--leak rejection` leaves one promise rejected: to see that it is noticed. Exit status 1 then, 2
// if an argument is wrong.
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { machine, writeSection } from "../proof.mjs";
import { counts, leaveOpen, runBatch } from "./workload.mjs";

const { minutes, write, leak } = readArguments();
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

const batch = 500;
/**
 * Growth that no leak explains: the engine compiles on, and its tables grow. One object kept by every hundredth task is more
 * in half an hour.
 */
const allowed = 512 * 1024;
/** And how many standard errors a line must rise before it counts as rising: the samples scatter. */
const certain = 4;
const unhandled = [];
const kept = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

const ends = Date.now() + minutes * 60_000;
const every = Math.max(100, (minutes * 60_000) / 120);
const samples = [];
let next = Date.now();
let tasks = 0;
while (Date.now() < ends || samples.length < 20) {
  await runBatch(batch, tasks);
  tasks += batch;
  if (leak === "memory") for (let i = 0; i < batch; i++) kept.push(new Array(100).fill(tasks));
  if (leak === "resource" && kept.length === 0) kept.push(await leaveOpen());
  if (leak === "rejection" && kept.length === 0) kept.push(Promise.reject(new Error("nobody handles this")));
  await setImmediate(); // the engine tells of unhandled rejections, and clears weak references, between two tasks of its own
  if (Date.now() < next) continue;
  samples.push(sample());
  next = Date.now() + every;
}
report();

/** What is alive once nothing runs. */
function sample() {
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return {
    tasks,
    bytes: heapUsed + external,
    handles: process.getActiveResourcesInfo().length,
    open: counts.entered - counts.exited,
  };
}

function report() {
  // The first third warms up: code is compiled, tables grow to their size.
  const settled = samples.slice(Math.ceil(samples.length / 3));
  const { slope, growth, scatter } = fit(settled);
  const [first, last] = [settled[0], settled.at(-1)];
  const rows = [
    ["tasks", counts.tasks.toLocaleString("en")],
    [
      "failed, suppressed",
      `${counts.failed.toLocaleString("en")}, ${counts.suppressed.toLocaleString("en")}`,
    ],
    ["resources entered", counts.entered.toLocaleString("en")],
    ["still open", String(last.open)],
    ["unhandled rejections", String(unhandled.length)],
    ["active handles, first and last sample", `${first.handles}, ${last.handles}`],
    ["memory after collection, first and last sample", `${mb(first.bytes)}, ${mb(last.bytes)}`],
    [
      "growth by a straight line through the samples",
      `${mb(growth)} ± ${mb(scatter)}, ${slope.toFixed(4)} bytes a task`,
    ],
  ];
  const table = ["| | |", "| --- | ---: |", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join(
    "\n",
  );
  const caption = `${minutes} minutes on ${machine()}; ${settled.length} samples after warming up.`;
  console.log(`${caption}\n\n${table}`);
  const faults = [
    ...(last.open === 0 ? [] : [`${last.open} resources are still open`]),
    ...(unhandled.length === 0 ? [] : [`${unhandled.length} rejections were unhandled: ${unhandled[0]}`]),
    ...(last.handles > first.handles ? [`there are ${last.handles} handles, and were ${first.handles}`] : []),
    ...(growth <= allowed || growth <= certain * scatter
      ? []
      : [`memory grew by ${mb(growth)}, and at most ${mb(allowed)} is no leak`]),
  ];
  for (const fault of faults) console.error(`soak: ${fault}`);
  if (faults.length === 0 && write) writeSection("soak", `${caption}\n\n${table}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/** Fits a straight line of memory over tasks: its slope, how far it rises, and the standard error of that. */
function fit(points) {
  const mean = (key) => points.reduce((sum, point) => sum + point[key], 0) / points.length;
  const [x, y] = [mean("tasks"), mean("bytes")];
  const sum = (f) => points.reduce((total, point) => total + f(point), 0);
  const spread = sum((p) => (p.tasks - x) ** 2);
  const slope = sum((p) => (p.tasks - x) * (p.bytes - y)) / spread;
  const rest = sum((p) => (p.bytes - y - slope * (p.tasks - x)) ** 2) / (points.length - 2);
  const range = points.at(-1).tasks - points[0].tasks;
  return { slope, growth: slope * range, scatter: Math.sqrt(rest / spread) * range };
}

function mb(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: "string", default: "30" },
        write: { type: "boolean", default: false },
        leak: { type: "string" },
      },
    });
    if (values.leak !== undefined && !["memory", "resource", "rejection"].includes(values.leak)) {
      throw new Error(`--leak takes memory, resource or rejection, found ${JSON.stringify(values.leak)}`);
    }
    const number = Number(values.minutes);
    if (!(number > 0 && number < 10_000)) {
      throw new Error(`--minutes takes a number of minutes above 0, found ${JSON.stringify(values.minutes)}`);
    }
    return { ...values, minutes: number };
  } catch (error) {
    console.error(
      `soak: ${error.message}\nusage: npm run soak -- [--minutes 30] [--write] [--leak memory|resource|rejection]`,
    );
    process.exit(2);
  }
}
