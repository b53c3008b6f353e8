// examples/leases against a real PostgreSQL server: in this process, and in several.
// Needs: postgres.
import { enter, type Entered, TimeoutError, withAsync } from "await-using";
import pg from "pg";
import { postgresServer } from "../../examples/postgres-server.js";
import {
  advisoryLock,
  LeaseLostError,
  listener,
  type LockKey,
  type Notification,
} from "../../examples/leases/src/index.js";
import { Blackhole } from "./blackhole.js";
import { Processes } from "./processes.js";
import { caught } from "../caught.js";

const E = new RangeError("block");
// The server may be shared: keys, channels and tables of this run's own.
const own = `leases_${process.pid}_${Date.now()}`;
let unique = 0;
const name = (): string => `${own}_${++unique}`;

let server: Entered<string>;
let url: string;
let pool: pg.Pool;
let processes: Processes;
const unhandled = jest.fn();

beforeAll(async () => {
  process.on("unhandledRejection", unhandled);
  server = await enter(postgresServer(), { outcome: "ignored" });
  url = server.value;
  pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on("error", () => {}); // a connection that a test has the server terminate
  processes = new Processes(url);
  await processes.build();
}, 120_000);

afterEach(async () => {
  await processes.killAll();
  expect(pool.waitingCount).toBe(0);
  await until(() => pool.idleCount === pool.totalCount);
  await until(async () => (await locks()).length === 0);
  expect(unhandled).not.toHaveBeenCalled();
});

afterAll(async () => {
  await processes?.remove();
  await pool?.end();
  await server?.[Symbol.asyncDispose]();
  process.off("unhandledRejection", unhandled);
});

/** Asks until it is so; the test's time limit ends it. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}
/** The advisory locks of this run, as the server has them. */
async function locks(): Promise<{ granted: boolean; pid: number }[]> {
  const { rows } = await pool.query(
    `SELECT granted, pid FROM pg_locks WHERE locktype = 'advisory'
       AND (classid::bigint << 32 | objid::bigint) = ANY (SELECT hashtextextended(key, 0) FROM unnest($1::text[]) AS key)`,
    [Array.from({ length: unique }, (_, index) => `${own}_${index + 1}`)],
  );
  return rows as { granted: boolean; pid: number }[];
}
const waiters = async (): Promise<number> => (await locks()).filter(({ granted }) => !granted).length;
const terminate = (backend: number): Promise<unknown> =>
  pool.query("SELECT pg_terminate_backend($1)", [backend]);
const backendOf = async (client: pg.ClientBase): Promise<number> =>
  (await client.query("SELECT pg_backend_pid() AS pid")).rows[0].pid as number;
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
const connect = async (): Promise<pg.Client> => {
  const client = new pg.Client(url);
  await client.connect();
  return client;
};

