// `npm run load`: 10,000 tasks at the same time, each entering three managers on a pool of 10 real connections, and failing
// at random in enter, body and exit. At the end everything must be back, and every error accounted for.
import "await-using/polyfill";
import { parseArgs } from "node:util";
import { AsyncExitStack, aware, enter, timeout, withAsync } from "await-using";
import pg from "pg";
import { postgresServer } from "../postgres-server.js";
import {
  connections,
  type Counts,
  Faulty,
  groups,
  permits,
  Planned,
  Shared,
  Transaction,
} from "./managers.js";
import { expect, managers, plan, type Plan, ways } from "./plan.js";

using _ = aware(true); // a plain `await using` must know how its block ended

const { values: options } = parseArgs({
  options: {
    tasks: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const [tasks, seed] = [Number(options.tasks), Number(options.seed)];

const counts: Counts = {};
let unhandled = 0;
process.on("unhandledRejection", () => unhandled++);

await withAsync(postgresServer(), async (url) => {
  const name = `await-using load ${process.pid}`;
  const table = `await_using_load_${process.pid}`;
  await using server = await enter(closed(new pg.Client(url)));
  const observer = server.value; // not of the pool
  await observer.query(`CREATE TABLE ${table} (task integer)`);
  const shared = new Shared(url, name);
  try {
    const started = performance.now();
    const plans = plan(tasks, seed);
    let inFlight = 0;
    let most = 0;
    const ends = await Promise.all(
      plans.map(async (plan) => {
        most = Math.max(most, ++inFlight);
        const end = await run(plan, shared, table);
        inFlight -= 1;
        return end;
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const { pool } = shared;
    await leaseAll(pool);
    const inServer = await settled(observer, name, pool);
    const { rows } = await observer.query(`SELECT task FROM ${table}`);
    const committed = new Set(rows.map(({ task }) => task as number));
    const expected = plans.map(expect);
    report({
      tasks: tasks,
      "at the same time": most,
      ...Object.fromEntries(
        ways.map((way) => [`by ${way}`, plans.filter((plan) => plan.way === way).length]),
      ),
      ...Object.fromEntries(Object.entries(counts).sort()),
      entered: sum(ends.map(({ entered }) => entered)),
      exited: sum(ends.map(({ exited }) => exited)),
      "not exited exactly once": ends.filter(({ isBalanced }) => !isBalanced).length,
      "entered otherwise than planned": ends.filter(({ entered }, i) => entered !== expected[i]!.entered)
        .length,
      "tasks that threw": ends.filter(({ thrown }) => thrown !== "nothing").length,
      "threw otherwise than planned": ends.filter(({ thrown }, i) => thrown !== expected[i]!.thrown).length,
      "rows committed": rows.length,
      "committed otherwise than planned":
        rows.length -
        committed.size +
        expected.filter(({ commits }, i) => commits !== committed.has(i)).length,
      connections: pool.totalCount,
      "connections that are back": pool.idleCount,
      "waiting for a connection": pool.waitingCount,
      "connections in the server": inServer.connections,
      "of them not idle": inServer.busy,
      "advisory locks in the server": inServer.locks,
      "permits that are back": shared.semaphore.getValue(),
      "unhandled rejections": unhandled,
    });
    if (!options.json) console.log(`\nseed ${seed}, ${seconds.toFixed(1)} s`);
  } finally {
    await shared.pool.end();
    await observer.query(`DROP TABLE ${table}`);
  }
});

interface End {
  readonly thrown: string;
  readonly entered: number;
  readonly exited: number;
  readonly isBalanced: boolean;
}

/** Runs a task in its way, and says what came of it. */
async function run(plan: Plan, shared: Shared, table: string): Promise<End> {
  const made: Faulty<unknown>[] = [];
  const faulty = <T>(manager: Faulty<T>["manager"]): Faulty<T> => {
    const index = made.length;
    const wrapped = new Faulty(manager, managers[index]!, plan.managers[index]!, counts);
    made.push(wrapped as Faulty<unknown>);
    return wrapped;
  };
  const permit = () => faulty(shared.permit);
  const connection = () => faulty(shared.connection());
  const transaction = (client: pg.ClientBase) => faulty(new Transaction(shared, client, plan.task % groups));
  const body = async (client: pg.ClientBase): Promise<void> => {
    await client.query(`INSERT INTO ${table} VALUES ($1)`, [plan.task]);
    if (plan.body === "fine") return;
    counts["failed in body"] = (counts["failed in body"] ?? 0) + 1;
    if (plan.body === "throws") throw new Planned("body");
    if (plan.body === "divides by zero") await client.query("SELECT 1 / 0");
    else await client.query("SELECT pg_terminate_backend(pg_backend_pid())");
  };

  const drive: Record<Plan["way"], () => Promise<unknown>> = {
    withAsync: () =>
      withAsync(permit(), () =>
        withAsync(connection(), (client) => withAsync(transaction(client), (client) => body(client))),
      ),
    AsyncExitStack: () =>
      AsyncExitStack.run(async (stack) => {
        await stack.enter(permit());
        const client = await stack.enter(connection());
        await body(await stack.enter(transaction(client)));
      }),
    "await using": async () => {
      await using _permit = await enter(permit());
      await using client = await enter(connection());
      await using open = await enter(transaction(client.value));
      await body(open.value);
    },
  };

  let thrown = "nothing";
  try {
    await drive[plan.way]();
  } catch (error) {
    thrown = shapeOf(error);
  }
  return {
    thrown,
    entered: sum(made.map(({ entered }) => entered)),
    exited: sum(made.map(({ exited }) => exited)),
    isBalanced: made.every(({ entered, exited }) => entered === exited && entered <= 1),
  };
}

/** An error by name: planned ones by their message, the server's by their code, what was suppressed after "over". */
function shapeOf(error: unknown): string {
  if (error instanceof Planned) return error.message;
  const { name, code, error: newer, suppressed } = error as Record<string, unknown>;
  if (name === "SuppressedError") return `(${shapeOf(newer)} over ${shapeOf(suppressed)})`;
  return typeof code === "string" ? code : String(error);
}

/**
 * Takes every connection of the pool at the same time and gives it back. A lease that somebody kept is missed here; a
 * connection that a task lost, and nobody waited for, is made anew.
 *
 * @throws TimeoutError after 10 s
 */
async function leaseAll(pool: pg.Pool): Promise<void> {
  await withAsync(timeout(10_000), async (limit) => {
    const leases = await limit.race(Promise.all(Array.from({ length: connections }, () => pool.connect())));
    for (const client of leases) client.release();
  });
}

/** What the server sees of the pool, once those connections that were closed are gone; after 5 s, as it is. */
async function settled(observer: pg.Client, name: string, pool: pg.Pool) {
  for (const started = performance.now(); ;) {
    const { rows } = await observer.query(
      `SELECT count(*)::integer AS connections, (count(*) FILTER (WHERE state <> 'idle'))::integer AS busy,
         (SELECT count(*)::integer FROM pg_locks WHERE locktype = 'advisory' AND classid = $2) AS locks
       FROM pg_stat_activity WHERE application_name = $1`,
      [name, process.pid],
    );
    const found = rows[0] as { connections: number; busy: number; locks: number };
    const isSettled = found.connections === pool.totalCount && found.busy === 0;
    if (isSettled || performance.now() - started > 5000) return found;
  }
}

function report(found: Record<string, number>): void {
  const zero = ["not exited exactly once", "entered otherwise than planned", "threw otherwise than planned"];
  zero.push("committed otherwise than planned", "waiting for a connection", "of them not idle");
  zero.push("advisory locks in the server", "unhandled rejections");
  const pairs = [
    ["entered", found["exited"]],
    ["connections that are back", found["connections"]],
    ["connections in the server", found["connections"]],
    ["permits that are back", permits],
    ...zero.map((what) => [what, 0] as const),
  ] as const;
  const wrong = pairs.filter(([what, wanted]) => found[what] !== wanted).map(([what]) => what);
  if (found["connections"]! > connections) wrong.push("connections");
  if (options.json) console.log(JSON.stringify({ found, wrong }));
  else {
    for (const [what, count] of Object.entries(found)) {
      console.log(`${String(count).padStart(7)}  ${what}${(wrong as string[]).includes(what) ? "  ✗" : ""}`);
    }
  }
  if (wrong.length > 0) process.exitCode = 1;
}

function closed(client: pg.Client) {
  return {
    outcome: "ignored" as const,
    async __aenter__() {
      await client.connect();
      return client;
    },
    async __aexit__() {
      await client.end();
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
