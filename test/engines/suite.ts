// `npm run engines -- --sample` for some engines, each state a test: the packed package's suites, and the orders of loading.
// `npm run engines` runs every engine in every state; docs/engines.md has its tables.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { node, type Run } from "../package/process.js";
import { unpacked } from "../toolchains/pack.js";
import { type Engine, engines } from "./engines.js";
import { isRight, type OrderResult, orders, realmsOf } from "./order.js";
import { plan, type StateResult } from "./run.js";

const root = resolve(__dirname, "../..");

/** Defines the tests of the engines that are chosen. */
export function testEngines(isChosen: (engine: Engine) => boolean): void {
  const chosen = engines.filter((engine) => isChosen(engine) && engine.states.some(({ sampled }) => sampled));
  const folder = mkdtempSync(join(tmpdir(), "await-using-engines-test-"));
  let ran: Run;
  let results: {
    engine: string;
    state: string;
    result?: StateResult;
    orders?: OrderResult[];
    error?: string;
  }[];

  beforeAll(async () => {
    const file = join(folder, "results.json");
    const parameters = [
      "test/engines/main.mjs",
      ...chosen.map(({ name }) => name),
      "--sample",
      "--json",
      file,
      "--package",
      await unpacked(),
    ];
    ran = await node(parameters, root);
    try {
      ({ results } = JSON.parse(readFileSync(file, "utf8")) as { results: typeof results });
    } catch {
      throw new Error(`npm run engines wrote no results\n${ran.stdout}${ran.stderr}`);
    }
  }, 900_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  const all = chosen.flatMap((engine) =>
    engine.states.filter(({ sampled }) => sampled).map((state) => ({ engine, state })),
  );

  describe.each(all.map(({ engine, state }) => [engine.name, state.name, engine, state] as const))(
    "%s, %s",
    (name, stateName, engine) => {
      const found = (): (typeof results)[number] => {
        const row = results.find((each) => each.engine === name && each.state === stateName);
        if (row?.error !== undefined) throw new Error(row.error);
        return row ?? { engine: name, state: stateName };
      };

      test("passes the suites in all its realms", () => {
        const runs = found().result?.runs ?? [];
        expect(
          runs.flatMap(({ failed, realm, format }) => failed.map((each) => ({ realm, format, ...each }))),
        ).toEqual([]);
        expect(runs.map(({ suite, realm, format }) => [suite, realm, format])).toEqual(plan(engine));
        expect(runs.filter(({ passed }) => passed < 200)).toEqual([]);
      });

      test("has one symbol, and disposes of all, in any order of loading", () => {
        const tried = found().orders ?? [];
        expect(tried.filter((each) => !isRight(each))).toEqual([]);
        expect(new Set(tried.map(({ order }) => order)).size).toBe(orders.length);
        expect(new Set(tried.map(({ realm }) => realm))).toEqual(new Set(realmsOf(engine)));
      });
    },
  );

  test("nothing else failed", () => {
    expect(ran).toMatchObject({ status: 0, stderr: "" });
  });
}
