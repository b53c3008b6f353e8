// S9: a time limit on enter, on the body and on exit, so that no manager hangs for ever. The server falls silent at one
// of the three; timeout() aborts its signal at the deadline, which stops the waiting, and a TimeoutError leaves the block.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { acquire, limitExit, timeout, TimeoutError, withAsync } from "await-using";
import { listening, Wire } from "../loopback.js";
import { library, nameOf, trace } from "../trace.js";

let silentAt = "";

const server = createServer((socket) =>
  socket.on("data", (word) => {
    if (word.toString().trim() !== silentAt) socket.write("OK\n");
  }),
);

class Session {
  #socket: Socket | undefined;

  /** `signal` ends the waiting of enter; `patience`, in ms, that of exit. */
  constructor(
    readonly port: number,
    readonly signal?: AbortSignal,
    readonly patience = 10_000,
  ) {}

  async ask(word: string, signal?: AbortSignal): Promise<void> {
    this.#socket?.write(`${word}\n`);
    await once(this.#socket!, "data", { signal });
  }

  hangUp(): void {
    this.#socket?.destroy();
  }

  async __aenter__(): Promise<this> {
    this.#socket = connect(this.port, "127.0.0.1");
    try {
      await once(this.#socket, "connect", { signal: this.signal });
      await this.ask("HELLO", this.signal);
    } catch (error) {
      trace("  enter gives up");
      this.hangUp();
      throw error;
    }
    trace("  entered");
    return this;
  }

  // Not ended by the block's signal: a block that ran out of time still says goodbye.
  async __aexit__(excType: unknown, error: unknown, _tb: unknown): Promise<void> {
    if (excType !== null) trace("  exit is told of", isAbort(error) ? "an abort" : error);
    try {
      await withAsync(timeout(this.patience), ({ signal }) => this.ask("BYE", signal));
      trace("  said goodbye");
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      trace("  exit gives up");
    }
    this.hangUp();
  }
}

const isAbort = (error: unknown) => error instanceof Error && error.name === "AbortError";

async function show(title: string, run: () => Promise<unknown>): Promise<void> {
  trace(title);
  try {
    await run();
  } catch (error) {
    trace("  the caller got", nameOf(error));
  }
}

await withAsync(listening(server), async (port) => {
  await show("enter", () => {
    silentAt = "HELLO";
    return withAsync(timeout(50), ({ signal }) =>
      withAsync(new Session(port, signal), () => trace("  not reached")),
    );
  });

  await show("body, from a deadline that it sets itself", () => {
    silentAt = "WORK";
    return withAsync(timeout(null), (limit) =>
      withAsync(new Session(port, limit.signal), async (session) => {
        limit.reschedule(30);
        await session.ask("WORK", limit.signal);
        trace("  not reached");
      }),
    );
  });

  await show("exit, which keeps the block's value", async () => {
    silentAt = "BYE";
    trace("  value:", await withAsync(new Session(port, undefined, 30), () => 42));
  });

  // For an exit that sets itself no limit. The caller goes on; what was given up waits until its connection is closed.
  const wire = await Wire.dial(port);
  const polite = acquire(
    () => wire.ask("HELLO"),
    () => wire.ask("BYE"),
  );
  await withAsync(limitExit(polite, 30), () => 42).catch((error: unknown) => library("limitExit:", error));
  await wire.close();
});

async function nested(outerMs: number, innerMs: number): Promise<void> {
  const outer = timeout(outerMs);
  const inner = timeout(innerMs, { signal: outer.signal }); // without the signal, it is shielded from the outer one
  try {
    await withAsync(outer, async () => {
      try {
        await withAsync(inner, ({ signal }) => sleep(10_000, undefined, { signal }));
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
        trace("  caught between the two; the outer block goes on");
      }
    });
  } finally {
    trace("  expired: inner", inner.expired(), "outer", outer.expired());
  }
}

await show("nested, the inner one expires", () => nested(10_000, 30));
await show("nested, the outer one expires", () => nested(30, 10_000));

await show("more time", async () => {
  const limit = timeout(30);
  await withAsync(limit, async ({ signal }) => {
    limit.reschedule(10_000);
    await sleep(60, undefined, { signal });
    trace("  still running; expired:", limit.expired());
  });
  limit.reschedule(30); // too late
});
