// Error-aware resources in a compiled block: the exit rules, suppression, and what `[exit]` may return.
import { aware, type Completion, enter, exit } from "await-using";
import { combine } from "../../src/exit/rules.js";
import { afterThrow } from "../../src/runtime/after-throw.js";
import { Disposal } from "../../src/runtime/disposal.js";
import { turnsOf, worlds } from "./worlds.js";

/** A resource whose exit is `leave`, for both declarations. */
const told = (leave: (completion: Completion) => unknown) => ({
  [exit]: leave,
  [Symbol.dispose]() {
    throw new Error("blind");
  },
  [Symbol.asyncDispose]() {
    throw new Error("blind");
  },
});

const thrown = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return { error };
  }
  return "nothing";
};

const fails = (error: unknown) => (): never => {
  throw error;
};

describe.each(worlds)("$name", ({ run }) => {
  test("R2: a clean end is told as undefined, an error as { error } and nothing else", () => {
    const seen: unknown[] = [];
    const resource = told((completion) => (seen.push(completion), completion));
    void run([["using", resource]]);
    thrown(() => run([["using", resource]], fails(undefined)));
    expect(seen).toEqual([undefined, { error: undefined }]);
    expect(Object.keys(seen[1] as object)).toEqual(["error"]);
  });

  test("R3: undefined suppresses, and execution goes on", async () => {
    expect(run([["using", told(() => undefined)]], fails(new Error()))).toBeUndefined();
    await expect(
      run([["await using", told(async () => undefined)]], fails(new Error())),
    ).resolves.toBeUndefined();
  });

  test("R9: what one exit does, the next outer one sees", async () => {
    const trace: unknown[] = [];
    const other = new Error("other");
    await run(
      [
        ["await using", told(async (completion) => void trace.push(completion))],
        ["await using", told(() => ({ error: other }))],
        ["using", told((completion) => void trace.push(completion))],
      ],
      fails(1),
    );
    expect(trace).toEqual([{ error: 1 }, { error: other }]);
  });

  test("R4: an exit that throws the same error again does not wrap it, where a plain disposer does", () => {
    const error = new Error("same");
    expect(thrown(() => run([["using", told(fails(error))]], fails(error)))).toEqual({ error });
  });

  test("R5, R7: `cause` replaces, any other error wraps", async () => {
    const error = new Error("block");
    const caused = new Error("closing", { cause: error });
    expect(thrown(() => run([["using", told(fails(caused))]], fails(error)))).toEqual({ error: caused });
    const other = new Error("closing");
    await expect(
      run([["await using", told(async () => fails(other)())]], fails(error)),
    ).rejects.toMatchObject({
      name: "SuppressedError",
      error: other,
      suppressed: error,
    });
  });

  test("an exit is told of an inner exit's failure", () => {
    const seen: unknown[] = [];
    const inner = new Error("inner");
    void run([
      ["using", told((completion) => void seen.push(completion))],
      ["using", told(fails(inner))],
    ]);
    expect(seen).toEqual([{ error: inner }]);
  });

  test("an exit is told of a plain disposer's failure, and suppresses both", () => {
    const seen: unknown[] = [];
    void run(
      [
        ["using", told((completion) => void seen.push(completion))],
        ["using", { [Symbol.dispose]: fails(1) }],
      ],
      fails(2),
    );
    expect(seen).toEqual([
      { error: expect.objectContaining({ name: "SuppressedError", error: 1, suppressed: 2 }) },
    ]);
  });

  test.each([true, false, null, 1, {}, "error"])(
    "what is not a completion is refused: %p",
    async (result) => {
      expect(thrown(() => run([["using", told(() => result)]]))).toEqual({ error: expect.any(TypeError) });
      await expect(run([["await using", told(async () => result)]])).rejects.toThrow("[exit] must return");
    },
  );

  test("R12: a promise from the exit of `using` is refused, and its own failure silenced", async () => {
    const result = thrown(() => run([["using", told(() => Promise.reject(new Error("unheard")))]], fails(1)));
    expect(result).toEqual({
      error: expect.objectContaining({ error: expect.any(TypeError), suppressed: 1 }),
    });
    await new Promise((resolve) => setImmediate(resolve));
  });

  test("a synchronous error-aware resource in `await using` is awaited once, as a plain one is", async () => {
    const resource = { [exit]: (completion: Completion) => completion, [Symbol.dispose]() {} };
    expect(await turnsOf(run([["await using", resource]]) as Promise<void>)).toBe(1);
    const promised = { ...resource, [exit]: async () => undefined };
    await expect(run([["await using", promised]], fails(1))).rejects.toMatchObject({ suppressed: 1 });
  });

  test("an error-aware exit takes the turns of a plain one", async () => {
    const three = ["a", "b", "c"].map(() => ["await using", told(async (completion) => completion)] as const);
    expect(await turnsOf(run(three) as Promise<void>)).toBe(4);
  });

  test("an [exit] without a disposer is refused; one that is no function is not there", () => {
    expect(thrown(() => run([["using", { [exit]: () => undefined }]]))).toEqual({
      error: expect.any(TypeError),
    });
    let disposed = false;
    void run([["using", { [exit]: null, [Symbol.dispose]: () => void (disposed = true) }]]);
    expect(disposed).toBe(true);
  });

  test("Python's protocol, through enter", async () => {
    const manager = {
      __aenter__: async () => 1,
      __aexit__: async (_: unknown, error: unknown) => error === "expected",
    };
    await run([["await using", await enter(manager)]], fails("expected"));
    await expect(run([["await using", await enter(manager)]], fails("other"))).rejects.toBe("other");
  });
});

