// R13: managers written as generators.
import {
  asyncContextManager,
  contextManager,
  errorChain,
  RuntimeError,
  SuppressedError,
  withAsync,
  withSync,
} from "await-using";
import { caught, errorOf } from "../caught.js";

const E = new Error("body");
const T = new Error("other");
const messages = (error: unknown): unknown[] =>
  errorChain(error).map((each) => `${(each as Error).name}: ${(each as Error).message}`);

/** One body of a generator, for both faces: each `yield` is one, `trace` tells the order. */
type Script = (trace: unknown[]) => Generator<string, unknown, unknown>;

interface Face {
  name: string;
  athrow: string;
  prefix: string;
  /** A factory made from a script. */
  factory(script: Script, trace: unknown[]): () => never;
  with(manager: never, body: (value: unknown) => unknown): Promise<unknown>;
}

const faces: Face[] = [
  {
    name: "contextManager",
    athrow: "throw()",
    prefix: "",
    factory: (script, trace) =>
      contextManager(function* scripted() {
        return yield* script(trace);
      }) as () => never,
    with: async (manager, body) => withSync(manager, body),
  },
  {
    name: "asyncContextManager",
    athrow: "athrow()",
    prefix: "async ",
    factory: (script, trace) =>
      asyncContextManager(async function* scripted() {
        return yield* script(trace);
      }) as () => never,
    with: (manager, body) => withAsync(manager, body),
  },
];

