// The locks, the managers of the process, the diagnostics, and the functions that only look at values.
import assert from "node:assert/strict";
import {
  type AsyncContextManager,
  aware,
  errorChain,
  formatError,
  isAsyncContextManager,
  isContextManager,
  newestError,
  SuppressedError,
  withAsync,
  withSync,
} from "await-using";
import { recordTimeline, trackResources } from "await-using/diagnostics";
import { type LockManagerLike, lock, semaphore, webLock } from "await-using/locks";
import { chdir, env, redirectStderr, redirectStdout } from "await-using/node";
import { dispose } from "await-using/ponyfill";
import { gate, isPending, type Row, rowsOf, thrownBy, throwsNamed } from "./row.js";

const E = new Error("fault");
const P = new Error("block");
const raise = (): never => {
  throw E;
};
const fail = (): never => {
  throw P;
};

const permits = [
  ["lock", (acquire: () => Promise<() => void>, options?: object) => lock({ acquire }, options)],
  [
    "semaphore",
    (acquire: () => Promise<() => void>, options?: object) =>
      semaphore(
        { acquire: () => Promise.resolve(acquire()).then((release): [number, () => void] => [1, release]) },
        1,
        options,
      ),
  ],
] as const;

const locks: Row[] = permits.flatMap(([name, make]): Row[] => {
  const of = rowsOf(name);
  return [
    of("enter", "late", "granted after the wait was given up: given back at once", async (ledger) => {
      const controller = new AbortController();
      const { opened, open } = gate();
      const acquire = () => opened.then(() => (ledger.enter("permit"), () => ledger.exit("permit")));
      const caught = thrownBy(
        withAsync(make(acquire, { signal: controller.signal }), () => assert.fail("it ran")),
      );
      assert.equal(await isPending(caught), true);
      controller.abort(E);
      assert.equal(await caught, E);
      open();
      await isPending(opened);
    }),
    of(
      "enter",
      "reject",
      "refused after the wait was given up: nobody is told, and it is handled",
      async () => {
        const controller = new AbortController();
        const { opened, fail: refuse } = gate<() => void>();
        const caught = thrownBy(
          withAsync(
            make(() => opened, { signal: controller.signal }),
            () => {},
          ),
        );
        controller.abort(E);
        assert.equal(await caught, E);
        refuse(new Error("too late"));
        await isPending(opened);
      },
    ),
    of("enter", "re-enter", "acquiring drives another one of it", async (ledger) => {
      let depth = 0;
      const acquire = async (): Promise<() => void> => {
        if (depth++ === 0) await withAsync(manager, () => {});
        ledger.enter("permit");
        return () => ledger.exit("permit");
      };
      const manager = make(acquire);
      await withAsync(manager, () => {});
      assert.equal(ledger.entered.get("permit"), 2);
    }),
    of("exit", "re-enter", "releasing exits again: a permit is given back once", async (ledger) => {
      const again: PromiseLike<unknown>[] = [];
      const manager = make(async () => {
        ledger.enter("permit");
        return () => {
          ledger.exit("permit");
          again.push(manager.__aexit__(null, null, null));
        };
      });
      await withAsync(manager, () => {});
      await Promise.all(again);
    }),
    of("whole", "after", "a second exit gives nothing back", async (ledger) => {
      const manager = make(async () => {
        ledger.enter("permit");
        return () => ledger.exit("permit");
      });
      await withAsync(manager, () => {});
      await manager.__aexit__(null, null, null);
    }),
  ];
});

/** A LockManager of one lock that grants what it is asked for when `grant` settles. */
function lockManager(ledger: { enter(name: string): void; exit(name: string): void }, grant: () => unknown) {
  let steal!: (error: unknown) => void;
  const locks: LockManagerLike = {
    request: (name, _options, callback) => {
      const granted = grant();
      return new Promise((resolve, reject) => {
        steal = reject;
        Promise.resolve(granted)
          .then(() => {
            ledger.enter("lock");
            return callback({ name, mode: "exclusive" });
          })
          .then((value) => {
            ledger.exit("lock");
            resolve(value);
          })
          .catch(reject);
      });
    },
  };
  return { locks, steal: (error: unknown) => steal(error) };
}

