// S1u: the transactions of S1t in a plain `await using`. Run with `node --import await-using/register`, TypeScript's helpers
// are this library's: the block's error reaches the transaction, and is not wrapped. Run without it, nothing is committed:
// an exit that nobody told how its block ended is refused, as S1t shows.
import "await-using/polyfill";
import { aware, enter, exit, unconfirmed, type Completion } from "await-using";
import { connect, type Connection } from "../database.js";
import { trace } from "../trace.js";

class PaymentError extends Error {}

/** A transaction written as Python writes it. */
class Transaction {
  constructor(readonly db: Connection) {}

  async __aenter__(): Promise<Connection> {
    await this.db.query("BEGIN");
    return this.db;
  }

  async __aexit__(excType: unknown, error: unknown, _tb: unknown): Promise<void> {
    await this.db.query(excType === null ? "COMMIT" : "ROLLBACK");
    trace(...(excType === null ? ["  committed"] : ["  rolled back:", error]));
  }
}

/** A savepoint written as JavaScript writes it: error-aware, and it forgives a refused payment. */
class Savepoint {
  private constructor(readonly db: Connection) {}

  static async begin(db: Connection): Promise<Savepoint> {
    await db.query("SAVEPOINT one");
    return new Savepoint(db);
  }

  async [exit](ended: Completion): Promise<Completion> {
    if (ended === undefined) {
      await this.db.query("RELEASE one");
      return undefined;
    }
    await this.db.query("ROLLBACK TO one");
    trace("  rolled back to the savepoint:", ended.error);
    return ended.error instanceof PaymentError ? undefined : ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return unconfirmed(this); // rolls back, and says that nobody knew how the block ended
  }
}

using _ = aware(true); // this program is wrong where `await using` does not know

const db = await connect();
await db.query("CREATE TEMP TABLE payment (payer text)");

const pay = (payer: string) => db.query("INSERT INTO payment VALUES ($1)", [payer]);

async function show(title: string, run: () => Promise<unknown>): Promise<void> {
  trace(title);
  try {
    await run();
  } catch (error) {
    trace("  the caller got:", error);
  }
  const rows = await db.query("SELECT payer FROM payment ORDER BY payer");
  trace("  in the table:", rows.map(({ payer }) => payer).join(" ") || "nothing");
  await db.query("DELETE FROM payment");
}

await show("success", async () => {
  await using _tx = await enter(new Transaction(db));
  await pay("ann");
  await pay("bob");
});

await show("failure", async () => {
  await using _tx = await enter(new Transaction(db));
  await pay("ann");
  throw new PaymentError("card refused");
});

await show("a return out of the block", async () => {
  await using _tx = await enter(new Transaction(db));
  await pay("ann");
  return "paid";
});

await show("a savepoint that suppresses", async () => {
  await using _tx = await enter(new Transaction(db));
  await pay("ann");
  {
    await using _point = await Savepoint.begin(db);
    await pay("bob");
    throw new PaymentError("bob's card refused");
  }
  trace("  goes on after the block"); // the savepoint suppressed the error
  await pay("cid");
});

await show("a savepoint that does not", async () => {
  await using _tx = await enter(new Transaction(db));
  await pay("ann");
  {
    await using _point = await Savepoint.begin(db);
    throw new RangeError("too many");
  }
});

await db.close();
