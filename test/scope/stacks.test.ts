// ExitStack and AsyncExitStack: one suite, both faces. The reference is nested `with` blocks.
import {
  AsyncExitStack,
  type Completion,
  enter,
  enterSync,
  errorChain,
  exit,
  ExitStack,
  fromDisposable,
  suppress,
  withAsync,
  withSync,
} from "await-using";
import { AsyncDisposableStack, DisposableStack } from "await-using/ponyfill";
import { AsyncManager, faces, SyncManager } from "./managers.js";
import { caught } from "../caught.js";

const E = new Error("body");
const T = new Error("exit");
const messages = (error: unknown): unknown[] => errorChain(error).map((each) => (each as Error).message);

/** The two stacks have the same methods; `enter` is awaited in both suites. */
type Stack = ExitStack & { enter(manager: never, options?: object): PromiseLike<string> };

describe.each(faces)("$name", (face) => {
  // A sync stack's body is sync: enters are collected, and only awaited where they are promises.
  const run = (body: (stack: Stack) => unknown): Promise<unknown> =>
    face.run(face.name === "synchronous" ? (body as never) : (((stack: Stack) => body(stack)) as never));

  test("R9: leaves last in, first out, each told what the inner ones left", async () => {
    const trace: unknown[] = [];
    const m = (name: string, more: object = {}): never => face.manager({ name, trace, ...more });
    const result = await face.run(async (stack: never) => {
      const s = stack as Stack;
      expect(await s.enter(m("a"))).toBe("a");
      await s.enter(m("b", { result: true }));
      await s.enter(m("c", { exitThrows: { error: T } }));
      throw E;
    });
    expect(result).toBeUndefined();
    expect(trace).toEqual([
      "enter a",
      "enter b",
      "enter c",
      "exit c told body",
      "exit b told exit",
      "exit a",
    ]);
  });

  test("R9: one entry suppresses, a later one throws: its error propagates alone", async () => {
    const error = await caught(
      run((stack) => {
        stack.exit(() => {
          throw T;
        });
        stack.exit(() => true);
        throw E;
      }),
    );
    expect(error).toBe(T);
  });

  test("R9: also when the stack is driven as a manager, entered on a stack, or used as a resource", async () => {
    const failing = (): Stack => {
      const inner = face.stack() as unknown as Stack;
      inner.exit(() => {
        throw T;
      });
      inner.exit(() => true);
      return inner;
    };
    const body = (): never => {
      throw E;
    };
    expect(await caught(face.with(failing() as never, body))).toBe(T);
    expect(
      await caught(
        face.run(async (stack: never) => {
          await (stack as Stack).enter(failing() as never);
          body();
        }),
      ),
    ).toBe(T);
    expect(
      await caught(
        run((stack) => {
          stack.use(failing());
          body();
        }),
      ),
    ).toBe(T);
    expect(
      await caught(
        face.run(async (stack: never) => {
          (stack as Stack).use((await face.enter(failing() as never)) as never);
          body();
        }),
      ),
    ).toBe(T);
    const plain = fromDisposable(failing() as never) as never;
    expect(await caught(face.with(plain, body))).toBe(T);
  });

  test("exit callbacks are told the triple, and suppress by a truthy result", async () => {
    const told: unknown[][] = [];
    const result = await run((stack) => {
      stack.exit((...args) => void told.push(args));
      stack.exit((...args) => {
        told.push(args);
        return "truthy";
      });
      throw E;
    });
    expect(result).toBeUndefined();
    expect(told).toEqual([
      [Error, E, E.stack],
      [null, null, null],
    ]);
  });

  test("exit takes a manager without entering it, and returns its argument", async () => {
    const trace: unknown[] = [];
    const manager = face.manager({ name: "m", trace, result: true });
    await run((stack) => {
      expect(stack.exit(manager)).toBe(manager);
      throw E;
    });
    expect(trace).toEqual(["exit m told body"]);
  });

  test("R3: results of defer, adopt and plain disposables are ignored", async () => {
    const error = await caught(
      run((stack) => {
        stack.defer(() => true as never);
        stack.adopt(1, () => true as never);
        stack.use({ [Symbol.dispose]: () => true as never });
        throw E;
      }),
    );
    expect(error).toBe(E);
  });

  test("use, adopt and defer run with what TC39 gives them", async () => {
    const trace: unknown[] = [];
    const resource = {
      [Symbol.dispose](this: unknown, ...args: unknown[]) {
        trace.push(this === resource, args.length);
      },
    };
    await run((stack) => {
      expect(stack.use(resource)).toBe(resource);
      expect(stack.use(null)).toBeNull();
      expect(stack.use(undefined)).toBeUndefined();
      expect(stack.adopt("value", (...args: unknown[]) => void trace.push(args))).toBe("value");
      stack.defer((...args: unknown[]) => void trace.push(args));
    });
    expect(trace).toEqual([[], ["value"], true, 0]);
  });

  test("use of an error-aware resource stays error-aware", async () => {
    const ends: Completion[] = [];
    const aware = {
      [Symbol.dispose]: () => void ends.push({ error: "blind" }),
      [exit](completion: Completion): Completion {
        ends.push(completion);
        return undefined;
      },
    };
    await expect(
      run((stack) => {
        stack.use(aware);
        throw E;
      }),
    ).resolves.toBeUndefined();
    expect(ends).toEqual([{ error: E }]);
  });

  test("deferOnError runs only if the block fails, deferOnSuccess only if it does not", async () => {
    const trace: string[] = [];
    const fill = (stack: Stack): void => {
      stack.deferOnError(() => void trace.push("error"));
      stack.deferOnSuccess(() => void trace.push("success"));
    };
    await run(fill);
    await caught(
      run((stack) => {
        fill(stack);
        throw E;
      }),
    );
    await run((stack) => {
      fill(stack);
      stack.exit(() => true);
      throw E;
    });
    expect(trace).toEqual(["success", "error", "success"]);
  });

  test("every entry that throws is kept, newest first", async () => {
    const error = await caught(
      run((stack) => {
        for (const name of ["1", "2", "3"])
          stack.defer(() => {
            throw new Error(name);
          });
        throw E;
      }),
    );
    expect(messages(error)).toEqual(["1", "2", "3", "body"]);
  });

  test("if enter throws, what was entered before is left, told that error", async () => {
    const trace: unknown[] = [];
    const error = await caught(
      face.run(async (stack: never) => {
        await (stack as Stack).enter(face.manager({ name: "a", trace }));
        await (stack as Stack).enter(face.manager({ name: "b", trace, enterThrows: { error: E } }));
      }),
    );
    expect(error).toBe(E);
    expect(trace).toEqual(["enter a", "enter b", "exit a told body"]);
  });

  test("move gives the same class with everything in it, and leaves this one disposed", async () => {
    class Mine extends (face.stack().constructor as typeof ExitStack) {}
    const trace: string[] = [];
    const stack = new Mine();
    stack.defer(() => void trace.push("left"));
    const moved = stack.move();
    expect(moved).toBeInstanceOf(Mine);
    expect([stack.disposed, moved.disposed]).toEqual([true, false]);
    await face.dispose(stack);
    expect(trace).toEqual([]);
    await face.dispose(moved);
    expect(trace).toEqual(["left"]);
    expect(moved.disposed).toBe(true);
  });

  test("a stack is disposed once, and refuses everything afterwards", async () => {
    const trace: string[] = [];
    const stack = face.stack() as unknown as Stack;
    stack.defer(() => void trace.push("left"));
    await face.dispose(stack);
    await face.dispose(stack);
    await face.blind(stack);
    expect(await face.exit(stack, { error: E })).toEqual({ error: E });
    expect(trace).toEqual(["left"]);
    const late = [
      () => stack.use(null),
      () => stack.adopt(1, () => {}),
      () => stack.defer(() => {}),
      () => stack.deferOnError(() => {}),
      () => stack.deferOnSuccess(() => {}),
      () => stack.exit(() => {}),
      () => stack.move(),
      () => stack.enter(face.manager({ name: "m", trace })),
      () => stack.ok(),
      () => stack.fail(E),
      () => face.with(stack as never, () => {}),
    ];
    for (const call of late) {
      await expect((async () => call())()).rejects.toThrow(ReferenceError);
    }
    expect(trace).toEqual(["left"]);
  });

  test("entries registered while the stack unwinds are refused, not lost", async () => {
    let refused: unknown;
    const stack = face.stack() as unknown as Stack;
    stack.defer(() => {
      try {
        stack.defer(() => {});
      } catch (error) {
        refused = error;
      }
    });
    await face.dispose(stack);
    expect(refused).toBeInstanceOf(ReferenceError);
  });

  test("it is a stack of the standard, with its own name, and the standard's methods refuse it", async () => {
    const stack = face.stack();
    const Standard = (
      face.name === "synchronous" ? DisposableStack : AsyncDisposableStack
    ) as typeof DisposableStack;
    expect(stack).toBeInstanceOf(Standard);
    expect(Object.prototype.toString.call(stack)).toBe(`[object ${stack.constructor.name}]`);
    expect(() => Standard.prototype.defer.call(stack, () => {})).toThrow(TypeError);
  });

  test("driven as a manager by Python's own protocol", async () => {
    const drive = async (fill: (stack: Stack) => void, exc: Error | null): Promise<unknown> => {
      const stack = face.stack() as unknown as Stack &
        Record<"__aexit__" | "__exit__", (...args: unknown[]) => unknown>;
      fill(stack);
      const name = face.name === "synchronous" ? "__exit__" : "__aexit__";
      return await stack[name](exc && exc.constructor, exc, null);
    };
    await expect(drive(() => {}, null)).resolves.toBe(false);
    await expect(drive(() => {}, E)).resolves.toBe(false);
    await expect(drive((stack) => stack.exit(() => true), null)).resolves.toBe(false);
    await expect(drive((stack) => stack.exit(() => true), E)).resolves.toBe(true);
    await expect(
      drive(
        (stack) =>
          stack.defer(() => {
            throw T;
          }),
        null,
      ),
    ).rejects.toBe(T);
    expect(
      messages(
        await caught(
          drive(
            (stack) =>
              stack.defer(() => {
                throw T;
              }),
            E,
          ),
        ),
      ),
    ).toEqual(["exit", "body"]);
  });

  test.each([1000])("unwinds %p entries that all throw", async (n) => {
    const error = await caught(
      run((stack) => {
        for (let i = 0; i < n; i++)
          stack.defer(() => {
            throw new Error(String(i));
          });
      }),
    );
    expect(errorChain(error)).toHaveLength(n);
  });
});

