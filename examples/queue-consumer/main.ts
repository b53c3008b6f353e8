// S13b: a consumer of a message queue. The subscription is a manager, and so is every delivery: a message whose block
// succeeds is acknowledged; one whose block fails goes back to the queue, for its exit is told.
import "await-using/polyfill";
import { aclosing, asyncContextManager, enter, withAsync } from "await-using";
import { listening, Wire } from "../loopback.js";
import { trace } from "../trace.js";
import { Broker } from "./broker.js";

class OutOfStock extends Error {}

class Delivery {
  constructor(readonly broker: Wire) {}

  async __aenter__(): Promise<string> {
    const order = await this.broker.ask("NEXT");
    trace("  got", order);
    return order;
  }

  /** Refuses the order if its block failed. One that is out of stock may have better luck next time. */
  async __aexit__(excType: unknown, error: unknown, _tb: unknown): Promise<boolean> {
    if (excType === null) {
      trace("  ACK is answered", await this.broker.ask("ACK"));
    } else {
      trace("  NACK is answered", await this.broker.ask("NACK"), "after", error);
    }
    return error instanceof OutOfStock;
  }
}

const subscription = asyncContextManager(async function* (port: number) {
  await using connection = await enter(aclosing(await Wire.dial(port)));
  const broker = connection.value;
  await broker.ask("SUBSCRIBE");
  trace("  subscribed");
  try {
    yield () => new Delivery(broker);
  } finally {
    await broker.ask("UNSUBSCRIBE");
    trace("  unsubscribed");
  }
});

const stock = new Set(["apple", "cherry"]);

async function ship(order: string): Promise<void> {
  if (order === "durian") throw new RangeError("not a fruit of ours");
  if (!stock.has(order)) throw new OutOfStock(order);
  trace("  shipped", order);
}

const broker = new Broker();

async function consume(port: number, count: number): Promise<void> {
  trace("a consumer");
  try {
    await withAsync(subscription(port), async (nextDelivery) => {
      trace("  subscribers:", broker.subscribers);
      for (let i = 0; i < count; i++) await withAsync(nextDelivery(), ship);
    });
  } catch (error) {
    trace("  gave up:", error);
  }
  trace("subscribers:", broker.subscribers, "queued:", broker.queue.join(" "));
}

await withAsync(listening(broker.server), async (port) => {
  await withAsync(aclosing(await Wire.dial(port)), async (producer) => {
    for (const order of ["apple", "banana", "cherry", "durian"]) await producer.ask(`PUBLISH ${order}`);
  });
  await consume(port, 4);
  stock.add("banana");
  await consume(port, 1);
});
