// PostgreSQL's session-level advisory locks as managers.

import { type AsyncContextManager, TimeoutError } from "await-using";
import type { ClientBase } from "pg";
import { Session, type SessionOptions, type SessionSource } from "./session.js";

/**
 * What is locked. One key space: a bigint, and a string, of which the server makes one by `hashtextextended(key, 0)`. A
 * second one: a pair of 32-bit integers. Any SQL client can take the same lock.
 */
export type LockKey = bigint | string | readonly [number, number];

/** What {@link advisoryLock} takes. With `timeout: 0` it does not wait at all for a lock that is not free. */
export interface AdvisoryLockOptions extends SessionOptions {
  /** Hold it together with others that share it. */
  shared?: boolean | undefined;
}

/** A lock that is held by a block. */
export interface HeldLock {
  /** Aborted, with a LeaseLostError, when the connection is lost: from then on others may hold the lock. */
  readonly signal: AbortSignal;
  /** The connection that holds it. What the block writes through it cannot be written after the lock was lost. */
  readonly client: ClientBase;
}

/**
 * Returns a manager whose enter waits for the advisory lock `key` on a connection of its own, and whose exit lets it go.
 * First come, first served, on all machines that use the database; a process that dies lets go.
 *
 * If the connection is lost while the block runs, the value's `signal` is aborted; a block that ends cleanly nevertheless
 * fails with its reason, and an error of the block's own propagates unchanged. Reusable, one block at a time.
 *
 * @throws TypeError if `key` is none
 * @see https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
 * @example
 * await using lock = await enter(advisoryLock(pool, "invoices"));
 * await send(invoices, { signal: lock.value.signal });
 */
export function advisoryLock(
  source: SessionSource,
  key: LockKey,
  options: AdvisoryLockOptions = {},
): AsyncContextManager<HeldLock, void> {
  return new AdvisoryLock(source, key, options);
}

class AdvisoryLock implements AsyncContextManager<HeldLock, void> {
  /** A blind exit lets go as every other; the reason of a lost lock passes it as it is. */
  readonly outcome = "ignored";
  readonly #source: SessionSource;
  readonly #what: string;
  readonly #sql: (name: string) => string;
  readonly #parameters: unknown[];
  readonly #options: AdvisoryLockOptions;
  #isHeld = false;
  #session: Session | undefined;

  constructor(source: SessionSource, key: LockKey, options: AdvisoryLockOptions) {
    const { expression, parameters, shown } = inSql(key);
    this.#what = `advisoryLock(${shown})`;
    this.#parameters = parameters;
    this.#sql = (name) => `SELECT ${name}${options.shared ? "_shared" : ""}(${expression}) AS done`;
    this.#source = source;
    this.#options = options;
  }

  async __aenter__(): Promise<HeldLock> {
    if (this.#isHeld) throw new Error(`this ${this.#what} manager is held already: make one per block`);
    this.#isHeld = true;
    const { timeout } = this.#options;
    try {
      // Only the lock is not waited for; a connection is.
      const options = timeout === 0 ? { ...this.#options, timeout: undefined } : this.#options;
      const session = await Session.open(this.#source, this.#what, options, async ({ client }) => {
        const take = timeout === 0 ? "pg_try_advisory_lock" : "pg_advisory_lock";
        const { rows } = await client.query(this.#sql(take), this.#parameters);
        if (rows[0].done === false) throw new TimeoutError("the lock is held by another session");
      });
      this.#session = session;
      return { signal: session.signal, client: session.client };
    } catch (error) {
      this.#isHeld = false;
      if (!(error instanceof TimeoutError)) throw error;
      throw new TimeoutError(`${this.#what} was not free within ${timeout} ms`, { cause: error });
    }
  }

  async __aexit__(excType: unknown, _error?: unknown, _stack?: unknown): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    await session.close(async () => {
      const { rows } = await session.client.query(this.#sql("pg_advisory_unlock"), this.#parameters);
      if (rows[0].done !== true) throw new Error("the session did not hold it any more");
    }, this.#options.exitLimit);
    this.#isHeld = false;
    const failed = excType !== null && excType !== undefined;
    if (!failed && session.signal.aborted) throw session.signal.reason;
  }
}

function inSql(key: LockKey): { expression: string; parameters: unknown[]; shown: string } {
  if (typeof key === "string") {
    return { expression: "hashtextextended($1, 0)", parameters: [key], shown: JSON.stringify(key) };
  }
  if (typeof key === "bigint" && BigInt.asIntN(64, key) === key) {
    return { expression: "$1::bigint", parameters: [String(key)], shown: `${key}n` };
  }
  if (Array.isArray(key) && key.length === 2 && key.every((part) => (part | 0) === part)) {
    return { expression: "$1::integer, $2::integer", parameters: [...key], shown: `[${key.join(", ")}]` };
  }
  throw new TypeError(
    `advisoryLock takes a string, a bigint of 64 bits or a pair of 32-bit integers as the key, found ` +
      `${typeof key === "object" ? JSON.stringify(key) : `${typeof key} ${String(key)}`}: advisoryLock(pool, "invoices")`,
  );
}
