// What the soak does over and over: one task after the other goes through the public names, a third of them failing.
// Every resource is counted when it is entered and when it is exited, and every task says what it should end as.
import { Mutex, Semaphore } from "async-mutex";
import * as library from "await-using";
import { recordTimeline, trackResources } from "await-using/diagnostics";
import { lock, semaphore, webLock } from "await-using/locks";
import { chdir, env, redirectStderr, redirectStdout } from "await-using/node";
import {
  asyncDispose,
  AsyncDisposableStack,
  asyncIteratorDispose,
  dispose,
  DisposableStack,
  iteratorDispose,
} from "await-using/ponyfill";
import { __addDisposableResource, __disposeResources, usingCtx } from "await-using/runtime";

const { AsyncExitStack, ExitStack, exit, withAsync, withSync } = library;

/** How many resources were entered and exited. */
export const counts = { entered: 0, exited: 0, tasks: 0, failed: 0, suppressed: 0 };

class Expected extends Error {}

class Manager {
  constructor(suppresses = false) {
    this.suppresses = suppresses;
    this.bytes = new Uint8Array(64); // something to leak
  }

  async __aenter__() {
    counts.entered++;
    return this;
  }

  async __aexit__(_type, error) {
    counts.exited++;
    return this.suppresses && error !== null;
  }

  __enter__() {
    counts.entered++;
    return this;
  }

  __exit__(_type, error) {
    counts.exited++;
    return this.suppresses && error !== null;
  }
}

class Transaction {
  constructor() {
    counts.entered++;
  }

  async [exit](completion) {
    counts.exited++;
    return completion;
  }

  [asyncDispose]() {
    return library.unconfirmed(this);
  }
}

class SyncTransaction {
  constructor() {
    counts.entered++;
  }

  [exit](completion) {
    counts.exited++;
    return completion;
  }

  [dispose]() {
    library.unconfirmedSync(this);
  }
}

/** Disposes of something as a blind block does, which is refused. */
async function refused(dispose) {
  try {
    await dispose();
  } catch (error) {
    if (error instanceof library.UnconfirmedExitError) return;
    throw error;
  }
  throw new Error("a blind exit was not refused");
}

class Resource {
  constructor() {
    counts.entered++;
  }

  [dispose]() {
    counts.exited++;
  }

  async [asyncDispose]() {
    counts.exited++;
  }

  close() {
    counts.exited++;
  }
}

const generated = library.asyncContextManager(async function* generated() {
  counts.entered++;
  try {
    yield 1;
  } finally {
    counts.exited++;
  }
});
const generatedSync = library.contextManager(function* generated() {
  counts.entered++;
  try {
    yield 1;
  } finally {
    counts.exited++;
  }
});

class AsyncBase extends library.AbstractAsyncContextManager {
  async __aenter__() {
    counts.entered++;
    return super.__aenter__();
  }

  async __aexit__() {
    counts.exited++;
  }
}

class Base extends library.AbstractContextManager {
  __enter__() {
    counts.entered++;
    return super.__enter__();
  }

  __exit__() {
    counts.exited++;
  }
}

/** A LockManager that grants at once, for engines without Web Locks. */
const locks = {
  request: async (name, _options, callback) => {
    counts.entered++;
    try {
      return await callback({ name, mode: "exclusive" });
    } finally {
      counts.exited++;
    }
  },
};

/** What holds nothing: errors looked at, managers asked for, refusals. */
function look(end) {
  const errors = [new library.TimeoutError("soak"), new library.RuntimeError("soak")];
  const both = new library.SuppressedError(errors[0], errors[1]);
  const isRight =
    library.newestError(both) === errors[0] &&
    library.errorChain(both).length === 2 &&
    library.formatError(both).includes("soak") &&
    library.isContextManager(new Manager()) &&
    library.isAsyncContextManager(new Manager());
  if (!isRight) throw new Error("errors look otherwise");
  return withSync(library.nullContext(1), end);
}

/** A generator that is closed by its disposer. */
function* walk() {
  counts.entered++;
  try {
    yield 1;
  } finally {
    counts.exited++;
  }
}

const mutex = new Mutex();
const permits = new Semaphore(3);
const target = new EventTarget();
const patched = { value: 0 };

