// DisposeResources and AddDisposableResource, step by step, for plain resources.
import { type Declared, turnsOf, worlds } from "./worlds.js";

const asyncResource = (trace: string[], name: string) => ({
  [Symbol.asyncDispose]: async () => void trace.push(name),
});
const syncResource = (trace: string[], name: string) => ({ [Symbol.dispose]: () => void trace.push(name) });
const thrower = (error: unknown) => ({
  [Symbol.dispose]() {
    throw error;
  },
});

describe.each(worlds)("$name", ({ run }) => {
  test("synchronous disposal is synchronous, last declared first", () => {
    const trace: string[] = [];
    const declared: Declared = [
      ["using", syncResource(trace, "first")],
      ["using", syncResource(trace, "second")],
    ];
    expect(run(declared, () => trace.push("body"))).toBeUndefined();
    expect(trace).toEqual(["body", "second", "first"]);
  });

  test("nothing is awaited if no `await using` was evaluated", () => {
    const error = new Error();
    const declared: Declared = [
      ["using", thrower(error)],
      ["await using", 1],
    ];
    expect(() => run(declared)).toThrow(expect.objectContaining({ name: "SuppressedError", error }));
  });

  /** What the engine takes, and ours: one more where something is done after the last await. */
  const turns: [string, (trace: string[]) => Declared, engine: number, ours: number][] = [
    ["null", () => [["await using", null]], 1, 1],
    ["undefined", () => [["await using", undefined]], 1, 1],
    [
      "null twice",
      () => [
        ["await using", null],
        ["await using", null],
      ],
      1,
      1,
    ],
    ["one", (t) => [["await using", asyncResource(t, "a")]], 1, 1],
    ["three", (t) => ["a", "b", "c"].map((name) => ["await using", asyncResource(t, name)]), 3, 4],
    ["a sync one", (t) => [["await using", syncResource(t, "a")]], 1, 1],
    ["a sync one that throws", () => [["await using", thrower(1)]], 1, 1],
    [
      "null and one",
      (t) => [
        ["await using", null],
        ["await using", asyncResource(t, "a")],
      ],
      1,
      2,
    ],
    [
      "one and null",
      (t) => [
        ["await using", asyncResource(t, "a")],
        ["await using", null],
      ],
      1,
      2,
    ],
    [
      "using, then one",
      (t) => [
        ["using", syncResource(t, "a")],
        ["await using", asyncResource(t, "b")],
      ],
      1,
      2,
    ],
    [
      "using, then null",
      (t) => [
        ["using", syncResource(t, "a")],
        ["await using", null],
      ],
      1,
      2,
    ],
    [
      "null, using, null",
      (t) => [
        ["await using", null],
        ["using", syncResource(t, "a")],
        ["await using", null],
      ],
      2,
      2,
    ],
  ];

  test.each(turns)(
    "%s: takes as many turns as the engine, or one more",
    async (_, declared, engine, ours) => {
      const promise = run(declared([]));
      expect(await turnsOf(promise as Promise<void>)).toBe(ours);
      expect(ours - engine).toBeLessThanOrEqual(1);
    },
  );

  test("3.d: the await that null makes due comes before the next sync disposer", async () => {
    const trace: string[] = [];
    const done = run([
      ["using", syncResource(trace, "sync")],
      ["await using", null],
    ]);
    trace.push("after");
    await done;
    expect(trace).toEqual(["after", "sync"]);
  });

  test("`using` above the last `await using` is disposed of before anything is awaited", async () => {
    const trace: string[] = [];
    const done = run([
      ["await using", asyncResource(trace, "async")],
      ["using", syncResource(trace, "sync")],
    ]);
    expect(trace).toEqual(["sync", "async"]);
    await done;
  });

  test("`using null` and `using undefined` are nothing", () => {
    expect(
      run([
        ["using", null],
        ["using", undefined],
      ]),
    ).toBeUndefined();
  });

  test.each([undefined, null])("an async disposer that is %s falls back to the sync one", async (none) => {
    const trace: string[] = [];
    await run([["await using", { [Symbol.asyncDispose]: none, ...syncResource(trace, "sync") }]]);
    expect(trace).toEqual(["sync"]);
  });

  test("what a sync disposer returns is not awaited", async () => {
    const never = new Promise(() => {});
    await run([["await using", { [Symbol.dispose]: () => never }]]);
    const read: string[] = [];
    const thenable = {
      get then() {
        return void read.push("then");
      },
    };
    await run([["await using", { [Symbol.dispose]: () => thenable }]]);
    expect(read).toEqual([]);
  });

  test.each([
    1,
    "a",
    true,
    Symbol("s"),
    1n,
    {},
    { [Symbol.dispose]: 1 },
    { [Symbol.asyncDispose]: () => {} },
  ])("`using` refuses %p", (value) => {
    expect(() => run([["using", value]])).toThrow(TypeError);
  });

  test.each([1, {}, { [Symbol.asyncDispose]: 1, [Symbol.dispose]: () => {} }])(
    "`await using` refuses %p",
    (value) => {
      expect(() => run([["await using", value]])).toThrow(TypeError);
    },
  );

  test("the disposer is read once, at the declaration, and called on the value with no argument", async () => {
    const seen: unknown[] = [];
    let reads = 0;
    const value = {
      get [Symbol.asyncDispose]() {
        reads++;
        return function (this: unknown, ...rest: unknown[]) {
          seen.push(this, rest.length);
        };
      },
    };
    await Promise.resolve(
      run([["await using", value]], () => {
        throw new Error();
      }),
    ).catch(() => {});
    expect(reads).toBe(1);
    expect(seen[0]).toBe(value);
    expect(seen[1]).toBe(0);
  });

  test("every error is kept, SuppressedErrors nested, the newest outermost", () => {
    const errors = ["body", "second", "first"].map((name) => new Error(name));
    let caught: unknown;
    try {
      void run(
        [
          ["using", thrower(errors[2])],
          ["using", thrower(errors[1])],
        ],
        () => {
          throw errors[0];
        },
      );
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({
      name: "SuppressedError",
      error: errors[2],
      suppressed: { name: "SuppressedError", error: errors[1], suppressed: errors[0] },
    });
  });

  test("3.e.iii: a plain disposer that throws the block's own error makes a SuppressedError all the same", async () => {
    const error = new Error("again");
    const both = expect.objectContaining({ name: "SuppressedError", error, suppressed: error });
    const body = (): void => {
      throw error;
    };
    expect(() => run([["using", thrower(error)]], body)).toThrow(both);
    await expect(
      run([["await using", { [Symbol.asyncDispose]: () => Promise.reject(error) }]], body),
    ).rejects.toEqual(both);
  });

  test("`throw undefined` is an error", async () => {
    const body = (): void => {
      throw undefined;
    };
    let caught = "nothing";
    try {
      void run([["using", null]], body);
    } catch (error) {
      caught = String(error);
    }
    expect(caught).toBe("undefined");
    await expect(run([["await using", null]], body)).rejects.toBeUndefined();
    await expect(run([["await using", thrower(undefined)]], body)).rejects.toMatchObject({
      name: "SuppressedError",
      error: undefined,
      suppressed: undefined,
    });
  });

  test("without a SuppressedError anywhere, an error of its shape", () => {
    const native = Object.getOwnPropertyDescriptor(globalThis, "SuppressedError");
    delete (globalThis as { SuppressedError?: unknown }).SuppressedError;
    try {
      expect(() =>
        run([["using", thrower(1)]], () => {
          throw 2;
        }),
      ).toThrow(expect.objectContaining({ name: "SuppressedError", error: 1, suppressed: 2 }));
    } finally {
      if (native) Object.defineProperty(globalThis, "SuppressedError", native);
    }
  });

  test("1,000,000 resources in one block, and a loop of as many blocks", async () => {
    let disposed = 0;
    const resource = { [Symbol.dispose]: () => void disposed++ };
    void run(Array.from({ length: 1_000_000 }, () => ["using", resource] as const));
    expect(disposed).toBe(1_000_000);
    const block: Declared = [["using", resource]];
    for (let i = 0; i < 1_000_000; i++) void run(block);
    expect(disposed).toBe(2_000_000);
    const awaited = { [Symbol.asyncDispose]: () => void disposed++ };
    await run(Array.from({ length: 100_000 }, () => ["await using", awaited] as const));
    expect(disposed).toBe(2_100_000);
  }, 60_000);
});
