// contextlib's and asyncio's managers at their edges: what their errors carry, exits called by hand, hosts that lack something.
import {
  aclosing,
  asyncContextManager,
  closing,
  type Completion,
  contextManager,
  decorate,
  decorateSync,
  exit,
  enter,
  errorChain,
  limitExit,
  nullContext,
  parallel,
  suppress,
  taskGroup,
  timeout,
  TimeoutError,
  withAsync,
  withSync,
} from "await-using";

const E = new Error("body");
const errorOf = async (action: () => unknown): Promise<unknown> => {
  try {
    await action();
  } catch (error) {
    return error;
  }
  return "no error";
};
const hidden = (value: unknown): PropertyDescriptor => ({
  value,
  writable: true,
  enumerable: false,
  configurable: true,
});

/** Runs `action` where a global is another. */
async function where<R>(name: string, value: unknown, action: () => R): Promise<Awaited<R>> {
  const original = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  try {
    return await action();
  } finally {
    if (original) Object.defineProperty(globalThis, name, original);
    else Reflect.deleteProperty(globalThis, name);
  }
}

describe("an exit called by hand, told a clean end with either none", () => {
  test.each([[null], [undefined]])("%s", async (none) => {
    const stray = new Error("not an error of the block") as never;
    const told: unknown[] = [];
    const inner = {
      async __aenter__() {},
      async __aexit__(type: unknown) {
        told.push(type);
      },
    };
    const generated = contextManager(function* () {
      yield;
      told.push("went on");
    })();
    generated.__enter__();
    expect(generated.__exit__(none, stray, none)).toBe(false);
    expect(suppress(Error).__exit__(none, stray, none)).toBe(false);
    expect(await suppress(Error).__aexit__(none, stray, none)).toBe(false);
    for (const manager of [limitExit(inner as never, 1000), parallel(inner as never)]) {
      await manager.__aenter__();
      expect(await manager.__aexit__(none, stray, none)).toBe(false);
    }
    expect(told).toEqual(["went on", null, null]);
  });
});

