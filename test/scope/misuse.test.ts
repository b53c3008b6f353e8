// Misuse of the exit stacks and the drivers: the whole text of each error, so that it says what was found, and the right call.
import {
  AsyncExitStack,
  type Completion,
  enter,
  enterSync,
  exit,
  ExitStack,
  withAsync,
  withSync,
} from "await-using";
import { errorOf } from "../caught.js";

const none = (): void => {};
const methods: Record<string, (stack: AsyncExitStack & ExitStack) => unknown> = {
  enter: (stack) =>
    stack.enter({
      __enter__: none,
      __exit__: none,
      __aenter__: async () => {},
      __aexit__: async () => {},
    } as never),
  exit: (stack) => stack.exit(none),
  use: (stack) => stack.use({ [Symbol.dispose]: none }),
  adopt: (stack) => stack.adopt(1, none),
  defer: (stack) => stack.defer(none),
  deferOnError: (stack) => stack.deferOnError(none),
  deferOnSuccess: (stack) => stack.deferOnSuccess(none),
  move: (stack) => stack.move(),
  __enter__: (stack) => stack.__enter__?.(),
  __aenter__: (stack) => stack.__aenter__?.(),
};

describe.each([
  ["ExitStack", ExitStack],
  ["AsyncExitStack", AsyncExitStack],
] as const)("%s", (name, Stack) => {
  const disposed = (): never => {
    const stack = new Stack();
    stack.move();
    return stack as never;
  };

  test.each(Object.keys(methods).filter((method) => method in Stack.prototype))(
    "%s after disposal",
    async (method) => {
      const error = await errorOf(() => methods[method]!(disposed()));
      expect(error).toBeInstanceOf(ReferenceError);
      expect((error as Error).message).toBe(
        `${name} is disposed already (or was moved): make a new one, or use what move() returned`,
      );
    },
  );

  test("enterSync after disposal", async () => {
    if (name === "ExitStack") return;
    const stack: AsyncExitStack = disposed();
    const error = await errorOf(() => stack.enterSync({ __enter__: none, __exit__: none }));
    expect((error as Error).message).toMatch(/^AsyncExitStack is disposed already/);
  });

  test.each(["adopt", "defer", "deferOnError", "deferOnSuccess"] as const)(
    "%s of no function",
    async (method) => {
      const stack = new Stack() as unknown as Record<string, (...args: unknown[]) => unknown>;
      const call = (callback: unknown): unknown =>
        method === "adopt" ? stack.adopt!(1, callback) : stack[method]!(callback);
      const error = await errorOf(() => call("release"));
      expect(error).toEqual(
        new TypeError(`stack.${method}: the callback must be a function, found a string`),
      );
    },
  );

  test("a stack that is disposed while a manager enters says so, and the manager is exited", async () => {
    const stack = new Stack();
    const trace: string[] = [];
    const manager = {
      __enter__: () => void stack.move(),
      __exit__: () => void trace.push("exited"),
    };
    const error = await errorOf(() =>
      name === "ExitStack"
        ? (stack as ExitStack).enter(manager)
        : (stack as AsyncExitStack).enterSync(manager),
    );
    expect((error as Error).message).toMatch(
      new RegExp(`^${name} was disposed or moved while a manager was being entered on it`),
    );
    expect(trace).toEqual(["exited"]);
  });

  test("exit of what has no exit", async () => {
    const wanted = name === "ExitStack" ? "__exit__" : "__aexit__ or __exit__";
    const error = await errorOf(() => (new Stack() as ExitStack).exit(5 as never));
    expect((error as Error).message).toBe(
      `stack.exit takes a function (excType, exc, tb), or an object with ${wanted}; found 5`,
    );
    expect(error).toBeInstanceOf(TypeError);
  });

  test("exit of a resource with [exit] tells it how the block ended", async () => {
    const told: Completion[] = [];
    const resource = {
      [exit]: (completion: Completion) => {
        told.push(completion);
        return completion;
      },
    };
    const stack = new Stack();
    (stack as ExitStack).exit(resource as never);
    const failure = { error: new Error("body") };
    expect(
      await (stack as unknown as Record<symbol, (completion: Completion) => unknown>)[exit]!(failure),
    ).toBe(failure);
    expect(told).toEqual([failure]);
  });

  test.each([
    ["a string", "text", /^a string is not disposable \(no \[Symbol/],
    [
      "a disposer that is null",
      { [Symbol.dispose]: null, [Symbol.asyncDispose]: null },
      /is not disposable \(no \[Symbol/,
    ],
    [
      "a disposer that is no function",
      { [Symbol.dispose]: 5, [Symbol.asyncDispose]: 5 },
      /is not disposable \(no \[Symbol/,
    ],
  ])("use of %s", async (_, value, message) => {
    const error = await errorOf(() => (new Stack() as ExitStack).use(value as never));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(message);
  });

  test("an async disposer that is null, beside a synchronous one, is none", async () => {
    const trace: string[] = [];
    const stack = new Stack();
    (stack as ExitStack).use({
      [Symbol.asyncDispose]: null,
      [Symbol.dispose]: () => void trace.push("disposed"),
    } as never);
    stack.ok();
    await (stack instanceof AsyncExitStack ? stack.disposeAsync() : stack.dispose());
    expect(trace).toEqual(["disposed"]);
  });

  test.each([[null], [undefined]])("its own exit, told %s, runs for a clean end", async (none) => {
    const trace: string[] = [];
    const stack = new Stack();
    stack.deferOnError(() => void trace.push("error"));
    stack.deferOnSuccess(() => void trace.push("success"));
    const leave = (stack as unknown as Record<string, (...told: unknown[]) => unknown>)[
      name === "ExitStack" ? "__exit__" : "__aexit__"
    ]!;
    expect(await leave.call(stack, none, new Error("not an error of the block"), none)).toBe(false);
    expect(trace).toEqual(["success"]);
  });
});

test("exit of an async manager on a synchronous stack names the other stack", async () => {
  const manager = { __aenter__: async () => {}, __aexit__: async () => {} };
  const error = await errorOf(() => new ExitStack().exit(manager as never));
  expect((error as Error).message).toMatch(
    /^stack\.exit takes a function .* or an object with __exit__; found .*; it has __aexit__: use an AsyncExitStack$/,
  );
  const other = await errorOf(() => new ExitStack().exit({} as never));
  expect((other as Error).message).not.toMatch(/AsyncExitStack/);
  const asynchronous = await errorOf(() => new AsyncExitStack().exit({ __aexit__: 5 } as never));
  expect((asynchronous as Error).message).not.toMatch(/use an AsyncExitStack/);
});

describe("what is no manager", () => {
  const body = (): void => {};
  test.each([
    ["withSync(5)", () => withSync(5 as never, body), "__enter__"],
    ["withSync(null)", () => withSync(null as never, body), "__enter__"],
    ["enterSync(undefined)", () => enterSync(undefined as never), "__enter__"],
    ["withSync without __exit__", () => withSync({ __enter__: none } as never, body), "__exit__"],
    [
      "withSync whose __exit__ is no function",
      () => withSync({ __enter__: none, __exit__: 5 } as never, body),
      "__exit__",
    ],
    ["withAsync(5)", () => withAsync(5 as never, body), "__aenter__"],
    ["enter(null)", () => enter(null as never), "__aenter__"],
    ["withAsync without __aexit__", () => withAsync({ __aenter__: none } as never, body), "__aexit__"],
  ])("%s names what is missing", async (_, action, missing) => {
    const error = await errorOf(action);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(missing);
  });
});

describe("results that are refused, named", () => {
  const promise = (): Promise<void> => Promise.resolve();
  test.each([
    ["[exit]", () => withSync({ __enter__: none, [exit]: promise } as never, none)],
    ["__exit__", () => withSync({ __enter__: none, __exit__: promise } as never, none)],
    ["__aexit__", () => withAsync({ __aenter__: promise, __aexit__: none } as never, none)],
    ["the exit callback", () => ExitStack.run((stack) => stack.exit(promise as never))],
  ])("%s", async (name, action) => {
    const error = await errorOf(action);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(name);
  });
});

test("options without none keep null, and none: undefined changes it", () => {
  const told: unknown[] = [];
  const manager = { __enter__: none, __exit__: (...all: unknown[]) => void told.push(all) };
  for (const options of [undefined, {}, { none: null }, { none: undefined }] as const) {
    enterSync(manager as never, options)[exit](undefined);
  }
  expect(told).toEqual([
    [null, null, null],
    [null, null, null],
    [null, null, null],
    [undefined, undefined, undefined],
  ]);
});

test("a synchronous resource on an async exit stack takes a turn, as on TC39's", async () => {
  const turnsUntilEnd = async (end: Promise<unknown>): Promise<number> => {
    let turns = 0;
    let isOver = false;
    void end.then(() => (isOver = true));
    while (!isOver) {
      await null;
      turns++;
    }
    return turns;
  };
  const filled = (size: number): AsyncExitStack => {
    const stack = new AsyncExitStack();
    for (let i = 0; i < size; i++) stack.use({ [Symbol.dispose]: none });
    stack.ok();
    return stack;
  };
  const turns: number[] = [];
  for (const size of [1, 2, 5]) turns.push(await turnsUntilEnd(filled(size).disposeAsync()));
  expect(turns.map((count) => count - turns[0]!)).toEqual([0, 1, 4]);
});

describe("what was found, in words", () => {
  const found = (value: unknown): string => {
    try {
      withSync(value as never, () => {});
    } catch (error) {
      return (error as Error).message.replace(/ does not support .*/, "");
    }
    return "no error";
  };
  test.each([
    ["a string", "text", "a string"],
    ["a number", 5, "5"],
    ["null", null, "null"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a function", function named() {}, "function 'named'"],
    ["an object of a class", new Date(), "'Date' object"],
    ["an object without a class", Object.create(null), "'Object' object"],
    ["a class without a name", new (class {})(), "'Object' object"],
    ["a class whose name is no text", { constructor: { name: 5 } }, "'Object' object"],
    ["an object whose constructor is undefined", { constructor: undefined }, "'Object' object"],
  ])("%s", (_, value, text) => {
    expect(found(value)).toBe(text);
  });

  test("an object that refuses to be looked at", () => {
    const hostile = {
      get constructor(): never {
        throw new Error("no");
      },
    };
    expect(found(hostile)).toBe("object");
  });

  test("a method that is no function is none", () => {
    expect(() => new ExitStack().exit({ __exit__: 5 } as never)).toThrow(/or an object with __exit__; found/);
  });
});

test("the symbol of error-aware disposal is registered, so that copies of this package share it", () => {
  expect(Symbol.keyFor(exit)).toBe("await-using.exit");
});

test("a synchronous disposer's promise is not awaited on an async exit stack (tc39/proposal-explicit-resource-management#256)", async () => {
  const stack = new AsyncExitStack();
  stack.use({ [Symbol.dispose]: () => new Promise(() => {}) } as never);
  stack.ok();
  await expect(stack.disposeAsync()).resolves.toBeUndefined();
});

test("enter is called without an argument, by every driver", async () => {
  const told: unknown[][] = [];
  const manager: never = {
    __enter__: (...all: unknown[]) => void told.push(all),
    __exit__: () => {},
    __aenter__: async (...all: unknown[]) => void told.push(all),
    __aexit__: async () => {},
  } as never;
  withSync(manager, none);
  enterSync(manager)[exit](undefined);
  ExitStack.run((stack) => stack.enter(manager));
  await withAsync(manager, none);
  await (await enter(manager))[exit](undefined);
  await AsyncExitStack.run(async (stack) => {
    await stack.enter(manager);
    stack.enterSync(manager);
  });
  expect(told).toEqual([[], [], [], [], [], [], []]);
});

describe.each([
  ["ExitStack", ExitStack],
  ["AsyncExitStack", AsyncExitStack],
] as const)("%s calls what it holds with nothing but what is promised", (_, Stack) => {
  const leave = async (stack: ExitStack | AsyncExitStack, completion: Completion): Promise<void> => {
    await (stack as unknown as Record<symbol, (completion: Completion) => unknown>)[exit]!(completion);
  };

  test("disposers and callbacks", async () => {
    const told: unknown[][] = [];
    const note = (...all: unknown[]): void => void told.push(all);
    const stack = new Stack() as ExitStack;
    stack.use({ [Symbol.dispose]: note });
    stack.defer(note);
    stack.adopt("value", note);
    stack.deferOnError(note);
    stack.deferOnSuccess(note);
    await leave(stack, undefined);
    const failed = new Stack() as ExitStack;
    failed.deferOnError(note);
    failed.deferOnSuccess(note);
    await leave(failed, { error: 1 });
    expect(told).toEqual([[], ["value"], [], [], []]);
  });

  test("a disposer is looked for before it is read", () => {
    const asked: PropertyKey[] = [];
    const resource = new Proxy(
      { [Symbol.dispose]() {} },
      { get: (target, key) => (asked.push(key), Reflect.get(target, key) as unknown) },
    );
    (new Stack() as ExitStack).use(resource);
    expect(asked).toEqual([Symbol.dispose]);
  });
});

test("an async disposer that is undefined, beside a synchronous one, is none", async () => {
  const trace: string[] = [];
  const stack = new AsyncExitStack();
  stack.use({
    [Symbol.asyncDispose]: undefined,
    [Symbol.dispose]: () => void trace.push("disposed"),
  } as never);
  stack.ok();
  await stack.disposeAsync();
  expect(trace).toEqual(["disposed"]);
});
