// S15b: connections that are never closed. The leak detector names each that is open, with the line that entered it; the
// server, which counts its open sockets, agrees. Held by `await using`, none is left.
import "await-using/polyfill";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { AsyncExitStack, enter } from "await-using";
import { trackResources } from "await-using/diagnostics";
import { WebSocket, WebSocketServer } from "ws";
import { library, trace } from "../trace.js";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const away = ["bob", "dee"];
server.on("connection", (socket) => {
  socket.on("message", (user) => socket.send(away.includes(String(user)) ? "away" : "here"));
});

class Connection {
  readonly #socket = new WebSocket(`ws://127.0.0.1:${port}`);

  async __aenter__(): Promise<this> {
    await once(this.#socket, "open");
    return this;
  }

  async __aexit__(): Promise<void> {
    const closed = once(this.#socket, "close");
    this.#socket.close();
    await closed;
  }

  async ask(user: string): Promise<string> {
    const answered = once(this.#socket, "message");
    this.#socket.send(user);
    return String((await answered)[0]);
  }
}

async function byHand(user: string): Promise<string> {
  const connection = await enter(new Connection());
  const answer = await connection.value.ask(user);
  if (answer === "away") return answer; // and the connection stays open
  await connection[Symbol.asyncDispose]();
  return answer;
}

async function onStack(user: string): Promise<string> {
  const stack = new AsyncExitStack();
  const connection = await stack.enter(new Connection());
  const answer = await connection.ask(user);
  if (answer === "here") await stack.disposeAsync();
  return answer;
}

async function held(user: string): Promise<string> {
  await using connection = await enter(new Connection());
  return await connection.value.ask(user);
}

/** The text of a line that a detector named. */
function textAt(site: string): string {
  const [, file = "", line] = /^(.*):(\d+):\d+$/.exec(site) ?? [];
  return readFileSync(fileURLToPath(file), "utf8").split("\n")[Number(line) - 1]?.trim() ?? "no such line";
}

async function show(title: string, handle: (user: string) => Promise<string>): Promise<void> {
  trace(title);
  using leaks = trackResources();
  for (const user of ["ann", "bob", "cem", "dee"]) trace(" ", user, await handle(user));
  const sockets = [...server.clients].filter(({ readyState }) => readyState === WebSocket.OPEN);
  trace("  open at the server:", sockets.length);
  library("  open, says the detector:", leaks.open().length);
  for (const { name, kind, site } of leaks.open()) library(`    ${name}, ${kind}: ${textAt(site)}`);
  try {
    leaks.assertNone();
  } catch (error) {
    library("  assertNone:", error);
  }
  for (const socket of sockets) socket.terminate();
  await Promise.all(sockets.map((socket) => once(socket, "close")));
}

await show("left by hand, but not when the user is away", byHand);
await show("on a stack that is disposed only sometimes", onStack);
await show("held by await using", held);
server.close();
