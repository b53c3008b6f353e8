// The adapters at their edges: the whole text of each refusal, and what is left as it was.
import {
  acquire,
  asyncDisposable,
  defer,
  deferAsync,
  disposable,
  enter,
  fromCallback,
  fromDisposable,
  listen,
  patch,
  withAsync,
  withSync,
} from "await-using";

const errorOf = async (action: () => unknown): Promise<unknown> => {
  try {
    await action();
  } catch (error) {
    return error;
  }
  return "no error";
};

describe("what is no function is refused by name", () => {
  const text = "text" as never;
  test.each([
    ["defer", () => defer(text), "defer: the callback must be a function, found a string"],
    ["deferAsync", () => deferAsync(text), "deferAsync: the callback must be a function, found a string"],
    ["disposable", () => disposable(1, text), "disposable: the callback must be a function, found a string"],
    [
      "asyncDisposable",
      () => asyncDisposable(1, text),
      "asyncDisposable: the callback must be a function, found a string",
    ],
    [
      "acquire, the first",
      () => acquire(text, () => {}),
      "acquire takes two functions, found a string: acquire(() => value, (value) => …)",
    ],
    [
      "acquire, the second",
      () => acquire(() => 1, 5 as never),
      "acquire takes two functions, found 5: acquire(() => value, (value) => …)",
    ],
    ["listen", () => listen(process, "x", text), "listen: the listener must be a function, found a string"],
    [
      "listen on no target",
      () => listen({}, "x", () => {}),
      "listen takes an EventTarget or an event emitter, found 'Object' object (no addEventListener or on)",
    ],
    [
      "listen on a target that only forgets",
      () => listen({ off() {} }, "x", () => {}),
      "listen takes an EventTarget or an event emitter, found 'Object' object (no addEventListener or on)",
    ],
    [
      "listen on a target that never forgets",
      () => listen({ on() {} }, "x", () => {}),
      "listen takes an EventTarget or an event emitter, found 'Object' object (no off)",
    ],
    ["patch", () => patch(5 as never, "x" as never, 1 as never), "patch takes an object, found 5"],
  ])("%s", async (_, action, message) => {
    const error = await errorOf(action);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toBe(message);
  });
});

describe("acquire", () => {
  test("held already: the refusal says what to write", async () => {
    const lease = acquire(
      () => 1,
      () => {},
    );
    await lease.__aenter__();
    expect(((await errorOf(() => lease.__aenter__())) as Error).message).toBe(
      "this acquire(…) manager is held already: one block at a time; make one per block, const lease = () => acquire(…)",
    );
  });

  test("that failed may be tried again", async () => {
    let tries = 0;
    const lease = acquire(
      () => {
        if (++tries === 1) throw new Error("not yet");
        return tries;
      },
      () => {},
    );
    await expect(lease.__aenter__()).rejects.toThrow("not yet");
    await expect(lease.__aenter__()).resolves.toBe(2);
  });

  test.each([
    ["no parameter", () => {}, undefined],
    ["the value", (_value: unknown) => {}, undefined],
    ["the value and the error", (_value: unknown, _error: unknown) => {}, "UnconfirmedExitError"],
    ["all three", (_value: unknown, _error: unknown, _completion: unknown) => {}, "UnconfirmedExitError"],
  ])("a release that takes %s minds a blind exit accordingly", async (_, release, name) => {
    const held = await enter(acquire(() => 1, release));
    const error = await held[Symbol.asyncDispose]().catch((thrown: Error) => thrown);
    expect((error as Error | undefined)?.name).toBe(name);
  });

  test.each([[null], [undefined]])("told %s, the release is told of no error", async (none) => {
    const told: unknown[][] = [];
    const lease = acquire(
      () => 1,
      (...all: unknown[]) => void told.push(all),
    );
    await lease.__aenter__();
    await lease.__aexit__(none, "not an error of the block", none);
    expect(told).toEqual([[1, undefined, undefined]]);
  });
});

describe("fromCallback", () => {
  test("held already: the refusal says what to write", async () => {
    const lock = fromCallback<number>(async (use) => use(1));
    await lock.__aenter__();
    expect(((await errorOf(() => lock.__aenter__())) as Error).message).toBe(
      "this fromCallback(…) manager is held already: one block at a time; make one per block, " +
        "const lock = () => fromCallback(…)",
    );
    await lock.__aexit__(null, null, null);
  });

  test.each([[null], [undefined]])("told %s, the callback's promise resolves", async (none) => {
    const ends: string[] = [];
    const lock = fromCallback<number>(async (use) => {
      await use(1).then(
        () => ends.push("resolved"),
        () => ends.push("rejected"),
      );
    });
    await lock.__aenter__();
    await lock.__aexit__(none, "not an error of the block", none);
    expect(ends).toEqual(["resolved"]);
  });

  test("a callback that is kept, and called when the start has thrown, is refused", async () => {
    let kept!: (value: number) => Promise<void>;
    const lock = fromCallback<number>((use) => {
      kept = use;
      throw new Error("the API is down");
    });
    await expect(withAsync(lock, () => {})).rejects.toThrow("the API is down");
    await expect(kept(1)).rejects.toThrow("the callback was called after the API's promise had settled");
  });
});

