// The function drivers, what is entered by hand, and compiled blocks: from within, and when they are over.
import assert from "node:assert/strict";
import {
  AbstractAsyncContextManager,
  AbstractContextManager,
  asyncContextManager,
  type Completion,
  contextManager,
  decorate,
  decorateSync,
  enter,
  enterSync,
  exit,
  fromDisposable,
  unconfirmed,
  unconfirmedSync,
  withAsync,
  withSync,
} from "await-using";
import { asyncDispose, asyncIteratorDispose, dispose, iteratorDispose } from "await-using/ponyfill";
import { gate, isPending, type Ledger, type Row, rowsOf, thrownBy, throwsNamed } from "./row.js";

const E = new Error("fault");
const raise = (): never => {
  throw E;
};

type Manager = ReturnType<Ledger["manager"]>;

const functions: [
  name: string,
  isAsync: boolean,
  drive: (manager: Manager, body: () => unknown) => unknown,
][] = [
  ["withAsync", true, (manager, body) => withAsync(manager, body)],
  ["withSync", false, (manager, body) => withSync(manager, body)],
  ["decorate", true, (manager, body) => decorate(() => manager)(body)()],
  ["decorateSync", false, (manager, body) => decorateSync(() => manager)(body)()],
];

/** The same manager is driven again by one of its own callbacks, or by the body. */
const again: Row[] = functions.flatMap(([name, isAsync, drive]) =>
  (["enter", "exit", "body"] as const).map((point) =>
    rowsOf(name)(point, "re-enter", "the same manager is driven by its own callback", async (ledger) => {
      let depth = 0;
      const nested = (): unknown => (depth++ === 0 ? drive(manager, () => "inner") : undefined);
      const manager: Manager = ledger.manager("m", {
        ...(point === "enter" && { entering: nested }),
        ...(point === "exit" && {
          exiting: () => (isAsync ? Promise.resolve(nested()).then(() => false) : void nested()),
        }),
      });
      const result = await drive(manager, () => (point === "body" ? nested() : "outer"));
      assert.equal(result, point === "body" ? "inner" : "outer");
      assert.equal(ledger.entered.get("m"), 2);
    }),
  ),
);

/** Its own `[exit]` disposes of it again, while it is refused. */
const refusals: Row[] = [
  rowsOf("unconfirmed")("exit", "re-enter", "the exit is confirmed by itself", async () => {
    let depth = 0;
    const held = {
      async [exit](completion: Completion): Promise<Completion> {
        if (depth++ === 0) await throwsNamed(() => unconfirmed(held), "UnconfirmedExitError");
        return completion;
      },
    };
    await throwsNamed(() => unconfirmed(held), "UnconfirmedExitError");
    assert.equal(depth, 2);
  }),
  rowsOf("unconfirmedSync")("exit", "re-enter", "the exit is confirmed by itself", async () => {
    let depth = 0;
    const held = {
      [exit](completion: Completion): Completion {
        if (depth++ === 0) assert.throws(() => unconfirmedSync(held), { name: "UnconfirmedExitError" });
        return completion;
      },
    };
    assert.throws(() => unconfirmedSync(held), { name: "UnconfirmedExitError" });
    assert.equal(depth, 2);
  }),
];

