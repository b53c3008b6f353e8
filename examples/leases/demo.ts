// `npm run leases`: three processes and one lock. They take turns; then the one that has the lock is killed, and the next
// one loses its connection. What happens is told by NOTIFY, and printed by the process that listens.
import "await-using/polyfill";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { aclosing, AsyncExitStack, withAsync } from "await-using";
import pg from "pg";
import { postgresServer } from "../postgres-server.js";
import { advisoryLock, listener, type Notifications } from "./src/index.js";

const key = "leases demo";
const channel = "leases demo";
const [name, turns] = process.argv.slice(2);

if (name === undefined) await parent();
else await worker(name, turns);

/** Takes the lock so many times, or, without a number, for as long as it lives. */
async function worker(name: string, turns: string | undefined): Promise<void> {
  await withAsync(
    aclosing(new pg.Pool({ connectionString: process.env["DATABASE_URL"] }), "end"),
    async (pool) => {
      const tell = (what: string) => pool.query("SELECT pg_notify($1, $2)", [channel, `${name} ${what}`]);
      try {
        for (let turn = 1; turn <= Number(turns ?? 1); turn++) {
          await withAsync(advisoryLock(pool, key), async ({ signal, client }) => {
            const { rows } = await client.query("SELECT pg_backend_pid() AS backend");
            await tell(`has the lock (connection ${rows[0].backend})`);
            await sleep(turns === undefined ? 60_000 : 50, undefined, { signal }).catch(() => {}); // ms
            await tell(signal.aborted ? `is told: ${signal.reason.message}` : "lets it go");
          });
        }
      } catch (error) {
        await tell(`failed, though its block ended cleanly: ${(error as Error).name}`);
      }
    },
  );
}

async function parent(): Promise<void> {
  await AsyncExitStack.run(async (stack) => {
    const url = await stack.enter(postgresServer());
    const pool = await stack.enter(aclosing(new pg.Pool({ connectionString: url }), "end"));
    const news = await stack.enter(listener(pool, channel));
    const start = (...parameters: string[]): ChildProcess => {
      const child = fork(fileURLToPath(import.meta.url), parameters, {
        env: { ...process.env, DATABASE_URL: url },
      });
      stack.defer(() => void child.kill("SIGKILL"));
      return child;
    };

    console.log("Three processes take turns.");
    for (const name of ["ann", "bob", "cat"]) start(name, "3");
    await printed(news, "lets it go", 9);

    console.log("\nann holds the lock, bob and cat wait; ann is killed.");
    const ann = start("ann");
    await printed(news, "has the lock");
    start("bob");
    await waiters(pool, 1);
    const cat = start("cat", "1");
    await waiters(pool, 2);
    ann.kill("SIGKILL");
    const said = await printed(news, "has the lock");

    console.log("\nThe server ends bob's connection.");
    await pool.query("SELECT pg_terminate_backend($1)", [/\d+/.exec(said)?.[0]]);
    const ended = once(cat, "exit");
    await printed(news, "failed", 1);
    await printed(news, "cat lets it go", 1);
    await ended;
  });
}

/** Prints the news until so many of them say `what`; returns the last. */
async function printed(news: Notifications, what: string, count = 1): Promise<string> {
  for await (const { payload } of news) {
    console.log(`  ${payload}`);
    if (payload.includes(what) && --count === 0) return payload;
  }
  throw new Error(`nobody said: ${what}`);
}

/** Resolves when so many sessions wait for an advisory lock. */
async function waiters(pool: pg.Pool, count: number): Promise<void> {
  const waiting = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
  while ((await pool.query(waiting)).rowCount! < count) await sleep(10);
}
