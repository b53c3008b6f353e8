// timeout and timeoutAt: what asyncio.timeout does with a cancelled task, done with a signal.
import { EventEmitter, once } from "node:events";
import {
  AsyncExitStack,
  enter,
  errorChain,
  RuntimeError,
  suppress,
  SuppressedError,
  timeout,
  type Timeout,
  timeoutAt,
  TimeoutError,
  withAsync,
} from "await-using";
import { caught } from "../caught.js";

const START = Date.UTC(2030, 0, 1);

beforeEach(() => {
  jest.useFakeTimers({ now: START });
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const never = new Promise<never>(() => {});
/** An operation that takes a signal and ignores its reason, as many do. */
const abortable = (signal: AbortSignal): Promise<unknown> => once(new EventEmitter(), "never", { signal });
const outcome = async (promise: Promise<unknown>, ms: number): Promise<unknown> => {
  const settled = caught(promise);
  await jest.advanceTimersByTimeAsync(ms);
  return settled;
};

describe("a block that ends in time", () => {
  test("gives its value, and the timer is cleared", async () => {
    const limit = timeout(100);
    await expect(withAsync(limit, (given) => given === limit)).resolves.toBe(true);
    expect([limit.expired(), limit.signal.aborted, limit.when()]).toEqual([false, false, START + 100]);
  });

  test("fails with its own error, and the timer is cleared", async () => {
    const error = new RangeError("own");
    expect(
      await caught(
        withAsync(timeout(100), () => {
          throw error;
        }),
      ),
    ).toBe(error);
  });

  test.each([null, Infinity])("timeout(%p) never expires", async (ms) => {
    await withAsync(timeout(ms), async ({ signal }) => {
      await jest.advanceTimersByTimeAsync(1e12);
      expect(signal.aborted).toBe(false);
    });
  });
});

describe("a block that is overdue", () => {
  test("its signal is aborted with a reason named TimeoutError, as AbortSignal.timeout's", async () => {
    const limit = timeout(100);
    const block = withAsync(limit, async ({ signal }) => {
      await jest.advanceTimersByTimeAsync(99);
      expect(signal.aborted).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      expect([signal.aborted, limit.expired()]).toEqual([true, true]);
      expect(signal.reason).toMatchObject({ name: "TimeoutError", code: 23 });
      expect(signal.reason).not.toBeInstanceOf(TimeoutError);
      signal.throwIfAborted();
    });
    const error = await caught(block);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ name: "TimeoutError", cause: limit.signal.reason });
    expect(limit.expired()).toBe(true);
  });

  const ownAborts: [string, (limit: Timeout) => Promise<unknown>][] = [
    ["an AbortError caused by the reason", ({ signal }) => abortable(signal)],
    [
      "an AbortError without a cause",
      ({ signal }) =>
        abortable(signal).catch(() => {
          throw new DOMException("Aborted", "AbortError");
        }),
    ],
    ["what race rejects with", (limit) => limit.race(never)],
  ];
  test.each(ownAborts)("%s becomes a TimeoutError with that as its cause", async (_name, body) => {
    const error = await outcome(withAsync(timeout(100), body), 100);
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error as TimeoutError).cause).toBeDefined();
  });

  test("another error passes, also one caused by the abort", async () => {
    const error = await outcome(
      withAsync(timeout(100), (limit) =>
        limit.race(never).catch((cause: unknown) => {
          throw new RangeError("own", { cause });
        }),
      ),
      100,
    );
    expect(error).toBeInstanceOf(RangeError);
  });

  test("an AbortError of another cause passes", async () => {
    const other = new AbortController();
    const error = await outcome(
      withAsync(timeout(100), async (limit) => {
        await limit.race(never).catch(() => {});
        const operation = abortable(other.signal);
        other.abort(new RangeError("other"));
        await operation;
      }),
      100,
    );
    expect(error).toMatchObject({ name: "AbortError", cause: new RangeError("other") });
  });

  test("an AbortError before the deadline passes", async () => {
    const error = new DOMException("Aborted", "AbortError");
    expect(await caught(withAsync(timeout(100), () => Promise.reject(error)))).toBe(error);
  });

  test("a block that takes no notice keeps its value; expired() tells", async () => {
    const limit = timeout(100);
    const block = withAsync(limit, async () => {
      await jest.advanceTimersByTimeAsync(500);
      return "late";
    });
    await expect(block).resolves.toBe("late");
    expect(limit.expired()).toBe(true);
  });

  test("an error of the clean-up hides nothing", async () => {
    const cleanup = new RangeError("cleanup");
    const error = await outcome(
      withAsync(timeout(100), async (limit) => {
        await using stack = new AsyncExitStack();
        stack.defer(() => {
          throw cleanup;
        });
        await limit.race(never);
      }),
      100,
    );
    expect(errorChain(error)).toEqual([cleanup, expect.objectContaining({ name: "TimeoutError" })]);
  });

  test("an abort that is the newest error of several is told, and nothing is lost", async () => {
    const older = new RangeError("older");
    const error = await outcome(
      withAsync(timeout(100), (limit) =>
        limit.race(never).catch((reason: unknown) => {
          throw new SuppressedError(reason, older);
        }),
      ),
      100,
    );
    expect(errorChain(error)[0]).toBeInstanceOf(TimeoutError);
    expect(errorChain(error)).toContain(older);
  });

  test("can be suppressed: Python's suppress(TimeoutError), anyio's move_on_after", async () => {
    const block = withAsync(suppress(TimeoutError), () =>
      withAsync(timeout(100), (limit) => limit.race(never)),
    );
    expect(await outcome(block, 100)).toBe("nothing was thrown");
  });

  test.each([0, -5, -Infinity])("timeout(%p) is overdue at once, yet the block starts", async (ms) => {
    let started = false;
    const block = withAsync(timeout(ms), (limit) => {
      started = true;
      return limit.race(never);
    });
    expect(await outcome(block, 0)).toBeInstanceOf(TimeoutError);
    expect(started).toBe(true);
  });

  test("a deadline beyond a timer's reach is kept", async () => {
    const month = 30 * 24 * 3600 * 1000;
    const limit = timeout(month);
    const block = caught(withAsync(limit, ({ signal }) => abortable(signal)));
    await jest.advanceTimersByTimeAsync(month - 1);
    expect(limit.expired()).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await block).toBeInstanceOf(TimeoutError);
  });

  test("a blind exit asks, and loses neither its question nor the signal's reason", async () => {
    const block = async (): Promise<void> => {
      await using held = await enter(timeout(100));
      await held.value.race(never);
    };
    const chain = errorChain(await outcome(block(), 100)).map((error) => (error as Error).name);
    expect(chain).toEqual(["UnconfirmedExitError", "TimeoutError"]);
  });
});

