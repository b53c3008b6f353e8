// acquire, fromCallback, fromDisposable, the disposables of functions, listen and patch.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import {
  acquire,
  asyncDisposable,
  type AsyncContextManager,
  defer,
  deferAsync,
  disposable,
  fromCallback,
  fromDisposable,
  listen,
  patch,
  withAsync,
  withSync,
} from "await-using";
import { asyncDispose, dispose } from "await-using/ponyfill";
import { gate, isPending, type Row, rowsOf, thrownBy, throwsNamed } from "./row.js";

const E = new Error("fault");
const raise = (): never => {
  throw E;
};
const exitOf = (manager: AsyncContextManager) => manager.__aexit__(null, null, null);

const ofAcquire = rowsOf("acquire");
const acquireRows: Row[] = [
  ofAcquire("enter", "re-enter", "entered by its own acquire: refused", async (ledger) => {
    const manager: AsyncContextManager<unknown, void> = acquire(
      async () => {
        await throwsNamed(() => manager.__aenter__(), "RuntimeError");
        ledger.enter("a");
      },
      () => ledger.exit("a"),
    );
    await withAsync(manager, () => {});
  }),
  ofAcquire(
    "exit",
    "re-enter",
    "entered by its own release: refused until that has ended",
    async (ledger) => {
      const manager: AsyncContextManager<unknown, void> = acquire(
        () => ledger.enter("a"),
        async () => {
          ledger.exit("a");
          await throwsNamed(() => manager.__aenter__(), "RuntimeError");
        },
      );
      await withAsync(manager, () => {});
      await withAsync(manager, () => {});
    },
  ),
  ofAcquire("exit", "re-enter", "exited by its own release: nothing is released twice", async (ledger) => {
    const manager: AsyncContextManager<unknown, void> = acquire(
      () => ledger.enter("a"),
      async () => {
        ledger.exit("a");
        await exitOf(manager);
        await throwsNamed(() => manager.__aenter__(), "RuntimeError");
      },
    );
    await withAsync(manager, () => {});
  }),
  ofAcquire("whole", "after", "a second exit releases nothing", async (ledger) => {
    const manager = acquire(
      () => ledger.enter("a"),
      () => ledger.exit("a"),
    );
    await manager.__aenter__();
    await exitOf(manager);
    await exitOf(manager);
  }),
  ofAcquire("enter", "after", "an exit while acquire hangs releases nothing", async (ledger) => {
    const { opened, open } = gate();
    const manager = acquire(
      () => opened.then(() => ledger.enter("a")),
      () => ledger.exit("a"),
    );
    const entering = manager.__aenter__();
    await exitOf(manager);
    assert.equal(ledger.exited.size, 0);
    open();
    await entering;
    await exitOf(manager);
  }),
];

const ofCallback = rowsOf("fromCallback");
const callbackRows: Row[] = [
  ofCallback("enter", "throw", "the function throws before it calls back", async () => {
    assert.equal(await thrownBy(fromCallback(raise).__aenter__()), E);
  }),
  ofCallback(
    "enter",
    "throw",
    "the function throws after it called back: the block never runs, and it lets go",
    async () => {
      let block: Promise<void> | undefined;
      const manager = fromCallback((use) => {
        block = use(1);
        return raise();
      });
      assert.equal(await thrownBy(withAsync(manager, () => assert.fail("it ran"))), E);
      assert.equal(await thrownBy(block as Promise<void>), E);
    },
  ),
  ofCallback("enter", "late", "it calls back when its promise has settled: refused", async () => {
    let late!: (value: unknown) => Promise<void>;
    const manager = fromCallback(async (use) => void (late = use));
    await throwsNamed(manager.__aenter__(), "RuntimeError");
    await throwsNamed(late(1), "RuntimeError");
  }),
  ofCallback("enter", "re-enter", "it calls back twice: refused, the block runs once", async (ledger) => {
    const manager = fromCallback(async (use) => {
      ledger.enter("c");
      const first = use(1);
      await throwsNamed(use(2), "RuntimeError");
      await first;
      ledger.exit("c");
    });
    assert.equal(await withAsync(manager, (value) => value), 1);
  }),
  ofCallback(
    "exit",
    "re-enter",
    "entered while the API ends: refused; exited again: nothing",
    async (ledger) => {
      const manager: AsyncContextManager = fromCallback(async (use) => {
        ledger.enter("c");
        await use(1);
        ledger.exit("c");
        await throwsNamed(manager.__aenter__(), "RuntimeError");
        await exitOf(manager);
        await throwsNamed(manager.__aenter__(), "RuntimeError");
      });
      await withAsync(manager, () => {});
    },
  ),
  ofCallback("whole", "after", "a second exit does nothing, and it may be entered anew", async (ledger) => {
    const manager: AsyncContextManager = fromCallback(async (use) => {
      ledger.enter("c");
      await use(1);
      ledger.exit("c");
    });
    await withAsync(manager, () => {});
    await exitOf(manager);
    await withAsync(manager, () => {});
  }),
];

