// What timeout and taskGroup have in common: how they tell an abort of theirs from other errors, on any host.
import { taskGroup, timeout, TimeoutError, withAsync } from "await-using";
import { errorOf } from "../caught.js";
import { where } from "../where.js";

const E = new Error("body");
const hidden = (value: unknown): PropertyDescriptor => ({
  value,
  writable: true,
  enumerable: false,
  configurable: true,
});
describe("what an abort is called", () => {
  test("a timeout's signal", async () => {
    let reason: unknown;
    await errorOf(() =>
      withAsync(timeout(1), async (scope) => {
        await errorOf(() => scope.race(new Promise(() => {})));
        reason = scope.signal.reason;
      }),
    );
    expect(reason).toMatchObject({
      name: "TimeoutError",
      message: "The operation was aborted due to timeout",
    });
  });

  test("a group's signal, when a task failed and when the block did", async () => {
    const reasons: unknown[] = [];
    const failing = async (): Promise<never> => {
      throw E;
    };
    await errorOf(() =>
      withAsync(taskGroup(), async (group) => {
        group.signal.addEventListener("abort", () => reasons.push(group.signal.reason));
        void group.createTask(failing);
      }),
    );
    await errorOf(() =>
      withAsync(taskGroup(), async (group) => {
        group.signal.addEventListener("abort", () => reasons.push(group.signal.reason));
        throw E;
      }),
    );
    expect(reasons).toMatchObject([
      { name: "AbortError", message: "A task of the group failed" },
      { name: "AbortError", message: "The block of the group failed" },
    ]);
    for (const reason of reasons) {
      expect(Object.getOwnPropertyDescriptor(reason as object, "cause")).toEqual(hidden(E));
    }
  });

  test("on a host without DOMException it is an Error of that name", async () => {
    let reason: unknown;
    await where("DOMException", undefined, () =>
      errorOf(() =>
        withAsync(taskGroup(), async (group) => {
          group.signal.addEventListener("abort", () => (reason = group.signal.reason));
          throw E;
        }),
      ),
    );
    expect(Object.prototype.toString.call(reason)).toBe("[object Error]");
    expect(Object.getOwnPropertyDescriptor(reason as object, "name")).toEqual(hidden("AbortError"));
  });

  test("an outer signal that keeps no reason gives an AbortError", async () => {
    const outer = Object.assign(new EventTarget(), { aborted: true });
    const reason = await withAsync(
      timeout(null, { signal: outer as never }),
      (scope) => scope.signal.reason as unknown,
    );
    expect(reason).toMatchObject({ name: "AbortError", message: "The outer signal was aborted" });
  });

  test("a signal is aborted once: the first reason counts, also for who waits for it", async () => {
    const outer = new AbortController();
    const reasons: unknown[] = [];
    await errorOf(() =>
      withAsync(taskGroup({ signal: outer.signal }), async (group) => {
        let fail!: (error: unknown) => void;
        const task = group.createTask(new Promise((_, reject) => (fail = reject)));
        outer.abort(E);
        reasons.push(group.signal.reason);
        fail(new Error("later"));
        await errorOf(() => task);
        await null;
        reasons.push(group.signal.reason, await errorOf(() => group.race(new Promise(() => {}))));
      }),
    );
    expect(reasons).toEqual([E, E, E]);
  });

  test("the reason of a scope that has nothing to do with an overdue one is an error like any", async () => {
    let foreign: unknown;
    await errorOf(() =>
      withAsync(taskGroup(), async (group) => {
        group.signal.addEventListener("abort", () => (foreign = group.signal.reason));
        throw E;
      }),
    );
    const overdue = (thrown: () => unknown): Promise<unknown> =>
      errorOf(() =>
        withAsync(timeout(1), async (scope) => {
          await errorOf(() => scope.race(new Promise(() => {})));
          throw thrown();
        }),
      );
    expect(await overdue(() => foreign)).toBe(foreign);
  });

  test("the reason of a scope two scopes further in is one of the overdue one's", async () => {
    let inner: unknown;
    const error = await errorOf(() =>
      withAsync(timeout(5), async (scope) => {
        await errorOf(() =>
          withAsync(taskGroup({ signal: scope.signal }), (group) =>
            withAsync(taskGroup({ signal: group.signal }), async (innermost) => {
              innermost.signal.addEventListener("abort", () => (inner ??= innermost.signal.reason));
              throw E;
            }),
          ),
        );
        await errorOf(() => scope.race(new Promise(() => {})));
        throw inner;
      }),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error as Error).cause).toBe(inner);
  });

  test("on a host without AbortController it is refused by name", async () => {
    const message = (name: string): string =>
      `${name} needs AbortController, which this host lacks (Node has it since 15)`;
    await where("AbortController", undefined, async () => {
      // The library reads it once, from the global object that it keeps.
      const found = [await errorOf(() => taskGroup()), await errorOf(() => timeout(1))];
      expect(found).toEqual([new TypeError(message("taskGroup")), new TypeError(message("timeout"))]);
    });
  });

  test.each([
    ["a number", () => 5, "5"],
    ["an object", () => ({}), "'Object' object"],
    ["one that is never told", () => ({ aborted: false }), "'Object' object"],
    ["a target that is not aborted", () => new EventTarget(), "'EventTarget' object"],
    ["a controller", () => new AbortController(), "'AbortController' object"],
  ])("a signal option that is %s is refused", async (_, make, found) => {
    const signal: unknown = make();
    const wanted = (caller: string): TypeError =>
      new TypeError(
        `${caller}: the signal option must be an AbortSignal, found ${found}; pass controller.signal`,
      );
    expect(await errorOf(() => taskGroup({ signal: signal as never }))).toEqual(wanted("taskGroup"));
    expect(await errorOf(() => timeout(1, { signal: signal as never }))).toEqual(wanted("timeout"));
  });

  test.each([[null], [undefined]])("a signal option that is %s is none", async (signal) => {
    await expect(withAsync(taskGroup({ signal: signal as never }), () => 5)).resolves.toBe(5);
  });

  test("race leaves no listener behind", async () => {
    await withAsync(timeout(1000), async (scope) => {
      const remove = jest.spyOn(scope.signal, "removeEventListener");
      const add = jest.spyOn(scope.signal, "addEventListener");
      await scope.race(Promise.resolve(1));
      await null;
      expect(remove.mock.calls).toEqual(add.mock.calls.map(([type, listener]) => [type, listener]));
      expect(add).toHaveBeenCalledTimes(1);
    });
  });
});