describe("race", () => {
  test("gives what the promise gives, and keeps no listener", async () => {
    await withAsync(timeout(100), async (limit) => {
      const removed = jest.spyOn(limit.signal, "removeEventListener");
      await expect(limit.race(Promise.resolve(1))).resolves.toBe(1);
      await expect(limit.race(2)).resolves.toBe(2);
      await expect(limit.race(Promise.reject(new RangeError("own")))).rejects.toThrow("own");
      expect(removed).toHaveBeenCalledTimes(3);
    });
  });

  test("leaves no rejection unhandled, and rejects at once after the deadline", async () => {
    const unhandled = jest.fn();
    process.on("unhandledRejection", unhandled);
    let fail = (_error: unknown): void => {};
    const operation = new Promise<never>((_resolve, reject) => (fail = reject));
    const limit = timeout(100);
    const error = await outcome(
      withAsync(limit, () => limit.race(operation)),
      100,
    );
    expect(error).toBeInstanceOf(TimeoutError);
    fail(new Error("late"));
    await expect(limit.race(Promise.reject(new Error("later still")))).rejects.toBe(limit.signal.reason);
    jest.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    jest.useFakeTimers();
  });
});

describe("nested, the outer signal given to the inner one", () => {
  const nested = (
    outer: Timeout,
    ms: number,
    body: (inner: Timeout) => Promise<unknown>,
  ): { inner: Timeout; between: unknown[]; block: Promise<unknown> } => {
    const inner = timeout(ms, { signal: outer.signal });
    const between: unknown[] = [];
    const block = withAsync(outer, async () => {
      try {
        await withAsync(inner, body);
      } catch (error) {
        between.push(error);
        throw error;
      }
    });
    return { inner, between, block };
  };

  test("the inner expires: it converts, and the outer lets its TimeoutError pass", async () => {
    const outer = timeout(200);
    const { inner, between, block } = nested(outer, 100, (limit) => limit.race(never));
    const error = await outcome(block, 100);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(between).toEqual([error]);
    expect([inner.expired(), outer.expired()]).toEqual([true, false]);
  });

  test.each<[string, (limit: Timeout) => Promise<unknown>]>([
    ["the reason", (limit) => limit.race(never)],
    ["an AbortError", (limit) => abortable(limit.signal)],
  ])("the outer expires: the inner lets %s pass, and the outer converts", async (_name, body) => {
    const outer = timeout(100);
    const { inner, between, block } = nested(outer, 200, body);
    const error = await outcome(block, 100);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(between).toEqual([(error as TimeoutError).cause]);
    expect(between[0]).not.toBeInstanceOf(TimeoutError);
    expect([inner.expired(), outer.expired()]).toEqual([false, true]);
    expect(inner.signal.reason).toBe(outer.signal.reason);
  });

  test("both expire, the inner first: the outer converts", async () => {
    const outer = timeout(200);
    const { inner, between, block } = nested(outer, 100, async (limit) => {
      await limit.race(never).catch(async (reason: unknown) => {
        await outer.race(never).catch(() => {});
        throw reason;
      });
    });
    const error = await outcome(block, 200);
    expect([inner.expired(), outer.expired()]).toEqual([true, true]);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(between).toEqual([inner.signal.reason]);
    expect((error as TimeoutError).cause).toBe(inner.signal.reason);
  });

  test("an abort from outside passes for its own reason", async () => {
    const controller = new AbortController();
    const reason = new RangeError("user left");
    const limit = timeout(100, { signal: controller.signal });
    const block = caught(withAsync(limit, () => limit.race(never)));
    controller.abort(reason);
    expect(await block).toBe(reason);
    expect(limit.expired()).toBe(false);
  });

  test("an abort from outside before enter reaches the block at once", async () => {
    const limit = timeout(100, { signal: AbortSignal.abort("gone") });
    expect(await caught(withAsync(limit, () => limit.race(never)))).toBe("gone");
  });

  test("without the signal it is shielded from the outer abort", async () => {
    const outer = timeout(100);
    const block = withAsync(outer, () =>
      withAsync(timeout(200), async ({ signal }) => {
        await jest.advanceTimersByTimeAsync(150);
        expect([outer.signal.aborted, signal.aborted]).toEqual([true, false]);
      }),
    );
    await block;
  });

  test("the outer signal is followed only while the block runs", async () => {
    const controller = new AbortController();
    const added = jest.spyOn(controller.signal, "addEventListener");
    const removed = jest.spyOn(controller.signal, "removeEventListener");
    const limit = timeout(100, { signal: controller.signal });
    await withAsync(limit, () => {});
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([1, 1]);
    controller.abort();
    expect(limit.signal.aborted).toBe(false);
  });
});