describe("listen", () => {
  /** A target that notes how it is called. */
  class Noting {
    readonly calls: unknown[][] = [];
    [method: string]: unknown;
  }
  const noting = (...methods: string[]): Noting => {
    const target = new Noting();
    for (const method of methods) {
      target[method] = (...all: unknown[]) => void target.calls.push([method, ...all]);
    }
    return target;
  };
  const own = expect.any(Function) as unknown;
  const options = { capture: true };

  test.each([
    [
      "an EventTarget",
      noting("addEventListener", "removeEventListener", "on", "off"),
      undefined,
      [
        ["addEventListener", "x", own],
        ["removeEventListener", "x", own],
      ],
    ],
    [
      "an EventTarget, with options",
      noting("addEventListener", "removeEventListener"),
      options,
      [
        ["addEventListener", "x", own, options],
        ["removeEventListener", "x", own, options],
      ],
    ],
    [
      "an emitter",
      noting("on", "off", "removeListener"),
      undefined,
      [
        ["on", "x", own],
        ["off", "x", own],
      ],
    ],
    [
      "an emitter, with options that it does not take",
      noting("on", "off"),
      options,
      [
        ["on", "x", own],
        ["off", "x", own],
      ],
    ],
    [
      "an emitter without off",
      noting("on", "removeListener"),
      undefined,
      [
        ["on", "x", own],
        ["removeListener", "x", own],
      ],
    ],
    [
      "an emitter, once",
      noting("on", "once", "off"),
      { once: true },
      [
        ["once", "x", own],
        ["off", "x", own],
      ],
    ],
  ])("on %s calls the two that belong together", (_, target, given, calls) => {
    listen(target, "x", () => {}, given)[Symbol.dispose]();
    expect(target.calls.map((call) => call.length)).toEqual(calls.map((call) => call.length));
    expect(target.calls).toEqual(calls);
    expect(target.calls[0]![2]).toBe(target.calls[1]![2]);
  });
});

describe("patch", () => {
  const descriptor = (object: object, key: PropertyKey): PropertyDescriptor | undefined =>
    Object.getOwnPropertyDescriptor(object, key);

  test.each([
    ["a property", () => ({ x: 1 }), { configurable: true, enumerable: true }],
    [
      "a hidden one",
      () => Object.defineProperty({} as { x: number }, "x", { value: 1, configurable: true, writable: true }),
      { configurable: true, enumerable: false },
    ],
    [
      "an accessor",
      () =>
        Object.defineProperty({} as { x: number }, "x", {
          get: () => 1,
          configurable: true,
          enumerable: true,
        }),
      { configurable: true, enumerable: true },
    ],
    [
      "one that is not configurable, but writable",
      () => Object.defineProperty({} as { x: number }, "x", { value: 1, writable: true, enumerable: true }),
      { configurable: false, enumerable: true },
    ],
    [
      "an inherited one",
      () => Object.create({ x: 1 }) as { x: number },
      { configurable: true, enumerable: true },
    ],
    [
      "an inherited hidden one",
      () => Object.create(Object.defineProperty({}, "x", { value: 1 })) as { x: number },
      { configurable: true, enumerable: false },
    ],
    ["none", () => ({}) as { x: number }, { configurable: true, enumerable: true }],
    [
      "none, without a prototype",
      () => Object.create(null) as { x: number },
      { configurable: true, enumerable: true },
    ],
  ])("of %s is as visible as it was, and is put back", (_, make, attributes) => {
    const object = make();
    const before = descriptor(object, "x");
    const original = object.x;
    const patched = patch(object, "x", 2);
    expect(descriptor(object, "x")).toEqual({ value: 2, writable: true, ...attributes });
    expect(patched.value).toBe(original);
    patched[Symbol.dispose]();
    expect(descriptor(object, "x")).toEqual(before);
  });

  test("a property that cannot be changed is refused, and stays", () => {
    const object = Object.freeze({ x: 1 });
    expect(() => patch(object as { x: number }, "x", 2)).toThrow(TypeError);
    expect(object.x).toBe(1);
  });
});

test("fromDisposable calls disposers without an argument", async () => {
  const told: unknown[][] = [];
  const note = (...all: unknown[]): void => void told.push(all);
  withSync(fromDisposable({ [Symbol.dispose]: note }), () => {});
  await withAsync(
    fromDisposable({ [Symbol.asyncDispose]: async (...all: unknown[]) => note(...all) }),
    () => {},
  );
  expect(told).toEqual([[], []]);
});
