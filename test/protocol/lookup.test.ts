// Misuse: each error says the subject, what was expected, what was found, and the right call.
import {
  AsyncExitStack,
  aclosing,
  acquire,
  asyncContextManager,
  closing,
  contextManager,
  defer,
  deferAsync,
  disposable,
  enter,
  enterSync,
  ExitStack,
  fromDisposable,
  isAsyncContextManager,
  isContextManager,
  limitExit,
  nullContext,
  parallel,
  suppress,
  withAsync,
  withSync,
} from "await-using";

class SyncOnly {
  entered = 0;
  __enter__(): void {
    this.entered++;
  }
  __exit__(): void {}
}
class AsyncOnly {
  entered = 0;
  async __aenter__(): Promise<void> {
    this.entered++;
  }
  async __aexit__(): Promise<void> {}
}
class EnterOnly {
  entered = 0;
  async __aenter__(): Promise<void> {
    this.entered++;
  }
}
class Pool {
  entered = 0;
  async __aenter__(): Promise<void> {
    this.entered++;
  }
  __exit__(): void {}
}
const never = (): never => {
  throw new Error("the body must not run");
};
// Misuse is what the types refuse, so it is written past them.
const any = (value: unknown): never => value as never;

const rows: [string, () => unknown, string][] = [
  [
    "a sync manager in withAsync",
    () => withAsync(any(new SyncOnly()), never),
    "'SyncOnly' object does not support the asynchronous context manager protocol (no __aenter__); it has __enter__: use withSync",
  ],
  [
    "an async manager in withSync",
    () => withSync(any(new AsyncOnly()), never),
    "'AsyncOnly' object does not support the context manager protocol (no __enter__); it has __aenter__: use withAsync",
  ],
  [
    "a sync manager in enter",
    () => enter(any(new SyncOnly())),
    "'SyncOnly' object does not support the asynchronous context manager protocol (no __aenter__); it has __enter__: use enterSync",
  ],
  [
    "an async manager in enterSync",
    () => enterSync(any(new AsyncOnly())),
    "'AsyncOnly' object does not support the context manager protocol (no __enter__); it has __aenter__: use enter",
  ],
  [
    "a sync manager in stack.enter",
    () => new AsyncExitStack().enter(any(new SyncOnly())),
    "'SyncOnly' object does not support the asynchronous context manager protocol (no __aenter__); it has __enter__: use stack.enterSync",
  ],
  [
    "an async manager in a sync stack",
    () => new ExitStack().enter(any(new AsyncOnly())),
    "'AsyncOnly' object does not support the context manager protocol (no __enter__); it has __aenter__: use an AsyncExitStack",
  ],
  [
    "an async manager in stack.enterSync",
    () => new AsyncExitStack().enterSync(any(new AsyncOnly())),
    "'AsyncOnly' object does not support the context manager protocol (no __enter__); it has __aenter__: use stack.enter",
  ],
  [
    "an exit of the other kind",
    () => withAsync(any(new Pool()), never),
    "'Pool' object does not support the asynchronous context manager protocol (no __aexit__); it has __exit__: use withSync",
  ],
  [
    "no exit at all",
    () => enter(any(new EnterOnly())),
    "'EnterOnly' object does not support the asynchronous context manager protocol (no __aexit__)",
  ],
  [
    "a promise of a manager",
    () => enter(any(Promise.resolve(new AsyncOnly()))),
    "'Promise' object does not support the asynchronous context manager protocol (no __aenter__); it is a promise: await it first",
  ],
  [
    "a factory that was not called",
    () =>
      withAsync(
        any(
          asyncContextManager(async function* connection() {
            yield 1;
          }),
        ),
        never,
      ),
    "function 'connection' does not support the asynchronous context manager protocol (no __aenter__); it is a function: call it, and pass the manager it returns",
  ],
  [
    "a class in withAsync, where `new` was forgotten",
    () => withAsync(any(AsyncOnly), never),
    "function 'AsyncOnly' does not support the asynchronous context manager protocol (no __aenter__); it is a class: pass an instance, new AsyncOnly(…)",
  ],
  [
    "a class in enterSync",
    () => enterSync(any(SyncOnly)),
    "function 'SyncOnly' does not support the context manager protocol (no __enter__); it is a class: pass an instance, new SyncOnly(…)",
  ],
  [
    "a class of managers of the other kind",
    () => withSync(any(AsyncOnly), never),
    "function 'AsyncOnly' does not support the context manager protocol (no __enter__); it is a class: pass an instance, new AsyncOnly(…)",
  ],
  [
    "a class on a stack",
    () => new AsyncExitStack().enter(any(Pool)),
    "function 'Pool' does not support the asynchronous context manager protocol (no __aenter__); it is a class: pass an instance, new Pool(…)",
  ],
  [
    "a class without a name",
    () => enter(any((() => class {})())),
    "function '' does not support the asynchronous context manager protocol (no __aenter__); it is a class: pass an instance of it",
  ],
  [
    "a class that is no manager",
    () => parallel(any(Map), any(class Connection {})),
    "function 'Map' does not support the asynchronous context manager protocol (no __aenter__); it is a function: call it, and pass the manager it returns",
  ],
  [
    "a class that is no manager, in limitExit",
    () => limitExit(any(class Connection {}), 1),
    "function 'Connection' does not support the asynchronous context manager protocol (no __aenter__); it is a class: pass an instance, new Connection(…)",
  ],
  [
    "a class as compilers write it for ES5",
    () => {
      function Lease(): void {}
      Lease.prototype.__aenter__ = async () => {};
      return enter(any(Lease));
    },
    "function 'Lease' does not support the asynchronous context manager protocol (no __aenter__); it is a class: pass an instance, new Lease(…)",
  ],
  [
    "a class behind a Proxy",
    () => withAsync(any(new Proxy(AsyncOnly, {})), never),
    "function 'AsyncOnly' does not support the asynchronous context manager protocol (no __aenter__); it is a class: pass an instance, new AsyncOnly(…)",
  ],
  [
    "a function that was not called, whose name begins with class",
    () => enter(any(function classroom() {})),
    "function 'classroom' does not support the asynchronous context manager protocol (no __aenter__); it is a function: call it, and pass the manager it returns",
  ],
  [
    "a disposable",
    () => withSync(any(defer(() => {})), never),
    "'Deferred' object does not support the context manager protocol (no __enter__); it is disposable already: use fromDisposable, or stack.use",
  ],
  [
    "undefined",
    () => withAsync(any(undefined), never),
    "undefined does not support the asynchronous context manager protocol (no __aenter__)",
  ],
  [
    "a method that is no function",
    () => withSync(any({ __enter__: 1, __exit__() {} }), never),
    "'Object' object does not support the context manager protocol (no __enter__)",
  ],
  [
    "__aenter__ that returns nothing to await",
    () => withAsync(any({ __aenter__() {}, async __aexit__() {} }), never),
    "__aenter__ of 'Object' object must return a promise, found undefined: declare it async",
  ],
  [
    "__aexit__ that returns nothing to await (S15c)",
    () =>
      withAsync(
        any({
          async __aenter__() {},
          __aexit__() {
            return 5;
          },
        }),
        () => {},
      ),
    "__aexit__ of 'Object' object must return a promise, found 5: declare it async",
  ],
  [
    "a sync __exit__ that returns a promise: Python would swallow every error",
    () => withSync(any({ __enter__() {}, async __exit__() {} }), () => {}),
    "__exit__ of 'Object' object returned a promise to a driver that does not await: give it __aenter__ and __aexit__, and use withAsync, enter or an AsyncExitStack",
  ],
  [
    "a body that is no function",
    () => withAsync(new AsyncOnly(), any(new AsyncOnly().__aenter__())),
    "withAsync: body must be a function, found 'Promise' object: withAsync(manager, (value) => …)",
  ],
  [
    "a body that is missing",
    () => withSync(new SyncOnly(), any(undefined)),
    "withSync: body must be a function, found undefined: withSync(manager, (value) => …)",
  ],
  [
    "use of a manager",
    () => new AsyncExitStack().use(any(new AsyncOnly())),
    "'AsyncOnly' object is not disposable (no [Symbol.asyncDispose] or [Symbol.dispose]); it is an async context manager: await asyncStack.enter(manager)",
  ],
  [
    "use of a sync manager",
    () => new AsyncExitStack().use(any(new SyncOnly())),
    "'SyncOnly' object is not disposable (no [Symbol.asyncDispose] or [Symbol.dispose]); it is a context manager: stack.enterSync(manager)",
  ],
  [
    "use of a sync manager on a sync stack",
    () => new ExitStack().use(any(new SyncOnly())),
    "'SyncOnly' object is not disposable (no [Symbol.dispose]); it is a context manager: stack.enter(manager)",
  ],
  [
    "use of an async disposable on a sync stack",
    () => new ExitStack().use(any(deferAsync(async () => {}))),
    "'AsyncDeferred' object is not disposable (no [Symbol.dispose]); it is disposed asynchronously: use an AsyncExitStack",
  ],
  [
    "use of anything else",
    () => new ExitStack().use(any("text")),
    "a string is not disposable (no [Symbol.dispose]); stack.adopt(value, release) takes any value",
  ],
  [
    "exit of neither a function nor a manager",
    () => new ExitStack().exit(any(new AsyncOnly())),
    "stack.exit takes a function (excType, exc, tb), or an object with __exit__; found 'AsyncOnly' object; it has __aexit__: use an AsyncExitStack",
  ],
  [
    "defer without a function",
    () => new AsyncExitStack().defer(any(1)),
    "stack.defer: the callback must be a function, found 1",
  ],
  [
    "adopt without a function",
    () => new ExitStack().adopt(1, any("x")),
    "stack.adopt: the callback must be a function, found a string",
  ],
  [
    "the function defer",
    () => defer(any(undefined)),
    "defer: the callback must be a function, found undefined",
  ],
  [
    "disposable",
    () => disposable(1, any({})),
    "disposable: the callback must be a function, found 'Object' object",
  ],
  [
    "closing",
    () => closing(any(new SyncOnly())),
    "closing: 'SyncOnly' object has no close(); name its method: closing(thing, \"end\")",
  ],
  [
    "aclosing",
    () => aclosing({}),
    "aclosing: 'Object' object has no aclose(), [Symbol.asyncDispose], close(), return(); name its method: aclosing(thing, \"end\")",
  ],
  [
    "acquire",
    () => acquire(() => 1, any(null)),
    "acquire takes two functions, found null: acquire(() => value, (value) => …)",
  ],
  [
    "suppress",
    () => suppress(any("TypeError")),
    "suppress takes classes of errors, found a string: suppress(TypeError, RangeError)",
  ],
  [
    "fromDisposable",
    () => fromDisposable(any(new SyncOnly())),
    "fromDisposable takes an object with [Symbol.asyncDispose] or [Symbol.dispose], found 'SyncOnly' object",
  ],
  [
    "asyncContextManager over a sync generator",
    () =>
      asyncContextManager(
        any(function* rows() {
          yield 1;
        }),
      )(),
    "asyncContextManager takes an async generator function (async function*); 'rows' returned 'Object' object: use contextManager",
  ],
  [
    "contextManager over an async function",
    () => contextManager(any(async function rows() {}))(),
    "contextManager takes a generator function (function*); 'rows' returned 'Promise' object",
  ],
  [
    "contextManager over nothing",
    () => contextManager(any(undefined)),
    "a context manager is made from a generator function, found undefined",
  ],
];

