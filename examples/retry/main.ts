// S11: a retry manager. Enter tries to enter another manager, up to N times, and waits longer each time (a signal ends the
// waiting); the last error propagates. One Retry serves many blocks, for it makes a new manager at every attempt.
import "await-using/polyfill";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  aclosing,
  asyncContextManager,
  AsyncExitStack,
  enter,
  timeout,
  withAsync,
  type AsyncContextManager,
} from "await-using";
import { listening, Wire } from "../loopback.js";
import { nameOf, trace } from "../trace.js";

interface RetryOptions {
  attempts: number;
  /** Before the second attempt, in ms; twice as long before the third, and so on. */
  delay: number;
  signal?: AbortSignal;
  onFailure?: (attempt: number) => Promise<void>;
}

class Retry<T> {
  #entered: AsyncContextManager<T> | undefined;

  constructor(
    readonly open: () => AsyncContextManager<T>,
    readonly options: RetryOptions,
  ) {}

  async __aenter__(): Promise<T> {
    const { attempts, delay, signal, onFailure } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        const manager = this.open();
        const value = await manager.__aenter__();
        this.#entered = manager;
        return value;
      } catch (error) {
        trace("  attempt", attempt, "failed:", nameOf(error));
        await onFailure?.(attempt);
        if (attempt === attempts) throw error;
        const pause = delay * 2 ** (attempt - 1);
        trace("  waits", pause, "ms");
        await sleep(pause, undefined, { signal });
      }
    }
  }

  async __aexit__(...ended: Parameters<AsyncContextManager<T>["__aexit__"]>): Promise<boolean | void> {
    return this.#entered?.__aexit__(...ended);
  }
}

/** The server turns away so many clients. */
let queue = 0;

const server = createServer(async (socket) => {
  const client = new Wire(socket);
  if (queue > 0) return socket.end(`${queue--} before you\n`);
  client.say("WELCOME");
  while (await client.hear()) client.say("served");
});

class ServerBusy extends Error {}

const connection = asyncContextManager(async function* (port: number) {
  await using wire = await enter(aclosing(await Wire.dial(port)));
  const greeting = await wire.value.hear();
  if (greeting !== "WELCOME") throw new ServerBusy(greeting);
  trace("  connected");
  try {
    yield wire.value;
  } finally {
    trace("  hangs up");
  }
});

async function show(title: string, run: () => Promise<unknown>): Promise<void> {
  trace(title);
  try {
    await run();
  } catch (error) {
    trace("  the caller got:", error instanceof ServerBusy ? error : nameOf(error));
  }
}

await AsyncExitStack.run(async (stack) => {
  const port = await withAsync(listening(server), (port) => port); // nobody listens there now

  const startServer = async (attempt: number): Promise<void> => {
    if (server.listening || attempt < 2) return;
    await stack.enter(listening(server, port));
    trace("  the server comes up");
  };

  const retry = new Retry(() => connection(port), { attempts: 3, delay: 10, onFailure: startServer });
  const use = () => withAsync(retry, async (wire) => trace(" ", await wire.ask("apple")));

  await show("the server comes up late", use);
  await show("again, at once", use);

  queue = 2;
  await show("again, and two are turned away", use);

  queue = 5;
  await show("again, and too many are", use);

  queue = 5;
  await show("given up while it waits", () =>
    withAsync(timeout(null), (limit) => {
      const onFailure = async () => limit.reschedule(20);
      const patient = { attempts: 5, delay: 10_000, signal: limit.signal, onFailure };
      return withAsync(new Retry(() => connection(port), patient), () => trace("  not reached"));
    }),
  );
});