const factories: Row[] = [
  rowsOf("decorate")("fresh", "throw", "no manager, so the function does not run", async () => {
    const wrapped = decorate(() => raise())(() => assert.fail("it ran"));
    assert.equal(await thrownBy(async () => wrapped()), E);
  }),
  rowsOf("decorateSync")("fresh", "throw", "no manager, so the function does not run", async () => {
    const wrapped = decorateSync(() => raise())(() => assert.fail("it ran"));
    assert.equal(await thrownBy(() => wrapped()), E);
  }),
  rowsOf("decorate")("fresh", "re-enter", "it calls a function decorated by it", async (ledger) => {
    let depth = 0;
    const decorator = decorate((): Manager => {
      if (depth++ === 0) inner = decorator(() => "inner")();
      return ledger.manager("m");
    });
    let inner: Promise<unknown> | undefined;
    assert.deepEqual([await decorator(() => "outer")(), await inner], ["outer", "inner"]);
  }),
  rowsOf("decorateSync")("fresh", "re-enter", "it calls a function decorated by it", (ledger) => {
    let depth = 0;
    const decorator = decorateSync((): Manager => {
      if (depth++ === 0) assert.equal(decorator(() => "inner")(), "inner");
      return ledger.manager("m");
    });
    assert.equal(decorator(() => "outer")(), "outer");
  }),
  rowsOf("AsyncGeneratorManager#decorate")(
    "body",
    "re-enter",
    "the function calls itself: a fresh manager each",
    async (ledger) => {
      const manager = asyncContextManager(async function* () {
        ledger.enter("g");
        yield;
        ledger.exit("g");
      });
      const wrapped: (left: number) => Promise<unknown> = manager().decorate(async (left: number) =>
        left > 0 ? wrapped(left - 1) : "end",
      );
      assert.equal(await wrapped(2), "end");
      assert.equal(ledger.entered.get("g"), 3);
    },
  ),
  rowsOf("GeneratorManager#decorate")(
    "body",
    "re-enter",
    "the function calls itself: a fresh manager each",
    (ledger) => {
      const manager = contextManager(function* () {
        ledger.enter("g");
        yield;
        ledger.exit("g");
      });
      const wrapped: (left: number) => unknown = manager().decorate((left: number) =>
        left > 0 ? wrapped(left - 1) : "end",
      );
      assert.equal(wrapped(2), "end");
      assert.equal(ledger.entered.get("g"), 3);
    },
  ),
  ...(["enter", "exit"] as const).flatMap((point): Row[] => [
    rowsOf("AsyncGeneratorManager#decorate")(
      point,
      "re-enter",
      "the generator calls the function: a fresh one each",
      async (ledger) => {
        let depth = 0;
        const again = async (at: string): Promise<void> => {
          if (at === point && depth++ === 0) assert.equal(await wrapped(), "end");
        };
        const manager = asyncContextManager(async function* () {
          await again("enter");
          ledger.enter("g");
          yield;
          ledger.exit("g");
          await again("exit");
        });
        const wrapped = manager().decorate(async () => "end");
        assert.equal(await wrapped(), "end");
        assert.equal(ledger.entered.get("g"), 2);
      },
    ),
    rowsOf("GeneratorManager#decorate")(
      point,
      "re-enter",
      "the generator calls the function: a fresh one each",
      (ledger) => {
        let depth = 0;
        const again = (at: string): void => {
          if (at === point && depth++ === 0) assert.equal(wrapped(), "end");
        };
        const manager = contextManager(function* () {
          again("enter");
          ledger.enter("g");
          yield;
          ledger.exit("g");
          again("exit");
        });
        const wrapped = manager().decorate(() => "end");
        assert.equal(wrapped(), "end");
        assert.equal(ledger.entered.get("g"), 2);
      },
    ),
  ]),
];

const faces = [
  {
    name: "Entered",
    by: "enter",
    isAsync: true,
    symbol: asyncDispose,
    enter: (m: Manager) => enter(m, { outcome: "ignored" }),
  },
  {
    name: "EnteredSync",
    by: "enterSync",
    isAsync: false,
    symbol: dispose,
    enter: (m: Manager) => enterSync(m, { outcome: "ignored" }),
  },
] as const;

type Held = Record<PropertyKey, (...args: unknown[]) => unknown>;

const held: Row[] = faces.flatMap((face): Row[] => {
  const disposer = face.isAsync ? "[Symbol.asyncDispose]" : "[Symbol.dispose]";
  const ended = { error: new Error("passes") };
  const checks: [method: string, check: (held: Held) => unknown][] = [
    ["ok", (held) => throwsNamed(async () => held["ok"]?.(), "ReferenceError")],
    ["fail", (held) => throwsNamed(async () => held["fail"]?.(new Error("late")), "ReferenceError")],
    ["[exit]", async (held) => assert.equal(await held[exit]?.(ended), ended)],
    [disposer, async (held) => assert.equal(await held[face.symbol]?.(), undefined)],
    ["value", (held) => assert.equal(held["value"], "m")],
  ];
  return checks.flatMap(([method, check]) => [
    rowsOf(`${face.name}#${method}`, face.by)("whole", "after", "the exit ran already", async (ledger) => {
      const held = (await face.enter(ledger.manager("m"))) as unknown as Held;
      await held[face.symbol]?.();
      await check(held);
    }),
    ...[face.symbol, exit].map((by) =>
      rowsOf(`${face.name}#${method}`, `${face.name}#${by === exit ? "[exit]" : disposer}`, face.by)(
        "exit",
        "re-enter",
        `the exit calls ${method}`,
        async (ledger) => {
          const checked: unknown[] = [];
          const exiting = (): unknown => {
            checked.push(check(held));
            return face.isAsync ? checked[0] && Promise.resolve(checked[0]).then(() => false) : undefined;
          };
          const held = (await face.enter(ledger.manager("m", { exiting }))) as unknown as Held;
          await held[by]?.();
          await Promise.all(checked);
          assert.equal(checked.length, 1);
        },
      ),
    ),
  ]);
});

