// S5: a network connection: connect, operate, close. Both ends are classes used as managers, and the block's error
// reaches the caller only when the connection is closed at both of them.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { withAsync } from "await-using";
import { nameOf, trace } from "../trace.js";

const host = "127.0.0.1";

/** Answers every line in capitals, and hangs up when it is told to. */
class ShoutingServer {
  clients = 0;

  // Half open: the server hangs up only after it has seen that the client did.
  readonly #server = createServer({ allowHalfOpen: true }, async (socket) => {
    this.clients += 1;
    trace("  server: a client came");
    for await (const line of createInterface({ input: socket })) {
      if (line === "hang up") break;
      socket.write(`${line.toUpperCase()}\n`);
    }
    this.clients -= 1;
    trace("  server: the connection ends");
    socket.end().resume();
  });

  async __aenter__(): Promise<number> {
    this.#server.listen(0, host);
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  async __aexit__(): Promise<void> {
    this.#server.close();
    await once(this.#server, "close");
    trace("server closed");
  }
}

class HungUp extends Error {}

class Connection {
  #socket: Socket | undefined;
  #lines: AsyncIterator<string> | undefined;

  constructor(readonly port: number) {}

  async __aenter__(): Promise<this> {
    this.#socket = connect(this.port, host);
    await once(this.#socket, "connect");
    this.#lines = createInterface({ input: this.#socket })[Symbol.asyncIterator]();
    return this;
  }

  async ask(line: string): Promise<string> {
    this.#socket?.write(`${line}\n`);
    const answer = await this.#lines?.next();
    if (!answer || answer.done) throw new HungUp(`no answer to ${line}`);
    return answer.value;
  }

  async __aexit__(excType: unknown, error: unknown, _tb: unknown): Promise<void> {
    if (excType !== null) trace("  client: closing after", error);
    if (this.#socket?.closed === false) await once(this.#socket.end(), "close");
    trace("  client: closed");
  }
}

const server = new ShoutingServer();

async function show(title: string, run: () => Promise<unknown>): Promise<void> {
  trace(title);
  try {
    await run();
  } catch (error) {
    trace("  the caller got:", error);
  }
  trace("  clients of the server:", server.clients);
}

const port = await withAsync(server, async (port) => {
  await show("connect, operate, close", () =>
    withAsync(new Connection(port), async (connection) => {
      for (const word of ["apple", "banana"]) trace("  client: heard", await connection.ask(word));
      trace("  clients of the server:", server.clients);
    }),
  );

  await show("an error midway", () =>
    withAsync(new Connection(port), async (connection) => {
      trace("  client: heard", await connection.ask("apple"));
      throw new RangeError("one too many");
    }),
  );

  await show("the server hangs up", () =>
    withAsync(new Connection(port), async (connection) => {
      trace("  client: heard", await connection.ask("hang up"));
    }),
  );

  return port;
});

try {
  await withAsync(new Connection(port), () => trace("not reached"));
} catch (error) {
  trace("nobody listens any more:", nameOf(error));
}