/** Each is given `end`, which throws in the tasks that fail, and lets through what `end` threw. */
const scenarios = [
  (end) => withAsync(new Manager(), async () => end()),
  (end) => withSync(new Manager(), end),
  (end) => withSync(new Manager(), async () => end()),
  async (end) => {
    library.blindExits("throw");
    const held = await library.enter(new Manager(true));
    const transaction = new Transaction();
    const synchronous = new SyncTransaction();
    try {
      end();
    } finally {
      await refused(() => synchronous[dispose]());
      await refused(() => transaction[asyncDispose]());
      await refused(() => held[asyncDispose]());
    }
  },
  async (end) => {
    const held = await library.enter(new Manager(), { outcome: "ignored" });
    let completion;
    try {
      end();
    } catch (error) {
      completion = { error };
    }
    if (completion === undefined) await held[asyncDispose]();
    else throw (await held[exit](completion)).error;
  },
  async (end) => {
    const held = library.enterSync(new Manager(), { outcome: "required" });
    try {
      end();
      held.ok();
    } catch (error) {
      held.fail(error);
      throw error;
    } finally {
      try {
        held[dispose]();
      } catch {
        // what was said by fail() is thrown already
      }
    }
  },
  (end) =>
    AsyncExitStack.run(async (stack) => {
      await stack.enter(new Manager());
      stack.enterSync(new Manager());
      stack.use(new Resource());
      stack.adopt(new Resource(), (resource) => resource.close());
      stack.defer(() => {});
      stack.deferOnError(() => {});
      const moved = stack.move();
      stack = new AsyncExitStack();
      await stack.enter(new Manager());
      await stack.disposeAsync();
      await withAsync(moved, async () => end());
    }),
  (end) =>
    ExitStack.run((stack) => {
      stack.enter(new Manager());
      stack.use(new Resource());
      stack.exit(() => false);
      withSync(stack.move(), end);
    }),
  (end) => withAsync(generated(), async () => end()),
  (end) => withSync(generatedSync(), end),
  (end) => withAsync(library.parallel(new Manager(), new Manager(), generated()), async () => end()),
  (end) => withAsync(library.limitExit(new Manager(), 60_000), async () => end()),
  (end) => withAsync(library.timeout(60_000), async () => end()),
  async (end) => {
    try {
      await withAsync(library.taskGroup(), async (group) => {
        group.createTask(async () => withAsync(new Manager(), async () => end()));
        group.createTask(async () => {});
      });
    } catch (group) {
      throw group.errors[0];
    }
  },
  (end) =>
    withAsync(
      library.acquire(
        () => new Resource(),
        (resource) => resource.close(),
      ),
      async () => end(),
    ),
  (end) =>
    withAsync(
      library.fromCallback((run) => run(1)),
      async () => end(),
    ),
  (end) => withAsync(library.fromDisposable({ [asyncDispose]: async () => {} }), async () => end()),
  (end) => withSync(library.closing(new Resource()), end),
  (end) => withAsync(lock(mutex), async () => end()),
  (end) => withAsync(semaphore(permits), async () => end()),
  async (end) => {
    const listening = library.listen(target, "soak", () => {});
    try {
      target.dispatchEvent(new Event("soak"));
      end();
    } finally {
      listening[dispose]();
    }
  },
  async (end) => {
    const held = library.patch(patched, "value", 1);
    try {
      end();
    } finally {
      held[dispose]();
    }
  },
  async (end) => {
    const stack = new AsyncDisposableStack();
    try {
      stack.use(new Resource());
      stack.defer(async () => {});
      end();
    } finally {
      await stack.move().disposeAsync();
    }
  },
  (end) => {
    const stack = new DisposableStack();
    try {
      stack.adopt(new Resource(), (resource) => resource.close());
      end();
    } finally {
      stack.dispose();
    }
  },
  async (end) => {
    const block = { stack: [], error: undefined, hasError: false };
    try {
      __addDisposableResource(block, new Resource(), true);
      __addDisposableResource(block, await library.enter(new Manager()), true);
      end();
    } catch (error) {
      block.error = error;
      block.hasError = true;
    } finally {
      await __disposeResources(block);
    }
  },
  async (end) => {
    const block = usingCtx();
    try {
      block.u(library.enterSync(new Manager()));
      block.a(new Resource());
      end();
    } catch (error) {
      block.e = error;
    } finally {
      await block.d();
    }
  },
  (end) => library.decorate(() => generated())(async () => end())(),
  (end) => library.decorateSync(() => generatedSync())(end)(),
  (end) => generated().decorate(async () => end())(),
  (end) => withAsync(new AsyncBase(), async () => end()),
  (end) => withSync(new Base(), end),
  (end) => withAsync(library.aclosing(new Resource(), "close"), async () => end()),
  (end) => withAsync(library.timeoutAt(Date.now() + 60_000), async () => end()),
  (end) => withSync(library.suppress(RangeError), end),
  (end) => withAsync(webLock("soak", { locks }), async () => end()),
  (end) => withSync(redirectStdout(null), () => withSync(redirectStderr(null), end)),
  (end) => withSync(env({ AWAIT_USING_SOAK: "1" }), () => withSync(chdir("."), end)),
  look,
  async (end) => {
    const deferred = [
      library.defer(() => counts.exited++),
      library.disposable(1, () => counts.exited++),
      library.aware(),
    ];
    const awaited = [
      library.deferAsync(async () => counts.exited++),
      library.asyncDisposable(1, async () => counts.exited++),
    ];
    counts.entered += 4;
    try {
      end();
    } finally {
      for (const each of deferred) each[dispose]();
      for (const each of awaited) await each[asyncDispose]();
    }
  },
  async (end) => {
    const walking = walk();
    const asking = (async function* () {
      yield* walk();
    })();
    walking.next();
    await asking.next();
    try {
      end();
    } finally {
      iteratorDispose.call(walking);
      await asyncIteratorDispose.call(asking);
    }
  },
  async (end) => {
    // A blind exit that nobody gave word for: refused, and counted as exited.
    const held = await library.enter(new Manager(), { outcome: "required" });
    const refusal = await held[asyncDispose]().catch((error) => error);
    if (!(refusal instanceof library.UnconfirmedExitError)) throw new Error("it was not refused");
    end();
  },
  (end) =>
    AsyncExitStack.run(async (stack) => {
      // Disposed while it unwinds, and while it is entered.
      stack.defer(() => stack.disposeAsync());
      stack.deferOnSuccess(() => {});
      stack.exit(new Manager());
      counts.entered++;
      const late = new AsyncExitStack();
      const entering = late.enter(new Manager()).catch((error) => error);
      await late.disposeAsync();
      if (!((await entering) instanceof ReferenceError)) throw new Error("a disposed stack was entered");
      end();
    }),
];