describe("reschedule", () => {
  test("moves the deadline, counted from now", async () => {
    const limit = timeout(100);
    const block = withAsync(limit, async () => {
      await jest.advanceTimersByTimeAsync(90);
      limit.reschedule(100);
      expect(limit.when()).toBe(START + 190);
      await jest.advanceTimersByTimeAsync(99);
      expect(limit.expired()).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      await limit.race(never);
    });
    expect(await caught(block)).toBeInstanceOf(TimeoutError);
  });

  test("null removes it", async () => {
    const limit = timeout(100);
    await withAsync(limit, async () => {
      limit.reschedule(null);
      await jest.advanceTimersByTimeAsync(1000);
    });
    expect([limit.expired(), limit.when()]).toEqual([false, null]);
  });

  test("is refused before enter, once expired, and after the exit, as in CPython", async () => {
    const limit = timeout(100);
    const refused = (message: string): void => {
      expect(() => limit.reschedule(1)).toThrow(new RuntimeError(message));
    };
    refused("Timeout has not been entered");
    const block = withAsync(limit, async () => {
      await limit.race(never).catch(() => {});
      refused("Cannot change state of expiring Timeout");
    });
    await jest.advanceTimersByTimeAsync(100);
    await block;
    refused("Cannot change state of expired Timeout");
    const other = timeout(100);
    await withAsync(other, () => {});
    expect(() => other.reschedule(1)).toThrow("Cannot change state of finished Timeout");
  });
});

describe("timeoutAt", () => {
  test.each([START + 100, new Date(START + 100)])("takes %p", async (when) => {
    const limit = timeoutAt(when);
    expect(limit.when()).toBe(START + 100);
    expect(
      await outcome(
        withAsync(limit, () => limit.race(never)),
        100,
      ),
    ).toBeInstanceOf(TimeoutError);
  });

  test("a time that has passed is overdue at once, null never", async () => {
    expect(
      await outcome(
        withAsync(timeoutAt(START - 1), (limit) => limit.race(never)),
        0,
      ),
    ).toBeInstanceOf(TimeoutError);
    await withAsync(timeoutAt(null), () => jest.advanceTimersByTimeAsync(1e10));
  });
});

describe("misuse", () => {
  test("the clock runs from the call, as in CPython", async () => {
    const limit = timeout(100);
    await jest.advanceTimersByTimeAsync(60);
    expect(limit.when()).toBe(START + 100);
    expect(
      await outcome(
        withAsync(limit, () => limit.race(never)),
        40,
      ),
    ).toBeInstanceOf(TimeoutError);
  });

  test("is single-use", async () => {
    const limit = timeout(100);
    await withAsync(limit, () => {});
    expect(await caught(withAsync(limit, () => {}))).toEqual(
      new RuntimeError("Timeout has already been entered"),
    );
  });

  test.each([NaN, "5", undefined, {}])("timeout(%p) is refused", (ms) => {
    expect(() => timeout(ms as number)).toThrow(/^timeout takes a number of milliseconds, found /);
  });

  test.each(["soon", NaN, new Date(NaN), {}])("timeoutAt(%p) is refused", (when) => {
    expect(() => timeoutAt(when as Date)).toThrow(/^timeoutAt takes a Date, milliseconds as of Date.now\(\)/);
  });

  test("a signal option that is none is refused", () => {
    expect(() => timeout(1, { signal: new AbortController() as never })).toThrow(
      "timeout: the signal option must be an AbortSignal, found 'AbortController' object; pass controller.signal",
    );
  });

  test("without AbortController it says so", () => {
    const own = globalThis.AbortController;
    try {
      Reflect.deleteProperty(globalThis, "AbortController");
      expect(() => timeout(1)).toThrow("timeout needs AbortController, which this host lacks");
    } finally {
      globalThis.AbortController = own;
    }
  });
});
