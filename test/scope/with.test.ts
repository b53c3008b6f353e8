// withAsync and withSync: Python's `async with` and `with`.
import { enter, errorChain, exit, type Completion, withAsync, withSync } from "await-using";
import { AsyncManager, faces, SyncManager } from "./managers.js";

const E = new Error("body");
const T = new Error("exit");
const messages = (error: unknown): unknown[] => errorChain(error).map((each) => (each as Error).message);

describe.each(faces)("$name", (face) => {
  test("enters, runs the body with the value, exits, and gives the body's result", async () => {
    const trace: unknown[] = [];
    const result = await face.with(face.manager({ name: "m", trace }), (value) => {
      trace.push(`body ${String(value)}`);
      return 42;
    });
    expect(result).toBe(42);
    expect(trace).toEqual(["enter m", "body m", "exit m"]);
  });

  test("R3: a truthy result suppresses, and the result is undefined", async () => {
    const trace: unknown[] = [];
    const result = await face.with(face.manager({ name: "m", trace, result: 1 }), () => {
      throw E;
    });
    expect(result).toBeUndefined();
    expect(trace).toEqual(["enter m", "exit m told body"]);
  });

  test.each([undefined, null, false, 0, "", NaN])(
    "R3: a falsy result, %p, does not suppress",
    async (result) => {
      const manager = face.manager({ name: "m", trace: [], result });
      await expect(
        face.with(manager, () => {
          throw E;
        }),
      ).rejects.toBe(E);
    },
  );

  test("R3: on a clean end a truthy result is ignored and the block's value kept", async () => {
    await expect(face.with(face.manager({ name: "m", trace: [], result: true }), () => "kept")).resolves.toBe(
      "kept",
    );
  });

  test("R4: an exit that throws what it was told changes nothing", async () => {
    const manager = face.manager({ name: "m", trace: [], exitThrows: (error) => ({ error }) });
    await expect(
      face.with(manager, () => {
        throw E;
      }),
    ).rejects.toBe(E);
  });

  test("R7: an exit that throws another error wraps what was propagating", async () => {
    const manager = face.manager({ name: "m", trace: [], exitThrows: { error: T } });
    const thrown: unknown = await face
      .with(manager, () => {
        throw E;
      })
      .catch((error: unknown) => error);
    expect(messages(thrown)).toEqual(["exit", "body"]);
  });

  test("R7: with nothing in flight an exit's error propagates as it is", async () => {
    await expect(
      face.with(face.manager({ name: "m", trace: [], exitThrows: { error: T } }), () => 1),
    ).rejects.toBe(T);
  });

  test("R10: if enter throws, the body does not run and exit is not called", async () => {
    const trace: unknown[] = [];
    const manager = face.manager({ name: "m", trace, enterThrows: { error: E } });
    await expect(face.with(manager, () => trace.push("body"))).rejects.toBe(E);
    expect(trace).toEqual(["enter m"]);
  });

  test("nested blocks: outer exits see what the inner ones left", async () => {
    const trace: unknown[] = [];
    const outer = face.manager({ name: "outer", trace, result: true });
    const inner = face.manager({ name: "inner", trace, exitThrows: { error: T } });
    const body = (): never => {
      throw E;
    };
    const nested = face.name === "synchronous" ? () => withSync(inner, body) : () => face.with(inner, body);
    await expect(face.with(outer, nested)).resolves.toBeUndefined();
    expect(trace).toEqual(["enter outer", "enter inner", "exit inner told body", "exit outer told exit"]);
  });

  test.each([undefined, null, 0, "", false])(
    "throw %p is an error: the type is never none",
    async (thrown) => {
      const told: unknown[] = [];
      const record = (...args: unknown[]): void => void told.push(...args);
      const manager = {
        __enter__() {},
        __exit__: record,
        async __aenter__() {},
        async __aexit__(...args: unknown[]) {
          record(...args);
        },
      };
      const outcome = await face
        .with(manager as never, () => {
          throw thrown;
        })
        .then(
          () => "clean",
          (error: unknown) => ({ error }),
        );
      expect(outcome).toEqual({ error: thrown });
      expect(told).toEqual([expect.any(Function), thrown, null]);
    },
  );

  test("none is null, or undefined where Pyodide wants it", async () => {
    const told: unknown[][] = [];
    const manager = {
      __enter__() {},
      __exit__: (...args: unknown[]) => void told.push(args),
      async __aenter__() {},
      __aexit__: async (...args: unknown[]) => void told.push(args),
    };
    const drive = (face.name === "synchronous" ? withSync : withAsync) as typeof withAsync;
    await drive(manager, () => {});
    await drive(manager, () => {}, { none: undefined });
    expect(told).toEqual([
      [null, null, null],
      [undefined, undefined, undefined],
    ]);
  });

  test("a manager with [exit] is driven through it, and returns how the block ends", async () => {
    const ends: unknown[] = [];
    const other = new Error("instead");
    const manager = (ended: (completion: Completion) => Completion): never =>
      ({
        __enter__() {},
        async __aenter__() {},
        [exit](completion: Completion) {
          ends.push(completion);
          return ended(completion);
        },
      }) as never;
    await expect(
      face.with(
        manager((c) => c),
        () => 1,
      ),
    ).resolves.toBe(1);
    await expect(
      face.with(
        manager((c) => c),
        () => {
          throw E;
        },
      ),
    ).rejects.toBe(E);
    await expect(
      face.with(
        manager(() => undefined),
        () => {
          throw E;
        },
      ),
    ).resolves.toBeUndefined();
    await expect(
      face.with(
        manager(() => ({ error: other })),
        () => {
          throw E;
        },
      ),
    ).rejects.toBe(other);
    await expect(
      face.with(
        manager(() => ({ error: other })),
        () => 1,
      ),
    ).rejects.toBe(other);
    expect(ends).toEqual([undefined, { error: E }, { error: E }, { error: E }, undefined]);
  });

  test("[exit] that returns anything but a completion is a TypeError, and the block's error is kept", async () => {
    const manager = { __enter__() {}, async __aenter__() {}, [exit]: () => true };
    const thrown: unknown = await face
      .with(manager as never, () => {
        throw E;
      })
      .catch((error: unknown) => error);
    expect(messages(thrown)).toEqual([
      "[exit] must return a completion, { error } or undefined (the error was suppressed); it returned true. " +
        "Return the argument where nothing changed",
      "body",
    ]);
  });

  test("an exit that throws a primitive, and one that throws nothing", async () => {
    for (const error of ["text", undefined]) {
      const manager = face.manager({ name: "m", trace: [], exitThrows: { error } });
      const thrown: unknown = await face
        .with(manager, () => {
          throw E;
        })
        .catch((each: unknown) => each);
      expect(errorChain(thrown)).toEqual([error, E]);
    }
  });

  test("an error with a hostile constructor reaches the exit with the type Error", async () => {
    const hostile = Object.defineProperty(new Error("hostile"), "constructor", {
      get() {
        throw new Error("trap");
      },
    });
    let type: unknown;
    const manager = {
      __enter__() {},
      __exit__(excType: unknown) {
        type = excType;
        return true;
      },
      async __aenter__() {},
      async __aexit__(excType: unknown) {
        type = excType;
        return true;
      },
    };
    await expect(
      face.with(manager as never, () => {
        throw hostile;
      }),
    ).resolves.toBeUndefined();
    expect(type).toBe(Error);
  });
});

