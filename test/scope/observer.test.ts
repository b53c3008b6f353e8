// The drivers' door for diagnostics, looked through directly: every event, with all that it carries.
import {
  AsyncExitStack,
  type Completion,
  enter,
  enterSync,
  exit,
  ExitStack,
  withAsync,
  withSync,
  UnconfirmedExitError,
} from "await-using";
import { labelOf, type LifecycleEvent, observe, observers } from "../../src/scope/observer.js";

const failure = new Error("body");
let events: LifecycleEvent[];
let end: () => void;
beforeEach(() => {
  events = [];
  end = observe((event) => void events.push(event));
});
afterEach(() => end());

/** Each event as `phase name error`. */
const told = (): string[] =>
  events.map(({ phase, resource, completion }) =>
    [phase, resource.name, completion && String((completion.error as Error).message)]
      .filter(Boolean)
      .join(" "),
  );

class Manager {
  constructor(readonly result: unknown = false) {}
  __enter__(): void {}
  __exit__(): never {
    return this.result as never;
  }
  async __aenter__(): Promise<void> {}
  async __aexit__(): Promise<never> {
    return this.result as never;
  }
}

const fails = (): never => {
  throw failure;
};

describe("a manager", () => {
  test.each([
    ["withSync", (manager: Manager) => withSync(manager as never, () => {}), withSync, "sync manager"],
    ["withAsync", (manager: Manager) => withAsync(manager as never, () => {}), withAsync, "async manager"],
  ])("of %s: the driver that the program called, and what kind it is", async (_, drive, driver, kind) => {
    await drive(new Manager());
    expect(told()).toEqual(["entering Manager", "entered Manager", "exiting Manager", "exited Manager"]);
    expect(events[0]).toMatchObject({ drivers: [driver], resource: { kind } });
    expect(events[1]!.holder).toBeInstanceOf(Function);
    expect(events.slice(1).every(({ drivers }) => drivers === undefined)).toBe(true);
    expect(new Set(events.map(({ resource }) => resource)).size).toBe(1);
  });

  test.each([
    ["withSync", (manager: Manager) => withSync(manager as never, fails)],
    ["withAsync", (manager: Manager) => withAsync(manager as never, fails)],
  ])("of %s: an error that is told, and suppressed", async (_, drive) => {
    await drive(new Manager(true));
    expect(told().slice(2)).toEqual(["exiting Manager body", "suppressed Manager body"]);
  });

  test.each([
    ["withSync", async (manager: Manager) => withSync(manager as never, fails)],
    ["withAsync", (manager: Manager) => withAsync(manager as never, fails)],
  ])("of %s: an error that is told, and goes on", async (_, drive) => {
    await expect(drive(new Manager())).rejects.toBe(failure);
    expect(told().slice(2)).toEqual(["exiting Manager body", "exited Manager body"]);
  });

  test("whose exit throws", () => {
    class Thrower extends Manager {
      override __exit__(): never {
        throw new Error("exit");
      }
    }
    expect(() => withSync(new Thrower() as never, () => {})).toThrow("exit");
    expect(told().slice(2)).toEqual(["exiting Thrower", "exit failed Thrower exit"]);
  });

  test("whose result is refused", () => {
    class Wrong extends Manager {
      override __exit__(): never {
        return Promise.resolve() as never;
      }
    }
    expect(() => withSync(new Wrong() as never, () => {})).toThrow(TypeError);
    expect(told().slice(2)).toEqual([
      "exiting Wrong",
      expect.stringMatching(/^exit failed Wrong .*__exit__/),
    ]);
  });

  test("whose __aenter__ returns nothing to await", async () => {
    class Wrong extends Manager {
      override __aenter__(): never {
        return 5 as never;
      }
    }
    await expect(withAsync(new Wrong() as never, () => {})).rejects.toThrow(TypeError);
    expect(told()).toEqual(["entering Wrong", "enter failed Wrong __aenter__ returned nothing awaitable"]);
  });

  test("with [exit]: the same error goes on, another replaces it, none suppresses it", () => {
    const other = new Error("other");
    const answers: ((completion: Completion) => Completion)[] = [
      (completion) => completion,
      () => ({ error: other }),
      () => ({ error: failure }),
      () => undefined,
    ];
    for (const answer of answers) {
      const held = enterSync({ __enter__: () => {}, [exit]: answer } as never);
      held[exit]({ error: failure });
    }
    expect(told().filter((line) => !line.startsWith("ent"))).toEqual([
      "exiting Object body",
      "exited Object body",
      "exiting Object body",
      "exit failed Object other",
      "exiting Object body",
      "exited Object body",
      "exiting Object body",
      "suppressed Object body",
    ]);
  });

  test("with [exit] that fails a clean end", () => {
    const held = enterSync({ __enter__: () => {}, [exit]: () => ({ error: failure }) } as never);
    expect(held[exit](undefined)).toEqual({ error: failure });
    expect(told().slice(2)).toEqual(["exiting Object", "exit failed Object body"]);
  });
});