describe("aware", () => {
  test.each(worlds)("in a block that $name run", async ({ run }) => {
    const checks = [aware(), aware(true), aware(), aware(true)] as const;
    expect(
      run([
        ["using", checks[0]],
        ["using", checks[1]],
      ]),
    ).toBeUndefined();
    await run([
      ["await using", checks[2]],
      ["await using", checks[3]],
    ]);
    expect(checks.map((check) => check.aware)).toEqual([true, true, true, true]);
  });

  test("where an engine or another helper runs it, it says so, or fails at the declaration", () => {
    const declare = (resource: Disposable): unknown => resource[Symbol.dispose];
    const check = aware();
    declare(check);
    expect(check.aware).toBe(false);
    expect(() => declare(aware(true))).toThrow(/not compiled with await-using's helpers/);
  });
});

test("the rules are those of src/exit/rules.ts, over random errors", () => {
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  const plain = [undefined, null, NaN, "text", 1];
  for (let round = 0; round < 20_000; round++) {
    const errors: unknown[] = [plain[random(plain.length)], new Error("first")];
    const pick = (): unknown => errors[random(errors.length)];
    for (let i = 0; i < 6; i++) {
      const error: unknown = [
        () => new Error(`${i}`),
        () => new Error(`${i}`, { cause: pick() }),
        () => Object.assign(new Error(), { name: "SuppressedError", error: pick(), suppressed: pick() }),
        () =>
          Object.assign(new Error("", { cause: pick() }), {
            name: "SuppressedError",
            error: pick(),
            suppressed: pick(),
          }),
      ][random(4)]?.();
      errors.push(error);
    }
    const [raised, completion] = [pick(), random(9) ? { error: pick() } : undefined];
    const expected = combine(raised, completion);
    const actual = afterThrow(Disposal.Aware, raised, completion) as { error: unknown };
    expect(actual === completion).toBe(expected === completion);
    if (Object.is(expected.error, raised) || expected === completion)
      expect(actual.error).toBe(expected.error);
    else
      expect(actual).toMatchObject({
        error: { name: "SuppressedError", error: raised, suppressed: completion?.error },
      });
  }
});

test("aware(true) says how to set the compiler up", () => {
  expect(() => aware(true)[Symbol.dispose]()).toThrow(
    "this `using` does not tell its resources how the block ended: the file was not compiled with await-using's " +
      "helpers. Set up its compiler (tslib, Babel plugin or bundler plugin), or use withAsync, withSync or an " +
      "exit stack's run",
  );
});
