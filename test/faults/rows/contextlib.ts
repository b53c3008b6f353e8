// The managers of contextlib and asyncio: generators, closing, suppress, parallel, limitExit, timeout, taskGroup.
import assert from "node:assert/strict";
import {
  aclosing,
  asyncContextManager,
  closing,
  contextManager,
  errorChain,
  limitExit,
  nullContext,
  parallel,
  suppress,
  taskGroup,
  timeout,
  timeoutAt,
  TimeoutError,
  withAsync,
  withSync,
} from "await-using";
import { gate, isPending, type Ledger, type Row, rowsOf, thrownBy, throwsNamed, withClock } from "./row.js";

const E = new Error("fault");
const P = new Error("block");
const raise = (): never => {
  throw E;
};
const fail = (): never => {
  throw P;
};

const generators: Row[] = [
  rowsOf("asyncContextManager")(
    "enter",
    "re-enter",
    "entered by its own generator: refused",
    async (ledger) => {
      const manager = asyncContextManager(async function* () {
        await throwsNamed(manager.__aenter__(), "RuntimeError");
        ledger.enter("g");
        yield 1;
        ledger.exit("g");
      })();
      assert.equal(await withAsync(manager, (value) => value), 1);
    },
  ),
  rowsOf("asyncContextManager")(
    "exit",
    "re-enter",
    "exited by its own generator: the code after yield runs once",
    async (ledger) => {
      let second: PromiseLike<boolean> | undefined;
      const manager = asyncContextManager(async function* () {
        ledger.enter("g");
        yield 1;
        ledger.exit("g");
        second = manager.__aexit__(null, null, null);
      })();
      await withAsync(manager, () => {});
      assert.equal(await second, false);
    },
  ),
  rowsOf("asyncContextManager")(
    "whole",
    "after",
    "single-use; a second exit runs nothing",
    async (ledger) => {
      const manager = asyncContextManager(async function* () {
        ledger.enter("g");
        try {
          yield 1;
        } finally {
          ledger.exit("g");
        }
      })();
      await withAsync(manager, () => {});
      await throwsNamed(manager.__aenter__(), "RuntimeError");
      assert.equal(await manager.__aexit__(Error, P, null), false);
    },
  ),
  rowsOf("contextManager")("enter", "re-enter", "entered by its own generator: refused", (ledger) => {
    const manager = contextManager(function* () {
      assert.throws(() => manager.__enter__(), { name: "RuntimeError" });
      ledger.enter("g");
      yield 1;
      ledger.exit("g");
    })();
    assert.equal(
      withSync(manager, (value) => value),
      1,
    );
  }),
  rowsOf("contextManager")(
    "exit",
    "re-enter",
    "exited by its own generator: the engine refuses, it runs once",
    (ledger) => {
      const manager = contextManager(function* () {
        ledger.enter("g");
        yield 1;
        ledger.exit("g");
        assert.throws(() => manager.__exit__(null, null, null), TypeError);
      })();
      withSync(manager, () => {});
    },
  ),
  rowsOf("contextManager")("whole", "after", "single-use; a second exit runs nothing", async (ledger) => {
    const manager = contextManager(function* () {
      ledger.enter("g");
      try {
        yield 1;
      } finally {
        ledger.exit("g");
      }
    })();
    withSync(manager, () => {});
    await throwsNamed(() => manager.__enter__(), "RuntimeError");
    assert.equal(manager.__exit__(Error, P, null), false);
  }),
];

const closings: Row[] = [
  rowsOf("closing")("exit", "re-enter", "close() drives another closing of it", (ledger) => {
    let depth = 0;
    const thing = {
      close(): void {
        ledger.exit("t");
        if (depth++ === 0) drive();
      },
    };
    const drive = (): void => {
      ledger.enter("t");
      withSync(closing(thing), () => {});
    };
    drive();
  }),
  rowsOf("aclosing")("exit", "re-enter", "aclose() drives another aclosing of it", async (ledger) => {
    let depth = 0;
    const thing = {
      async aclose(): Promise<void> {
        ledger.exit("t");
        if (depth++ === 0) await drive();
      },
    };
    const drive = (): Promise<unknown> => {
      ledger.enter("t");
      return withAsync(aclosing(thing), () => {});
    };
    await drive();
  }),
];