describe("use refuses a disposer that is no function, as the standard's stacks do, and does not fall back", () => {
  const both = { [Symbol.asyncDispose]: 1, [Symbol.dispose]: () => {} };
  const sync = { [Symbol.dispose]: "close" };
  test.each([
    ["AsyncExitStack", () => new AsyncExitStack().use(both as never)],
    ["AsyncDisposableStack", () => new AsyncDisposableStack().use(both as never)],
    ["AsyncExitStack, a synchronous one", () => new AsyncExitStack().use(sync as never)],
    ["ExitStack", () => new ExitStack().use(sync as never)],
    ["DisposableStack", () => new DisposableStack().use(sync as never)],
  ])("%s", (_name, use) => {
    expect(use).toThrow(TypeError);
  });
});

describe("AsyncExitStack", () => {
  test("takes synchronous managers and disposables beside asynchronous ones", async () => {
    const trace: unknown[] = [];
    await AsyncExitStack.run(async (stack) => {
      expect(stack.enterSync(new SyncManager({ name: "sync", trace }))).toBe("sync");
      await stack.enter(new AsyncManager({ name: "async", trace }));
      stack.use({ [Symbol.dispose]: () => void trace.push("dispose") });
      stack.use({
        [Symbol.asyncDispose]: async () => {
          await null;
          trace.push("asyncDispose");
        },
        [Symbol.dispose]: () => void trace.push("never"),
      });
      stack.exit(new SyncManager({ name: "pushed", trace }));
    });
    expect(trace).toEqual([
      "enter sync",
      "enter async",
      "exit pushed",
      "asyncDispose",
      "dispose",
      "exit async",
      "exit sync",
    ]);
  });

  test("a null async disposer falls back to the synchronous one", async () => {
    const trace: string[] = [];
    await AsyncExitStack.run((stack) => {
      stack.use({ [Symbol.asyncDispose]: null, [Symbol.dispose]: () => void trace.push("sync") } as never);
    });
    expect(trace).toEqual(["sync"]);
  });

  test("what a callback returns is awaited, and a callback need not return a promise", async () => {
    await expect(
      AsyncExitStack.run((stack) => {
        stack.exit(async () => true);
        throw E;
      }),
    ).resolves.toBeUndefined();
    await expect(
      AsyncExitStack.run((stack) => {
        stack.exit(() => true);
        throw E;
      }),
    ).resolves.toBeUndefined();
  });

  test("R12: a synchronous exit on it that returns a promise is a TypeError", async () => {
    const manager = { __enter__() {}, __exit__: async () => true };
    const error = await caught(
      AsyncExitStack.run((stack) => {
        stack.enterSync(manager as never);
        throw E;
      }),
    );
    expect(messages(error)).toEqual([
      expect.stringMatching(/^__exit__ of 'Object' object returned a promise/),
      "body",
    ]);
  });

  test("a manager whose enter outlives the stack is exited, told why", async () => {
    const trace: unknown[] = [];
    const stack = new AsyncExitStack();
    const entering = stack.enter(new AsyncManager({ name: "late", trace, result: true }));
    await stack.disposeAsync();
    await expect(entering).rejects.toThrow(ReferenceError);
    expect(trace).toEqual([
      "enter late",
      "exit late told AsyncExitStack was disposed or moved while a manager was being entered on it",
    ]);
  });

  test("run may be called on a subclass", async () => {
    class Mine extends AsyncExitStack {}
    await AsyncExitStack.run.call(
      Mine as never,
      ((stack: AsyncExitStack) => {
        expect(stack).toBeInstanceOf(Mine);
      }) as never,
    );
    await Mine.run((stack) => expect(stack).toBeInstanceOf(Mine));
  });

  test("unwinds in N + 1 turns, as the standard's stack does", async () => {
    const stack = new AsyncExitStack();
    for (let i = 0; i < 5; i++) stack.defer(() => {});
    const done = stack[exit](undefined);
    let settled = false;
    void done.then(() => (settled = true));
    let turns = 0;
    while (!settled && ++turns < 50) await null;
    expect(turns).toBeLessThanOrEqual(5 + 3); // the loop's own promise, and [exit]'s
  });
});

