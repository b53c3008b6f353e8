// Functions and disposables as resources and managers.
import {
  acquire,
  asyncDisposable,
  AsyncExitStack,
  type Completion,
  defer,
  deferAsync,
  disposable,
  enter,
  exit,
  fromDisposable,
  isAsyncContextManager,
  isContextManager,
  listen,
  patch,
  RuntimeError,
  withAsync,
  withSync,
} from "await-using";
import { errorOf } from "../caught.js";

const E = new Error("body");

describe("defer, deferAsync, disposable, asyncDisposable", () => {
  test("run at the end of the block, last first", async () => {
    const trace: unknown[] = [];
    {
      using _a = defer(() => void trace.push("a"));
      using b = disposable("b", (value) => void trace.push(value));
      await using _c = deferAsync(async () => {
        await null;
        trace.push("c");
      });
      await using d = asyncDisposable("d", async (value) => {
        await null;
        trace.push(value);
      });
      trace.push(b.value, d.value);
    }
    expect(trace).toEqual(["b", "d", "d", "c", "b", "a"]);
  });

  test("run once", async () => {
    const trace: string[] = [];
    const sync = defer(() => void trace.push("sync"));
    const async = deferAsync(() => void trace.push("async"));
    sync[Symbol.dispose]();
    sync[Symbol.dispose]();
    await Promise.all([async[Symbol.asyncDispose](), async[Symbol.asyncDispose]()]);
    expect(trace).toEqual(["sync", "async"]);
  });

  test("an error of the callback is the disposer's, and the callback does not run again", async () => {
    let calls = 0;
    const fail = (): never => {
      calls++;
      throw E;
    };
    const sync = defer(fail);
    expect(() => sync[Symbol.dispose]()).toThrow(E);
    sync[Symbol.dispose]();
    await expect(deferAsync(fail)[Symbol.asyncDispose]()).rejects.toBe(E);
    expect(calls).toBe(2);
  });

  test("deferAsync resolves to undefined, whatever the callback gives", async () => {
    await expect(deferAsync(async () => true)[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
});

describe("acquire", () => {
  test("release gets the value, the error that ended the block, and how it ended", async () => {
    const told: unknown[][] = [];
    const lease = (): ReturnType<typeof acquire<string>> =>
      acquire(
        async () => "value",
        (...args) => void told.push(args),
      );
    await expect(withAsync(lease(), (value) => value)).resolves.toBe("value");
    await expect(
      withAsync(lease(), () => {
        throw E;
      }),
    ).rejects.toBe(E);
    await withAsync(lease(), () => {
      throw undefined;
    }).catch(() => {});
    expect(told).toEqual([
      ["value", undefined, undefined],
      ["value", E, { error: E }],
      ["value", undefined, { error: undefined }],
    ]);
  });

  test("its result is ignored, its promise awaited", async () => {
    let released = false;
    const lease = acquire(
      () => 1,
      async () => {
        await null;
        released = true;
        return true;
      },
    );
    await expect(
      withAsync(lease, () => {
        throw E;
      }),
    ).rejects.toBe(E);
    expect(released).toBe(true);
  });

  test("is reusable, one block at a time", async () => {
    let n = 0;
    const released: number[] = [];
    const lease = acquire(
      () => ++n,
      (value) => void released.push(value),
    );
    await withAsync(lease, () => {});
    await expect(withAsync(lease, () => withAsync(lease, () => {}))).rejects.toThrow(RuntimeError);
    await withAsync(lease, () => {});
    expect(released).toEqual([1, 2, 3]);
  });

  test("is free again after a failed acquire, and after a failed release", async () => {
    const failures = [E, undefined, undefined];
    const lease = acquire(
      async () => {
        const failure = failures.shift();
        if (failure) throw failure;
      },
      () => {
        throw E;
      },
    );
    await expect(withAsync(lease, () => {})).rejects.toBe(E);
    await expect(withAsync(lease, () => {})).rejects.toBe(E);
    await expect(withAsync(lease, () => {})).rejects.toBe(E);
    expect(failures).toEqual([]);
  });

  test("an exit without its enter releases nothing: a second one, or one while acquire waits", async () => {
    const released: unknown[] = [];
    const lease = acquire(
      async () => "value",
      (value) => void released.push(value),
    );
    const entering = lease.__aenter__();
    await lease.__aexit__(null, null, null);
    await entering;
    await lease.__aexit__(null, null, null);
    await lease.__aexit__(null, null, null);
    expect(released).toEqual(["value"]);
  });

  test("the functions are called without a `this`", async () => {
    const seen: unknown[] = [];
    const lease = acquire(
      function (this: unknown) {
        seen.push(this);
      },
      function (this: unknown) {
        seen.push(this);
      },
    );
    await withAsync(lease, () => {});
    expect(seen).toEqual([undefined, undefined]);
  });
});

describe("fromDisposable", () => {
  test("a disposable becomes a synchronous manager, an async one an asynchronous manager", async () => {
    const trace: string[] = [];
    const sync = { [Symbol.dispose]: () => void trace.push("sync") };
    const async = { [Symbol.asyncDispose]: async () => void trace.push("async") };
    const both = { ...sync, ...async };
    expect([isContextManager(fromDisposable(sync)), isAsyncContextManager(fromDisposable(sync))]).toEqual([
      true,
      false,
    ]);
    expect(isAsyncContextManager(fromDisposable(both))).toBe(true);
    expect(withSync(fromDisposable(sync), (value) => value)).toBe(sync);
    await expect(withAsync(fromDisposable(async), (value) => value)).resolves.toBe(async);
    await withAsync(fromDisposable(both), () => {});
    expect(trace).toEqual(["sync", "async", "async"]);
  });

  test("results of a plain disposer suppress nothing", async () => {
    const resource = { [Symbol.asyncDispose]: async () => true } as unknown as AsyncDisposable;
    await expect(
      withAsync(fromDisposable(resource), () => {
        throw E;
      }),
    ).rejects.toBe(E);
  });

  test("an error-aware resource is told how the block ended, and may suppress it", async () => {
    const ends: Completion[] = [];
    const resource = {
      async [exit](completion: Completion): Promise<Completion> {
        ends.push(completion);
        return undefined;
      },
      async [Symbol.asyncDispose](): Promise<void> {},
    };
    await expect(
      withAsync(fromDisposable(resource), () => {
        throw E;
      }),
    ).resolves.toBeUndefined();
    await AsyncExitStack.run(async (stack) => {
      await stack.enter(fromDisposable(resource));
    });
    expect(ends).toEqual([{ error: E }, undefined]);
  });

  test("there and back again", async () => {
    const trace: string[] = [];
    const resource = { [Symbol.asyncDispose]: async () => void trace.push("disposed") };
    {
      await using entered = await enter(fromDisposable(resource));
      expect(entered.value).toBe(resource);
    }
    expect(trace).toEqual(["disposed"]);
  });
});

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