describe.each(faces)("$name", (face) => {
  let trace: unknown[];
  beforeEach(() => {
    trace = [];
  });
  const drive = (script: Script, body: (value: unknown) => unknown): Promise<unknown> =>
    face.with(face.factory(script, trace)(), body);
  const failing = (): never => {
    throw E;
  };

  test("code before yield is enter, code after it is exit, the yielded value is the block's", async () => {
    const result = await drive(
      function* (log) {
        log.push("enter");
        yield "value";
        log.push("exit");
      },
      (value) => {
        trace.push(value);
        return 1;
      },
    );
    expect(result).toBe(1);
    expect(trace).toEqual(["enter", "value", "exit"]);
  });

  test("an error of the block is raised at the yield, and finally runs", async () => {
    const script: Script = function* (log) {
      try {
        yield "value";
      } finally {
        log.push("finally");
      }
    };
    expect(await caught(drive(script, failing))).toBe(E);
    expect(trace).toEqual(["finally"]);
  });

  test("catching it at the yield suppresses it", async () => {
    const script: Script = function* (log) {
      try {
        yield "value";
      } catch (error) {
        log.push(error);
      }
    };
    await expect(drive(script, failing)).resolves.toBeUndefined();
    expect(trace).toEqual([E]);
  });

  test("throwing it again is not suppressing", async () => {
    const script: Script = function* () {
      try {
        yield "value";
      } catch (error) {
        throw error;
      }
    };
    expect(await caught(drive(script, failing))).toBe(E);
  });

  test("throwing another wraps it (R7), throwing one caused by it replaces it (R5)", async () => {
    const other: Script = function* () {
      try {
        yield "value";
      } finally {
        throw T;
      }
    };
    expect(errorChain(await caught(drive(other, failing)))).toEqual([T, E]);
    const from: Script = function* () {
      try {
        yield "value";
      } catch (error) {
        throw new RangeError("from", { cause: error });
      }
    };
    const error = await caught(drive(from, failing));
    expect(error).toBeInstanceOf(RangeError);
    expect(errorChain(error)).toEqual([error, E]);
  });

  test("throw undefined is raised at the yield too", async () => {
    const script: Script = function* () {
      yield "value";
    };
    const outcome = await drive(script, () => {
      throw undefined;
    }).then(
      () => "clean",
      (error: unknown) => ({ error }),
    );
    expect(outcome).toEqual({ error: undefined });
  });

  test("the newest error is raised at the yield, and its wrapper propagates (R4)", async () => {
    const pair = new SuppressedError(T, E);
    const script: Script = function* (log) {
      try {
        yield "value";
      } catch (error) {
        log.push(error);
        throw error;
      }
    };
    expect(
      await caught(
        drive(script, () => {
          throw pair;
        }),
      ),
    ).toBe(pair);
    expect(trace).toEqual([T]);
  });

  test("not yielding is a RuntimeError, and the body does not run", async () => {
    const script: Script = function* () {};
    const error = await caught(drive(script, () => trace.push("body")));
    expect(error).toBeInstanceOf(RuntimeError);
    expect(messages(error)).toEqual(["RuntimeError: generator didn't yield"]);
    expect(trace).toEqual([]);
  });

  test("an error before the yield is the error of enter", async () => {
    const script: Script = function* () {
      throw E;
    };
    expect(await caught(drive(script, () => trace.push("body")))).toBe(E);
    expect(trace).toEqual([]);
  });

  test("yielding twice is a RuntimeError, and the generator is closed", async () => {
    const script: Script = function* (log) {
      try {
        yield "one";
        yield "two";
      } finally {
        log.push("closed");
      }
    };
    expect(messages(await caught(drive(script, () => 1)))).toEqual(["RuntimeError: generator didn't stop"]);
    expect(trace).toEqual(["closed"]);
  });

  test("yielding again after the error keeps both", async () => {
    const script: Script = function* (log) {
      try {
        yield "one";
      } catch {
        yield "two";
      } finally {
        log.push("closed");
      }
    };
    expect(messages(await caught(drive(script, failing)))).toEqual([
      `RuntimeError: generator didn't stop after ${face.athrow}`,
      "Error: body",
    ]);
    expect(trace).toEqual(["closed"]);
  });

  test("an error of closing combines with it", async () => {
    const script: Script = function* () {
      try {
        yield "one";
        yield "two";
      } finally {
        throw T;
      }
    };
    expect(messages(await caught(drive(script, () => 1)))).toEqual([
      "Error: other",
      "RuntimeError: generator didn't stop",
    ]);
  });

  test("a generator that yields while it is closed ignores GeneratorExit", async () => {
    const script: Script = function* () {
      try {
        yield "one";
        yield "two";
      } finally {
        yield "three";
      }
    };
    expect(messages(await caught(drive(script, () => 1)))).toEqual([
      `RuntimeError: ${face.prefix}generator ignored GeneratorExit`,
      "RuntimeError: generator didn't stop",
    ]);
  });

  test("a manager is single-use; the factory is not", async () => {
    const script: Script = function* () {
      yield "value";
    };
    const factory = face.factory(script, trace);
    const manager = factory();
    await face.with(manager, () => 1);
    expect(messages(await caught(face.with(manager, () => 1)))).toEqual([
      "RuntimeError: 'scripted' object is single-use and was entered before: call its factory again for a new one",
    ]);
    await expect(face.with(factory(), () => 2)).resolves.toBe(2);
  });

  test("nothing of the generator runs before enter", () => {
    const script: Script = function* (log) {
      log.push("started");
      yield "value";
    };
    face.factory(script, trace)();
    expect(trace).toEqual([]);
  });
});

describe("factories", () => {
  test("pass their arguments and their `this`, and keep the name", async () => {
    class Service {
      prefix = "service ";
      session = asyncContextManager(async function* session(this: Service, name: string, times: number) {
        yield this.prefix + name.repeat(times);
      });
    }
    const service = new Service();
    expect(service.session.name).toBe("session");
    await expect(withAsync(service.session("x", 3), (value) => value)).resolves.toBe("service xxx");
  });
});

