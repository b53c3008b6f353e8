// PostgreSQL's LISTEN/NOTIFY as a manager.

import { type AsyncContextManager } from "await-using";
import { Session, type SessionOptions, type SessionSource } from "./session.js";

/** What somebody sent by `NOTIFY channel, 'payload'` or `pg_notify(channel, payload)`. */
export interface Notification {
  readonly channel: string;
  readonly payload: string;
  /** The sender's server process. */
  readonly processId: number;
}

/** What {@link listener} takes. */
export interface ListenerOptions extends SessionOptions {
  /** How many notifications may wait for the body; 10,000 by default. One more, and the listener is lost: see there. */
  queueLimit?: number | undefined;
}

/**
 * The notifications of a channel, in the order of their commits. Iterating goes on where the last loop ended; after the
 * block's end it is done. If the connection is lost, those that came are given, then the signal's reason is thrown.
 */
export interface Notifications extends AsyncIterableIterator<Notification> {
  /** Aborted, with a LeaseLostError, when notifications are lost, because the connection is or too many wait. */
  readonly signal: AbortSignal;
}

/**
 * Returns a manager whose enter listens to `channel` on a connection of its own, and whose exit listens no longer. All
 * that is committed after enter is given, also what comes before the first iteration.
 *
 * The server sends as it likes, so what waits for the body is held in memory, up to `queueLimit`: a body that is slower for
 * long is told, and never served with a gap. As with a lock, a lost listener fails a block that ends cleanly. Reusable,
 * one block at a time.
 *
 * @throws TypeError if `channel` is no string that PostgreSQL takes for a name
 * @see https://www.postgresql.org/docs/current/sql-notify.html
 * @example
 * await withAsync(listener(pool, "jobs"), async (notifications) => {
 *   for await (const { payload } of notifications) await run(JSON.parse(payload));
 * });
 */
export function listener(
  source: SessionSource,
  channel: string,
  options: ListenerOptions = {},
): AsyncContextManager<Notifications, void> {
  // The server cuts longer identifiers, and would deliver under another name.
  if (
    typeof channel !== "string" ||
    channel === "" ||
    channel.includes("\0") ||
    Buffer.byteLength(channel) > 63
  ) {
    throw new TypeError(
      `listener takes a channel's name of 1 to 63 bytes, found ${JSON.stringify(channel)}: listener(pool, "jobs")`,
    );
  }
  return new Listener(source, channel, options);
}

class Listener implements AsyncContextManager<Notifications, void> {
  readonly outcome = "ignored";
  readonly #source: SessionSource;
  readonly #channel: string;
  readonly #options: ListenerOptions;
  #isHeld = false;
  #held: { session: Session; queue: Queue; receive: (message: object) => void } | undefined;

  constructor(source: SessionSource, channel: string, options: ListenerOptions) {
    this.#source = source;
    this.#channel = channel;
    this.#options = options;
  }

  async __aenter__(): Promise<Notifications> {
    const channel = this.#channel;
    if (this.#isHeld) throw new Error("this listener(…) manager is held already: make one per block");
    this.#isHeld = true;
    try {
      let queue!: Queue;
      let receive!: (message: object) => void;
      const what = `listener(${JSON.stringify(channel)})`;
      const session = await Session.open(this.#source, what, this.#options, async (session) => {
        queue = new Queue(session, this.#options.queueLimit ?? 10_000);
        receive = (message) => {
          const { channel: name, payload = "", processId } = message as Notification;
          if (name === channel) queue.push({ channel, payload, processId });
        };
        session.client.on("notification", receive); // before the server sends any
        await session.client.query(`LISTEN ${session.client.escapeIdentifier(channel)}`);
      });
      this.#held = { session, queue, receive };
      return queue;
    } catch (error) {
      this.#isHeld = false;
      throw error;
    }
  }

  async __aexit__(excType: unknown, _error?: unknown, _stack?: unknown): Promise<void> {
    if (this.#held === undefined) return;
    const { session, queue, receive } = this.#held;
    this.#held = undefined;
    const { client } = session;
    client.off("notification", receive);
    await session.close(
      () => client.query(`UNLISTEN ${client.escapeIdentifier(this.#channel)}`),
      this.#options.exitLimit,
    );
    queue.end();
    this.#isHeld = false;
    const failed = excType !== null && excType !== undefined;
    if (!failed && session.signal.aborted) throw session.signal.reason;
  }
}

type Result = IteratorResult<Notification, undefined>;

/** What came and what is waited for; one of the two is empty. */
class Queue implements Notifications {
  readonly signal: AbortSignal;
  readonly #session: Session;
  readonly #limit: number;
  #came: Notification[] = [];
  readonly #waiting: { resolve: (result: Result) => void; reject: (reason: unknown) => void }[] = [];
  #ended = false;

  constructor(session: Session, limit: number) {
    this.#session = session;
    this.#limit = limit;
    this.signal = session.signal;
    this.signal.addEventListener("abort", () => {
      for (const { reject } of this.#waiting.splice(0)) reject(this.signal.reason);
    });
  }

  push(notification: Notification): void {
    if (this.#ended || this.signal.aborted) return; // no gap: nothing after what was lost
    const first = this.#waiting.shift();
    if (first !== undefined) first.resolve({ done: false, value: notification });
    else if (this.#came.length < this.#limit) this.#came.push(notification);
    else this.#session.lose(`more than ${this.#limit} notifications wait for the body`);
  }

  end(): void {
    this.#ended = true;
    this.#came = [];
    for (const { resolve } of this.#waiting.splice(0)) resolve({ done: true, value: undefined });
  }

  async next(): Promise<Result> {
    const value = this.#came.shift();
    if (value !== undefined) return { done: false, value };
    if (this.#ended) return { done: true, value: undefined };
    if (this.signal.aborted) throw this.signal.reason;
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Ends a loop, not the subscription: the next loop goes on. */
  async return(): Promise<Result> {
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
