// A way to the server that can fall silent, as a machine does that lost its power: nothing comes, and nobody says goodbye.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export class Blackhole {
  readonly #server: Server;
  readonly #sockets: Socket[] = [];
  #silent = false;

  constructor(port: number, host: string) {
    this.#server = createServer((from) => {
      const to = connect(port, host);
      for (const [a, b] of [
        [from, to],
        [to, from],
      ] as const) {
        this.#sockets.push(a);
        a.on("data", (chunk) => this.#silent || b.write(chunk));
        a.on("end", () => this.#silent || b.end());
        a.on("error", () => {});
      }
    });
  }

  /** Starts; resolves to the port. */
  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  fallSilent(): void {
    this.#silent = true;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