describe("R11: a synchronous manager around awaiting code", () => {
  test("an async body makes the result a promise, and exit runs when the body settles", async () => {
    const trace: unknown[] = [];
    const result = withSync(new SyncManager({ name: "m", trace }), async (value) => {
      await null;
      trace.push("body");
      return value;
    });
    trace.push("returned");
    await expect(result).resolves.toBe("m");
    expect(trace).toEqual(["enter m", "returned", "body", "exit m"]);
  });

  test("the exit is told a rejection, and may suppress it", async () => {
    const trace: unknown[] = [];
    const run = (result: boolean): Promise<void | undefined> =>
      withSync(new SyncManager({ name: "m", trace, result }), async () => {
        await null;
        throw E;
      });
    await expect(run(true)).resolves.toBeUndefined();
    await expect(run(false)).rejects.toBe(E);
    expect(trace).toEqual(["enter m", "exit m told body", "enter m", "exit m told body"]);
  });

  test("a thenable is awaited like a promise, once", async () => {
    let calls = 0;
    const body = (): PromiseLike<number> => ({
      then(resolve: (value: number) => never) {
        calls++;
        return resolve(7);
      },
    });
    await expect(withSync(new SyncManager({ name: "m", trace: [] }), body)).resolves.toBe(7);
    expect(calls).toBe(1);
  });

  test("a result whose `then` cannot be read is the body's error", () => {
    const hostile = Object.defineProperty({}, "then", {
      get() {
        throw E;
      },
    });
    const trace: unknown[] = [];
    expect(() => withSync(new SyncManager({ name: "m", trace }), () => hostile)).toThrow(E);
    expect(trace).toEqual(["enter m", "exit m told body"]);
  });
});

describe("microtasks", () => {
  /** Turns of the microtask queue until `promise` settles. */
  async function turns(promise: Promise<unknown>): Promise<number> {
    let settled = false;
    promise.then(
      () => (settled = true),
      () => (settled = true),
    );
    let count = 0;
    while (!settled) {
      await null;
      count++;
    }
    return count;
  }

  /** The expansion of `async with` as a person writes it. */
  async function byHand<T, R>(
    manager: { __aenter__(): Promise<T>; __aexit__(...args: unknown[]): Promise<unknown> },
    body: (value: T) => Promise<R>,
  ): Promise<R | undefined> {
    const value = await manager.__aenter__();
    let result: R;
    try {
      result = await body(value);
    } catch (error) {
      if (!(await manager.__aexit__(Error, error, ""))) throw error;
      return undefined;
    }
    await manager.__aexit__(null, null, null);
    return result;
  }

  test.each([
    ["success", async () => 1, false],
    [
      "failure",
      async () => {
        throw E;
      },
      false,
    ],
    [
      "suppression",
      async () => {
        throw E;
      },
      true,
    ],
  ])(
    "withAsync adds none to the expansion by hand: %s",
    async (_name, body: () => Promise<unknown>, result) => {
      const manager = (): AsyncManager => new AsyncManager({ name: "m", trace: [], result });
      expect(await turns(withAsync(manager(), body))).toBe(await turns(byHand(manager(), body)));
    },
  );
});

test("an Entered is no manager: it was entered already", async () => {
  const entered = await enter(new AsyncManager({ name: "m", trace: [] }), { outcome: "ignored" });
  await expect(withAsync(entered as never, () => {})).rejects.toThrow(
    /is disposable already: use fromDisposable/,
  );
  await entered[Symbol.asyncDispose]();
});
