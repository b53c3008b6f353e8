// S1: a class as an asynchronous context manager. Enter connects, exit closes; exit is told the error of the block,
// reports it and, as its result is not truthy, lets it propagate.
import { withAsync } from "await-using";
import { connect, type Connection } from "../database.js";
import { trace } from "../trace.js";

class DatabaseConnection {
  #connection: Connection | undefined;

  async __aenter__(): Promise<Connection> {
    trace("connecting");
    this.#connection = await connect();
    trace("connected");
    return this.#connection;
  }

  async __aexit__(excType: unknown, error: unknown, _tb: unknown): Promise<void> {
    if (excType !== null) trace("the block failed:", error);
    await this.#connection?.close();
    trace("closed");
  }
}

class OrderError extends Error {}

// async with DatabaseConnection() as db:
const cheapest = await withAsync(new DatabaseConnection(), async (db) => {
  await db.query("CREATE TEMP TABLE fruit (name text, price integer)");
  await db.query("INSERT INTO fruit VALUES ('apple', 3), ('banana', 1), ('cherry', 5)");
  const rows = await db.query("SELECT name, price FROM fruit ORDER BY price");
  for (const { name, price } of rows) trace(name, "costs", price);
  return rows[0]?.["name"];
});
trace("cheapest:", cheapest);

try {
  await withAsync(new DatabaseConnection(), async (db) => {
    const [row] = await db.query("SELECT 6 * 7 AS answer");
    trace("answer:", row?.["answer"]);
    throw new OrderError("no such fruit");
  });
} catch (error) {
  trace("the caller got:", error);
}