class Hostile extends Error {
  static override [Symbol.hasInstance](): boolean {
    return raise();
  }
}
class Reentrant extends Error {
  static override [Symbol.hasInstance](error: unknown): boolean {
    withSync(suppress(RangeError), () => {
      throw new RangeError();
    });
    return error === P;
  }
}
const suppressing: Row[] = [
  rowsOf("suppress")(
    "type's instanceof",
    "throw",
    "what it throws and the block's error both come out",
    async () => {
      for (const error of [
        await thrownBy(() => withSync(suppress(Hostile), fail)),
        await thrownBy(withAsync(suppress(Hostile), fail)),
      ]) {
        assert.deepEqual(errorChain(error), [E, P]);
      }
    },
  ),
  rowsOf("suppress")("type's instanceof", "re-enter", "it suppresses something itself", async () => {
    assert.equal(withSync(suppress(Reentrant), fail), undefined);
    assert.equal(await withAsync(suppress(Reentrant), fail), undefined);
  }),
  rowsOf("suppress", "nullContext")("whole", "after", "reusable and reentrant: it holds nothing", () => {
    for (const manager of [suppress(Error), nullContext(1)]) {
      withSync(manager as ReturnType<typeof suppress>, () => withSync(manager as never, () => {}));
    }
  }),
];

const ofParallel = rowsOf("parallel");
const parallels: Row[] = [
  ...(["throw", "reject", "late"] as const).map((fault) =>
    ofParallel(
      "enter",
      fault,
      "the others are entered to their end, and exited with that error",
      async (ledger) => {
        const told: unknown[] = [];
        const exiting = (error: unknown): void => void told.push(error);
        const { opened, open } = gate();
        const failing = {
          __aenter__:
            fault === "throw" ? raise : () => (fault === "late" ? opened : Promise.resolve()).then(raise),
          __aexit__: () => assert.fail("exited, and never entered"),
        };
        const slow = ledger.manager("slow", { entering: () => opened, exiting });
        const running = withAsync(parallel(ledger.manager("quick", { exiting }), failing, slow), () =>
          assert.fail(),
        );
        const caught = thrownBy(running);
        assert.equal(await isPending(caught), true);
        open();
        assert.equal(await caught, E);
        assert.deepEqual(told, [E, E]);
      },
    ),
  ),
  ofParallel("enter", "hang", "nothing runs until it lets go, then all are exited", async (ledger) => {
    const { opened, open } = gate();
    const running = withAsync(
      parallel(ledger.manager("a"), ledger.manager("b", { entering: () => opened })),
      (values) => values,
    );
    assert.equal(await isPending(running), true);
    assert.deepEqual([...ledger.entered.keys(), ledger.exited.size], ["a", 0]);
    open();
    assert.deepEqual(await running, ["a", "b"]);
  }),
  ofParallel("exit", "hang", "the others are exited meanwhile", async (ledger) => {
    const { opened, open } = gate<boolean>();
    const running = withAsync(
      parallel(ledger.manager("a", { exiting: () => opened }), ledger.manager("b"), ledger.manager("c")),
      () => "value",
    );
    assert.equal(await isPending(running), true);
    assert.equal(ledger.exited.size, 3);
    open(false);
    assert.equal(await running, "value");
  }),
  ofParallel("exit", "throw", "every error comes out, none twice", async (ledger) => {
    const errors = [new Error("a"), new Error("b")];
    const managers = errors.map((error, at) =>
      ledger.manager(`m${at}`, {
        exiting: () => {
          throw error;
        },
      }),
    );
    const error = await thrownBy(withAsync(parallel(...managers), fail));
    assert.deepEqual(new Set(errorChain(error)), new Set([...errors, P]));
    assert.equal(errorChain(error).length, 3);
  }),
  ofParallel("exit", "re-enter", "an exit drives the same managers again", async (ledger) => {
    let depth = 0;
    const both: ReturnType<Ledger["manager"]>[] = [
      ledger.manager("a", {
        exiting: async () => {
          if (depth++ === 0) await withAsync(parallel(...both), () => {});
        },
      }),
      ledger.manager("b"),
    ];
    await withAsync(parallel(...both), () => {});
  }),
  ofParallel("enter", "re-enter", "an enter drives the same managers", async (ledger) => {
    let depth = 0;
    const both: ReturnType<Ledger["manager"]>[] = [
      ledger.manager("a", {
        entering: async () => {
          if (depth++ === 0) await withAsync(parallel(...both), () => {});
        },
      }),
      ledger.manager("b"),
    ];
    await withAsync(parallel(...both), () => {});
  }),
];

