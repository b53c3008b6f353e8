// Injects every fault into the package as it was built, and prints the table:
//
//   npm run faults -- [--write] [--native] [--failures N]
//
// After that every stack runs under sequences of calls that fast-check makes up: `FC_RUNS` of them (20,000), from `FC_SEED`.
// `--native` takes the engine's own stacks too, `--write` puts the table into docs/proof.md, `--failures` is how many are
// shown. Exit status 1 on any failure, 2 if an argument is wrong.
import { parseArgs } from "node:util";
import { loadOverBuilt } from "../built.mjs";
import { machine, writeSection } from "../proof.mjs";

const { write, native, failures: shown } = readArguments();
const { injectAll, settingsFrom } = await loadOverBuilt(new URL("main.ts", import.meta.url));
const settings = checked(() => settingsFrom(process.env, 20_000));
report(await injectAll(settings, native), settings);

function report({ lines, stacks, totals, holes }, { seed, runs }) {
  const byFault = new Map();
  for (const { fault } of totals.injected) byFault.set(fault, (byFault.get(fault) ?? 0) + 1);
  const summary =
    `${count(totals.injected.length)} faults injected, ${totals.lost} lost, ${totals.twice} twice, ` +
    `${totals.unhandled} unhandled, ${totals.failures.length} unlike the rules`;
  const faults = ["throw", "reject", "hang", "late", "re-enter", "after", "suppress", "wrong"];
  const table = [
    ["where", "faults", "failed"],
    ["---", "---:", "---:"],
    ...merged(lines).map(([name, line]) => [name, count(line.faults), String(line.failures)]),
  ];
  const kinds = faults.map((fault) => `${fault} ${count(byFault.get(fault) ?? 0)}`).join(", ");
  const text = [
    `${summary}.`,
    `By fault: ${kinds}.`,
    `${stacks.join(", ")}: ${count(runs)} sequences of up to 20 calls each (fast-check, seed ${seed}).`,
    `Measured on ${machine()}.`,
    table.map((row) => `| ${row.join(" | ")} |`).join("\n"),
  ].join("\n\n");
  console.log(text);
  for (const failure of totals.failures.slice(0, shown)) console.error(`\n${failure}`);
  for (const hole of holes) console.error(`faults: ${hole}`);
  if (totals.failures.length + holes.length > 0) process.exitCode = 1;
  else if (write) writeSection("faults", text);
}

/** One line per driver, and one for all the rows of a room. */
function merged(lines) {
  const all = new Map();
  for (const { name, faults, failures } of lines) {
    const key = name.startsWith("programs: ") ? name.slice("programs: ".length) : "one function at a time";
    const line = all.get(key) ?? { faults: 0, failures: 0 };
    all.set(key, { faults: line.faults + faults, failures: line.failures + failures });
  }
  return [...all];
}

function count(number) {
  return number.toLocaleString("en");
}

function readArguments() {
  return checked(() => {
    const { values } = parseArgs({
      options: {
        write: { type: "boolean", default: false },
        native: { type: "boolean", default: false },
        failures: { type: "string", default: "10" },
      },
    });
    const failures = Number(values.failures);
    if (!Number.isInteger(failures) || failures < 0) {
      throw new Error(`--failures takes a whole number, found ${JSON.stringify(values.failures)}`);
    }
    if (values.native && typeof AsyncDisposableStack !== "function") {
      throw new Error(
        `--native needs an engine with stacks of its own; Node ${process.versions.node} has none, 24 has`,
      );
    }
    return { ...values, failures };
  });
}

/** Runs what may find an argument wrong. */
function checked(read) {
  try {
    return read();
  } catch (error) {
    console.error(`faults: ${error.message}\nusage: npm run faults -- [--write] [--native] [--failures N]`);
    process.exit(2);
  }
}
