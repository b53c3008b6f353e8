// The notes' server: an API, and WebSockets, on the port where Vite serves the page. It answers late, as one does that is
// far away, and keeps count of what the page left open.
import type { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket, WebSocketServer } from "ws";

/** What the server can say about its clients. */
export interface Witness {
  /** WebSockets that are open now. */
  readonly sockets: number;
  /** WebSockets that were ever welcomed, and refused. */
  readonly welcomed: number;
  readonly refused: number;
  /** Downloads that are under way now, and that the page gave up. */
  readonly downloads: number;
  readonly givenUp: number;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export class NotesServer {
  readonly #latency: number; // ms
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #counts = { welcomed: 0, refused: 0, downloads: 0, givenUp: 0 };
  #edition = 0;

  constructor(latency: number) {
    this.#latency = latency;
  }

  async __aenter__(): Promise<this> {
    return this;
  }

  /** Hangs up on everybody. */
  async __aexit__(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    await new Promise<void>((resolve) => this.#sockets.close(() => resolve()));
  }

  /** Answers under /api/ and /live of a server. */
  attach(middlewares: { use(path: string, handler: Handler): unknown }, server: EventEmitter): void {
    middlewares.use("/api/notes", (request, response) => void this.#sendNotes(request, response));
    middlewares.use("/api/witness", (_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(this.witness()));
    });
    server.on("upgrade", (request: IncomingMessage, wire: Duplex, head: Buffer) => {
      const { pathname, searchParams } = queryOf(request);
      if (pathname !== "/live") return; // Vite's own
      this.#sockets.handleUpgrade(request, wire, head, (socket) => {
        void this.#talk(socket, searchParams.has("refuse"));
      });
    });
  }

  witness(): Witness {
    const open = [...this.#sockets.clients].filter(({ readyState }) => readyState === WebSocket.OPEN);
    return { sockets: open.length, ...this.#counts };
  }

  async #talk(socket: WebSocket, refuses: boolean): Promise<void> {
    socket.on("message", (question) => {
      const answer = String(question) === "how many notes?" ? "3" : `noted: ${String(question)}`;
      void sleep(this.#latency).then(() => socket.send(answer));
    });
    await sleep(this.#latency);
    if (refuses) {
      this.#counts.refused++;
      socket.close(1013, "the server is full");
    } else {
      this.#counts.welcomed++;
      socket.send("welcome");
    }
  }

  /** Three notes, a line each; one of them may be broken, or the server falls silent after the first. */
  async #sendNotes(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { searchParams } = queryOf(request);
    const edition = ++this.#edition;
    this.#counts.downloads++;
    response.on("close", () => {
      this.#counts.downloads--;
      if (!response.writableFinished) this.#counts.givenUp++;
    });
    response.writeHead(200, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
    for (const id of [1, 2, 3]) {
      await sleep(this.#latency);
      const text = searchParams.has("broken") && id === 3 ? "" : `note ${id}, edition ${edition}`;
      response.write(`${JSON.stringify({ id, edition, text })}\n`);
      if (searchParams.has("silent")) return; // until the page gives up
    }
    response.end();
  }
}

function queryOf({ url = "/" }: IncomingMessage): URL {
  return new URL(url, "http://host");
}
