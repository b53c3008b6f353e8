// A connection of one's own, for as long as a block runs: what the server keeps for it (locks, subscriptions) ends with it.

import type { Socket } from "node:net";
import { timeout, withAsync } from "await-using";
import type { Client, ClientBase, Pool } from "pg";
import { LeaseLostError } from "./lease-lost-error.js";

/** Where connections come from: a pool, or a function that returns a connected client, which is ended after use. */
export type SessionSource = Pool | (() => Promise<Client>);

/** What every lease takes. */
export interface SessionOptions {
  /** Milliseconds that enter may take, waiting for a connection included; then it throws a TimeoutError. */
  timeout?: number | undefined;
  /** Ends enter with its reason. The body is told by the lease's own signal. */
  signal?: AbortSignal | null | undefined;
  /** Milliseconds that the exit waits for the server before it closes the connection without it; 5000 by default. */
  exitLimit?: number | undefined;
}

/** After how long a silence of the server the kernel asks whether it is there, in ms. */
const keepAlive = 10_000;
/** What the server is asked to notice soon. Of no effect where it does not know them, or on a local socket. */
const settings = {
  // Of a client whose machine vanished: after 10 + 3 × 5 seconds, and not after two hours.
  tcp_keepalives_idle: "10",
  tcp_keepalives_interval: "5",
  tcp_keepalives_count: "3",
  // Of a client that went away while it waits for a lock: it leaves the queue (PostgreSQL 14).
  client_connection_check_interval: "1s",
};

/** A connection, and how it is given back: to be closed if `broken`. */
interface Connected {
  readonly client: ClientBase;
  readonly release: (broken: boolean) => unknown;
}

/** A connection that is a block's own, and tells by its signal when it is lost. */
export class Session {
  readonly client: ClientBase;
  readonly #what: string;
  readonly #release: (broken: boolean) => unknown;
  readonly #lost = new AbortController();
  readonly #onError = (error: Error): void => this.lose("its connection failed", error);
  readonly #onEnd = (): void => this.lose("its connection was closed");

  private constructor({ client, release }: Connected, what: string) {
    this.client = client;
    this.#what = what;
    this.#release = release;
    client.on("error", this.#onError);
    client.on("end", this.#onEnd);
    socketOf(client)?.setKeepAlive(true, keepAlive);
  }

  /**
   * Takes a connection and awaits `prepare(session)`. If that fails, or enter is given up, nothing is left: the
   * connection is closed, also if it comes only later, and with it ends what it waits for.
   *
   * @param what - the lease, for messages
   */
  static async open(
    source: SessionSource,
    what: string,
    options: SessionOptions,
    prepare: (session: Session) => Promise<unknown>,
  ): Promise<Session> {
    const limit = timeout(options.timeout ?? null, { signal: options.signal });
    return withAsync(limit, async ({ signal }) => {
      signal.throwIfAborted();
      const opening = connect(source, what).then((connected) => new Session(connected, what));
      opening.then(
        (session) => signal.aborted && session.discard(),
        () => {},
      );
      const session = await limit.race(opening);
      try {
        await limit.race(session.#set(settings).then(() => prepare(session)));
        return session;
      } catch (error) {
        session.discard();
        throw error;
      }
    });
  }

  /** Aborted, with a LeaseLostError, when the connection is lost. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Tells the body, once, that what the session stood for is gone. */
  lose(why: string, cause?: unknown): void {
    if (this.signal.aborted) return;
    this.#lost.abort(new LeaseLostError(`${this.#what} is lost: ${why}`, { cause }));
  }

  /**
   * Awaits `tidy()` and gives the connection back. Never rejects, and never takes longer than `limit` ms: a connection
   * that is lost, or that `tidy` fails on, is closed, and the signal says so.
   */
  async close(tidy: () => Promise<unknown>, limit = 5000): Promise<void> {
    if (this.signal.aborted) return this.discard();
    try {
      await withAsync(timeout(limit), async (exit) => {
        await exit.race(tidy().then(() => this.#reset(Object.keys(settings))));
        this.#forget();
        await exit.race(Promise.resolve(this.#release(false)));
      });
    } catch (error) {
      this.lose("the server did not confirm that it lasted until the end of the block", error);
      this.discard();
    }
  }

  /** Closes the connection without a word: the server lets go of all it kept for it. */
  discard(): void {
    this.#forget();
    this.client.on("error", () => {}); // whatever is still to come
    try {
      void Promise.resolve(this.#release(true)).catch(() => {});
    } finally {
      socketOf(this.client)?.destroy();
    }
  }

  #forget(): void {
    this.client.off("error", this.#onError);
    this.client.off("end", this.#onEnd);
  }

  #set(values: Readonly<Record<string, string>>): Promise<unknown> {
    return this.client.query(
      "SELECT set_config(name, value, false) FROM pg_settings JOIN unnest($1::text[], $2::text[]) AS wanted (name, value) USING (name)",
      [Object.keys(values), Object.values(values)],
    );
  }

  #reset(names: readonly string[]): Promise<unknown> {
    return this.client.query(
      "SELECT set_config(name, reset_val, false) FROM pg_settings WHERE name = ANY ($1)",
      [names],
    );
  }
}

async function connect(source: SessionSource, what: string): Promise<Connected> {
  if (typeof source === "function") {
    const client = await source();
    return { client, release: () => client.end() };
  }
  if (typeof source === "object" && source !== null && "totalCount" in source) {
    const client = await source.connect();
    return { client, release: (broken) => client.release(broken) };
  }
  throw new TypeError(
    `${what} takes a pg.Pool, or a function that returns a connected client of its own: ` +
      "async () => { const client = new pg.Client(…); await client.connect(); return client; }",
  );
}

// Typed for clients alone, but a pool's have it too.
function socketOf(client: ClientBase): Socket | undefined {
  return (client as { connection?: { stream?: Socket } }).connection?.stream;
}
