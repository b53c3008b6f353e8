// npm run bench: how long the library takes, beside others and beside the least code that does the same.
//
//   npm run bench                             all engines, all groups
//   npm run bench -- --engines node20,bun     some
//   npm run bench -- --groups stacks,errors   some
//   npm run bench -- --only "async with"      rows whose name has it, a regular expression
//   npm run bench -- --quick                  a few rounds: whether it runs, not how fast
//   npm run bench -- --write                  writes docs/performance.md; needs all engines and groups
//
// Contestants take turns in one process, and what is printed are medians of the rounds' ratios. Exit status 1 if something
// cannot be measured, 2 if an argument is wrong.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Engine } from "../test/engines/engines.js";
import { obtain } from "../test/engines/obtain.js";
import { start } from "../test/engines/run.js";
import { compileBench } from "./compile.js";
import { engines } from "./engines.js";
import type { Request } from "./main.js";
import type { Measured } from "./measure.js";
import { measureMemory, measureStart } from "./node-only.js";
import { type Group, groups } from "./row.js";
import { engineTables, machine, type Result, summary, table, writeSection } from "./table.js";

const usage = `usage: npm run bench -- [--engines ${engines.map(({ name }) => name).join(",")}] [--groups ${groups.join(",")}] [--only PATTERN] [--quick] [--write]`;

interface Options {
  readonly engines: readonly Engine[];
  readonly groups: readonly Group[];
  readonly only: string;
  readonly quick: boolean;
  readonly write: boolean;
}

void main().then((status) => process.exit(status));

async function main(): Promise<number> {
  let options: Options;
  try {
    options = readOptions();
  } catch (error) {
    console.error(`bench: ${(error as Error).message}\n${usage}`);
    return 2;
  }
  const target = mkdtempSync(join(tmpdir(), "await-using-bench-"));
  try {
    cpSync(join(__dirname, "../test/engines/harness"), join(target, "harness"), { recursive: true });
    writeFileSync(join(target, "bench.js"), await compileBench());
    const results: Result[] = [];
    for (const engine of options.engines) {
      const result = await measureIn(engine, target, options);
      console.log(`${engineTables(result)}\n`);
      results.push(result);
    }
    const also = await tellOfNode(options);
    console.log(`${summary(results)}\n\n${also}`);
    if (options.write) {
      writeSection("summary", `Measured on ${machine()}.\n\n${summary(results)}`);
      writeSection("node", also);
      writeSection("engines", results.map(engineTables).join("\n\n"));
    }
    return 0;
  } catch (error) {
    console.error(`bench: ${String((error as Error).stack ?? error)}`);
    return 1;
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

async function measureIn(engine: Engine, target: string, options: Options): Promise<Result> {
  const [state] = engine.states;
  const session = await start(engine, state!, target);
  try {
    const measured: Measured[] = [];
    for (const group of options.groups) {
      // The tasks of one round are many.
      const settings = options.quick
        ? { rounds: 1, ms: 0 }
        : group === "tasks"
          ? { rounds: 11, ms: 5 }
          : { rounds: 41, ms: 4 };
      const request: Request = { group, only: options.only, ...settings };
      console.error(`bench: ${engine.name} ${session.version}, ${group} …`);
      const files = ["bench.js"];
      const where = [JSON.stringify(request)];
      measured.push(...(await session.run<Measured[]>({ realm: "main", format: "classic", files, where })));
    }
    const title = `${engine.name.charAt(0).toUpperCase()}${engine.name.slice(1).replace(/\d+$/, "")}`;
    return { engine: `${title} ${session.version}`, measured };
  } finally {
    await session.close();
  }
}

/** The table of memory, scale and start-up. */
async function tellOfNode({ engines: chosen, quick }: Options): Promise<string> {
  const rows: string[][] = [];
  for (const engine of chosen.filter(({ kind }) => kind === "node")) {
    console.error(`bench: ${engine.name}, memory and start-up …`);
    const node = await obtain(engine);
    const starts = (await measureStart(node, quick ? 1 : 31)).toFixed(1);
    for (const { name, bytes, ms } of await measureMemory(node, quick ? 1000 : 1_000_000)) {
      rows.push([
        `${engine.name.replace("node", "Node ")}, ${name}`,
        ...bytes.map((each) => each.toFixed(0)),
        ...ms.map((each) => each.toFixed(0)),
        starts,
      ]);
    }
  }
  return table(
    [
      "",
      "empty, bytes",
      "a `use`d, bytes",
      "a deferred",
      "an adopted",
      "100,000 disposed, ms",
      "1,000,000",
      "1,000,000 that throw",
      "`import` of the package, ms",
    ],
    rows,
  );
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      engines: { type: "string" },
      groups: { type: "string" },
      only: { type: "string", default: "" },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const chosen = pick(
    "engine",
    values.engines,
    engines.map(({ name }) => name),
  );
  const asked = pick("group", values.groups, groups);
  new RegExp(values.only);
  if (
    values.write &&
    (chosen.length < engines.length || asked.length < groups.length || values.only || values.quick)
  ) {
    throw new Error("--write needs all engines and groups, and no --quick");
  }
  return {
    engines: engines.filter(({ name }) => chosen.includes(name)),
    groups: asked,
    only: values.only,
    quick: values.quick,
    write: values.write,
  };
}

function pick<T extends string>(what: string, list: string | undefined, known: readonly T[]): readonly T[] {
  if (list === undefined) return known;
  const names = list.split(",");
  const wrong = names.find((name) => !(known as readonly string[]).includes(name));
  if (wrong !== undefined)
    throw new Error(`no ${what} ${JSON.stringify(wrong)}; there are ${known.join(", ")}`);
  return known.filter((name) => names.includes(name));
}
