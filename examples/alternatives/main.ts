// S14: the alternatives. The same job managed by hand, with try/finally and with `await using`: one trace. Then what the
// last one adds: a lease of a pool that is told the error, and does not put a broken connection back.
import "await-using/polyfill";
import { acquire, enter, withAsync } from "await-using";
import { listening } from "../loopback.js";
import { trace } from "../trace.js";
import { printPrices as byHand } from "./by-hand.js";
import { printPrices as manually } from "./manual.js";
import { ask, connectionPool, market, type Office, type PrintPrices } from "./parts.js";
import { printPrices as byUsing } from "./using.js";

const ways: Record<string, PrintPrices> = { manual: manually, "try/finally": byHand, using: byUsing };

async function show(title: string, run: () => Promise<unknown>): Promise<void> {
  trace(title);
  try {
    await run();
  } catch (error) {
    trace("  the caller got:", error);
  }
}

const pool = (port: number) =>
  acquire(
    () => connectionPool(port),
    async (pool) => {
      await pool.drain();
      await pool.clear();
    },
  );

await withAsync(listening(market), (port) =>
  withAsync(pool(port), async (connections) => {
    const lease = () =>
      acquire(
        () => connections.acquire(),
        (connection, error) => (error ? connections.destroy(connection) : connections.release(connection)),
      );
    const costs = (name: string, fruit: string) => async (): Promise<void> => {
      await using connection = await enter(lease());
      trace(`  ${name} costs`, await ask(connection.value, fruit));
    };
    const office: Office = { connections, busy: false };
    await show("the first lease", costs("an apple", "apple"));
    for (const [way, printPrices] of Object.entries(ways)) {
      await show(`${way} succeeds`, () => printPrices(office, ["apple", "banana"]));
      await show(`${way} fails`, () => printPrices(office, ["apple", "fig"]));
      trace("busy:", office.busy, "leased:", connections.borrowed);
    }

    await show("the market hangs up", costs("a durian", "durian"));
    await show("the next lease", costs("a banana", "banana"));
    await show("the market hangs up on try/finally", () => byHand(office, ["durian"]));
    await show("the next lease", () => byHand(office, ["banana"]));
  }),
);
