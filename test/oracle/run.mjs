/**
 * CPython as the oracle: random programs, each run by CPython and as JavaScript through the library; events, outcomes
 * and error chains must be equal.
 *
 *   npm run oracle -- --n 20000 --seed 1            the last line: "20000 programs, 0 mismatches"
 *   npm run oracle -- --kinds stacks,timeouts       kinds of programs (`kinds.mjs`); n is shared out among them
 *   npm run oracle -- --kinds blocks --only 17      one program: sources, traces, verdict
 *   npm run oracle -- --ways typescript,babel       compiled `using` declarations (`compilers.mjs`)
 *   npm run oracle -- --every 4                     the stacks' methods in every order, up to 4 of them
 *   npm run oracle -- --record-groups               records what CPython 3.12 makes of groups, for older ones
 *
 * The kind "blocks" runs every program in several ways. Without function drivers among the ways, programs also contain
 * what only declarations can say: these are other programs. The ways are functions (the default), or any of `--ways`, or
 * `--ways all`. `--ways` and `--only` are about blocks, `--every` is about stacks, a broken rule about its own kind, if
 * `--kinds` does not say otherwise.
 *
 * Other options: --jobs J (default: the number of processors), --stats (how many programs contained what),
 * --first (stop at the first mismatch), --broken R (a library with exit rule R altered, see `broken.mjs`),
 * --broken stock (the compilers' own helpers).
 * Exit status 1 on any mismatch. The environment variable PYTHON names another interpreter, for every kind.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { kindOfRule } from "./broken.mjs";
import { COMPILED } from "./compilers.mjs";
import { KINDS } from "./kinds.mjs";
import { bundleLibrary } from "./library.mjs";
import { findPython } from "./python-process.mjs";
import { readRecord, recordGroups } from "./record.mjs";
import { countEvery } from "./stacks.mjs";

const FUNCTIONS = ["with", "run", "use", "protocol", "mixed"];
const SHOWN = 3; // the smallest mismatches
const RANGE = 200;

const { values: options } = parseArgs({
  options: {
    n: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    kinds: { type: "string" },
    only: { type: "string" },
    every: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    first: { type: "boolean", default: false },
    stats: { type: "boolean", default: false },
    broken: { type: "string", default: "" },
    ways: { type: "string" },
    "record-groups": { type: "boolean", default: false },
  },
});

const seed = Number(options.seed);
const only = options.only === undefined ? null : Number(options.only);
const every = options.every === undefined ? 0 : Number(options.every);
for (const [name, value] of Object.entries({ seed, only, every, n: Number(options.n) })) {
  if (value !== null && !Number.isInteger(value)) throw new TypeError(`--${name} expects a whole number`);
}

const names = chosen("ways", [...FUNCTIONS, ...COMPILED]) ?? FUNCTIONS;
const kinds = chosen("kinds", Object.keys(KINDS)) ?? impliedKinds();
if (only !== null && kinds.length > 1) throw new TypeError("--only expects one of --kinds");

const pythons = {};
const recorded = {};
for (const kind of kinds) {
  pythons[kind] = await findPython(KINDS[kind].python);
  if (!pythons[kind]) recorded[kind] = readRecord(kind);
}
const ranges = rangesOf();

const compiles = kinds.includes("blocks") && names.some((name) => COMPILED.includes(name));
const library = await bundleLibrary(["library", ...(compiles ? ["tslib", "babel", "plugin"] : [])]);
try {
  if (options["record-groups"]) await recordGroups(library.urls);
  else report(await runAll());
} finally {
  library.remove();
}

/** What an option that lists names says; "all" is all of them. */
function chosen(option, known) {
  if (options[option] === undefined) return null;
  const list = options[option] === "all" ? known : options[option].split(",");
  for (const name of list) {
    if (!known.includes(name)) throw new TypeError(`--${option} expects some of ${known.join(", ")}`);
  }
  return known.filter((name) => list.includes(name));
}

function impliedKinds() {
  if (options["record-groups"]) return ["groups"];
  if (options.every !== undefined) return ["stacks"];
  if (options.broken) return [kindOfRule(options.broken)];
  return options.ways !== undefined || only !== null ? ["blocks"] : Object.keys(KINDS);
}