const reverse: Row[] = [
  rowsOf("fromDisposable")("exit", "re-enter", "a disposer that drives another one of it", async (ledger) => {
    let depth = 0;
    const resource = {
      async [asyncDispose]() {
        ledger.exit("r");
        if (depth++ === 0) await drive();
      },
    };
    const drive = (): Promise<unknown> => {
      ledger.enter("r");
      return withAsync(fromDisposable(resource as AsyncDisposable), () => {});
    };
    await drive();
  }),
];

const disposables: Row[] = [
  ...[
    ["defer", (fn: () => void) => defer(fn)] as const,
    ["disposable", (fn: () => void) => disposable(1, fn)] as const,
  ].flatMap(([name, make]) => [
    rowsOf(name)("exit", "re-enter", "its function disposes of it", (ledger) => {
      ledger.enter("d");
      const held: Disposable = make(() => {
        ledger.exit("d");
        held[dispose]();
      });
      held[dispose]();
    }),
    rowsOf(name)("whole", "after", "a second disposal does nothing, also after a failure", async (ledger) => {
      ledger.enter("d");
      const held = make(() => {
        ledger.exit("d");
        raise();
      });
      assert.equal(await thrownBy(() => held[dispose]()), E);
      held[dispose]();
    }),
  ]),
  ...[
    ["deferAsync", (fn: () => Promise<void>) => deferAsync(fn)] as const,
    ["asyncDisposable", (fn: () => Promise<void>) => asyncDisposable(1, fn)] as const,
  ].flatMap(([name, make]) => [
    rowsOf(name)("exit", "re-enter", "its function disposes of it, and waits for that", async (ledger) => {
      ledger.enter("d");
      const held: AsyncDisposable = make(async () => {
        ledger.exit("d");
        await held[asyncDispose]();
      });
      await held[asyncDispose]();
    }),
    rowsOf(name)("exit", "hang", "a second disposal ends at once", async (ledger) => {
      const { opened, open } = gate();
      ledger.enter("d");
      const held = make(async () => {
        ledger.exit("d");
        await opened;
      });
      const first = held[asyncDispose]();
      await held[asyncDispose]();
      assert.equal(await isPending(first), true);
      open();
      await first;
    }),
    rowsOf(name)("whole", "after", "a second disposal does nothing, also after a failure", async (ledger) => {
      ledger.enter("d");
      const held = make(async () => {
        ledger.exit("d");
        raise();
      });
      assert.equal(await thrownBy(held[asyncDispose]()), E);
      await held[asyncDispose]();
    }),
  ]),
];

