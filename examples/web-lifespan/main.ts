// S13a: the lifespan of a web application: what is there before the first request, and until after the last one. A
// generator says it in one place; if it fails before its yield, the server does not start.
import "await-using/polyfill";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { asyncContextManager, AsyncExitStack, enter, withAsync } from "await-using";
import { listening, Wire } from "../loopback.js";
import { nameOf, trace } from "../trace.js";

/** What requests share. */
interface State {
  visits: string[];
  prices: Wire;
}

const visitLog = asyncContextManager(async function* () {
  const visits: string[] = [];
  trace("  visit log opened");
  try {
    yield visits;
  } finally {
    trace("  visit log closed:", visits.join(" ") || "empty");
  }
});

const priceConnection = asyncContextManager(async function* (port: number) {
  const prices = await Wire.dial(port);
  trace("  connected to the price server");
  try {
    yield prices;
  } finally {
    await prices.close();
    trace("  disconnected from the price server");
  }
});

const lifespan = asyncContextManager(async function* (pricePort: number): AsyncGenerator<State> {
  await using visits = await enter(visitLog());
  await using prices = await enter(priceConnection(pricePort));
  yield { visits: visits.value, prices: prices.value };
});

const webServer = asyncContextManager(async function* ({ visits, prices }: State) {
  const server = createServer(async ({ url = "/" }, response) => {
    const fruit = url.slice(1);
    visits.push(fruit);
    const price = await prices.ask(fruit);
    response.writeHead(price === "unknown" ? 404 : 200, { connection: "close" }).end(price);
  });
  try {
    await using port = await enter(listening(server));
    trace("  serving");
    yield port.value;
  } finally {
    trace("  no longer serving");
  }
});

class Interrupt extends Error {}

/** Starts the application, lets `visit` visit it, and shuts it down. */
async function run(title: string, pricePort: number, visit: (port: number) => Promise<void>): Promise<void> {
  trace(title);
  await AsyncExitStack.run(async (stack) => {
    let state;
    try {
      state = await stack.enter(lifespan(pricePort));
    } catch (error) {
      trace("  start-up failed, not serving:", nameOf(error));
      return;
    }
    await visit(await stack.enter(webServer(state)));
  });
}

async function get(port: number, path: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  trace("  GET", path, "is answered", response.status, await response.text());
}

const priceServer = createTcpServer(async (socket) => {
  const client = new Wire(socket);
  const prices = new Map([["apple", "3"]]);
  for (let fruit; (fruit = await client.hear());) client.say(prices.get(fruit) ?? "unknown");
});

const freedPort = await withAsync(listening(priceServer), async (pricePort) => {
  await run("a good day", pricePort, async (port) => {
    await get(port, "/apple");
    await get(port, "/pear");
  });
  try {
    await run("interrupted while serving", pricePort, async (port) => {
      await get(port, "/apple");
      throw new Interrupt("from the keyboard");
    });
  } catch (error) {
    trace("  the caller got:", error);
  }
  return pricePort;
});
await run("the price server is down", freedPort, (port) => get(port, "/apple"));