/** The programs to run, in ranges, the kinds by turns. */
function rangesOf() {
  const shares = kinds.reduce((sum, kind) => sum + KINDS[kind].share, 0);
  const n = every ? countEvery(every) : Number(options.n);
  let left = n;
  // What one cannot have is left to those before it: a record is only so long.
  const shareOf = (kind, at) => {
    const most = recorded[kind]?.reports.length ?? Infinity;
    const share = at === 0 ? left : Math.floor((n * KINDS[kind].share) / shares);
    left -= Math.min(share, most);
    return Math.min(share, most);
  };
  const each = kinds.toReversed().map((kind, at) => {
    const share = shareOf(kind, kinds.length - 1 - at);
    const first = only ?? 0;
    const end = only === null ? share : Math.min(only + 1, recorded[kind]?.reports.length ?? Infinity);
    const ranges = [];
    for (let from = first; from < end; from += RANGE)
      ranges.push({ kind, from, to: Math.min(end, from + RANGE) });
    return ranges;
  });
  return Array.from({ length: Math.max(...each.map((list) => list.length)) }, (_, at) =>
    each.flatMap((list) => list.slice(at, at + 1)),
  ).flat();
}

/** Hands out ranges of programs to workers, and adds up what they find. */
async function runAll() {
  const total = { done: 0, runs: 0, mismatches: [], kinds: {} };
  for (const kind of kinds) total.kinds[kind] = { done: 0, mismatches: 0, features: {} };
  const started = performance.now();
  const queue = [...ranges];
  const jobs = Math.max(1, Math.min(Number(options.jobs), queue.length));
  await Promise.all(Array.from({ length: jobs }, work));
  total.seconds = (performance.now() - started) / 1000;
  return total;

  function work() {
    const worker = new Worker(new URL("worker.mjs", import.meta.url), {
      workerData: { seed, urls: library.urls, broken: options.broken, names, pythons, every, recorded },
    });
    return new Promise((resolve, reject) => {
      worker.on("error", reject);
      worker.on("exit", resolve);
      worker.on("message", (found) => {
        if (!found.ready) add(found);
        if (options.first && total.mismatches.length) queue.length = 0;
        worker.postMessage(queue.shift() ?? null);
      });
    });
  }

  function add(found) {
    const kind = total.kinds[found.kind];
    total.done += found.done;
    total.runs += found.runs;
    total.mismatches.push(...found.mismatches);
    kind.done += found.done;
    kind.mismatches += found.mismatches.length;
    kind.python = found.python;
    kind.skipped = (kind.skipped ?? 0) + (found.skipped ?? 0);
    if (found.closesGenerators === false) total.leavesGenerators = true;
    for (const [key, n] of Object.entries(found.features)) kind.features[key] = (kind.features[key] ?? 0) + n;
  }
}

function report(total) {
  if (options.stats) {
    for (const [kind, { features }] of Object.entries(total.kinds)) {
      console.log(`${kind}:`);
      const rows = Object.entries(features).sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [feature, count] of rows) console.log(`${String(count).padStart(8)}  ${feature}`);
    }
  }
  total.mismatches
    .sort((a, b) => a.javascript.length - b.javascript.length)
    .slice(0, SHOWN)
    .forEach(show);
  const { done, runs, seconds } = total;
  console.log(`Node ${process.versions.node}: ${runs} runs in ${seconds.toFixed(0)} s`);
  for (const [kind, { done, mismatches, python, skipped }] of Object.entries(total.kinds)) {
    const by = recorded[kind]
      ? `no CPython 3.${KINDS[kind].python} or later here: compared with what was recorded from ${python}`
      : `CPython ${python}`;
    const left = skipped ? `; ${skipped} not compared, --stats says why` : "";
    console.log(`${kind}: ${done} programs, ${mismatches} mismatches (${by}${left})`);
  }
  if (total.leavesGenerators) {
    console.log(
      "This Python's contextlib leaves generators that yield twice open: drawn without second yields.",
    );
  }
  console.log(`${done} programs, ${total.mismatches.length} mismatches`);
  process.exitCode = total.mismatches.length ? 1 : 0;
}

function show({ kind, index, what, way, expected, found, python, javascript }) {
  console.log(`---- ${kind}, program ${index}: ${what} differ, way '${way}'`);
  if (python) console.log(python);
  console.log(javascript);
  for (const [name, report] of Object.entries({ expected, found })) {
    console.log(`${name}: ${report.outcome}`);
    console.log(`  events  ${report.events.join(" | ")}`);
    console.log(`  chains  ${report.chains.map((chain) => chain.join(" <- ")).join(" | ")}`);
  }
  const which = kind === "blocks" ? (options.ways ? ` --ways ${options.ways}` : "") : ` --kinds ${kind}`;
  const orders = every ? ` --every ${every}` : "";
  console.log(`rerun: npm run oracle -- --seed ${seed} --only ${index}${which}${orders}\n`);
}