describe("ExitStack", () => {
  test("run with an async body unwinds when the body settles", async () => {
    const trace: unknown[] = [];
    const result = ExitStack.run(async (stack) => {
      stack.enter(new SyncManager({ name: "m", trace }));
      await null;
      trace.push("body");
      return 1;
    });
    await expect(result).resolves.toBe(1);
    expect(trace).toEqual(["enter m", "body", "exit m"]);
  });

  test("a manager that disposes of the stack while being entered is exited, told why", () => {
    const stack = new ExitStack();
    const told: unknown[] = [];
    const manager = {
      __enter__: () => stack.dispose(),
      __exit__: (_type: unknown, exc: unknown) => void told.push(exc),
    };
    expect(() => stack.enter(manager)).toThrow(ReferenceError);
    expect(told).toEqual([expect.any(ReferenceError)]);
  });

  test("suppress is a manager of both kinds", async () => {
    expect(
      withSync(suppress(TypeError), () => {
        throw new TypeError();
      }),
    ).toBeUndefined();
    await expect(
      withAsync(suppress(TypeError), () => {
        throw new TypeError();
      }),
    ).resolves.toBeUndefined();
    await expect(
      AsyncExitStack.run(async (stack) => {
        await stack.enter(suppress(TypeError));
        stack.enterSync(suppress(RangeError));
        throw new TypeError();
      }),
    ).resolves.toBeUndefined();
  });
});

