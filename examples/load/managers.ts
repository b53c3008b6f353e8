// The three managers that every task enters, and what makes them fail as planned.
import { acquire, type AsyncContextManager, type ErrorType, type None } from "await-using";
import { semaphore } from "await-using/locks";
import { Semaphore } from "async-mutex";
import pg from "pg";
import type { ManagerPlan } from "./plan.js";

/** An error that was planned. */
export class Planned extends Error {}

/** How often something happened, over all tasks. */
export type Counts = Record<string, number>;

export const permits = 1000;
export const connections = 10;
/** Tasks exclude each other in as many groups, by advisory locks of their transactions. */
export const groups = 16;

/** What all tasks share. */
export class Shared {
  readonly pool: pg.Pool;
  readonly semaphore = new Semaphore(permits);
  readonly permit = semaphore(this.semaphore);
  readonly #broken = new WeakSet<object>();

  constructor(url: string, name: string) {
    this.pool = new pg.Pool({
      connectionString: url,
      application_name: name,
      max: connections,
      idleTimeoutMillis: 0,
    });
    this.pool.on("connect", (client) => client.on("error", () => this.#broken.add(client)));
    this.pool.on("error", () => {});
  }

  isBroken(client: pg.ClientBase): boolean {
    return this.#broken.has(client);
  }

  connection(): AsyncContextManager<pg.PoolClient, void> {
    return acquire(
      () => this.pool.connect(),
      (client) => client.release(this.isBroken(client)),
    );
  }
}

/** Commits if the block succeeded, and holds an advisory lock as long. */
export class Transaction implements AsyncContextManager<pg.ClientBase, void> {
  readonly outcome = "required";

  constructor(
    readonly shared: Shared,
    readonly client: pg.ClientBase,
    readonly group: number,
  ) {}

  async __aenter__(): Promise<pg.ClientBase> {
    await this.client.query(`BEGIN; SELECT pg_advisory_xact_lock(${process.pid}, ${this.group})`);
    return this.client;
  }

  async __aexit__(excType: unknown, _error?: unknown, _stack?: unknown): Promise<void> {
    try {
      await this.client.query(excType === null ? "COMMIT" : "ROLLBACK");
    } catch (error) {
      // The server rolled back what was open on a connection that is gone.
      if (excType === null || !this.shared.isBroken(this.client)) throw error;
    }
  }
}

/** A manager that fails as planned, and counts. */
export class Faulty<T> implements AsyncContextManager<T, boolean> {
  readonly outcome = "required";
  entered = 0;
  exited = 0;

  constructor(
    readonly manager: AsyncContextManager<T, unknown>,
    readonly name: string,
    readonly plan: ManagerPlan,
    readonly counts: Counts,
  ) {}

  async __aenter__(): Promise<T> {
    if (this.plan.enter === "fails before") throw this.#planned("enter");
    const value = await this.manager.__aenter__();
    if (this.plan.enter === "fails after") {
      const error = this.#planned("enter");
      await this.manager.__aexit__(Planned, error, error.stack);
      throw error;
    }
    this.entered += 1;
    return value;
  }

  async __aexit__(excType: ErrorType | None, error: unknown, stack: unknown): Promise<boolean> {
    this.exited += 1;
    await this.manager.__aexit__(excType, error, stack);
    if (this.plan.exit === "throws") throw this.#planned("exit");
    if (this.plan.exit !== "suppresses" || excType === null) return this.plan.exit === "suppresses";
    this.#count("suppressed an error");
    return true;
  }

  #planned(where: string): Planned {
    this.#count(`failed in ${where}`);
    return new Planned(`${this.name} ${where}`);
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}