describe("misuse", () => {
  test.each(rows)("%s", async (_name, misuse, message) => {
    let error: unknown;
    try {
      await misuse();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toBe(message);
  });

  test.each([
    ["withAsync", (cm: EnterOnly) => withAsync(any(cm), never)],
    ["enter", (cm: EnterOnly) => enter(any(cm))],
    ["stack.enter", (cm: EnterOnly) => new AsyncExitStack().enter(any(cm))],
  ])("R10: a manager without exit is refused before it is entered: %s", async (_name, drive) => {
    const manager = new EnterOnly();
    await expect(drive(manager)).rejects.toThrow(TypeError);
    expect(manager.entered).toBe(0);
  });

  test("asynchronous calls reject, and do not throw", async () => {
    const calls = [withAsync(any(1), never), enter(any(1)), new AsyncExitStack().enter(any(1))];
    expect((await Promise.allSettled(calls)).map((each) => each.status)).toEqual([
      "rejected",
      "rejected",
      "rejected",
    ]);
  });
});

describe("isContextManager and isAsyncContextManager", () => {
  const hostile = new Proxy(
    {},
    {
      has() {
        throw new Error("trap");
      },
    },
  );
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  test.each([
    ["a sync manager", new SyncOnly(), true, false],
    ["an async manager", new AsyncOnly(), false, true],
    ["both", nullContext(), true, true],
    ["half of each", new Pool(), false, false],
    ["a stack", new AsyncExitStack(), false, true],
    ["a function with the methods", Object.assign(() => {}, { __enter__() {}, __exit__() {} }), true, false],
    ["a string", "x", false, false],
    ["null", null, false, false],
    ["a hostile Proxy", hostile, false, false],
    ["a revoked Proxy", revoked, false, false],
  ])("%s", (_name, value, sync, async) => {
    expect(isContextManager(value)).toBe(sync);
    expect(isAsyncContextManager(value)).toBe(async);
  });
});

describe("how methods are found", () => {
  test("attributes are probed with `in` before they are read, and read once (MicroPython throws on missing ones)", async () => {
    const log: string[] = [];
    const methods: Record<string, unknown> = {
      __aenter__: async () => "value",
      __aexit__: async () => false,
    };
    const bridge = new Proxy(methods, {
      has: (_target, key) => Reflect.has(methods, key),
      get(_target, key) {
        if (!Reflect.has(methods, key)) throw new Error(`no attribute ${String(key)}`);
        log.push(String(key));
        return methods[key as string];
      },
    });
    await expect(withAsync(any(bridge), (value: string) => value)).resolves.toBe("value");
    expect(log).toEqual(["__aenter__", "__aexit__"]);
  });

  test("each is called as a method of the manager", async () => {
    const seen: unknown[] = [];
    const manager = {
      async __aenter__(this: unknown) {
        seen.push(this);
      },
      async __aexit__(this: unknown) {
        seen.push(this);
      },
    };
    await withAsync(manager, () => {});
    expect(seen).toEqual([manager, manager]);
  });

  test("R10: an exit replaced during the block is not the one that runs", async () => {
    const trace: string[] = [];
    const manager = {
      async __aenter__() {},
      async __aexit__() {
        trace.push("first");
      },
    };
    await withAsync(manager, () => {
      manager.__aexit__ = async () => void trace.push("second");
    });
    expect(trace).toEqual(["first"]);
  });

  test("a frozen manager works", async () => {
    const manager = Object.freeze({
      async __aenter__() {
        return 1;
      },
      async __aexit__() {},
    });
    await expect(withAsync(manager, (value) => value)).resolves.toBe(1);
    await using held = await enter(manager, { outcome: "ignored" });
    expect(held.value).toBe(1);
  });
});
