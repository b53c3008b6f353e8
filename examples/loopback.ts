// Servers of the examples, on a free port of this machine, and connections that speak in lines.
import { once } from "node:events";
import { connect, type AddressInfo, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { acquire } from "await-using";

const host = "127.0.0.1";

/** A server (`node:net` or `node:http`) while it listens: the value is its port, exit waits until it has closed. */
export const listening = (server: Server, port = 0) =>
  acquire(
    async () => {
      server.listen(port, host);
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    },
    async () => {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  );

/** One end of a connection. */
export class Wire {
  readonly #socket: Socket;
  readonly #lines: AsyncIterator<string>;

  constructor(socket: Socket) {
    const lines = createInterface({ input: socket });
    socket.on("error", () => lines.close()); // a lost connection is one that ended
    this.#socket = socket;
    this.#lines = lines[Symbol.asyncIterator]();
  }

  static async dial(port: number): Promise<Wire> {
    const socket = connect(port, host);
    await once(socket, "connect");
    return new Wire(socket);
  }

  say(line: string): void {
    this.#socket.write(`${line}\n`);
  }

  /** The next line, or "" at the end of the connection. */
  async hear(): Promise<string> {
    const { value, done } = await this.#lines.next();
    return done ? "" : value;
  }

  ask(line: string): Promise<string> {
    this.say(line);
    return this.hear();
  }

  /** Hangs up, and waits until the other end did too. */
  async close(): Promise<void> {
    if (this.#socket.closed) return;
    const closed = once(this.#socket, "close");
    this.#socket.end();
    await closed;
  }
}
