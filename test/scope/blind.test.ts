// Blind exits: what a manager is told where the engine hides how the block ended. Nothing is silently committed.
import {
  acquire,
  asyncContextManager,
  closing,
  type Completion,
  errorChain,
  exit,
  ExitStack,
  fromDisposable,
  nullContext,
  UnconfirmedExitError,
  enterSync,
} from "await-using";
import { faces } from "./managers.js";

const E = new Error("body");
const T = new Error("exit");
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.each(faces)("$name", (face) => {
  let trace: unknown[];
  const manager = (more: object = {}): never => face.manager({ name: "m", trace, ...more });
  beforeEach(() => {
    trace = [];
  });

  test("without word a manager that ignores the outcome is told a clean end", async () => {
    await face.blind(await face.enter(manager(), { outcome: "ignored" }));
    expect(trace).toEqual(["enter m", "exit m"]);
  });

  test("ok() says that the block ended cleanly", async () => {
    const held = await face.enter(manager(), { outcome: "required" });
    held.ok();
    await face.blind(held);
    expect(trace).toEqual(["enter m", "exit m"]);
  });

  test("fail(error) tells the exit, and does not throw the error again", async () => {
    const held = await face.enter(manager());
    held.fail(E);
    await face.blind(held);
    expect(trace).toEqual(["enter m", "exit m told body"]);
  });

  test("what was said last counts", async () => {
    const held = await face.enter(manager());
    held.fail(E);
    held.ok();
    await face.blind(held);
    expect(trace).toEqual(["enter m", "exit m"]);
  });

  test("fail(undefined) is a failure too", async () => {
    const held = await face.enter(manager());
    held.fail(undefined);
    await face.blind(held);
    expect(trace).toEqual(["enter m", "exit m told undefined"]);
  });

  test("an exit that throws after fail(error) throws both errors", async () => {
    const held = await face.enter(manager({ exitThrows: { error: T } }));
    held.fail(E);
    expect(errorChain(await caught(face.blind(held)))).toEqual([T, E]);
  });

  test("outcome required: without word the exit is told an UnconfirmedExitError, which propagates", async () => {
    const held = await face.enter(manager(), { outcome: "required" });
    const error = (await caught(face.blind(held))) as Error;
    expect(error).toBeInstanceOf(UnconfirmedExitError);
    expect(error.name).toBe("UnconfirmedExitError");
    expect(error.message).toMatch(
      /^'(A)?[sS]yncManager' object requires an outcome, and nobody said how its block ended: call ok\(\)/,
    );
    expect(error.message).toMatch(/\(entered .*(blind\.test|managers|library-\w+)\.m?[jt]s:\d+:\d+\)?/);
    expect(trace).toEqual([
      "enter m",
      expect.stringMatching(/^exit m told 'A?[sS]yncManager' object requires an outcome/),
    ]);
  });

  test("outcome required: an exit that suppresses it ends the block cleanly", async () => {
    const held = await face.enter(manager({ result: true }), { outcome: "required" });
    await expect(face.blind(held)).resolves.toBeUndefined();
  });

  test("a manager may declare what it requires", async () => {
    const declared = Object.assign(manager() as object, { outcome: "required" }) as never;
    expect(await caught(face.blind(await face.enter(declared)))).toBeInstanceOf(UnconfirmedExitError);
    await expect(face.blind(await face.enter(declared, { outcome: "ignored" }))).resolves.toBeUndefined();
  });

  test("a driver that knows the outcome needs no word, and its knowledge counts", async () => {
    const held = await face.enter(manager(), { outcome: "required" });
    expect(await face.exit(held, undefined)).toBeUndefined();
    const failed = await face.enter(manager(), { outcome: "required" });
    failed.ok();
    expect(await face.exit(failed, { error: E })).toEqual({ error: E });
    expect(trace).toEqual(["enter m", "exit m", "enter m", "exit m told body"]);
  });

  test("a failure said by hand counts for a block that ended cleanly, and does not propagate", async () => {
    const held = await face.enter(manager());
    held.fail(E);
    expect(await face.exit(held, undefined)).toBeUndefined();
    expect(trace).toEqual(["enter m", "exit m told body"]);
  });

  test("the exit runs once, whoever asks for it, and word that comes later is refused", async () => {
    const held = await face.enter(manager(), { outcome: "ignored" });
    await face.blind(held);
    await face.blind(held);
    expect(await face.exit(held, { error: E })).toEqual({ error: E });
    expect(trace).toEqual(["enter m", "exit m"]);
    expect(() => held.ok()).toThrow(
      "ok() or fail(error) came too late, the exit ran already: call it inside the block",
    );
    expect(() => held.fail(E)).toThrow(ReferenceError);
  });

  describe("a stack that is disposed blind", () => {
    type Stack = ExitStack & { enter(manager: never, options?: object): PromiseLike<string> };
    const stack = (): Stack => face.stack() as unknown as Stack;

    test("tells what requires an outcome an UnconfirmedExitError; the ones outside see it", async () => {
      const s = stack();
      await s.enter(manager({ name: "outer" }), { outcome: "ignored" });
      await s.enter(manager({ name: "tx" }), { outcome: "required" });
      await s.enter(manager({ name: "inner" }), { outcome: "ignored" });
      expect(await caught(face.blind(s))).toBeInstanceOf(UnconfirmedExitError);
      expect(trace.slice(3)).toEqual([
        "exit inner",
        expect.stringMatching(/^exit tx told .* requires an outcome/),
        expect.stringMatching(/^exit outer told .* requires an outcome/),
      ]);
    });

    test("knows from an exit that failed that the block did not end cleanly", async () => {
      const s = stack();
      await s.enter(manager({ name: "tx" }), { outcome: "required" });
      s.defer(() => {
        throw T;
      });
      expect(await caught(face.blind(s))).toBe(T);
      expect(trace).toEqual(["enter tx", "exit tx told exit"]);
    });

    test("with ok() said, everything is told a clean end", async () => {
      const s = stack();
      await s.enter(manager({ name: "tx" }), { outcome: "required" });
      s.deferOnSuccess(() => void trace.push("success"));
      s.ok();
      await face.dispose(s);
      expect(trace).toEqual(["enter tx", "success", "exit tx"]);
    });

    test("fail(error) survives a move", async () => {
      const s = stack();
      await s.enter(manager());
      s.fail(E);
      await face.blind(s.move());
      expect(trace).toEqual(["enter m", "exit m told body"]);
    });

    test("deferOnSuccess does not run on a guess, deferOnError does", async () => {
      const s = stack();
      s.deferOnError(() => void trace.push("error"));
      s.deferOnSuccess(() => void trace.push("success"));
      expect(await caught(face.dispose(s))).toBeInstanceOf(UnconfirmedExitError);
      expect(trace).toEqual(["error"]);
    });

    test("leaves an error-aware resource to its own blind disposer", async () => {
      const resource = {
        [Symbol.dispose]: () => void trace.push("rolled back"),
        [exit]: (completion: Completion) => {
          trace.push(completion ? "rolled back" : "committed");
          return completion;
        },
      };
      const used = stack();
      used.use(resource);
      await face.dispose(used);
      const entered = stack();
      if (face.name === "synchronous") await entered.enter(fromDisposable(resource) as never);
      else await entered.use(enterSync(fromDisposable(resource)));
      await face.dispose(entered);
      const inner = stack();
      inner.use(resource);
      const outer = stack();
      await outer.enter(inner as never);
      await face.dispose(outer);
      expect(trace).toEqual(["rolled back", "rolled back", "rolled back"]);
    });

    test("an entered manager that requires an outcome keeps requiring it on the stack", async () => {
      const s = stack();
      s.use((await face.enter(manager(), { outcome: "required" })) as never);
      expect(await caught(face.dispose(s))).toBeInstanceOf(UnconfirmedExitError);
    });
  });

  describe("the warning", () => {
    let warnings: string[];
    beforeEach(() => {
      warnings = [];
      jest.spyOn(process, "emitWarning").mockImplementation((message) => void warnings.push(String(message)));
    });
    afterEach(() => jest.restoreAllMocks());

    const sync = face.name === "synchronous";
    const fresh = (takes: number): never => {
      const leave = (..._args: unknown[]): false => false;
      class Fresh {
        __enter__(): void {}
        async __aenter__(): Promise<void> {}
      }
      const method = takes ? (_type: unknown, _exc: unknown) => leave() : () => leave();
      const asynchronous = takes ? async (_type: unknown, _exc: unknown) => leave() : async () => leave();
      Object.assign(Fresh.prototype, { __exit__: method, __aexit__: asynchronous });
      return new Fresh() as never;
    };

    test("comes once per class, for an exit that takes the error, and names the ways out", async () => {
      const wanting = fresh(2) as object;
      await face.blind(await face.enter(wanting as never));
      await face.blind(await face.enter(wanting as never));
      await face.blind(await face.enter(new (wanting.constructor as new () => never)()));
      expect(warnings).toEqual([
        "the exit of 'Fresh' object was told a clean end, because `using` as the engine runs it hides the block's " +
          "error: use withAsync, withSync or an exit stack's run; or enter it with " +
          '{ outcome: "required" } and call ok() or fail(error); or with { outcome: "ignored" }, if it does not matter',
      ]);
    });

    test.each([
      ["an exit without parameters", () => fresh(0), {}],
      ["outcome ignored", () => fresh(2), { outcome: "ignored" }],
      ["closing", () => (sync ? closing({ close() {} }) : nullContext()) as never, {}],
      [
        "a release that does not take the error",
        () =>
          (sync
            ? nullContext()
            : acquire(
                () => 1,
                (_value) => {},
              )) as never,
        {},
      ],
    ])("does not come for %s", async (_name, make, options) => {
      await face.blind(await face.enter(make(), options));
      expect(warnings).toEqual([]);
    });

    test("does not come when the outcome is known", async () => {
      const said = await face.enter(fresh(2));
      said.ok();
      await face.blind(said);
      await face.exit(await face.enter(fresh(2)), undefined);
      expect(warnings).toEqual([]);
    });

    test("comes for a stack's managers in the engine's own using, not where the program disposes of the stack", async () => {
      type Stack = ExitStack & { enter(manager: never): PromiseLike<string> };
      const stack = face.stack() as unknown as Stack;
      await stack.enter(fresh(2));
      await face.dispose(stack);
      expect(warnings).toEqual([]);
      const blind = face.stack() as unknown as Stack;
      await blind.enter(fresh(2));
      await face.blind(blind);
      expect(warnings).toHaveLength(1);
    });

    test("nor for what is nested in a stack that the program disposes of", async () => {
      type Stack = ExitStack & { enter(manager: never): PromiseLike<string> };
      const outer = face.stack() as unknown as Stack;
      const inner = face.stack() as unknown as Stack;
      await outer.enter(inner as never);
      await inner.enter(fresh(2));
      outer.use((await face.enter(fresh(2))) as never);
      await face.dispose(outer);
      expect(inner.disposed).toBe(true);
      expect(warnings).toEqual([]);
    });

    test("names a generator manager by its function, once per factory", async () => {
      if (sync) return;
      const connection = asyncContextManager(async function* connection() {
        yield 1;
      });
      await face.blind(await face.enter(connection() as never));
      await face.blind(await face.enter(connection() as never));
      expect(warnings).toEqual([expect.stringMatching(/^the exit of 'connection' object was told/)]);
    });
  });

  test("resolves to undefined, whatever the exit returns: Python's async with would take a truthy result as suppression", async () => {
    const held = await face.enter(manager({ result: true }), { outcome: "ignored" });
    await expect(face.blind(held)).resolves.toBeUndefined();
  });
});