describe("managers decorate functions: a fresh manager per call", () => {
  const trace: unknown[] = [];
  beforeEach(() => {
    trace.length = 0;
  });
  const traced = asyncContextManager(async function* (name: string) {
    trace.push(`enter ${name}`);
    try {
      yield;
    } catch (error) {
      trace.push((error as Error).message);
    } finally {
      trace.push(`exit ${name}`);
    }
  });
  const tracedSync = contextManager(function* (name: string) {
    trace.push(`enter ${name}`);
    yield;
    trace.push(`exit ${name}`);
  });

  test("an asynchronous one", async () => {
    const add = traced("add").decorate(function add(this: { base: number }, a: number, b: number) {
      return this.base + a + b;
    });
    expect(add.name).toBe("add");
    await expect(add.call({ base: 100 }, 1, 2)).resolves.toBe(103);
    await expect(add.call({ base: 200 }, 1, 2)).resolves.toBe(203);
    expect(trace).toEqual(["enter add", "exit add", "enter add", "exit add"]);
  });

  test("as TC39 decorators of methods, which keep their types", async () => {
    // Applied as the proposal does, decorator(method, context): Babel compiles this file without decorators.
    const context = { kind: "method" } as const;
    class Account {
      base = 10;
    }
    const pay = traced("pay").decorate(async function (this: Account, amount: number) {
      return this.base + amount;
    }, context);
    const sum = tracedSync("sum").decorate(function (this: Account, a: number, b: number) {
      return this.base + a + b;
    }, context);
    const account = Object.assign(new Account(), { pay, sum });
    const paid: number = await account.pay(5);
    const total: number = account.sum(1, 2);
    expect([paid, total]).toEqual([15, 13]);
    expect(trace).toEqual(["enter pay", "exit pay", "enter sum", "exit sum"]);
  });

  test("undefined where the error was suppressed", async () => {
    const fail = traced("fail").decorate(async () => {
      throw E;
    });
    await expect(fail()).resolves.toBeUndefined();
    expect(trace).toEqual(["enter fail", "body", "exit fail"]);
  });

  test("a synchronous one", () => {
    const double = tracedSync("double").decorate((n: number) => n * 2);
    expect([double(2), double(3)]).toEqual([4, 6]);
    expect(trace).toEqual(["enter double", "exit double", "enter double", "exit double"]);
  });
});

