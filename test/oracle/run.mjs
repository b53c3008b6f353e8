/**
 * CPython as the oracle: random programs, each run as Python under `python3` and as JavaScript through the
 * library in every way; events, outcomes and error chains must be equal.
 *
 *   npm run oracle -- --n 20000 --seed 1        the last line: "20000 programs, 0 mismatches"
 *   npm run oracle -- --seed 1 --only 17        one program: sources, traces, verdict
 *   npm run oracle -- --ways typescript,babel   compiled `using` declarations (`compilers.mjs`)
 *
 * Without function drivers among the ways, programs also contain what only declarations can say: these are
 * other programs. The ways are functions (the default), or any of `--ways`, or `--ways all`.
 *
 * Other options: --jobs J (default: the number of processors), --stats (how many programs contained what),
 * --first (stop at the first mismatch), --broken R (a library with exit rule R altered, see `broken.mjs`),
 * --broken stock (the compilers' own helpers).
 * Exit status 1 on any mismatch. The environment variable PYTHON names another interpreter.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { COMPILED } from "./compilers.mjs";
import { bundleLibrary } from "./library.mjs";

const FUNCTIONS = ["with", "run", "use", "protocol", "mixed"];
const SHOWN = 3; // the smallest mismatches
const RANGE = 200;

const { values: options } = parseArgs({
  options: {
    n: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    first: { type: "boolean", default: false },
    stats: { type: "boolean", default: false },
    broken: { type: "string", default: "" },
    ways: { type: "string", default: FUNCTIONS.join(",") },
  },
});

const seed = Number(options.seed);
const only = options.only === undefined ? null : Number(options.only);
const first = only ?? 0;
const end = only === null ? Number(options.n) : only + 1;
for (const [name, value] of Object.entries({ seed, first, end })) {
  if (!Number.isInteger(value)) throw new TypeError(`--${name} expects a whole number`);
}

const known = [...FUNCTIONS, ...COMPILED];
const names = options.ways === "all" ? known : options.ways.split(",");
for (const name of names) {
  if (!known.includes(name)) throw new TypeError(`--ways expects some of ${known.join(", ")}`);
}

const compiles = names.some((name) => COMPILED.includes(name));
const library = await bundleLibrary(["library", ...(compiles ? ["tslib", "babel", "plugin"] : [])]);
let total;
try {
  total = await runAll();
} finally {
  library.remove();
}

if (options.stats) {
  const rows = Object.entries(total.features).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [feature, count] of rows) console.log(`${String(count).padStart(8)}  ${feature}`);
}
const shown = total.mismatches.sort((a, b) => a.javascript.length - b.javascript.length).slice(0, SHOWN);
for (const mismatch of shown) show(mismatch);
const { done, runs, seconds, python } = total;
console.log(`Python ${python}, Node ${process.versions.node}: ${runs} runs in ${seconds.toFixed(0)} s`);
if (!total.closesGenerators) {
  console.log(
    "This Python's contextlib leaves generators that yield twice open: drawn without second yields.",
  );
}
console.log(`${done} programs, ${total.mismatches.length} mismatches`);
process.exitCode = total.mismatches.length ? 1 : 0;

/** Hands out ranges of programs to workers, and adds up what they find. */
async function runAll() {
  const total = { done: 0, runs: 0, mismatches: [], features: {} };
  const started = performance.now();
  let next = first;
  const jobs = Math.max(1, Math.min(Number(options.jobs), Math.ceil((end - first) / RANGE)));
  await Promise.all(Array.from({ length: jobs }, work));
  total.seconds = (performance.now() - started) / 1000;
  return total;

  function work() {
    const worker = new Worker(new URL("worker.mjs", import.meta.url), {
      workerData: { seed, urls: library.urls, broken: options.broken, names },
    });
    return new Promise((resolve, reject) => {
      worker.on("error", reject);
      worker.on("exit", resolve);
      worker.on("message", (found) => {
        if (found.ready) {
          total.python = found.python;
          total.closesGenerators = found.closesGenerators;
        } else {
          total.done += found.done;
          total.runs += found.runs;
          total.mismatches.push(...found.mismatches);
          for (const [key, n] of Object.entries(found.features))
            total.features[key] = (total.features[key] ?? 0) + n;
        }
        if (options.first && total.mismatches.length) next = end;
        const from = next;
        next = Math.min(end, next + RANGE);
        worker.postMessage(from < end ? { from, to: next } : null);
      });
    });
  }
}

function show({ index, what, way, expected, found, sources, javascript }) {
  console.log(`---- program ${index}: ${what} differ, way '${way}'`);
  console.log(sources.contextlib);
  console.log(javascript);
  for (const [name, report] of Object.entries({ expected, found })) {
    console.log(`${name}: ${report.outcome}`);
    console.log(`  events  ${report.events.join(" | ")}`);
    console.log(`  chains  ${report.chains.map((chain) => chain.join(" <- ")).join(" | ")}`);
  }
  const ways = options.ways === FUNCTIONS.join(",") ? "" : ` --ways ${options.ways}`;
  console.log(`rerun: npm run oracle -- --seed ${seed} --only ${index}${ways}\n`);
}