describe("limitExit and parallel, exits called by hand", () => {
  const inner = (answer: (completion: Completion) => Completion): never =>
    ({ async __aenter__() {}, [exit]: async (completion: Completion) => answer(completion) }) as never;
  const other = new Error("other");

  test.each([
    ["limitExit", (manager: never) => limitExit(manager, 1000)],
    ["parallel", (manager: never) => parallel(manager)],
  ])("%s: an error that goes on, is suppressed, replaced; a clean end that fails", async (_, wrap) => {
    const leave = async (
      answer: (completion: Completion) => Completion,
      type: unknown,
      error: unknown,
    ): Promise<unknown> => {
      const manager = wrap(inner(answer));
      await manager.__aenter__();
      return manager.__aexit__(type as never, error as never, null);
    };
    expect(await leave((completion) => completion, Error, E)).toBe(false);
    expect(await leave(() => undefined, Error, E)).toBe(true);
    expect(await leave(() => undefined, null, null)).toBe(false);
    const replaced = await errorOf(() => leave(() => ({ error: other }), Error, E));
    expect(errorChain(replaced)[0]).toBe(other);
    expect(await errorOf(() => leave(() => ({ error: other }), null, null))).toBe(other);
  });

  test.each([
    ["limitExit", () => limitExit({ __enter__() {}, __exit__() {} } as never, 5), "withSync"],
    ["parallel", () => parallel({ __enter__() {}, __exit__() {} } as never), "stack.enterSync"],
  ])("%s of a synchronous manager names what takes one", async (_, make, instead) => {
    expect(((await errorOf(make)) as Error).message).toMatch(
      new RegExp(`; it has __enter__: use ${instead}$`),
    );
  });

  test("parallel: an __aenter__ that returns no promise is refused by its name", async () => {
    const manager = { __aenter__: () => 5, async __aexit__() {} };
    expect(((await errorOf(() => withAsync(parallel(manager as never), () => {}))) as Error).message).toBe(
      "__aenter__ of 'Object' object must return a promise, found 5: declare it async",
    );
  });
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

describe("taskGroup", () => {
  test("refusals say in which state it is", async () => {
    const group = taskGroup();
    const refusal = async (): Promise<unknown> =>
      ((await errorOf(() => group.createTask(async () => 1))) as Error).message;
    const refusals = [await refusal()];
    await errorOf(() =>
      withAsync(group, async () => {
        await errorOf(() => group.createTask(() => Promise.reject(E)));
        await null;
        refusals.push(await refusal());
      }),
    );
    refusals.push(await refusal());
    expect(refusals).toEqual([
      "TaskGroup has not been entered",
      "TaskGroup is shutting down",
      "TaskGroup is finished",
    ]);
    expect(((await errorOf(() => group.__aenter__())) as Error).message).toBe(
      "TaskGroup has already been entered",
    );
  });

  test("a task that the outer signal cut short makes the clean end of the block that signal's", async () => {
    const outer = new AbortController();
    const error = await errorOf(() =>
      withAsync(taskGroup({ signal: outer.signal }), async (group) => {
        const task = group.createTask(() => group.race(new Promise(() => {})));
        await null;
        await null;
        outer.abort(E);
        await errorOf(() => task);
        await null;
      }),
    );
    expect(error).toBe(E);
  });

  test("a promise that is refused is handled", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    const refused = Promise.reject(new Error("nobody's"));
    expect(await errorOf(() => taskGroup().createTask(refused))).not.toBe("no error");
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test("an exit told a clean end with undefined is one", async () => {
    const group = taskGroup();
    await group.__aenter__();
    await expect(group.__aexit__(undefined, E, undefined)).resolves.toBeUndefined();
  });

  test("on a host without AggregateError its failures are on an Error of that name", async () => {
    const error = await where("AggregateError", undefined, () =>
      errorOf(() =>
        withAsync(taskGroup(), async (group) => {
          void group.createTask(() => Promise.reject(E));
        }),
      ),
    );
    expect(error).toMatchObject({
      name: "AggregateError",
      message: "unhandled errors in a TaskGroup",
      errors: [E],
    });
  });
});

describe("suppress", () => {
  const run = (error: unknown, ...types: (abstract new (...args: never[]) => unknown)[]): unknown => {
    try {
      withSync(suppress(...(types as never[])), () => {
        throw error;
      });
    } catch (left) {
      return left;
    }
    return "suppressed";
  };
  class Mine extends Error {}
  const named = (name: string): Error => {
    const type = { [name]: class extends Error {} }[name]!;
    return new type();
  };

  test("an exit called by hand lets what is not of the types pass, and throws nothing", () => {
    expect(suppress(TypeError).__exit__(Error, E, null)).toBe(false);
  });

  test("a group of which nothing is left out is the same group", () => {
    const group = new AggregateError([new Mine(), new TypeError()]);
    expect(run(group, RangeError)).toBe(group);
    const nested = new AggregateError([new AggregateError([new Mine()]), new Mine()]);
    expect(run(nested, RangeError)).toBe(nested);
  });

  test("a group of which some is left out is a new one, with the rest", () => {
    const [one, two] = [new Mine(), new TypeError()];
    const group = new AggregateError([one, two], "text");
    const left = run(group, Mine) as AggregateError;
    expect([left.errors, left.message, left.cause]).toEqual([[two], "text", group]);
    const last = new AggregateError([two, one]);
    expect(run(last, Mine)).not.toBe(last);
    expect((run(last, Mine) as AggregateError).errors).toEqual([two]);
    const inner = new AggregateError([one, two], "inner");
    const outer = new AggregateError([two, inner], "outer");
    const rest = run(outer, Mine) as AggregateError;
    expect(rest.errors[0]).toBe(two);
    expect((rest.errors[1] as AggregateError).errors).toEqual([two]);
  });

  test("an empty group is an error like any", () => {
    const group = new AggregateError([]);
    expect(run(group, Mine)).toBe(group);
    expect(run(group, AggregateError)).toBe("suppressed");
  });

  test("names count for the language's own types alone, and whole", () => {
    expect(run(named("TypeError"), TypeError)).toBe("suppressed");
    for (const name of ["MyTypeError", "TypeErrors", "XError", "Errors"]) {
      const type = { [name]: class extends Error {} }[name]!;
      const error = named(name);
      expect(run(error, type)).toBe(error);
    }
  });

  test("an object whose constructors are odd is not of the type", () => {
    for (const constructor of [undefined, 5, { name: "TypeError" }, class Other {}]) {
      const error = Object.create({ constructor });
      expect(run(error, TypeError)).toBe(error);
    }
    expect(run(5, TypeError)).toBe(5);
    expect(run(null, TypeError)).toBe(null);
  });

  test("on a host without AggregateError there are no groups", async () => {
    const left = await where("AggregateError", undefined, () => run(E, TypeError));
    expect(left).toBe(E);
  });
});

describe("generators", () => {
  test.each([
    [
      "contextManager",
      () =>
        contextManager(function text() {
          return 5;
        } as never)().__enter__(),
      "contextManager takes a generator function (function*); 'text' returned 5",
    ],
    [
      "contextManager of an async one",
      () => contextManager(async function* later() {} as never)().__enter__(),
      "contextManager takes a generator function (function*); 'later' returned 'Object' object: use asyncContextManager",
    ],
    [
      "asyncContextManager of a sync one",
      () => asyncContextManager(function* now() {} as never)().__aenter__(),
      "asyncContextManager takes an async generator function (async function*); 'now' returned 'Object' object: use contextManager",
    ],
  ])("%s of the wrong function says so", async (_, action, message) => {
    expect(((await errorOf(action)) as Error).message).toBe(message);
  });

  test("an error that the generator lets through is not its own", async () => {
    const through = contextManager(function* () {
      yield;
    })();
    through.__enter__();
    expect(through.__exit__(Error, E, null)).toBe(false);
    const later = asyncContextManager(async function* () {
      yield;
    })();
    await later.__aenter__();
    expect(await later.__aexit__(Error, E, null)).toBe(false);
  });
});

describe("closing", () => {
  const noting = (...methods: string[]): { calls: string[] } => {
    const thing: Record<string, unknown> & { calls: string[] } = { calls: [] };
    for (const method of methods) thing[method] = () => void thing.calls.push(method);
    return thing;
  };

  test("aclosing takes the first there is: aclose, [Symbol.asyncDispose], close, return; or the one named", async () => {
    for (const methods of [["aclose", "close"], ["close", "return"], ["return"]]) {
      const thing = noting(...methods);
      await withAsync(aclosing(thing as never), () => {});
      expect(thing.calls).toEqual([methods[0]]);
    }
    const named = noting("aclose", "end");
    await withAsync(aclosing(named as never, "end" as never), () => {});
    expect(named.calls).toEqual(["end"]);
    await expect((async () => aclosing(noting("close") as never, "end" as never))()).rejects.toThrow(
      TypeError,
    );
  });

  test("the method is called without an argument", async () => {
    const told: unknown[][] = [];
    const thing = { close: (...all: unknown[]) => void told.push(all) };
    withSync(closing(thing), () => {});
    await withAsync(aclosing(thing), () => {});
    expect(told).toEqual([[], []]);
  });

  test("closing takes the method named, and no other", () => {
    const named = noting("close", "end");
    withSync(closing(named as never, "end" as never), () => {});
    expect(named.calls).toEqual(["end"]);
  });
});

test("enter of a limited exit tells the inner manager what its options say", async () => {
  const told: unknown[] = [];
  const inner = {
    async __aenter__() {},
    async __aexit__(...all: unknown[]) {
      told.push(all);
    },
  };
  const held = await enter(limitExit(inner as never, 100, { none: undefined }));
  await held[exit](undefined);
  expect(told).toEqual([[undefined, undefined, undefined]]);
});

describe("decorators", () => {
  test.each([
    ["decorate", decorate],
    ["decorateSync", decorateSync],
  ] as [string, (fresh: never) => (fn: unknown, context?: unknown) => unknown][])(
    "%s",
    async (name, make) => {
      const messageOf = async (action: () => unknown): Promise<string> =>
        ((await errorOf(action)) as Error).message;
      expect(await messageOf(() => make(5 as never))).toBe(
        `${name} takes a function that returns a manager, found 5: ${name}(() => manager)`,
      );
      const decorator = make((() => nullContext()) as never);
      const prefix = `a decorator of ${name} takes a function or a method, found`;
      expect(await messageOf(() => decorator(5))).toBe(`${prefix} 5`);
      expect(await messageOf(() => decorator(5, null))).toBe(`${prefix} 5`);
      expect(await messageOf(() => decorator(class {}, { kind: "class" }))).toBe(`${prefix} a class`);
      expect(await messageOf(() => decorator({}, "method"))).toBe(
        `${prefix} 'Object' object; legacy decorators (experimentalDecorators) are not supported`,
      );
      expect(typeof decorator(() => {}, null)).toBe("function");
    },
  );
});

test("enter is called without an argument by limitExit and parallel", async () => {
  const told: unknown[][] = [];
  const inner = { __aenter__: async (...all: unknown[]) => void told.push(all), async __aexit__() {} };
  for (const manager of [limitExit(inner as never, 100), parallel(inner as never)]) {
    await withAsync(manager, () => {});
  }
  expect(told).toEqual([[], []]);
});