describe.each([
  ["ExitStack", ExitStack],
  ["AsyncExitStack", AsyncExitStack],
] as const)("what an %s registers", (name, Stack) => {
  const make = (): ExitStack & AsyncExitStack => new Stack() as never;
  const leave = async (stack: ExitStack | AsyncExitStack): Promise<void> => {
    stack.ok();
    await (stack instanceof AsyncExitStack ? stack.disposeAsync() : stack.dispose());
  };
  class Resource {
    [Symbol.dispose](): void {}
  }
  class Aware extends Resource {
    [exit](completion: Completion): Completion {
      return completion;
    }
  }
  function release(): void {}
  class Leaver {
    __exit__(): void {}
  }

  test.each([
    ["use", (stack: ExitStack) => stack.use(new Resource()), "Resource", "resource", ["use", "exit"]],
    ["use of [exit]", (stack: ExitStack) => stack.use(new Aware()), "Aware", "resource", ["use", "exit"]],
    [
      "exit of [exit]",
      (stack: ExitStack) => stack.exit(new Aware() as never),
      "Aware",
      "resource",
      ["use", "exit"],
    ],
    [
      "exit of a manager",
      (stack: ExitStack) => stack.exit(new Leaver() as never),
      "Leaver",
      "pushed exit",
      ["exit"],
    ],
    [
      "exit of a function",
      (stack: ExitStack) => stack.exit(release as never),
      "release",
      "pushed exit",
      ["exit"],
    ],
    ["adopt", (stack: ExitStack) => stack.adopt(5, release), "number", "adopted value", ["adopt"]],
    [
      "adopt of undefined",
      (stack: ExitStack) => stack.adopt(undefined, release),
      "release",
      "adopted value",
      ["adopt"],
    ],
    ["defer", (stack: ExitStack) => stack.defer(release), "release", "deferred callback", ["defer"]],
  ])("%s", async (_, register, resource, kind, drivers) => {
    const stack = make();
    register(stack);
    expect(events).toEqual([
      {
        phase: "entered",
        resource: { name: resource, kind },
        completion: undefined,
        drivers: drivers.map((driver) => stack[driver as "use"]),
        holder: expect.any(Function) as unknown,
      },
    ]);
    await leave(stack);
    expect(told().slice(1)).toEqual([`exiting ${resource}`, `exited ${resource}`]);
  });

  test("callbacks for one way of ending hold nothing open", async () => {
    const stack = make();
    stack.deferOnError(release);
    stack.deferOnSuccess(release);
    await leave(stack);
    expect(events).toEqual([]);
  });

  test("a move is told of each that was registered while somebody looked", async () => {
    end();
    const stack = make();
    stack.defer(release);
    stack.adopt(() => {}, release);
    end = observe((event) => void events.push(event));
    stack.use(new Resource());
    const moved = stack.move();
    expect(told()).toEqual(["entered Resource", "moved Resource"]);
    await leave(moved as never);
    expect(told().slice(2)).toEqual(["exiting Resource", "exited Resource"]);
  });

  test("a blind exit tells what is refused, and nothing of what was registered before", async () => {
    end();
    const stack = make();
    stack.use(new Aware());
    end = observe((event) => void events.push(event));
    stack.use(new Aware());
    const dispose = async (): Promise<void> =>
      name === "ExitStack" ? stack.dispose() : stack.disposeAsync();
    await expect(dispose()).rejects.toBeInstanceOf(UnconfirmedExitError);
    expect(events.map(({ phase }) => phase)).toEqual(["entered", "exiting", "exited"]);
    expect(events[1]!.completion?.error).toBeInstanceOf(UnconfirmedExitError);
  });

  test("an observed exit keeps its name, and asks in a blind block as it would unobserved", async () => {
    const blind = async (leaver: () => void): Promise<unknown> => {
      const stack = make();
      stack.exit(leaver as never);
      expect((events.at(-1)!.holder as () => void).name).toBe(leaver.name);
      try {
        await stack[name === "ExitStack" ? Symbol.dispose : (Symbol.asyncDispose as never)]();
        return undefined;
      } catch (error) {
        return (error as Error).message.slice(0, 17);
      }
    };
    expect(await blind(function quiet(): void {})).toBe(undefined);
    expect(await blind(function leaver(_type: unknown): void {} as never)).toBe("function 'leaver'");
  });

  test("what is nested in a stack is exited once, observed, and tells its own end", async () => {
    const stack = make();
    const inner = make();
    stack.use(inner as never);
    inner.use(new Resource());
    await stack[name === "ExitStack" ? Symbol.dispose : (Symbol.asyncDispose as never)]();
    expect(told()).toEqual([
      `entered ${name}`,
      "entered Resource",
      `exiting ${name}`,
      "exiting Resource",
      "exited Resource",
      `exited ${name}`,
    ]);
  });
});

