// lock and semaphore over async-mutex.
import { AsyncExitStack, enter, timeout, TimeoutError, withAsync } from "await-using";
import { lock, type MutexLike, semaphore, type SemaphoreLike, webLock } from "await-using/locks";
import { E_CANCELED, E_TIMEOUT, Mutex, Semaphore, tryAcquire, withTimeout } from "async-mutex";
import { caught } from "../caught.js";

const E = new RangeError("block");
const unhandled = jest.fn();
beforeEach(() => {
  unhandled.mockClear();
  process.on("unhandledRejection", unhandled);
});
afterEach(async () => {
  await turns();
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** A promise and what settles it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe("lock", () => {
  test("enter takes the mutex and gives undefined, exit lets it go", async () => {
    const mutex = new Mutex();
    const during = await withAsync(lock(mutex), (value) => [value, mutex.isLocked()]);
    expect([during, mutex.isLocked()]).toEqual([[undefined, true], false]);
  });

  test("a failed block lets it go, and its error propagates unchanged", async () => {
    const mutex = new Mutex();
    const block = withAsync(lock(mutex), () => {
      throw E;
    });
    expect(await caught(block)).toBe(E);
    expect(mutex.isLocked()).toBe(false);
  });

  test("one manager shared by tasks serialises them, first come, first served", async () => {
    const exclusive = lock(new Mutex());
    const trace: string[] = [];
    const task = (name: string) =>
      withAsync(exclusive, async () => {
        trace.push(`${name} in`);
        await turns();
        trace.push(`${name} out`);
      });
    await Promise.all(["a", "b", "c"].map(task));
    expect(trace).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
  });

  test("the highest priority goes first", async () => {
    const mutex = new Mutex();
    const trace: string[] = [];
    const task = (name: string, priority?: number) =>
      withAsync(lock(mutex, { priority }), async () => {
        trace.push(name);
        await turns();
      });
    await Promise.all([task("first"), task("low", -1), task("usual"), task("high", 1)]);
    expect(trace).toEqual(["first", "high", "usual", "low"]);
  });

  test("every way of driving holds it for the block", async () => {
    const mutex = new Mutex();
    const exclusive = lock(mutex);
    const during: boolean[] = [];
    await AsyncExitStack.run(async (stack) => {
      await stack.enter(exclusive);
      during.push(mutex.isLocked());
    });
    {
      await using _held = await enter(exclusive);
      during.push(mutex.isLocked());
    }
    expect([during, mutex.isLocked()]).toEqual([[true, true], false]);
  });

  test("a blind exit does not warn: there is nothing to be told", async () => {
    const warn = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
    const mutex = new Mutex();
    const held = await enter(lock(mutex));
    await held[Symbol.asyncDispose]();
    expect([mutex.isLocked(), warn.mock.calls]).toEqual([false, []]);
    warn.mockRestore();
  });

  test("a second exit lets nothing go", async () => {
    const mutex = new Mutex();
    const exclusive = lock(mutex);
    const held = await enter(exclusive);
    await held[Symbol.asyncDispose]();
    const release = await mutex.acquire(); // by somebody else
    await held[Symbol.asyncDispose]();
    await exclusive.__aexit__(null, null, null);
    expect(mutex.isLocked()).toBe(true);
    release();
  });

  test("takes what withTimeout and tryAcquire return, and passes their errors on", async () => {
    const mutex = new Mutex();
    await withAsync(lock(mutex), async () => {
      expect(await caught(withAsync(lock(tryAcquire(mutex, E)), () => {}))).toBe(E);
      expect(await caught(withAsync(lock(withTimeout(mutex, 1)), () => {}))).toBe(E_TIMEOUT);
    });
    await turns();
    expect(mutex.isLocked()).toBe(false);
    expect(await withAsync(lock(withTimeout(mutex, 1000)), () => mutex.isLocked())).toBe(true);
  });

  test("a mutex that is cancelled rejects the enters that wait", async () => {
    const mutex = new Mutex();
    await withAsync(lock(mutex), async () => {
      const waiting = caught(withAsync(lock(mutex), () => {}));
      mutex.cancel();
      expect(await waiting).toBe(E_CANCELED);
    });
    expect(mutex.isLocked()).toBe(false);
  });
});

describe("a wait that is given up", () => {
  test("rejects with the signal's reason at once, and the mutex granted later is let go at once", async () => {
    const mutex = new Mutex();
    const controller = new AbortController();
    const body = jest.fn();
    await withAsync(lock(mutex), async () => {
      const waiting = caught(withAsync(lock(mutex, { signal: controller.signal }), body));
      controller.abort(E);
      expect(await waiting).toBe(E);
      expect(mutex.isLocked()).toBe(true);
    });
    await turns();
    expect([mutex.isLocked(), body.mock.calls]).toEqual([false, []]);
  });

  test("keeps nobody from the mutex who waits behind it", async () => {
    const mutex = new Mutex();
    const controller = new AbortController();
    const trace: string[] = [];
    const { opened, open } = gate();
    const first = withAsync(lock(mutex), () => opened);
    const given = caught(withAsync(lock(mutex, { signal: controller.signal }), () => trace.push("given up")));
    const behind = withAsync(lock(mutex), () => trace.push("behind"));
    controller.abort(E);
    expect(await given).toBe(E);
    open();
    await Promise.all([first, behind]);
    expect([trace, mutex.isLocked()]).toEqual([["behind"], false]);
  });

  test("a signal that is aborted already does not ask for the mutex", async () => {
    const mutex = new Mutex();
    const acquire = jest.spyOn(mutex, "acquire");
    expect(await caught(enter(lock(mutex, { signal: AbortSignal.abort(E) })))).toBe(E);
    expect(acquire).not.toHaveBeenCalled();
  });

  test("an abort in the same turn as the grant ends held and owned, or let go: never in between", async () => {
    const mutex = new Mutex();
    const ends = new Set<boolean>();
    for (let turn = 0; turn < 20; turn++) {
      const controller = new AbortController();
      const { opened, open } = gate();
      const first = withAsync(lock(mutex), () => opened);
      let ran = false;
      const second = caught(
        withAsync(lock(mutex, { signal: controller.signal }), () => {
          ran = true;
        }),
      );
      open();
      for (let left = turn; left > 0; left--) await null;
      controller.abort(E);
      await first;
      const error = await second;
      expect(error).toBe(ran ? "nothing was thrown" : E);
      ends.add(ran);
      await turns();
      expect(mutex.isLocked()).toBe(false);
    }
    expect(ends.size).toBe(2); // both were seen
  });

  test("a mutex cancelled after that leaves no rejection unhandled", async () => {
    const mutex = new Mutex();
    const controller = new AbortController();
    await withAsync(lock(mutex), async () => {
      const waiting = caught(withAsync(lock(mutex, { signal: controller.signal }), () => {}));
      controller.abort(E);
      mutex.cancel();
      expect(await waiting).toBe(E);
    });
    expect(mutex.isLocked()).toBe(false);
  });

  test("timeout(ms) around it, with its signal, throws its TimeoutError", async () => {
    jest.useFakeTimers();
    try {
      const mutex = new Mutex();
      const { opened, open } = gate();
      const first = withAsync(lock(mutex), () => opened);
      const second = caught(
        withAsync(timeout(100), ({ signal }) => withAsync(lock(mutex, { signal }), () => {})),
      );
      await jest.advanceTimersByTimeAsync(100);
      expect(await second).toBeInstanceOf(TimeoutError);
      open();
      await first;
      await jest.advanceTimersByTimeAsync(0);
      expect(mutex.isLocked()).toBe(false);
    } finally {
      jest.useRealTimers();
    }
  });

  test("the signal is listened to no longer than the wait", async () => {
    const { signal } = new AbortController();
    const added = jest.spyOn(signal, "addEventListener");
    const removed = jest.spyOn(signal, "removeEventListener");
    const mutex = new Mutex();
    await withAsync(lock(mutex, { signal }), () => {});
    const refused = lock(tryAcquire({ ...mutex, isLocked: () => true } as Mutex), { signal });
    await caught(withAsync(refused, () => {}));
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([2, 2]);
  });
});

describe("semaphore", () => {
  test("gives what runExclusive's callback gets, and takes its weight", async () => {
    const permits = new Semaphore(3);
    const during = await withAsync(semaphore(permits, 2), (value) => [value, permits.getValue()]);
    expect([during, permits.getValue()]).toEqual([[3, 1], 3]);
  });

  test("one manager shared by tasks lets as many in as there are permits, first come, first served", async () => {
    const three = semaphore(new Semaphore(3));
    const entered: number[] = [];
    let inside = 0;
    let most = 0;
    const task = (index: number) =>
      withAsync(three, async () => {
        entered.push(index);
        most = Math.max(most, ++inside);
        for (let left = index % 4; left >= 0; left--) await turns();
        inside -= 1;
      });
    const indexes = Array.from({ length: 20 }, (_, index) => index);
    await Promise.all(indexes.map(task));
    expect([most, entered]).toEqual([3, indexes]);
  });

  test("exits in any order give back what was taken, and a second exit nothing", async () => {
    const permits = new Semaphore(2);
    const one = semaphore(permits);
    const [a, b] = [await enter(one), await enter(one)];
    await a[Symbol.asyncDispose]();
    await a[Symbol.asyncDispose]();
    expect(permits.getValue()).toBe(1);
    await b[Symbol.asyncDispose]();
    await one.__aexit__(null, null, null);
    expect(permits.getValue()).toBe(2);
  });

  test("a wait that is given up gives back all of its weight", async () => {
    const permits = new Semaphore(2);
    const controller = new AbortController();
    await withAsync(semaphore(permits, 1), async () => {
      const waiting = caught(enter(semaphore(permits, 2, { signal: controller.signal })));
      controller.abort(E);
      expect(await waiting).toBe(E);
    });
    await turns();
    expect(permits.getValue()).toBe(2);
  });
});

describe("misuse", () => {
  const pool = { acquire: async () => ({ name: "connection" }), release: () => {} };
  const noMutex = (value: unknown) => value as MutexLike;
  const noSemaphore = (value: unknown) => value as SemaphoreLike;
  const manager = { request: async () => {} };

  test.each([
    [
      "undefined",
      () => lock(noMutex(undefined)),
      /^lock takes a mutex, an object with acquire, found undefined: lock\(/,
    ],
    ["a class", () => lock(noMutex(Mutex)), /found function 'Mutex'; it is a function: call it/],
    [
      "a LockManager",
      () => lock(noMutex(manager)),
      /found 'Object' object; it is a LockManager: use webLock\(name\)/,
    ],
    [
      "a number",
      () => semaphore(noSemaphore(4)),
      /^semaphore takes a semaphore, .* found 4: semaphore\(new Semaphore/,
    ],
    [
      "weight 0",
      () => semaphore(new Semaphore(1), 0),
      /^semaphore: the weight must be a number above 0, found 0$/,
    ],
    ["weight NaN", () => semaphore(new Semaphore(1), NaN), /found NaN$/],
    ["weight Infinity", () => semaphore(new Semaphore(1), Infinity), /found Infinity$/],
    [
      "a priority",
      () => lock(new Mutex(), { priority: "high" as never }),
      /the priority option must be a number/,
    ],
    [
      "a signal",
      () => lock(new Mutex(), { signal: {} as never }),
      /^lock: the signal option must be an AbortSignal/,
    ],
    ["no name", () => webLock(7 as never), /^webLock takes the lock's name, found 7: webLock\("tab"\)$/],
    [
      "no LockManager",
      () => webLock("tab", { locks: {} as never }),
      /^webLock: the locks option must be a LockManager/,
    ],
  ] as const)("%s is refused at once", (_what, call, message) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });

  test("a semaphore for a mutex is refused on enter, and gets its permit back", async () => {
    const permits = new Semaphore(1);
    const error = await caught(enter(lock(noMutex(permits))));
    expect(error).toEqual(new TypeError("lock takes a mutex, found a semaphore: use semaphore(…)"));
    expect(permits.getValue()).toBe(1);
  });

  test("a mutex for a semaphore is refused on enter, and let go", async () => {
    const mutex = new Mutex();
    const error = await caught(enter(semaphore(noSemaphore(mutex))));
    expect(error).toEqual(new TypeError("semaphore takes a semaphore, found a mutex: use lock(…)"));
    expect(mutex.isLocked()).toBe(false);
  });

  test.each([
    ["lock", () => enter(lock(noMutex(pool))), /it resolved to 'Object' object: for other things, acquire\(/],
    ["semaphore", () => enter(semaphore(noSemaphore(pool))), /whose acquire resolves to \[number, release\]/],
    [
      "lock",
      () => enter(lock(noMutex({ acquire: () => 1 }))),
      /acquire of 'Object' object must return a promise/,
    ],
  ] as const)("%s refuses on enter what acquire gives elsewhere", async (_name, call, message) => {
    const error = await caught(call());
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(message);
  });
});