/** Watching while others run; few of them, because each sees all that goes on beside it. */
const watching = [
  async () => {
    const leaks = trackResources({ atEnd: () => {} });
    await withAsync(new Manager(), async () => {});
    leaks.open();
    leaks[dispose]();
  },
  async () => {
    const timeline = recordTimeline();
    await withAsync(generated(), async () => {});
    timeline.report();
    timeline[dispose]();
  },
];

/** Enters a manager that nobody exits, to see that it is noticed. */
export function leaveOpen() {
  return library.enter(new Manager());
}

/** Runs `tasks` tasks at a time, each through one scenario. @throws if one ends as it should not */
export async function runBatch(tasks, first) {
  const watcher = watching[(first / tasks) % watching.length]();
  await Promise.all(Array.from({ length: tasks }, (_, k) => runTask(first + k)));
  await watcher;
}

async function runTask(number) {
  counts.tasks++;
  const scenario = scenarios[number % scenarios.length];
  const fails = number % 3 === 0;
  const suppressed = number % 2 === 0;
  const thrown = new Expected(`task ${number}`);
  const body = async () =>
    scenario(() => {
      if (fails) throw thrown;
    });
  let caught;
  try {
    // Half of the errors are suppressed around the scenario.
    if (suppressed) await withAsync(new Manager(true), body);
    else await body();
  } catch (error) {
    caught = error;
  }
  if (fails) counts[suppressed ? "suppressed" : "failed"]++;
  if (caught !== (fails && !suppressed ? thrown : undefined)) {
    throw new Error(`task ${number} (${scenario}) ended with ${caught?.stack ?? caught}`);
  }
}