const ofListen = rowsOf("listen");
const listenRows: Row[] = [
  ofListen("target's add", "throw", "nothing is added, and the error comes out", async () => {
    const target = { addEventListener: raise, removeEventListener: () => assert.fail("removed") };
    assert.equal(await thrownBy(() => listen(target, "x", () => {})), E);
  }),
  ofListen("target's remove", "throw", "the error comes out, once", async () => {
    const held = listen({ on: () => {}, off: raise }, "x", () => {});
    assert.equal(await thrownBy(() => held[dispose]()), E);
    held[dispose]();
  }),
  ofListen("target's add", "re-enter", "it adds another one: each is removed", (ledger) => {
    const target = new EventEmitter();
    let inner: Disposable | undefined;
    target.once("newListener", () => (inner = listen(target, "x", () => ledger.exit("x"))));
    const outer = listen(target, "x", () => ledger.exit("x"));
    ledger.enter("x");
    ledger.enter("x");
    target.emit("x");
    outer[dispose]();
    inner?.[dispose]();
    target.emit("x");
    assert.equal(target.listenerCount("x"), 0);
  }),
  ofListen("target's remove", "re-enter", "it disposes again: nothing more is removed", () => {
    let removed = 0;
    const target = {
      on: () => {},
      off: () => {
        removed++;
        held[dispose]();
      },
    };
    const held = listen(target, "x", () => {});
    held[dispose]();
    assert.equal(removed, 1);
  }),
  ofListen("listener", "throw", "the error goes to whoever emits, and the listener stays", async () => {
    const target = new EventEmitter();
    const held = listen(target, "x", raise);
    assert.equal(await thrownBy(() => target.emit("x")), E);
    assert.equal(target.listenerCount("x"), 1);
    held[dispose]();
    assert.equal(target.listenerCount("x"), 0);
  }),
  ofListen("listener", "re-enter", "it removes itself", (ledger) => {
    const target = new EventEmitter();
    const held: Disposable = listen(target, "x", () => {
      ledger.exit("x");
      held[dispose]();
    });
    ledger.enter("x");
    target.emit("x");
    target.emit("x");
  }),
  ofListen("whole", "after", "a second disposal removes nothing of somebody else", () => {
    const target = new EventEmitter();
    const listener = (): void => {};
    const first = listen(target, "x", listener);
    first[dispose]();
    const second = listen(target, "x", listener);
    first[dispose]();
    assert.equal(target.listenerCount("x"), 1);
    second[dispose]();
  }),
];

const ofPatch = rowsOf("patch");
const patchRows: Row[] = [
  ofPatch("property", "throw", "a getter throws: nothing is changed", async () => {
    const object = {
      get key(): number {
        return raise();
      },
    };
    const before = Object.getOwnPropertyDescriptor(object, "key");
    assert.equal(await thrownBy(() => patch(object as { key: number }, "key", 1)), E);
    assert.deepEqual(Object.getOwnPropertyDescriptor(object, "key"), before);
  }),
  ofPatch("property", "throw", "a Proxy refuses the change: the error comes out", async () => {
    const object = new Proxy({ key: 1 }, { defineProperty: raise });
    assert.equal(await thrownBy(() => patch(object, "key", 2)), E);
    assert.equal(object.key, 1);
  }),
  ofPatch("property", "throw", "it cannot be changed back: the error comes out of the disposal", async () => {
    const object = { key: 1 };
    const held = patch(object, "key", 2);
    Object.freeze(object);
    await throwsNamed(() => held[dispose](), "TypeError");
    held[dispose]();
  }),
  ofPatch("property", "re-enter", "patched within a patch: each restores what it found", () => {
    const object = { key: 1 };
    const outer = patch(object, "key", 2);
    const inner = patch(object, "key", 3);
    inner[dispose]();
    assert.equal(object.key, 2);
    outer[dispose]();
    assert.equal(object.key, 1);
  }),
  ofPatch("whole", "after", "a second disposal leaves what came after it alone", () => {
    const object = { key: 1 };
    const held = patch(object, "key", 2);
    held[dispose]();
    object.key = 3;
    held[dispose]();
    assert.equal(object.key, 3);
  }),
  rowsOf("fromDisposable")("whole", "after", "each exit is one disposal: drivers call it once", (ledger) => {
    ledger.enter("r");
    withSync(fromDisposable({ [dispose]: () => ledger.exit("r") }), () => {});
  }),
];

export const adapterRows: Row[] = [
  ...acquireRows,
  ...callbackRows,
  ...reverse,
  ...disposables,
  ...listenRows,
  ...patchRows,
];