const ofWebLock = rowsOf("webLock");
const webLocks: Row[] = [
  ...(["throw", "reject"] as const).map((fault) =>
    ofWebLock(
      "enter",
      fault,
      "the request fails: the block does not run, and another may",
      async (ledger) => {
        let refuses = true;
        const { locks } = lockManager(ledger, () => {
          if (refuses) return fault === "throw" ? raise() : Promise.reject(E);
        });
        const manager = webLock("tab", { locks });
        assert.equal(await thrownBy(withAsync(manager, () => assert.fail("it ran"))), E);
        refuses = false;
        assert.equal(await withAsync(manager, (held) => held.name), "tab");
      },
    ),
  ),
  ...(["hang", "late"] as const).map((fault) =>
    ofWebLock("enter", fault, "the block waits for the lock", async (ledger) => {
      const { opened, open } = gate();
      const running = withAsync(
        webLock("tab", { locks: lockManager(ledger, () => opened).locks }),
        () => "value",
      );
      assert.equal(await isPending(running), true);
      open();
      assert.equal(await running, "value");
    }),
  ),
  ofWebLock("enter", "re-enter", "entered while it waits, or is held: refused", async (ledger) => {
    const manager: AsyncContextManager<unknown, void> = webLock("tab", {
      locks: lockManager(ledger, () => throwsNamed(manager.__aenter__(), "RuntimeError")).locks,
    });
    await withAsync(manager, () => throwsNamed(manager.__aenter__(), "RuntimeError"));
  }),
  ofWebLock(
    "lock",
    "reject",
    "the lock is stolen: the block's clean end becomes the reason",
    async (ledger) => {
      const { locks, steal } = lockManager(ledger, () => {});
      const body = async (): Promise<void> => {
        steal(E);
        await isPending(Promise.resolve());
      };
      assert.equal(await thrownBy(withAsync(webLock("tab", { locks }), body)), E);
    },
  ),
  ofWebLock("lock", "reject", "the lock is stolen: the block's own error passes", async (ledger) => {
    const { locks, steal } = lockManager(ledger, () => {});
    const body = async (): Promise<void> => {
      steal(E);
      await isPending(Promise.resolve());
      fail();
    };
    assert.equal(await thrownBy(withAsync(webLock("tab", { locks }), body)), P);
  }),
  ofWebLock("whole", "after", "a second exit lets nothing go", async (ledger) => {
    const manager = webLock("tab", { locks: lockManager(ledger, () => {}).locks });
    await withAsync(manager, () => {});
    await manager.__aexit__(null, null, null);
  }),
];

const [OUT, ERR] = ["stdout", "stderr"] as const;
const redirects: Row[] = [
  ["redirectStdout", OUT, redirectStdout] as const,
  ["redirectStderr", ERR, redirectStderr] as const,
].flatMap(([name, stream, redirect]): Row[] => {
  const of = rowsOf(name);
  const print = (text: string): boolean => process[stream].write(text);
  return [
    of("target.write", "throw", "the error goes to whoever prints, and the stream is put back", async () => {
      const before = process[stream].write;
      assert.equal(await thrownBy(() => withSync(redirect({ write: raise }), () => print("x"))), E);
      assert.equal(process[stream].write, before);
    }),
    of("target.write", "re-enter", "it redirects elsewhere while it writes", () => {
      const [outer, inner]: [unknown[], unknown[]] = [[], []];
      const write = (text: unknown): void => {
        outer.push(text);
        withSync(redirect({ write: (each) => inner.push(each) }), () => print(`${String(text)}!`));
      };
      withSync(redirect({ write }), () => print("x"));
      assert.deepEqual([outer, inner], [["x"], ["x!"]]);
    }),
    of("whole", "after", "a second exit changes nothing", () => {
      const manager = redirect(null);
      withSync(manager, () => print("discarded"));
      const before = process[stream].write;
      manager.__exit__(null, null, null);
      assert.equal(process[stream].write, before);
    }),
  ];
});