test("each blind exit of what was entered is told as what it sees: a clean end", async () => {
  const held = await enter(new Manager() as never, { outcome: "ignored" });
  await held[Symbol.asyncDispose]();
  expect(told()).toEqual(["entering Manager", "entered Manager", "exiting Manager", "exited Manager"]);
});

test("the door is shut when the last observer has left, and not before", () => {
  const endOther = observe(() => {});
  expect(observers.watch).toBeDefined();
  endOther();
  expect(observers.watch).toBeDefined();
  end();
  expect(observers.watch).toBeUndefined();
  end();
  expect(observers.watch).toBeUndefined();
});

test("an observer that throws is told to the console, if there is one, and the others are told all the same", () => {
  const endThrower = observe(() => {
    throw failure;
  });
  const endLater = observe((event) => void later.push(event.phase));
  const later: string[] = [];
  const host = globalThis as { console?: unknown };
  const original = host.console;
  const warnings: unknown[][] = [];
  try {
    host.console = { warn: (...parts: unknown[]) => void warnings.push(parts) };
    withSync(new Manager() as never, () => {});
    host.console = undefined;
    withSync(new Manager() as never, () => {});
  } finally {
    host.console = original;
    endThrower();
    endLater();
  }
  expect(warnings).toEqual(Array.from({ length: 4 }, () => ["await-using: an observer threw", failure]));
  expect(later.length).toBe(8);
});

test.each([
  ["a class", new Manager(), "Manager"],
  ["a function", function named() {}, "named"],
  ["a function without a name", (() => () => {})(), "function"],
  ["an object without a class", Object.create(null), "Object"],
  ["one whose constructor is undefined", { constructor: undefined }, "Object"],
  ["one whose class has no name", new (class {})(), "Object"],
  ["one whose class is named otherwise", { constructor: { name: 5 } }, "Object"],
  ["a number", 5, "number"],
  ["undefined", undefined, "undefined"],
  ["null", null, "object"],
  ["a Proxy that throws", new Proxy({}, { get: fails }), "Object"],
  [
    "a function whose name is a symbol",
    Object.defineProperty(() => {}, "name", { value: Symbol("s") }),
    "Symbol(s)",
  ],
])("the name of %s", (_, value, name) => {
  expect(labelOf(value)).toBe(name);
});

test("an observed enter is called without an argument, and an exit told undefined three times is told a clean end", () => {
  const told: unknown[][] = [];
  const manager = {
    __enter__: (...all: unknown[]) => void told.push(all),
    __exit__: (...all: unknown[]) => void told.push(all),
  };
  enterSync(manager as never, { none: undefined })[exit](undefined);
  expect(told).toEqual([[], [undefined, undefined, undefined]]);
  expect(events.map(({ completion }) => completion)).toEqual([undefined, undefined, undefined, undefined]);
});