const ofLimit = rowsOf("limitExit");
const limits: Row[] = [
  ofLimit(
    "exit",
    "hang",
    "after the limit it is a TimeoutError over the block's error, and the exit ran once",
    async (ledger) => {
      await withClock(async (move) => {
        const { opened, open } = gate<boolean>();
        const running = thrownBy(
          withAsync(limitExit(ledger.manager("m", { exiting: () => opened }), 100), fail),
        );
        await move(99);
        assert.equal(await isPending(running), true);
        await move(1);
        const error = await running;
        assert.equal(errorChain(error)[1], P);
        assert.ok(errorChain(error)[0] instanceof TimeoutError);
        open(true); // too late to suppress
      });
    },
  ),
  ofLimit("exit", "reject", "too late: nobody is told, and nothing is unhandled", async (ledger) => {
    await withClock(async (move) => {
      const { opened, fail: refuse } = gate<boolean>();
      const running = thrownBy(
        withAsync(limitExit(ledger.manager("m", { exiting: () => opened }), 100), () => {}),
      );
      await move(100);
      assert.ok((await running) instanceof TimeoutError);
      refuse(E);
    });
  }),
  ...(["enter", "exit"] as const).map((point) =>
    ofLimit(point, "re-enter", "it is driven by its own callback", async (ledger) => {
      let depth = 0;
      const callback = async (): Promise<void> => {
        if (depth++ === 0) await withAsync(limited, () => {});
      };
      const limited = limitExit(
        ledger.manager("m", { [point === "enter" ? "entering" : "exiting"]: callback }),
        1000,
      );
      await withAsync(limited, () => {});
      assert.equal(ledger.entered.get("m"), 2);
    }),
  ),
  ofLimit("whole", "after", "as often as the manager may be: here twice", async (ledger) => {
    const limited = limitExit(ledger.manager("m"), 1000);
    await withAsync(limited, () => {});
    await withAsync(limited, () => {});
  }),
];

const makers = [
  ["timeout", (ms: number, options?: object) => timeout(ms, options)],
  ["timeoutAt", (ms: number, options?: object) => timeoutAt(Date.now() + ms, options)],
] as const;
const timeouts: Row[] = makers.flatMap(([name, make]): Row[] => {
  const of = rowsOf(name, "Timeout#race", "Timeout#reschedule");
  return [
    of("race", "hang", "at the deadline the block ends with a TimeoutError, the timer is gone", async () => {
      await withClock(async (move) => {
        const running = thrownBy(withAsync(make(100), (limit) => limit.race(new Promise(() => {}))));
        await move(99);
        assert.equal(await isPending(running), true);
        await move(1);
        assert.ok((await running) instanceof TimeoutError);
      });
    }),
    of("race", "late", "what comes after the deadline is ignored", async () => {
      await withClock(async (move) => {
        const { opened, open } = gate<string>();
        const running = thrownBy(withAsync(make(100), (limit) => limit.race(opened)));
        await move(100);
        assert.ok((await running) instanceof TimeoutError);
        open("late");
      });
    }),
    of(
      "race",
      "reject",
      "before the deadline it is the block's error; after it, nobody's, and handled",
      async () => {
        await withClock(async (move) => {
          assert.equal(await thrownBy(withAsync(make(100), (limit) => limit.race(Promise.reject(E)))), E);
          const { opened, fail: refuse } = gate();
          const running = thrownBy(withAsync(make(100), (limit) => limit.race(opened)));
          await move(100);
          assert.ok((await running) instanceof TimeoutError);
          refuse(E);
        });
      },
    ),
    of("race", "throw", "a thenable whose then throws is the block's error", async () => {
      await withClock(async () => {
        const hostile = { then: raise } as PromiseLike<never>;
        assert.equal(await thrownBy(withAsync(make(100), (limit) => limit.race(hostile))), E);
      });
    }),
    of("race", "re-enter", "entered again while it runs: refused, the block goes on", async () => {
      await withClock(async () => {
        const limit = make(100);
        const body = async (): Promise<string> => {
          await throwsNamed(limit.race(limit.__aenter__()), "RuntimeError");
          return "value";
        };
        assert.equal(await withAsync(limit, body), "value");
      });
    }),
    of(
      "whole",
      "after",
      "entered or rescheduled after its exit: refused, and no timer is started",
      async () => {
        await withClock(async () => {
          const limit = make(100);
          await withAsync(limit, () => {});
          await throwsNamed(limit.__aenter__(), "RuntimeError");
          await throwsNamed(() => limit.reschedule(5), "RuntimeError");
          assert.equal(limit.expired(), false);
          assert.equal(await limit.race(1), 1);
          await limit.__aexit__(null, null);
        });
      },
    ),
    ...signalRows(of, (signal) => make(100, { signal })),
  ];
});

