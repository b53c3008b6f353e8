// timeout by the host's own clock; timeout.test.ts has the rules, by a clock of the test.
import { timeout, TimeoutError, withAsync } from "await-using";
import { errorOf } from "../caught.js";

describe("timeout", () => {
  test("its error is caused by what the block threw", async () => {
    const thrown: unknown[] = [];
    const error = (await errorOf(() =>
      withAsync(timeout(1), async (scope) => {
        try {
          await scope.race(new Promise(() => {}));
        } catch (reason) {
          thrown.push(reason);
          throw reason;
        }
      }),
    )) as Error;
    expect(error).toBeInstanceOf(TimeoutError);
    expect([error.message, error.cause]).toEqual(["The block's timeout expired", thrown[0]]);
  });

  test("an exit told a clean end after the deadline throws nothing, with either none", async () => {
    for (const none of [null, undefined]) {
      const scope = timeout(0);
      const inner = await scope.__aenter__();
      await errorOf(() => inner.race(new Promise(() => {})));
      await expect(scope.__aexit__(none, inner.signal.reason, none)).resolves.toBeUndefined();
      expect(scope.expired()).toBe(true);
    }
  });

  test("reschedule refuses what is no number by its own name", async () => {
    await withAsync(timeout(1000), async (scope) => {
      const error = await errorOf(() => scope.reschedule("soon" as never));
      expect(error).toEqual(new TypeError("reschedule takes a number of milliseconds, found a string"));
    });
  });

  test("a longer time than a timer takes is waited for in parts", () => {
    jest.useFakeTimers();
    try {
      const longest = 2 ** 31 - 1;
      for (const ms of [longest - 1, longest, longest + 1, 3 * longest]) {
        const scope = timeout(ms);
        void scope.__aenter__();
        jest.advanceTimersByTime(ms - 1);
        expect(scope.expired()).toBe(false);
        jest.advanceTimersByTime(1);
        expect(scope.expired()).toBe(true);
        expect(jest.getTimerCount()).toBe(0);
      }
      const never = timeout(Infinity);
      void never.__aenter__();
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});
