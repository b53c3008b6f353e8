// S2: the manager of S1 as a generator. What comes before the yield is enter, what comes after it is exit, and an
// error of the block is raised at the yield. The trace is that of S1.
import { asyncContextManager, withAsync } from "await-using";
import { connect } from "../database.js";
import { trace } from "../trace.js";

const databaseConnection = asyncContextManager(async function* () {
  trace("connecting");
  const connection = await connect();
  trace("connected");
  try {
    yield connection;
  } catch (error) {
    trace("the block failed:", error);
    throw error;
  } finally {
    await connection.close();
    trace("closed");
  }
});

class OrderError extends Error {}

// async with database_connection() as db:
const cheapest = await withAsync(databaseConnection(), async (db) => {
  await db.query("CREATE TEMP TABLE fruit (name text, price integer)");
  await db.query("INSERT INTO fruit VALUES ('apple', 3), ('banana', 1), ('cherry', 5)");
  const rows = await db.query("SELECT name, price FROM fruit ORDER BY price");
  for (const { name, price } of rows) trace(name, "costs", price);
  return rows[0]?.["name"];
});
trace("cheapest:", cheapest);

try {
  await withAsync(databaseConnection(), async (db) => {
    const [row] = await db.query("SELECT 6 * 7 AS answer");
    trace("answer:", row?.["answer"]);
    throw new OrderError("no such fruit");
  });
} catch (error) {
  trace("the caller got:", error);
}
