// Blind exits: what a manager is told where the engine hides how the block ended. Nothing is silently committed.
import {
  acquire,
  asyncContextManager,
  AsyncExitStack,
  blindExits,
  closing,
  type Completion,
  enter,
  errorChain,
  exit,
  ExitStack,
  fromCallback,
  fromDisposable,
  limitExit,
  nullContext,
  parallel,
  suppress,
  taskGroup,
  timeout,
  UnconfirmedExitError,
  unconfirmed,
  unconfirmedSync,
  enterSync,
} from "await-using";
import { faces } from "./managers.js";

const E = new Error("body");
const T = new Error("exit");
/** The error that a block ended with; undefined if it ended clean. */
const endOf = (promise: Promise<unknown>): Promise<unknown> =>
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
    expect(errorChain(await endOf(face.blind(held)))).toEqual([T, E]);
  });

  test.each([
    ["by default", {}],
    ["outcome required", { outcome: "required" }],
  ])("%s: without word the exit is told an UnconfirmedExitError, which propagates", async (_, options) => {
    const held = await face.enter(manager(), options);
    const error = (await endOf(face.blind(held))) as UnconfirmedExitError;
    expect(error).toBeInstanceOf(UnconfirmedExitError);
    expect(error.name).toBe("UnconfirmedExitError");
    expect(error.code).toBe("AWAIT_USING_UNCONFIRMED_EXIT");
    expect(error.message).toMatch(
      /^'A?[sS]yncManager' object was not told how its block ended \(in .*[jt]s:\d+(:\d+)?\)?\): its `using` hides that/,
    );
    expect(error.message).toMatch(
      / Ways out: compile it .* say \{ outcome: "ignored" \} \[AWAIT_USING_UNCONFIRMED_EXIT\]$/,
    );
    expect(trace).toEqual([
      "enter m",
      expect.stringMatching(/^exit m told 'A?[sS]yncManager' object was not told how its block ended/),
    ]);
  });

  test("an exit cannot suppress it", async () => {
    const held = await face.enter(manager({ result: true }));
    expect(await endOf(face.blind(held))).toBeInstanceOf(UnconfirmedExitError);
  });

  test("what the exit throws combines with it by the exit rules", async () => {
    const chain = errorChain(
      await endOf(face.blind(await face.enter(manager({ exitThrows: { error: T } })))),
    );
    expect(chain).toEqual([T, expect.any(UnconfirmedExitError)]);
    const same = await face.enter(manager({ exitThrows: (error: unknown) => ({ error }) }));
    expect(await endOf(face.blind(same))).toBeInstanceOf(UnconfirmedExitError); // R4
    const from = await face.enter(
      manager({ exitThrows: (cause: unknown) => ({ error: Object.assign(new Error("from"), { cause }) }) }),
    );
    expect(await endOf(face.blind(from))).toMatchObject({ message: "from" }); // R5
  });

  test("once it has left its driver, it is an error like any other", async () => {
    const body = async (): Promise<void> => face.blind(await face.enter(manager()));
    const aware = new AsyncExitStack();
    await aware.enter(suppress(UnconfirmedExitError));
    await expect(
      aware[exit]({ error: await endOf(body()) }).then((ended) => ended === undefined),
    ).resolves.toBe(true);
  });

  test("a manager may declare what it requires", async () => {
    const declared = Object.assign(manager() as object, { outcome: "required" }) as never;
    expect(await endOf(face.blind(await face.enter(declared)))).toBeInstanceOf(UnconfirmedExitError);
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
      expect(await endOf(face.blind(s))).toBeInstanceOf(UnconfirmedExitError);
      expect(trace.slice(3)).toEqual([
        "exit inner",
        expect.stringMatching(/^exit tx told .* was not told how its block ended/),
        expect.stringMatching(/^exit outer told .* was not told how its block ended/),
      ]);
    });

    test("knows from an exit that failed that the block did not end cleanly", async () => {
      const s = stack();
      await s.enter(manager({ name: "tx" }), { outcome: "required" });
      s.defer(() => {
        throw T;
      });
      expect(await endOf(face.blind(s))).toBe(T);
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
      expect(await endOf(face.dispose(s))).toBeInstanceOf(UnconfirmedExitError);
      expect(trace).toEqual(["error"]);
    });

    const awareResource = (
      end: (completion: Completion) => unknown = (completion) => completion,
    ): object => ({
      [Symbol.dispose](): void {
        throw new Error("the disposer is for engines");
      },
      [exit](completion: Completion): unknown {
        trace.push(completion ? (completion.error as Error).name : "committed");
        return end(completion);
      },
    });

    test.each(["blind", "dispose"] as const)(
      "%s: tells a resource with [exit]: used, entered, nested",
      async (how) => {
        const used = stack();
        used.use(awareResource() as Disposable);
        expect(await endOf(face[how](used))).toBeInstanceOf(UnconfirmedExitError);
        const pushed = stack();
        pushed.exit(awareResource() as never);
        expect(await endOf(face[how](pushed))).toBeInstanceOf(UnconfirmedExitError);
        const entered = stack();
        const manager = fromDisposable(awareResource() as Disposable);
        if (face.name === "synchronous") await entered.enter(manager as never);
        else entered.use(enterSync(manager));
        expect(await endOf(face[how](entered))).toBeInstanceOf(UnconfirmedExitError);
        const inner = stack();
        inner.use(awareResource() as Disposable);
        const outer = stack();
        await outer.enter(inner as never);
        expect(await endOf(face[how](outer))).toBeInstanceOf(UnconfirmedExitError);
        expect(trace).toEqual(Array(4).fill("UnconfirmedExitError"));
      },
    );

    test("an [exit] cannot suppress it, and what it returns or throws instead is not lost", async () => {
      for (const [end, chain] of [
        [() => undefined, []],
        [() => ({ error: T }), [T]],
        [
          () => {
            throw T;
          },
          [T],
        ],
      ] as const) {
        const s = stack();
        s.use(awareResource(end) as Disposable);
        expect(errorChain(await endOf(face.blind(s)))).toEqual([...chain, expect.any(UnconfirmedExitError)]);
      }
    });

    test("one that says outcome ignored is told a clean end", async () => {
      const s = stack();
      s.use(Object.assign(awareResource(), { outcome: "ignored" }) as never);
      await face.blind(s);
      expect(trace).toEqual(["committed"]);
    });

    test("what suppresses everything does not swallow it, wherever it stands, and sees no clean end after it", async () => {
      const everything = (name: string): never => manager({ name, result: true });
      const s = stack();
      await s.enter(everything("outermost"));
      s.use((await face.enter(everything("used"))) as never);
      const inner = stack();
      await s.enter(inner as never);
      await inner.enter(everything("inner outer"));
      await inner.enter(everything("inner"));
      expect(await endOf(face.blind(s))).toBeInstanceOf(UnconfirmedExitError);
      expect(trace.filter((line) => /told .*not told how/.test(String(line)))).toHaveLength(4);
    });

    test("a stack that was told otherwise than the one it is nested in", async () => {
      const inner = stack();
      await inner.enter(manager({ name: "inner" }));
      inner.ok();
      const s = stack();
      await s.enter(inner as never);
      await face.blind(s);
      expect(trace).toEqual(["enter inner", "exit inner"]);
    });

    test.each([
      ["ok()", (s: ExitStack) => s.ok(), undefined, "committed"],
      ["fail()", (s: ExitStack) => s.fail(E), undefined, "rolled back"],
      ["no word", () => {}, UnconfirmedExitError, "rolled back"],
    ])("a subclass with an [exit] of its own is asked: %s", async (_, speak, type, said) => {
      const Base = face.stack().constructor as typeof ExitStack;
      class Transaction extends Base {
        override [exit](completion: Completion): Completion {
          trace.push(completion ? "rolled back" : "committed");
          return super[exit](completion);
        }
      }
      for (const how of ["blind", "dispose"] as const) {
        trace = [];
        const tx = new Transaction();
        tx.defer(() => void trace.push("deferred"));
        speak(tx);
        const error = await endOf(face[how](tx));
        expect(error?.constructor).toBe(type);
        expect(trace).toEqual([said, "deferred"]);
        await face[how](tx); // once
        expect(trace).toHaveLength(2);
      }
    });

    test("an empty stack, and one that holds only disposables and callbacks, does not ask", async () => {
      const s = stack();
      await face.blind(s);
      const plain = stack();
      plain.use({ [Symbol.dispose]: () => void trace.push("disposed") });
      plain.adopt(1, () => void trace.push("adopted"));
      plain.defer(() => void trace.push("deferred"));
      await face.blind(plain);
      expect(trace).toEqual(["deferred", "adopted", "disposed"]);
    });

    test("disposed of by hand, a manager that decides is told a clean end, as Python's close() does", async () => {
      const s = stack();
      await s.enter(manager());
      await face.dispose(s);
      const outer = stack();
      const inner = stack();
      await outer.enter(inner as never);
      await inner.enter(manager());
      outer.use((await face.enter(manager())) as never);
      await face.dispose(outer);
      expect(trace.filter((line) => String(line).startsWith("exit"))).toEqual(Array(3).fill("exit m"));
    });

    test("disposed of by hand, what requires an outcome names stack.ok()", async () => {
      const s = stack();
      await s.enter(manager(), { outcome: "required" });
      expect(((await endOf(face.dispose(s))) as Error).message).toMatch(
        /^'A?[sS]yncManager' object was not told how its block ended \(in .*\): dispose\(\) and disposeAsync\(\) do not say it. Call stack.ok\(\)/,
      );
    });

    test("an entered manager that requires an outcome keeps requiring it on the stack", async () => {
      const s = stack();
      s.use((await face.enter(manager(), { outcome: "required" })) as never);
      expect(await endOf(face.dispose(s))).toBeInstanceOf(UnconfirmedExitError);
    });
  });

  describe('after blindExits("warn")', () => {
    let warnings: string[];
    beforeEach(() => {
      warnings = [];
      jest.spyOn(process, "emitWarning").mockImplementation((message) => void warnings.push(String(message)));
      expect(blindExits("warn")).toBe("throw");
    });
    afterEach(() => {
      jest.restoreAllMocks();
      expect(blindExits("throw")).toBe("warn");
    });

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

    test("a manager is told a clean end, with a warning once per class, which names the ways out", async () => {
      const wanting = fresh(2) as object;
      await face.blind(await face.enter(wanting as never));
      await face.blind(await face.enter(wanting as never));
      await face.blind(await face.enter(new (wanting.constructor as new () => never)()));
      expect(warnings).toEqual([
        "'Fresh' object was not told how its block ended, and was told a clean end: its `using` hides that. " +
          "Ways out: compile it with await-using's helpers, as the table in its README says; use withAsync, withSync or an " +
          "exit stack's run; call ok() or fail(error) in the block; or, if the exit does not depend on it, " +
          'say { outcome: "ignored" } [AWAIT_USING_BLIND_EXIT]',
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
    ])("there is no warning for %s", async (_name, make, options) => {
      await face.blind(await face.enter(make(), options));
      expect(warnings).toEqual([]);
    });

    test("nor where the outcome is known", async () => {
      const said = await face.enter(fresh(2));
      said.ok();
      await face.blind(said);
      await face.exit(await face.enter(fresh(2)), undefined);
      expect(warnings).toEqual([]);
    });

    test("nor where the program disposes of a stack by hand", async () => {
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

    test("what requires an outcome is refused nevertheless", async () => {
      expect(await endOf(face.blind(await face.enter(fresh(2), { outcome: "required" })))).toBeInstanceOf(
        UnconfirmedExitError,
      );
      const s = face.stack() as unknown as ExitStack;
      s.deferOnSuccess(() => void trace.push("success"));
      expect(await endOf(face.blind(s))).toBeInstanceOf(UnconfirmedExitError);
      expect(trace).toEqual([]);
      expect(warnings).toEqual([]);
    });

    test("an [exit] is told the error, and only what it throws is thrown", async () => {
      for (const [end, thrown] of [
        [(completion: Completion) => completion, undefined],
        [() => undefined, undefined],
        [() => ({ error: T }), T],
        [
          () => {
            throw T;
          },
          T,
        ],
      ] as const) {
        trace = [];
        const used = face.stack() as unknown as ExitStack;
        class Resource {
          [exit](completion: Completion): Completion {
            trace.push((completion?.error as Error).name);
            return end(completion);
          }
          [Symbol.dispose](): void {
            unconfirmedSync(this);
          }
        }
        used.use(new Resource());
        expect(await endOf(face.blind(used))).toBe(thrown);
        expect(await endOf((async () => new Resource()[Symbol.dispose]())())).toBe(thrown);
        expect(trace).toEqual(["UnconfirmedExitError", "UnconfirmedExitError"]);
      }
      expect(warnings).toEqual(
        Array(4).fill(expect.stringMatching(/was told an UnconfirmedExitError: .* stack\.ok\(\)/)),
      );
    });

    test("a generator manager is named by its function, once per factory", async () => {
      if (sync) return;
      const connection = asyncContextManager(async function* connection() {
        yield 1;
      });
      await face.blind(await face.enter(connection() as never));
      await face.blind(await face.enter(connection() as never));
      expect(warnings).toEqual([expect.stringMatching(/^'connection' object was not told/)]);
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
  beforeEach(() => {
    warnings = [];
    blindExits("warn");
  });
  afterEach(() => {
    blindExits("throw");
    host.process = original;
    host.console = originalConsole;
  });
  const blind = (entered: Disposable): void => entered[Symbol.dispose]();

  test("by Node's process, with a type and a code to filter by", () => {
    host.process = { emitWarning: (...all: unknown[]) => void warnings.push(all) };
    blind(enterSync(manager()));
    expect(warnings).toEqual([
      [
        expect.stringMatching(/^'Object' object was not told how its block ended/),
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
    expect(warnings).toEqual([[expect.stringMatching(/^await-using: 'Object' object was not told/)]]);
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

describe("the line for the test runner", () => {
  const host = globalThis as { process?: unknown };
  const { process: original } = host;
  afterEach(() => {
    host.process = original;
  });
  const message = (): string => {
    try {
      enterSync({ __enter__() {}, __exit__(_type: unknown) {} } as never)[Symbol.dispose]();
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  };

  test.each([
    [
      "Jest",
      { env: { JEST_WORKER_ID: "1" } },
      '(Jest: moduleNameMapper: { "^tslib$": "await-using/runtime/tslib" }, or plugins: ["await-using/babel"] of Babel)',
    ],
    ["Vitest", { env: { VITEST: "true" } }, '(Vitest: plugins: [awaitUsing()] of "await-using/vite")'],
  ])("%s", (_, process, line) => {
    host.process = process;
    expect(message()).toContain(`as the table in its README says ${line}; use withAsync`);
  });

  test.each([
    ["no runner", { env: {} }],
    ["no process", undefined],
    ["a process without an environment", {}],
    [
      "an environment that nobody may read",
      {
        get env(): never {
          throw E;
        },
      },
    ],
  ])("%s: none", (_, process) => {
    host.process = process;
    expect(message()).toContain("as the table in its README says; use withAsync");
  });
});

describe("the library's own managers", () => {
  const holding: [string, () => never][] = [
    ["nullContext", () => nullContext(1) as never],
    [
      "acquire, whose release takes the value",
      () =>
        acquire(
          () => 1,
          (value) => void value,
        ) as never,
    ],
    ["limitExit of those", () => limitExit(nullContext(), 1000) as never],
    [
      "parallel of those",
      () =>
        parallel(
          nullContext(),
          acquire(
            () => 1,
            () => {},
          ),
        ) as never,
    ],
    ["fromDisposable of a plain one", () => fromDisposable({ async [Symbol.asyncDispose]() {} }) as never],
    ["fromDisposable of an entered one", () => fromDisposable(enterSync(nullContext())) as never],
  ];
  const deciding: [string, () => never][] = [
    ["suppress", () => suppress(Error) as never],
    ["timeout", () => timeout(60_000) as never],
    ["taskGroup", () => taskGroup() as never],
    ["fromCallback", () => fromCallback((use) => use(1)) as never],
    [
      "a generator manager",
      () =>
        asyncContextManager(async function* () {
          yield 1;
        })() as never,
    ],
    [
      "acquire, whose release can read the error",
      () =>
        acquire(
          () => 1,
          (value, error = null) => void [value, error],
        ) as never,
    ],
    [
      "acquire, whose release reads arguments",
      () =>
        acquire(
          () => 1,
          function () {
            void arguments[1]; // eslint-disable-line prefer-rest-params
          },
        ) as never,
    ],
    [
      "acquire, whose release is bound",
      () => acquire(() => 1, ((value: number) => void value).bind(null)) as never,
    ],
    ["limitExit of one", () => limitExit(suppress(Error), 1000) as never],
    ["parallel of one", () => parallel(nullContext(), suppress(Error)) as never],
    [
      "limitExit of parallel of a stack of one",
      () => {
        const stack = new AsyncExitStack();
        stack.exit((type) => type !== null);
        return limitExit(parallel(nullContext(), stack), 1000) as never;
      },
    ],
  ];
  const enterAny = async (manager: never): Promise<object> =>
    "__aenter__" in (manager as object) ? enter(manager) : enterSync(manager);
  const blind = async (held: object): Promise<void> =>
    Symbol.asyncDispose in held
      ? (held as AsyncDisposable)[Symbol.asyncDispose]()
      : (held as Disposable)[Symbol.dispose]();

  test.each(holding)(
    "%s holds something, and decides nothing: a blind end does not matter",
    async (_, make) => {
      await expect(blind(await enterAny(make()))).resolves.toBeUndefined();
      const stack = new AsyncExitStack();
      stack.use((await enterAny(make())) as never);
      await expect(blind(stack)).resolves.toBeUndefined();
    },
  );

  test.each(deciding)("%s asks", async (_, make) => {
    const told = errorChain(await endOf(blind(await enterAny(make())))).flatMap((error) => [
      error,
      ...((error as { errors?: unknown[] }).errors ?? []),
    ]);
    expect(told).toContainEqual(expect.any(UnconfirmedExitError));
    const stack = new AsyncExitStack();
    stack.use((await enterAny(make())) as never);
    await expect(blind(stack)).rejects.toBeDefined();
  });

  test.each(deciding)("%s: outcome ignored, said by the caller, is what counts", async (_, make) => {
    await expect(blind(await enter(make(), { outcome: "ignored" }))).resolves.toBeUndefined();
  });

  test("a task group aborts its tasks, and ends", async () => {
    const held = await enter(taskGroup());
    const task = held.value.createTask(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
    );
    const group = (await endOf(held[Symbol.asyncDispose]())) as AggregateError;
    expect(group.errors).toEqual([expect.any(UnconfirmedExitError)]);
    await expect(task).rejects.toMatchObject({ name: "AbortError" });
  });

  test("what limitExit gives up on after a refusal keeps it", async () => {
    const stuck = { async __aenter__() {}, __aexit__: (_type: unknown) => new Promise<never>(() => {}) };
    const error = await endOf(blind(await enter(limitExit(stuck as never, 1))));
    expect(errorChain(error)).toEqual([
      expect.objectContaining({ name: "TimeoutError" }),
      expect.any(UnconfirmedExitError),
    ]);
  });

  test("parallel: what several exits make of one refusal holds it once, and loses nothing", async () => {
    const failing = (message: string): never =>
      ({
        async __aenter__() {},
        async __aexit__(_type: unknown) {
          throw new Error(message);
        },
      }) as never;
    const error = await endOf(
      blind(await enter(parallel(failing("first"), suppress(Error), failing("second")))),
    );
    expect(errorChain(error).map((each) => (each as Error).message.slice(0, 8))).toEqual([
      "first",
      "second",
      expect.stringMatching(/^'Object/),
    ]);
  });
});

describe("unconfirmed and unconfirmedSync", () => {
  const E2 = new Error("exit");
  const ends: [string, (completion: Completion) => unknown, unknown[]][] = [
    ["returns its argument", (completion) => completion, []],
    ["returns undefined", () => undefined, []],
    ["returns another error", () => ({ error: E2 }), [E2]],
    [
      "throws another error",
      () => {
        throw E2;
      },
      [E2],
    ],
    [
      "throws what it was told",
      (completion) => {
        throw completion!.error;
      },
      [],
    ],
  ];

  test.each(ends)("reject, whatever [exit] does: one that %s", async (_, end, chain) => {
    const told: unknown[] = [];
    class Transaction {
      [exit](completion: Completion): never {
        told.push(completion?.error);
        return end(completion) as never;
      }
      [Symbol.asyncDispose](): Promise<void> {
        return unconfirmed(this);
      }
      [Symbol.dispose](): void {
        unconfirmedSync(this);
      }
    }
    for (const act of [
      () => new Transaction()[Symbol.asyncDispose](),
      async () => new Transaction()[Symbol.dispose](),
    ]) {
      expect(errorChain(await endOf(act()))).toEqual([...chain, expect.any(UnconfirmedExitError)]);
    }
    expect(told).toEqual([expect.any(UnconfirmedExitError), expect.any(UnconfirmedExitError)]);
    expect((told[0] as Error).message).toMatch(
      /^'Transaction' object was not told .*use\(resource\), and call stack\.ok\(\)/,
    );
  });

  test("the error says where the block is", async () => {
    class Transaction {
      async [exit](completion: Completion): Promise<Completion> {
        return completion;
      }
      [Symbol.asyncDispose](): Promise<void> {
        return unconfirmed(this);
      }
    }
    async function block(): Promise<void> {
      const tx = new Transaction();
      await tx[Symbol.asyncDispose]();
    }
    expect(((await endOf(block())) as Error).message).toMatch(/ \(in .*block.*[jt]s:\d+(:\d+)?\)?\): /);
  });

  test("R12: unconfirmedSync refuses an [exit] that returns a promise", () => {
    const error = ((): unknown => {
      try {
        unconfirmedSync({ [exit]: async () => undefined } as never);
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(errorChain(error)).toEqual([expect.any(TypeError), expect.any(UnconfirmedExitError)]);
  });

  test.each([undefined, null, 5, {}, { [exit]: 1 }, () => {}])(
    "refuse %p, with the right call",
    async (value) => {
      const error = (await endOf(unconfirmed(value as never))) as Error & { code: string };
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(
        /^unconfirmed takes a resource with a method \[exit\], found .*: return unconfirmed\(this\), .* \[AWAIT_USING_NO_EXIT_METHOD\]$/,
      );
      expect(error.code).toBe("AWAIT_USING_NO_EXIT_METHOD");
      expect(() => unconfirmedSync(value as never)).toThrow("AWAIT_USING_NO_EXIT_METHOD");
    },
  );
});

describe("blindExits", () => {
  const key = Symbol.for("await-using.blindExits");

  test("returns the mode before, and leaves no trace in the mode throw", () => {
    expect(key in globalThis).toBe(false);
    expect(blindExits("throw")).toBe("throw");
    expect(key in globalThis).toBe(false);
    expect(blindExits("warn")).toBe("throw");
    expect(key in globalThis).toBe(true);
    expect(blindExits("warn")).toBe("warn");
    expect(blindExits("throw")).toBe("warn");
    expect(key in globalThis).toBe(false);
  });

  test.each([undefined, "Throw", "ignore", true, {}])("refuses %p", (mode) => {
    const error = (() => {
      try {
        blindExits(mode as never);
      } catch (thrown) {
        return thrown as Error & { code: string };
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(TypeError);
    expect(error?.code).toBe("AWAIT_USING_BLIND_EXITS_MODE");
    expect(error?.message).toMatch(
      /^blindExits takes "throw" or "warn", found .* \[AWAIT_USING_BLIND_EXITS_MODE\]$/,
    );
  });
});