/** The outer signal is the program's own object, and its methods may fail. */
function signalRows(
  of: ReturnType<typeof rowsOf>,
  make: (signal: object) => ReturnType<typeof timeout> | ReturnType<typeof taskGroup>,
): Row[] {
  const signal = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} };
  return [
    of(
      "signal",
      "throw",
      "the outer signal takes no listener: the block does not run, no timer is left",
      async () => {
        await withClock(async () => {
          const manager = make({ ...signal, addEventListener: raise });
          assert.equal(await thrownBy(withAsync(manager as never, () => assert.fail("it ran"))), E);
        });
      },
    ),
    of(
      "signal",
      "throw",
      "the outer signal keeps its listener: both errors come out, no timer is left",
      async () => {
        await withClock(async () => {
          const manager = make({ ...signal, removeEventListener: raise });
          const error = await thrownBy(withAsync(manager as never, fail));
          assert.deepEqual(errorChain(error), [E, P]);
        });
      },
    ),
    of("signal", "re-enter", "the outer signal is aborted by its own addEventListener", async () => {
      await withClock(async () => {
        const outer = {
          ...signal,
          reason: E,
          addEventListener: (_type: string, abort: () => void) => abort(),
        };
        const running = withAsync(make(outer) as ReturnType<typeof timeout>, (block) =>
          block.race(new Promise(() => {})),
        );
        assert.equal(await thrownBy(running), E);
      });
    }),
  ];
}

const ofGroup = rowsOf("taskGroup", "TaskGroup#createTask");
const inGroup = (body: (group: ReturnType<typeof taskGroup>) => unknown): Promise<unknown> =>
  withAsync(taskGroup(), body);
const groups: Row[] = [
  ...(["throw", "reject", "late"] as const).map((fault) =>
    ofGroup(
      "task",
      fault,
      "its error comes out in the group's, and the other tasks are awaited",
      async (ledger) => {
        const { opened, open } = gate();
        const caught = thrownBy(
          inGroup((group) => {
            void group.createTask(
              fault === "throw" ? raise : () => (fault === "late" ? opened : Promise.resolve()).then(raise),
            );
            void group.createTask(async () => {
              ledger.enter("task");
              await opened;
              ledger.exit("task");
            });
          }),
        );
        assert.equal(await isPending(caught), true);
        open();
        assert.deepEqual(((await caught) as AggregateError).errors, [E]);
      },
    ),
  ),
  ofGroup("task", "hang", "the exit waits for it, also when another one failed", async (ledger) => {
    const { opened, open } = gate();
    let signal: AbortSignal | undefined;
    const caught = thrownBy(
      inGroup((group) => {
        signal = group.signal as AbortSignal;
        void group.createTask(raise);
        void group.createTask(async () => {
          ledger.enter("task");
          await opened;
          ledger.exit("task");
        });
      }),
    );
    assert.equal(await isPending(caught), true);
    assert.equal(signal?.aborted, true);
    open();
    assert.deepEqual(((await caught) as AggregateError).errors, [E]);
  }),
  ofGroup(
    "task",
    "re-enter",
    "a task starts another while the group exits; entered again: refused",
    async (ledger) => {
      await inGroup((group) => {
        void group.createTask(async () => {
          await throwsNamed(group.__aenter__(), "RuntimeError");
          await Promise.resolve();
          void group.createTask(async () => {
            ledger.enter("late");
            await Promise.resolve();
            ledger.exit("late");
          });
        });
      });
    },
  ),
  ofGroup(
    "whole",
    "after",
    "a task of a finished group is refused, and its rejection is handled",
    async () => {
      const group = taskGroup();
      await withAsync(group, () => {});
      await throwsNamed(() => group.createTask(Promise.reject(E)), "RuntimeError");
      await throwsNamed(() => group.createTask(() => assert.fail("it ran")), "RuntimeError");
      await throwsNamed(group.__aenter__(), "RuntimeError");
      await group.__aexit__(null, null);
    },
  ),
  ...(["throw", "reject", "hang", "late", "re-enter"] as const).map((fault) =>
    rowsOf("taskGroup", "TaskGroup#race")(
      "race",
      fault,
      "the block ends with the group's failure",
      async () => {
        const { opened, open, fail: refuse } = gate();
        const waits = {
          throw: () => ({ then: raise }) as PromiseLike<never>,
          reject: () => Promise.reject(E),
          hang: () => new Promise(() => {}),
          late: () => opened,
          "re-enter": (group: ReturnType<typeof taskGroup>) => group.race(Promise.reject(E)),
        };
        const error = await thrownBy(
          inGroup((group) => {
            if (fault === "hang" || fault === "late") void group.createTask(raise);
            return group.race<unknown>(waits[fault](group));
          }),
        );
        assert.ok(
          errorChain(error)
            .flatMap((each) => (each as AggregateError).errors ?? [each])
            .includes(E),
        );
        if (fault === "late") refuse(new Error("too late"));
        open();
      },
    ),
  ),
  ...signalRows(rowsOf("taskGroup"), (signal) => taskGroup({ signal: signal as AbortSignal })),
];

export const contextlibRows: Row[] = [
  ...generators,
  ...closings,
  ...suppressing,
  ...parallels,
  ...limits,
  ...timeouts,
  ...groups,
];
