// S3: what enter returns need not be the manager. `as db` in Python is `.value` after `await using`, and what
// stack.enter() resolves to on a stack.
import "await-using/polyfill";
import { AsyncExitStack, enter } from "await-using";
import { connect, type Connection } from "../database.js";
import { trace } from "../trace.js";

class Database {
  #connection: Connection | undefined;

  constructor(readonly name: string) {}

  async __aenter__(): Promise<Connection> {
    this.#connection = await connect();
    trace("opened", this.name);
    return this.#connection;
  }

  // It closes whatever happened, so it takes no arguments: `await using` may drive it blindly.
  async __aexit__(): Promise<void> {
    await this.#connection?.close();
    trace("closed", this.name);
  }
}

async function greet(db: Connection, whom: string): Promise<void> {
  const [row] = await db.query("SELECT 'hello ' || $1::text AS greeting", [whom]);
  trace(row?.["greeting"]);
}

{
  const manager = new Database("a declaration");
  await using entered = await enter(manager); // async with manager as db:
  const db = entered.value;
  trace("the value is the manager:", (db as unknown) === manager);
  await greet(db, "block");
}

await AsyncExitStack.run(async (stack) => {
  const manager = new Database("a stack");
  const db = await stack.enter(manager); // db = await stack.enter_async_context(manager)
  trace("the value is the manager:", (db as unknown) === manager);
  await greet(db, "stack");
});