describe("advisoryLock", () => {
  test("is held for the block, by a connection that goes back to the pool as it was", async () => {
    const one = new pg.Pool({ connectionString: url, max: 1 });
    const during = await withAsync(advisoryLock(one, name()), async ({ signal, client }) => {
      const backend = await backendOf(client);
      const [lock] = await locks();
      return { backend, found: [lock?.granted, lock?.pid === backend, signal.aborted] };
    });
    expect([during.found, await locks()]).toEqual([[true, true, false], []]);
    const { rows } = await one.query(
      "SELECT pg_backend_pid() AS backend, current_setting('client_connection_check_interval') AS interval",
    );
    expect(rows).toEqual([{ backend: during.backend, interval: "0" }]);
    await one.end();
  });

  test.each<[string, LockKey, LockKey]>([
    ["a bigint", -(2n ** 63n), -(2n ** 63n)],
    ["a pair", [-7, 2 ** 31 - 1], [-7, 2 ** 31 - 1]],
    ["a string", `${own} text`, `${own} text`],
  ])("%s: nobody else has it, and without waiting one is told so", async (_kind, key, same) => {
    await withAsync(advisoryLock(pool, key), async () => {
      const error = await caught(withAsync(advisoryLock(pool, same, { timeout: 0 }), () => {}));
      expect(error).toBeInstanceOf(TimeoutError);
      expect(String(error)).toMatch(/^TimeoutError: advisoryLock\(.*\) was not free within 0 ms$/);
    });
    expect(await withAsync(advisoryLock(pool, same, { timeout: 0 }), () => "free")).toBe("free");
  });

  test("a connection of its own is closed afterwards", async () => {
    let client: pg.Client | undefined;
    const source = async (): Promise<pg.Client> => (client = await connect());
    const backend = await withAsync(advisoryLock(source, name()), ({ client }) => backendOf(client));
    await until(
      async () => (await pool.query("SELECT FROM pg_stat_activity WHERE pid = $1", [backend])).rowCount === 0,
    );
    expect(client!.listenerCount("error")).toBe(0);
  });

  test("shared with others that share it, and with nobody else", async () => {
    const key = name();
    const shared = () => advisoryLock(pool, key, { shared: true, timeout: 0 });
    await withAsync(shared(), () =>
      withAsync(shared(), async () => {
        expect(await caught(withAsync(advisoryLock(pool, key, { timeout: 0 }), () => {}))).toBeInstanceOf(
          TimeoutError,
        );
      }),
    );
  });

  test.each([
    ["timeout", () => ({ options: { timeout: 500 }, giveUp: () => {} })],
    [
      "signal",
      () => {
        const controller = new AbortController();
        return { options: { signal: controller.signal }, giveUp: () => controller.abort(E) };
      },
    ],
  ] as const)("a wait given up by its %s leaves the server's queue, and nothing held", async (_by, make) => {
    const key = name();
    const { options, giveUp } = make();
    await withAsync(advisoryLock(pool, key), async () => {
      const waiting = caught(withAsync(advisoryLock(pool, key, options), () => {}));
      await until(async () => (await waiters()) === 1);
      giveUp();
      const error = await waiting;
      expect(error === E || error instanceof TimeoutError).toBe(true);
      await until(async () => (await waiters()) === 0);
    });
    expect(await withAsync(advisoryLock(pool, key, { timeout: 0 }), () => "free")).toBe("free");
  });

  test("a wait for a connection of the pool is given up too, and the connection goes back", async () => {
    const one = new pg.Pool({ connectionString: url, max: 1 });
    const busy = await one.connect();
    expect(await caught(enter(advisoryLock(one, name(), { timeout: 10 })))).toBeInstanceOf(TimeoutError);
    busy.release();
    expect((await one.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await one.end();
  });

  test("a lost connection is told by the signal, and a clean end fails with its reason", async () => {
    let reason: unknown;
    const block = withAsync(advisoryLock(pool, name()), async ({ signal, client }) => {
      const told = aborted(signal);
      await terminate(await backendOf(client));
      await told;
      reason = signal.reason;
    });
    expect(await caught(block)).toBe(reason);
    expect(reason).toBeInstanceOf(LeaseLostError);
    expect(String(reason)).toMatch(/^LeaseLostError: advisoryLock\(".*"\) is lost: its connection failed$/);
    expect((reason as Error).cause).toMatchObject({ code: "57P01" });
  });

  test("a lost lock does not mask the block's own error", async () => {
    const block = withAsync(advisoryLock(pool, name()), async ({ signal, client }) => {
      const told = aborted(signal);
      await terminate(await backendOf(client));
      await told;
      throw E;
    });
    expect(await caught(block)).toBe(E);
  });

  test("a lock that somebody let go by SQL was not held to the end: the block fails", async () => {
    const block = withAsync(advisoryLock(pool, name()), ({ client }) =>
      client.query("SELECT pg_advisory_unlock_all()"),
    );
    const error = await caught(block);
    expect(error).toBeInstanceOf(LeaseLostError);
    expect((error as Error).cause).toEqual(new Error("the session did not hold it any more"));
  });

  test("an exit on a connection that fell silent does not hang", async () => {
    const { hostname, port, pathname, username, password } = new URL(url);
    const way = new Blackhole(Number(port), hostname);
    const silent = new pg.Pool({
      host: "127.0.0.1",
      port: await way.listen(),
      database: pathname.slice(1),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
    });
    const fall = (end: () => void) =>
      caught(
        withAsync(advisoryLock(silent, name(), { exitLimit: 50 }), () => {
          way.fallSilent();
          end();
        }),
      );
    const error = await fall(() => {});
    expect(error).toBeInstanceOf(LeaseLostError);
    expect(String(error)).toContain("the server did not confirm that it lasted until the end of the block");
    expect((error as Error).cause).toBeInstanceOf(TimeoutError);
    expect([silent.totalCount, silent.waitingCount]).toEqual([0, 0]);
    await way.close(); // only now does the server hear of it
    await silent.end();
  });

  test("is reusable, one block at a time; a second exit does nothing", async () => {
    const lock = advisoryLock(pool, name());
    await withAsync(lock, () => {});
    const held = await enter(lock);
    expect(String(await caught(enter(lock)))).toContain("is held already: make one per block");
    await held[Symbol.asyncDispose]();
    await held[Symbol.asyncDispose]();
    await lock.__aexit__(null, null, null);
    expect(await withAsync(lock, () => "again")).toBe("again");
  });

  test.each([42, 2n ** 63n, [1, 2 ** 31], [1], null] as unknown[])("the key %p is refused", (key) => {
    expect(() => advisoryLock(pool, key as LockKey)).toThrow(
      /^advisoryLock takes a string, a bigint of 64 bits/,
    );
  });

  test("what is neither a pool nor a function is refused on enter", async () => {
    const client = await connect();
    const error = await caught(enter(advisoryLock(client as unknown as pg.Pool, name())));
    expect(String(error)).toMatch(/^TypeError: advisoryLock\(".*"\) takes a pg\.Pool, or a function/);
    await client.end();
  });
});

describe("listener", () => {
  const send = (channel: string, ...payloads: string[]) =>
    Promise.all(payloads.map((payload) => pool.query("SELECT pg_notify($1, $2)", [channel, payload])));

  test("gives what is sent after enter, also before the first iteration, and ends at the exit", async () => {
    const channel = `${name()} "quoted" Ü`;
    const heard: string[] = [];
    const notifications = await withAsync(listener(pool, channel), async (notifications) => {
      await send(channel, "one");
      await send("another", "not ours");
      await send(channel, "two");
      for await (const { payload } of notifications) if (heard.push(payload) === 1) break;
      for await (const { payload } of notifications) if (heard.push(payload) === 2) break;
      return notifications;
    });
    await send(channel, "late");
    expect([heard, await notifications.next()]).toEqual([["one", "two"], { done: true, value: undefined }]);
    const { rows } = await pool.query("SELECT pg_listening_channels() AS channel");
    expect(rows).toEqual([]);
  });

  test("an iteration that waits is done when the block ends", async () => {
    let waiting: Promise<IteratorResult<Notification>> | undefined;
    await withAsync(listener(pool, name()), (notifications) => {
      waiting = notifications.next();
    });
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test("a lost connection gives what came, then throws the signal's reason", async () => {
    const channel = name();
    const heard: string[] = [];
    let client!: pg.Client;
    const source = async () => (client = await connect());
    const block = withAsync(listener(source, channel), async (notifications) => {
      await send(channel, "before");
      const told = aborted(notifications.signal);
      await until(async () => (await client.query("SELECT 1")).rowCount === 1);
      await terminate(await backendOf(client));
      await told;
      for await (const { payload } of notifications) heard.push(payload);
    });
    const error = await caught(block);
    expect(error).toBeInstanceOf(LeaseLostError);
    expect([heard, String(error)]).toEqual([["before"], expect.stringContaining("its connection failed")]);
  });

  test("more than the limit is told, never served with a gap", async () => {
    const channel = name();
    const heard: string[] = [];
    const block = withAsync(listener(pool, channel, { queueLimit: 2 }), async (notifications) => {
      const told = aborted(notifications.signal);
      for (const payload of ["1", "2", "3", "4"]) await send(channel, payload);
      await told;
      for await (const { payload } of notifications) heard.push(payload);
    });
    const error = await caught(block);
    expect([heard, String(error)]).toEqual([
      ["1", "2"],
      `LeaseLostError: listener("${channel}") is lost: more than 2 notifications wait for the body`,
    ]);
  });

  test.each([
    ["empty", ""],
    ["too long", "x".repeat(64)],
    ["with a zero", "a\0b"],
    ["a number", 7],
  ] as [string, unknown][])("a channel that is %s is refused", (_how, channel) => {
    expect(() => listener(pool, channel as string)).toThrow(
      /^listener takes a channel's name of 1 to 63 bytes/,
    );
  });
});

describe("several processes", () => {
  const count = 4;
  const each = 25;

  async function withTable(use: (table: string) => Promise<void>): Promise<void> {
    const table = name();
    await pool.query(`CREATE TABLE ${table} (n integer); INSERT INTO ${table} VALUES (0);
      CREATE TABLE ${table}_turns (id serial, process integer, entered timestamptz, gone timestamptz)`);
    try {
      await use(table);
    } finally {
      await pool.query(`DROP TABLE ${table}, ${table}_turns`);
    }
  }
  /** How many pairs of turns were in at the same time, by the server's clock. */
  const overlaps = async (table: string): Promise<number> => {
    const { rows } =
      await pool.query(`SELECT count(*)::integer AS n FROM ${table}_turns a JOIN ${table}_turns b
      ON a.id < b.id AND tstzrange(a.entered, a.gone) && tstzrange(b.entered, b.gone)`);
    return rows[0].n as number;
  };
  const start = (many: number) => Promise.all(Array.from({ length: many }, () => processes.start()));

  test(`${count} processes, ${each} turns each: never two in at once, no turn is lost`, async () => {
    await withTable(async (table) => {
      const workers = await start(count);
      const key = name();
      for (const worker of workers) worker.tell({ do: "turns", key, turns: each, table });
      await Promise.all(workers.map((worker) => worker.says("done")));
      const { rows } = await pool.query(
        `SELECT n, (SELECT count(DISTINCT process)::integer FROM ${table}_turns) AS processes FROM ${table}`,
      );
      expect([rows, await overlaps(table)]).toEqual([[{ n: count * each, processes: count }], 0]);
    });
  });

  test("shared, two are in at once: what counts overlaps sees them", async () => {
    await withTable(async (table) => {
      const workers = await start(2);
      const key = name();
      for (const worker of workers) worker.tell({ do: "hold", key, shared: true, table });
      for (const worker of workers) await worker.says("held");
      for (const worker of workers) worker.tell({ do: "let go" });
      for (const worker of workers) await worker.says("let go");
      expect(await overlaps(table)).toBe(1);
    });
  });

  test("the lock of a process that is killed goes to the one that waits", async () => {
    const key = name();
    const [first, second] = await start(2);
    first!.tell({ do: "hold", key });
    await first!.says("held");
    second!.tell({ do: "hold", key });
    await until(async () => (await waiters()) === 1);
    expect(second!.unheard).toEqual([]);
    const killed = performance.now();
    await first!.kill();
    await second!.says("held");
    expect(performance.now() - killed).toBeLessThan(5000); // ms
    second!.tell({ do: "let go" });
    await second!.says("let go");
  });

  test("a process that is killed while it waits leaves the queue", async () => {
    const key = name();
    const [waiting] = await start(1);
    await withAsync(advisoryLock(pool, key), async () => {
      waiting!.tell({ do: "hold", key });
      await until(async () => (await waiters()) === 1);
      await waiting!.kill();
      await until(async () => (await waiters()) === 0);
    });
  });

  test("a lost connection is told to the body, whose clean end fails; another process has the lock", async () => {
    const key = name();
    const [first, second] = await start(2);
    first!.tell({ do: "hold", key });
    const { backend } = await first!.says("held");
    second!.tell({ do: "hold", key });
    await until(async () => (await waiters()) === 1);
    await terminate(backend);
    expect((await first!.says("told")).reason).toMatch(/^LeaseLostError: .* its connection failed$/);
    expect(await first!.says("failed")).toMatchObject({ isReason: true });
    await second!.says("held");
    second!.tell({ do: "let go" });
    await second!.says("let go");
  });

  test("notifications of each process come in its order, and none is lost", async () => {
    const channel = name();
    const workers = await start(3);
    const many = 200;
    const heard = new Map<string, number[]>();
    await withAsync(listener(pool, channel), async (notifications) => {
      for (const [index, worker] of workers.entries()) {
        const payloads = Array.from({ length: many }, (_, number) => `${index} ${number}`);
        worker.tell({ do: "notify", channel, payloads });
      }
      await workers[0]!.says("done"); // so some came before the first iteration
      let left = many * workers.length;
      for await (const { payload } of notifications) {
        const [from = "", number] = payload.split(" ");
        heard.set(from, [...(heard.get(from) ?? []), Number(number)]);
        if (--left === 0) break;
      }
    });
    const all = Array.from({ length: many }, (_, number) => number);
    expect(Object.fromEntries(heard)).toEqual({ "0": all, "1": all, "2": all });
  });
});

test("no PostgreSQL at all fails, and names the package", async () => {
  const error = await caught(withAsync(postgresServer("", []), () => {}));
  expect(String(error)).toContain(
    "set DATABASE_URL, or install one (on Debian and Ubuntu: apt-get install postgresql)",
  );
});
