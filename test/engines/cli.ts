// npm run engines: the packed package through the suites in every engine.
//
//   npm run engines                       all engines, each in its states
//   npm run engines -- node26 firefox     some
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
import { prepare } from "./prepare.js";
import { runState, start, type StateResult } from "./run.js";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: "boolean" },
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
    const all = chosen.flatMap((engine) => engine.states.map((state) => [engine, state] as const));
    // The longest first: browsers have six realms.
    const ordered = [...all].sort(([one], [other]) => Number(isBrowser(other)) - Number(isBrowser(one)));
    const results = await mapPairs(ordered, ([engine, state]) => attempt(engine, state, prepared.target));
    if (options.json)
      writeFileSync(options.json, JSON.stringify({ results, fromSources: prepared.fromSources }, null, 1));
    return results.every((result) => result.failed === 0) ? 0 : 1;
  } finally {
    prepared.remove();
  }
}

async function attempt(
  engine: Engine,
  state: State,
  target: string,
): Promise<{ failed: number; result?: StateResult; error?: string }> {
  try {
    const session = await start(engine, state, target);
    try {
      const result = await runState(engine, state, session);
      const count = (key: "passed" | "skipped" | "excepted"): number =>
        result.runs.reduce((sum, run) => sum + run[key], 0);
      const failed = result.runs.flatMap((run) => run.failed.map((each) => ({ ...each, run })));
      console.log(
        `${engine.name} ${result.version}, ${state.name}: ${count("passed")} passed, ${failed.length} failed, ${count("skipped")} skipped, ${count("excepted")} left out, ${result.seconds} s`,
      );
      for (const { title, message, run } of failed)
        console.log(
          `  ✗ [${run.suite}, ${run.realm}, ${run.format}] ${title}\n${message.replace(/^/gm, "      ").slice(0, 1500)}`,
        );
      return { failed: failed.length, result };
    } finally {
      await session.close();
    }
  } catch (error) {
    console.log(`✗ ${engine.name}, ${state.name}: ${String(error)}`);
    return { failed: 1, error: String(error) };
  }
}
