// A process of its own that takes leases as its parent says, and tells what became of them.
import { enter, withAsync } from "await-using";
import pg from "pg";
import { advisoryLock } from "../../examples/leases/src/index.js";

export type Order =
  | { do: "turns"; key: string; turns: number; table: string }
  | { do: "hold"; key: string; shared?: boolean; table?: string }
  | { do: "let go" }
  | { do: "notify"; channel: string; payloads: string[] };
export type Word =
  | { said: "ready" | "done" | "let go" }
  | { said: "held"; backend: number }
  | { said: "told"; reason: string }
  | { said: "failed"; error: string; isReason: boolean };

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] as string, max: 2 });
const say = (word: Word): void => void process.send?.(word);
let letGo: () => void = () => {};

/** Enters and leaves by the server's clock; returns how to leave. */
async function recorded(table: string): Promise<() => Promise<unknown>> {
  const { rows } = await pool.query(
    `INSERT INTO ${table}_turns (process, entered) VALUES ($1, clock_timestamp()) RETURNING id`,
    [process.pid],
  );
  return () => pool.query(`UPDATE ${table}_turns SET gone = clock_timestamp() WHERE id = $1`, [rows[0].id]);
}

async function turns(key: string, count: number, table: string): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await using _lock = await enter(advisoryLock(pool, key));
    const leave = await recorded(table);
    const { rows } = await pool.query(`SELECT n FROM ${table}`);
    await pool.query(`UPDATE ${table} SET n = $1`, [rows[0].n + 1]); // not atomic: the lock is needed
    await leave();
  }
  say({ said: "done" });
}

async function hold(key: string, shared = false, table?: string): Promise<void> {
  let reason: unknown;
  try {
    await withAsync(advisoryLock(pool, key, { shared }), async ({ signal, client }) => {
      const { rows } = await client.query("SELECT pg_backend_pid() AS backend");
      const leave = table === undefined ? undefined : await recorded(table);
      const end = new Promise<void>((resolve) => (letGo = resolve));
      say({ said: "held", backend: rows[0].backend });
      const told = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      await Promise.race([end, told]);
      if (signal.aborted) say({ said: "told", reason: String((reason = signal.reason)) });
      await leave?.();
    });
    say({ said: "let go" });
  } catch (error) {
    say({ said: "failed", error: String(error), isReason: error === reason });
  }
}

async function notify(channel: string, payloads: string[]): Promise<void> {
  for (const payload of payloads) await pool.query("SELECT pg_notify($1, $2)", [channel, payload]);
  say({ said: "done" });
}

process.on("message", (order: Order) => {
  if (order.do === "turns") void turns(order.key, order.turns, order.table);
  else if (order.do === "hold") void hold(order.key, order.shared, order.table);
  else if (order.do === "notify") void notify(order.channel, order.payloads);
  else letGo();
});
process.on("disconnect", () => process.exit());
say({ said: "ready" });
