// S1t: a transaction commits when its block succeeds and rolls back when it fails. So it must learn how the block ended,
// which an engine's own `await using` does not tell: there, outcome "required" takes silence for failure.
import "await-using/polyfill";
import { AsyncExitStack, enter, errorChain, withAsync } from "await-using";
import { connect, type Connection } from "../database.js";
import { library, trace } from "../trace.js";

class Transaction {
  constructor(readonly db: Connection) {}

  async __aenter__(): Promise<void> {
    await this.db.query("BEGIN");
  }

  async __aexit__(excType: unknown, error: unknown, _tb: unknown): Promise<void> {
    if (excType === null) {
      await this.db.query("COMMIT");
      say("  committed");
    } else {
      await this.db.query("ROLLBACK");
      say("  rolled back:", error);
    }
  }
}

class PaymentError extends Error {}

const db = await connect();
await db.query("CREATE TEMP TABLE payment (payer text)");

const pay = (payer: string) => db.query("INSERT INTO payment VALUES ($1)", [payer]);

let say = trace;

async function show(title: string, run: () => Promise<unknown>): Promise<void> {
  say(title);
  try {
    await run();
  } catch (error) {
    const errors = errorChain(error); // the newest first, without the SuppressedErrors that hold them together
    say("  the caller got:", error, ...(errors.length > 1 ? ["holding", ...errors] : []));
  }
  const rows = await db.query("SELECT payer FROM payment ORDER BY payer");
  say("  in the table:", rows.map(({ payer }) => payer).join(" ") || "nothing");
  await db.query("DELETE FROM payment");
}

await show("a function, success", () =>
  withAsync(new Transaction(db), async () => {
    await pay("ann");
    await pay("bob");
  }),
);

await show("a function, failure", () =>
  withAsync(new Transaction(db), async () => {
    await pay("ann");
    throw new PaymentError("card refused");
  }),
);

await show("a stack, success", () =>
  AsyncExitStack.run(async (stack) => {
    await stack.enter(new Transaction(db));
    await pay("ann");
    await pay("bob");
  }),
);

await show("a stack, failure", () =>
  AsyncExitStack.run(async (stack) => {
    await stack.enter(new Transaction(db));
    await pay("ann");
    throw new PaymentError("card refused");
  }),
);

say = library; // From here on there is no twin: Python's blocks always tell.

await show("await using, success said with ok()", async () => {
  await using held = await enter(new Transaction(db), { outcome: "required" });
  await pay("ann");
  await pay("bob");
  held.ok(); // the last line of the block
});

await show("await using, ok() forgotten", async () => {
  await using _held = await enter(new Transaction(db), { outcome: "required" });
  await pay("ann");
});

await show("await using, failure said with fail()", async () => {
  await using held = await enter(new Transaction(db), { outcome: "required" });
  try {
    await pay("ann");
    throw new PaymentError("card refused");
  } catch (error) {
    held.fail(error);
    throw error;
  }
});

await show("await using, failure left unsaid", async () => {
  await using held = await enter(new Transaction(db), { outcome: "required" });
  await pay("ann");
  await refuse();
  held.ok(); // not reached
});

async function refuse(): Promise<void> {
  throw new PaymentError("card refused");
}

await db.close();