describe("how the warning is given", () => {
  const leave = (_type: unknown, _error: unknown): void => {};
  const manager = (more: object = {}): never => ({ __enter__() {}, __exit__: leave, ...more }) as never;
  const host = globalThis as { process?: unknown; console?: unknown };
  const { process: original, console: originalConsole } = host;
  let warnings: unknown[][];
  beforeEach(() => (warnings = []));
  afterEach(() => {
    host.process = original;
    host.console = originalConsole;
  });
  const blind = (entered: Disposable): void => entered[Symbol.dispose]();

  test("by Node's process, with a type and a code to filter by", () => {
    host.process = { emitWarning: (...all: unknown[]) => void warnings.push(all) };
    blind(enterSync(manager()));
    expect(warnings).toEqual([
      [
        expect.stringMatching(/^the exit of 'Object' object was told a clean end/),
        { type: "AwaitUsingWarning", code: "AWAIT_USING_BLIND_EXIT" },
      ],
    ]);
  });

  test.each([
    ["no process", undefined],
    ["a bundler's process", { env: {} }],
  ])("by the console where there is %s", (_, process) => {
    host.process = process;
    host.console = { warn: (...all: unknown[]) => void warnings.push(all) };
    blind(enterSync(manager()));
    expect(warnings).toEqual([[expect.stringMatching(/^await-using: the exit of 'Object' object was told/)]]);
  });

  test("not at all where there is neither", () => {
    host.process = undefined;
    host.console = undefined;
    blind(enterSync(manager()));
    host.console = originalConsole;
  });

  test.each([
    ["plain objects", () => [manager(), manager()], 2],
    [
      "objects whose constructor is no class",
      () => [manager({ constructor: 5 }), manager({ constructor: 5 })],
      2,
    ],
    ["objects without a prototype", () => [manager({ __proto__: null }), manager({ __proto__: null })], 2],
    [
      "functions",
      () => [0, 1].map(() => Object.assign(() => {}, { __enter__() {}, __exit__: leave }) as never),
      2,
    ],
    [
      "objects that hide their class",
      () =>
        [0, 1].map(
          () =>
            Object.defineProperty(manager(), "constructor", {
              get: () => {
                throw E;
              },
            }) as never,
        ),
      2,
    ],
    [
      "objects of one class",
      () => {
        class Transaction {
          __enter__(): void {}
          __exit__(_type: unknown, _error: unknown): void {}
        }
        return [new Transaction() as never, new Transaction() as never];
      },
      1,
    ],
  ])("once for each class: %s", (_, make, count) => {
    host.process = { emitWarning: (...all: unknown[]) => void warnings.push(all) };
    for (const each of make()) blind(enterSync(each));
    expect(warnings.length).toBe(count);
  });

  test("for what an engine's `using` of a stack hides from an entered manager on it", () => {
    host.process = { emitWarning: (...all: unknown[]) => void warnings.push(all) };
    const stack = new ExitStack();
    stack.use(enterSync(manager()));
    blind(stack);
    expect(warnings.length).toBe(1);
    const asked = new ExitStack();
    asked.use(enterSync(manager()));
    asked.dispose();
    expect(warnings.length).toBe(1);
  });
});

describe("where a manager was entered", () => {
  const manager = (): never => ({ outcome: "required", __enter__() {}, __exit__() {} }) as never;
  const messageOf = (held: Disposable): string => {
    try {
      held[Symbol.dispose]();
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  };

  test("is at the end of the message", () => {
    expect(messageOf(enterSync(manager()))).toMatch(
      / or use withAsync, withSync or an exit stack's run \(entered \S.*\S\)$/,
    );
  });

  test.each([
    ["engines whose errors cannot capture a stack", undefined],
    ["engines whose stack is no text", (target: { stack: unknown }) => (target.stack = [])],
    ["stacks of one line", (target: { stack: unknown }) => (target.stack = "Error")],
  ])("is left out on %s", (_, capture) => {
    const Host = Error as { captureStackTrace?: unknown };
    const original = Host.captureStackTrace;
    let held: Disposable;
    try {
      Host.captureStackTrace = capture;
      held = enterSync(manager());
    } finally {
      Host.captureStackTrace = original;
    }
    expect(messageOf(held)).toMatch(/ or use withAsync, withSync or an exit stack's run$/);
  });
});