const ofDirectory = rowsOf("chdir");
const ofEnv = rowsOf("env");
const processes: Row[] = [
  ...redirects,
  ofDirectory(
    "process.chdir",
    "throw",
    "there is no such folder: the block does not run, nothing is changed",
    async () => {
      const before = process.cwd();
      await thrownBy(() => withSync(chdir(`${before}/no such folder`), () => assert.fail("it ran")));
      await thrownBy(withAsync(chdir(`${before}/no such folder`), () => assert.fail("it ran")));
      assert.equal(process.cwd(), before);
    },
  ),
  ofDirectory("process.chdir", "re-enter", "nested, each goes back to where it was", () => {
    const before = process.cwd();
    const manager = chdir("..");
    withSync(manager, () => {
      const between = process.cwd();
      withSync(manager, () => {});
      assert.equal(process.cwd(), between);
    });
    assert.equal(process.cwd(), before);
  }),
  ofDirectory("whole", "after", "a second exit goes nowhere", () => {
    const manager = chdir("..");
    withSync(manager, () => {});
    const before = process.cwd();
    manager.__exit__(null, null, null);
    assert.equal(process.cwd(), before);
  }),
  ofEnv("whole", "after", "a second exit changes nothing", () => {
    const name = "AWAIT_USING_FAULTS";
    const manager = env({ [name]: "1" });
    withSync(manager, () => assert.equal(process.env[name], "1"));
    process.env[name] = "2";
    manager.__exit__(null, null, null);
    assert.equal(process.env[name], "2");
    delete process.env[name];
  }),
];

class Opened {
  async __aenter__(): Promise<void> {}
  async __aexit__(): Promise<void> {}
}
const ofTracker = rowsOf("trackResources");
const diagnostics: Row[] = [
  ofTracker("atEnd", "throw", "the error comes out of the disposal, and the tracking has ended", async () => {
    const tracker = trackResources({ atEnd: raise });
    const { opened, open } = gate();
    const running = withAsync(new Opened(), () => opened);
    assert.equal(tracker.open().length, 1);
    assert.equal(await thrownBy(() => tracker[dispose]()), E);
    tracker[dispose]();
    open();
    await running;
  }),
  ofTracker("atEnd", "re-enter", "it disposes of the tracker: once is enough", async () => {
    let calls = 0;
    const tracker = trackResources({
      atEnd: () => {
        calls++;
        tracker[dispose]();
      },
    });
    const { opened, open } = gate();
    const running = withAsync(new Opened(), () => opened);
    tracker[dispose]();
    assert.equal(calls, 1);
    open();
    await running;
  }),
  ofTracker("whole", "after", "what was open stays listed; a second disposal does nothing", async () => {
    const tracker = trackResources({ atEnd: "throw" });
    const { opened, open } = gate();
    const running = withAsync(new Opened(), () => opened);
    await throwsNamed(() => tracker[dispose](), "OpenResourcesError");
    tracker[dispose]();
    assert.equal(tracker.open().length, 1);
    assert.match(tracker.report(), /Opened/);
    await throwsNamed(() => tracker.assertNone(), "OpenResourcesError");
    open();
    await running;
  }),
  rowsOf("recordTimeline")("whole", "after", "what was recorded stays, nothing is added", async () => {
    const timeline = recordTimeline();
    await withAsync(new Opened(), () => {});
    timeline[dispose]();
    await withAsync(new Opened(), () => {});
    timeline[dispose]();
    assert.equal(timeline.events().length, 4);
  }),
];

/** An object each of whose properties is read by a function that fails, or looks at the object again. */
function watched(read: () => unknown): object {
  const get = { get: read, enumerable: true };
  const keys = ["name", "message", "stack", "cause", "error", "suppressed", "errors", "constructor"];
  const dunders = ["__aenter__", "__aexit__", "__enter__", "__exit__"];
  return Object.defineProperties({}, Object.fromEntries([...keys, ...dunders].map((key) => [key, get])));
}

const lookers: [name: string, look: (value: unknown) => unknown][] = [
  ["errorChain", errorChain],
  ["formatError", formatError],
  ["newestError", newestError],
  ["isContextManager", isContextManager],
  ["isAsyncContextManager", isAsyncContextManager],
];
const looking: Row[] = lookers.flatMap(([name, look]) => [
  rowsOf(name)("getter", "throw", "it never throws", () => {
    look(watched(raise));
    look(new SuppressedError(watched(raise), watched(raise)));
  }),
  rowsOf(name)("getter", "re-enter", "a property that is read by looking again", () => {
    let depth = 0;
    const again: object = watched(() => (depth++ < 3 ? look(again) : "SuppressedError"));
    look(again);
    look(new SuppressedError(again, again));
  }),
]);

const guards: Row[] = [
  rowsOf("aware")("whole", "after", "disposed of as often as one likes", () => {
    const check = aware();
    check[dispose]();
    check[dispose]();
    assert.equal(check.aware, false);
  }),
];

export const roomRows: Row[] = [...locks, ...webLocks, ...processes, ...diagnostics, ...looking, ...guards];