describe("scale", () => {
  test("1,000,000 resources on one stack are left in order, also when each throws", async () => {
    const n = 1_000_000;
    const failure = new Error("each");
    const sync = new ExitStack();
    const async = new AsyncExitStack();
    let next = n;
    const resource = (i: number): Disposable => ({
      [Symbol.dispose]() {
        if (--next !== i) throw new Error(`out of order: ${i}`);
        if (i % 2) throw failure;
      },
    });
    for (let i = 0; i < n; i++) sync.use(resource(i));
    expect(() => sync.dispose()).toThrow(failure);
    expect(next).toBe(0);
    next = n;
    for (let i = 0; i < n; i++) async.use(resource(i));
    await expect(async.disposeAsync()).rejects.toBe(failure); // the same error again is not a new one (R4)
    expect(next).toBe(0);
  }, 120_000);

  test("100,000 different errors of one stack are all kept", async () => {
    const n = 100_000;
    const stack = new ExitStack();
    for (let i = 0; i < n; i++)
      stack.defer(() => {
        throw i;
      });
    let error: unknown;
    try {
      stack.dispose();
    } catch (thrown) {
      error = thrown;
    }
    expect(errorChain(error)).toEqual(Array.from({ length: n }, (_, i) => i));
  });
});

test("an entered manager may be held by a stack of the standard: a blind exit", async () => {
  const trace: unknown[] = [];
  const stack = new AsyncDisposableStack();
  stack.use(await enter(new AsyncManager({ name: "a", trace }), { outcome: "ignored" }));
  stack.use(enterSync(new SyncManager({ name: "b", trace }), { outcome: "ignored" }));
  await stack.disposeAsync();
  expect(trace).toEqual(["enter a", "enter b", "exit b", "exit a"]);
});
