// What webLock does over a host's own `navigator.locks`: run by Node 26, prints what each rule found as JSON.
import { AsyncExitStack, enter, timeout, withAsync } from "await-using";
import { type HeldWebLock, lock, type MutexLike, webLock } from "await-using/locks";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { caught } from "../caught.js";

interface Query {
  held: { name: string; mode: string }[];
  pending: { name: string }[];
}
interface Locks {
  request(name: string, options: object, callback: (lock: unknown) => unknown): Promise<unknown>;
  query(): Promise<Query>;
}
const { locks } = (globalThis as unknown as { navigator: { locks: Locks } }).navigator;

const E = new RangeError("block");
const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const nameOf = (error: unknown): unknown => (error instanceof Error ? error.name : error);
const held = async (): Promise<string[]> =>
  (await locks.query()).held.map(({ name, mode }) => `${name} ${mode}`);
const pending = async (): Promise<string[]> => (await locks.query()).pending.map(({ name }) => name);
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
/** Resolves when somebody waits for a lock. */
async function somebodyWaits(): Promise<void> {
  while ((await pending()).length === 0) await turns();
}

const rules: Record<string, () => Promise<unknown>> = {
  "is held for the block": async () => {
    const during = await withAsync(webLock("a"), async ({ name, mode, signal }) => [
      [name, mode, signal.aborted],
      await held(),
    ]);
    return [...(during as unknown[]), await held()];
  },
  "a failed block lets it go": async () => {
    const error = await caught(
      withAsync(webLock("a"), () => {
        throw E;
      }),
    );
    return [error === E, await held()];
  },
  excludes: async () => {
    const trace: string[] = [];
    const task = (name: string) =>
      withAsync(webLock("a"), async () => {
        trace.push(`${name} in`);
        await turns();
        trace.push(`${name} out`);
      });
    await Promise.all(["x", "y", "z"].map(task));
    return trace;
  },
  "is shared": async () => {
    const shared = () => webLock("a", { mode: "shared" });
    return AsyncExitStack.run(async (stack) => {
      await stack.enter(shared());
      await stack.enter(shared());
      return held();
    });
  },
  "ifAvailable gives null where it is not free": async () => {
    const available = () => webLock("a", { ifAvailable: true });
    const inside = await withAsync(available(), (mine) =>
      withAsync(available(), (other) => [mine?.name, other]),
    );
    return [inside, await held()];
  },
  "a stolen lock aborts the signal, and a clean end fails with its reason": async () => {
    let reason: unknown;
    const block = withAsync(webLock("a"), async ({ signal }) => {
      const thief = withAsync(webLock("a", { steal: true }), ({ mode }) => mode);
      await aborted(signal);
      reason = signal.reason;
      return thief;
    });
    const error = await caught(block);
    return [nameOf(error), error === reason, await held()];
  },
  "a stolen lock does not mask the block's own error": async () => {
    const block = withAsync(webLock("a"), async ({ signal }) => {
      void withAsync(webLock("a", { steal: true }), () => {});
      await aborted(signal);
      throw E;
    });
    return (await caught(block)) === E;
  },
  "a stolen lock leaves the thief's alone at the exit": async () => {
    const steals = await AsyncExitStack.run(async (stack) => {
      const robbed = await enter(webLock("a"));
      await stack.enter(webLock("a", { steal: true }));
      await turns();
      return [nameOf(await caught(robbed[Symbol.asyncDispose]())), await held()];
    });
    return [steals, await held()];
  },
  "a signal ends the wait with its reason": async () => {
    const controller = new AbortController();
    const waited = await withAsync(webLock("a"), async () => {
      const waiting = caught(enter(webLock("a", { signal: controller.signal })));
      await somebodyWaits();
      controller.abort(E);
      return (await waiting) === E;
    });
    const late = await caught(enter(webLock("a", { signal: controller.signal, ifAvailable: true })));
    return [waited, late === E, await withAsync(webLock("a"), held), await held()];
  },
  "timeout around the wait throws its TimeoutError": async () =>
    withAsync(webLock("a"), async () =>
      nameOf(
        await caught(withAsync(timeout(5), ({ signal }) => withAsync(webLock("a", { signal }), () => {}))),
      ),
    ),
  "is reusable, one block at a time": async () => {
    const one = webLock("a");
    const value: HeldWebLock = await withAsync(one, (held) => held);
    const nested = await caught(withAsync(one, () => withAsync(one, () => {})));
    return [value.name, nameOf(nested), await withAsync(one, ({ name }) => name), await held()];
  },
  "a second exit does nothing": async () => {
    const one = webLock("a");
    const first = await enter(one);
    await first[Symbol.asyncDispose]();
    return withAsync(webLock("a"), async () => {
      await first[Symbol.asyncDispose]();
      await one.__aexit__(null, null, null);
      return held();
    });
  },
  "the host's errors pass": async () => [
    nameOf(await caught(enter(webLock("-a")))),
    nameOf(await caught(enter(webLock("a", { steal: true, ifAvailable: true })))),
    await withAsync(webLock("a"), () => "and the manager is free"),
  ],
  "takes another LockManager": async () => {
    const asked: string[] = [];
    const logged = {
      request(name: string, options: object, callback: (lock: never) => unknown) {
        asked.push(name);
        return locks.request(name, options, callback as never);
      },
    };
    return [await withAsync(webLock("a", { locks: logged }), held), asked];
  },
  "is respected in another thread": async () => {
    const said: string[] = [];
    let done: Promise<unknown> | undefined;
    await withAsync(webLock("between threads"), async () => {
      const worker = new Worker(process.argv[1]!);
      done = new Promise((resolve) => worker.on("exit", resolve));
      await new Promise<void>((resolve) => {
        worker.on("message", (word: string) => {
          said.push(word);
          if (word === "it still waits") resolve();
        });
      });
      said.push("let go");
    });
    await done;
    return said;
  },
  "a LockManager is no mutex": async () =>
    nameOf(await caught(Promise.resolve().then(() => lock(locks as unknown as MutexLike)))),
};

let running = "";

async function main(): Promise<void> {
  let unhandled = 0;
  process.on("unhandledRejection", () => unhandled++);
  const found: Record<string, unknown> = {};
  for (const [rule, run] of Object.entries(rules)) {
    running = rule;
    found[rule] = await run();
  }
  await turns();
  console.log(JSON.stringify({ found, unhandled }));
}

/** The other thread: a waiting request does not keep it alive, so an interval does. */
async function otherThread(): Promise<void> {
  const alive = setInterval(() => {}, 1000);
  let isIn = false;
  const block = withAsync(webLock("between threads"), () => {
    isIn = true;
    parentPort?.postMessage("the other thread has it");
  });
  for (let turn = 0; turn < 100; turn++) await turns();
  if (!isIn) parentPort?.postMessage("it still waits");
  await block;
  clearInterval(alive);
}

if (isMainThread) {
  // A rule that waits for what never comes must not keep the test waiting.
  setTimeout(() => {
    console.error(`20 seconds passed: ${running}`);
    process.exit(1);
  }, 20_000).unref();
  void main();
} else {
  void otherThread();
}
