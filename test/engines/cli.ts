// npm run engines: the packed package through the suites in every engine.
//
//   npm run engines                       all engines, each in its states
//   npm run engines -- node26 firefox     some
//   npm run engines -- --sample           those states of each that the tests run
//   npm run engines -- --list             their names
//   npm run engines -- --json FILE        also writes the results
//   npm run engines -- --write            also writes the tables of docs/engines.md
//   npm run engines -- --package DIR      an unpacked package instead of this one
//
// The status is 0 only if nothing failed. An engine that cannot be started is a failure.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { mapPairs } from "../package/process.js";
import { type Engine, engines, isBrowser, type State } from "./engines.js";
import { isRight, type OrderResult, runOrders } from "./order.js";
import { prepare } from "./prepare.js";
import { writeTables } from "./table.js";
import { runState, start, type StateResult } from "./run.js";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: "boolean" },
    sample: { type: "boolean" },
    json: { type: "string" },
    write: { type: "boolean" },
    package: { type: "string" },
  },
});

void main().then((status) => process.exit(status));

async function main(): Promise<number> {
  if (options.list) {
    for (const { name, states } of engines)
      console.log(`${name}: ${states.map((state) => state.name).join("; ")}`);
    return 0;
  }
  const unknown = positionals.filter((name) => !engines.some((engine) => engine.name === name));
  if (unknown.length > 0) {
    console.error(`no engine ${unknown.join(", ")}; --list lists them`);
    return 2;
  }
  const chosen = engines.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const prepared = await prepare(chosen, options.package);
  try {
    const all = chosen.flatMap((engine) =>
      engine.states
        .filter(({ sampled }) => sampled || !options.sample)
        .map((state) => [engine, state] as const),
    );
    // The longest first: browsers have six realms.
    const ordered = [...all].sort(([one], [other]) => Number(isBrowser(other)) - Number(isBrowser(one)));
    const results = await mapPairs(ordered, ([engine, state]) => attempt(engine, state, prepared.target));
    if (options.json)
      writeFileSync(options.json, JSON.stringify({ results, fromSources: prepared.fromSources }, null, 1));
    const rows = results.flatMap(({ result, orders }) => (result && orders ? [{ result, orders }] : []));
    if (options.write) {
      if (chosen.length < engines.length || options.sample) console.error("--write needs all engines");
      else writeTables(rows);
    }
    return results.every((result) => result.failed === 0) ? 0 : 1;
  } finally {
    prepared.remove();
  }
}

/** One state of an engine: what it came to, or why it could not be started. */
interface Attempt {
  readonly engine: string;
  readonly state: string;
  readonly failed: number;
  readonly result?: StateResult;
  readonly orders?: readonly OrderResult[];
  readonly error?: string;
}

async function attempt(engine: Engine, state: State, target: string): Promise<Attempt> {
  const what = { engine: engine.name, state: state.name };
  try {
    const session = await start(engine, state, target);
    try {
      const result = await runState(engine, state, session);
      const orders = await runOrders(engine, state, session);
      return { ...what, failed: print(result, orders), result, orders };
    } finally {
      await session.close();
    }
  } catch (error) {
    console.log(`✗ ${engine.name}, ${state.name}: ${String(error)}`);
    return { ...what, failed: 1, error: String(error) };
  }
}

/** Prints what an engine came to; returns how much of it failed. */
function print(result: StateResult, orders: readonly OrderResult[]): number {
  const count = (key: "passed" | "skipped" | "excepted"): number =>
    result.runs.reduce((sum, run) => sum + run[key], 0);
  const failed = result.runs.flatMap((run) => run.failed.map((each) => ({ ...each, run })));
  const wrong = orders.filter((each) => !isRight(each));
  const numbers = `${count("passed")} passed, ${failed.length} failed, ${count("excepted")} left out`;
  const tried = `${orders.length - wrong.length} of ${orders.length} orders right`;
  console.log(
    `${result.engine} ${result.version}, ${result.state}: ${numbers}, ${tried}, ${result.seconds} s`,
  );
  for (const { title, message, run } of failed) {
    console.log(`  ✗ ${run.suite}, ${run.realm}, ${run.format}: ${title}`);
    console.log(message.slice(0, 1500).replace(/^/gm, "      "));
  }
  for (const { realm, order, symbols, problems, pairs, limit } of wrong) {
    const yet = limit === undefined ? "" : `, though it is a known limit: ${limit}`;
    console.log(
      `  ✗ ${realm}: ${order}: ${symbols} symbols, ${problems.length} of ${pairs} pairs fail${yet}`,
    );
    console.log(problems.slice(0, 4).join("\n").replace(/^/gm, "      "));
  }
  return failed.length + wrong.length;
}