describe("the options of a factory", () => {
  const coded = async (action: () => unknown): Promise<Error & { code?: string }> =>
    (await errorOf(action)) as Error;
  const failing = (): never => {
    throw E;
  };

  describe("name", () => {
    const named = contextManager(
      function* inner() {
        yield 1;
      },
      { name: "connection" },
    );
    const own = contextManager(function* inner() {
      yield 1;
    });

    test.each([
      ["the option's, before the generator's own", named, "connection"],
      ["the generator's own", own, "inner"],
    ])("%s", async (_, factory, name) => {
      expect(factory.name).toBe(name);
      const error = await coded(() => withAsync(factory() as never, () => {}));
      expect(error.message).toMatch(`'${name}' object does not support`);
    });

    // The two factories of a line of this file, and a function that calls one.
    const makeSync = () => contextManager(function* () {}); // a place
    const makeAsync = () => asyncContextManager(async function* () {}); // a place
    test.each([
      ["contextManager", makeSync],
      ["asyncContextManager", makeAsync],
    ])("%s without any: where the factory was called", async (_, make) => {
      const manager = make()();
      const { name } = manager.constructor;
      expect(name).toMatch(/^manager made at .*\bgenerator-manager\.test\.ts:\d+:\d+\)?$/);
      const [, line = ""] = /:(\d+):\d+\)?$/.exec(name) ?? [];
      const { readFileSync } = jest.requireActual<typeof import("node:fs")>("node:fs");
      expect(readFileSync(__filename, "utf8").split("\n")[Number(line) - 1]).toContain("// a place");
    });

    test("its stack is read when a message needs it, and not before", () => {
      const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
      let read = 0;
      Error.prepareStackTrace = (error) => {
        read++;
        return String(error);
      };
      try {
        const factory = contextManager(function* () {
          yield 1;
        });
        withSync(factory(), () => {});
        expect(read).toBe(0);
        expect(factory.name).toBe(""); // no call to be found in it
        expect(read).toBe(1);
      } finally {
        if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
        else Object.defineProperty(Error, "prepareStackTrace", before);
      }
    });

    test.each([
      [
        "JavaScriptCore, SpiderMonkey",
        "checkedName@x.js:1:2\ncontextManager@x.js:3:4\nuser@file:///a b/y.js:5:6\n",
      ],
      [
        "V8",
        "Error\n    at checkedName (x.js:1:2)\n    at contextManager (x.js:3:4)\n    at user@file:///a b/y.js:5:6",
      ],
    ])("as %s writes stacks", (_, stack) => {
      const own = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
      Error.prepareStackTrace = () => stack;
      try {
        expect(contextManager(function* () {}).name).toBe("manager made at user@file:///a b/y.js:5:6");
      } finally {
        if (own === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
        else Object.defineProperty(Error, "prepareStackTrace", own);
      }
    });
  });

  test.each(["required", "ignored", undefined] as const)("outcome %s is the managers' own", (outcome) => {
    const body = function* () {
      yield 1;
    };
    const manager = contextManager(body, { outcome })() as { outcome?: string };
    const other = contextManager(body)();
    expect("outcome" in manager).toBe(outcome !== undefined);
    expect(manager.outcome).toBe(outcome);
    expect("outcome" in other).toBe(false);
  });

  describe("suppresses: false", () => {
    const swallowing = contextManager(
      function* swallow() {
        try {
          yield 1;
        } catch {
          // suppressed all the same
        }
      },
      { suppresses: false },
    );
    const swallowingAsync = asyncContextManager(
      async function* swallow() {
        try {
          yield 1;
        } catch {
          // suppressed all the same
        }
      },
      { suppresses: false },
    );
    test.each([
      ["contextManager", async () => withSync(swallowing(), failing)],
      ["asyncContextManager", () => withAsync(swallowingAsync(), failing)],
      ["a function around one", async () => swallowing().decorate(failing)()],
    ])("R5, %s: a generator that suppresses all the same is told so, caused by the error", async (_, run) => {
      const error = await coded(run);
      expect(error).toBeInstanceOf(RuntimeError);
      expect(error.cause).toBe(E); // it replaces the block's error: it reaches it
      expect(error.code).toBe("AWAIT_USING_SUPPRESSED_ANYWAY");
      expect(error.message).toBe(
        "'swallow' object has suppresses: false, but its generator ended without the block's error: throw it again [AWAIT_USING_SUPPRESSED_ANYWAY]",
      );
    });

    test("R7: of a SuppressedError nothing is lost", async () => {
      const both = new SuppressedError(T, E);
      const error = await coded(() =>
        withSync(swallowing(), () => {
          throw both;
        }),
      );
      expect(errorChain(error).slice(1)).toEqual([T, E]);
    });

    test("a clean end, an error that is let out, and another error are as ever", async () => {
      const body = contextManager(
        function* (instead?: Error) {
          try {
            yield 1;
          } finally {
            if (instead) throw instead;
          }
        },
        { suppresses: false },
      );
      expect(withSync(body(), (value) => value)).toBe(1);
      expect(await errorOf(() => withSync(body(), failing))).toBe(E);
      expect(errorChain(await errorOf(() => withSync(body(T), failing)))).toEqual([T, E]);
    });
  });

  test.each([
    ["a name", "connection", "connection"],
    ["null", null, "null"],
    ["a name that is no string", { name: 5 }, "5"],
    ["an unknown outcome", { outcome: "maybe" }, "maybe"],
    ["suppresses: true", { suppresses: true }, "true"],
  ])("%s instead of options is refused", (_, options, found) => {
    for (const factory of [contextManager, asyncContextManager]) {
      expect(() => factory((() => {}) as never, options as never)).toThrow(
        new TypeError(
          `options are { name: string, outcome: "required" or "ignored", suppresses: false }, found ${found} [AWAIT_USING_WRONG_OPTION]`,
        ),
      );
    }
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