const entering: Row[] = faces.map((face) =>
  rowsOf(face.by)("enter", "re-enter", "the manager enters itself", async (ledger) => {
    let depth = 0;
    const inner: unknown[] = [];
    const manager: Manager = ledger.manager("m", {
      entering: () => (depth++ === 0 ? inner.push(face.enter(manager)) : undefined),
    });
    const outer = await face.enter(manager);
    for (const each of [outer, ...(await Promise.all(inner))]) await (each as Held)[face.symbol]?.();
    assert.equal(ledger.entered.get("m"), 2);
  }),
);

const overlapping = rowsOf("Entered#[Symbol.asyncDispose]", "enter")(
  "exit",
  "hang",
  "a second disposal ends at once, and exits nothing",
  async (ledger) => {
    const { opened, open } = gate<boolean>();
    const held = await enter(ledger.manager("m", { exiting: () => opened }), { outcome: "ignored" });
    const first = held[asyncDispose]();
    await held[asyncDispose]();
    assert.equal(await isPending(first), true);
    open(false);
    await first;
  },
);

/** `[exit]`, the abstract bases, and the iterators' disposers hold nothing: each call is one exit. */
const stateless: Row[] = [
  rowsOf("exit")("exit", "re-enter", "an error-aware exit drives its resource again", async (ledger) => {
    let depth = 0;
    const resource = {
      [exit]: async (ended: unknown) => {
        ledger.exit("r");
        if (depth++ === 0) await drive();
        return ended;
      },
      [asyncDispose]: async () => {},
    };
    const drive = (): Promise<unknown> => {
      ledger.enter("r");
      return withAsync(fromDisposable(resource as never) as never, () => "value");
    };
    assert.equal(await drive(), "value");
  }),
  rowsOf("AbstractAsyncContextManager")(
    "exit",
    "re-enter",
    "the manager is driven by its own exit",
    async (ledger) => {
      class Own extends AbstractAsyncContextManager {
        depth = 0;
        override async __aenter__(): Promise<this> {
          ledger.enter("own");
          return super.__aenter__();
        }
        async __aexit__(): Promise<void> {
          ledger.exit("own");
          if (this.depth++ === 0) await withAsync(this, () => {});
        }
      }
      await withAsync(new Own(), () => {});
    },
  ),
  rowsOf("AbstractContextManager")("exit", "re-enter", "the manager is driven by its own exit", (ledger) => {
    class Own extends AbstractContextManager {
      depth = 0;
      override __enter__(): this {
        ledger.enter("own");
        return super.__enter__();
      }
      __exit__(): void {
        ledger.exit("own");
        if (this.depth++ === 0) withSync(this, () => {});
      }
    }
    withSync(new Own(), () => {});
  }),
  rowsOf("iteratorDispose")(
    "exit",
    "re-enter",
    "return() calls the disposer: as often as it is called",
    () => {
      let calls = 0;
      const iterator = {
        return: () => {
          if (calls++ === 0) iteratorDispose.call(iterator as never);
        },
      };
      iteratorDispose.call(iterator as never);
      assert.equal(calls, 2);
    },
  ),
  rowsOf("asyncIteratorDispose")(
    "exit",
    "re-enter",
    "return() calls the disposer: as often as it is called",
    async () => {
      let calls = 0;
      const iterator = {
        return: async () => {
          if (calls++ === 0) await asyncIteratorDispose.call(iterator as never);
        },
      };
      await asyncIteratorDispose.call(iterator as never);
      assert.equal(calls, 2);
    },
  ),
  rowsOf("iteratorDispose")("whole", "after", "a generator that ended is left alone", (ledger) => {
    const generator = (function* () {
      ledger.enter("g");
      try {
        yield 1;
      } finally {
        ledger.exit("g");
      }
    })();
    generator.next();
    iteratorDispose.call(generator as never);
    iteratorDispose.call(generator as never);
  }),
  rowsOf("asyncIteratorDispose")("whole", "after", "a generator that ended is left alone", async (ledger) => {
    const generator = (async function* () {
      ledger.enter("g");
      try {
        yield 1;
      } finally {
        ledger.exit("g");
      }
    })();
    await generator.next();
    await asyncIteratorDispose.call(generator as never);
    await asyncIteratorDispose.call(generator as never);
  }),
];

export const driverRows: Row[] = [
  ...again,
  ...refusals,
  ...factories,
  ...held,
  ...entering,
  overlapping,
  ...stateless,
];
