// Everything that a blind block may hold, once: runs in any engine. What each must do there is in `asks`.
import {
  AbstractAsyncContextManager,
  AbstractContextManager,
  aclosing,
  acquire,
  asyncContextManager,
  asyncDisposable,
  type AsyncContextManager,
  AsyncExitStack,
  closing,
  type Completion,
  contextManager,
  type ContextManager,
  defer,
  deferAsync,
  disposable,
  enter,
  exit,
  ExitStack,
  type ExitOptions,
  fromCallback,
  fromDisposable,
  limitExit,
  listen,
  nullContext,
  parallel,
  patch,
  suppress,
  taskGroup,
  timeout,
  timeoutAt,
  unconfirmed,
  unconfirmedSync,
} from "await-using";
import { lock, semaphore, webLock } from "await-using/locks";
import { asyncDispose, dispose } from "await-using/ponyfill";

/** What an exit was told: a clean end, an error; nothing that can be seen. */
export type Told = "clean" | "error";

/** Says what an exit was told. */
export type Say = (told: Told) => void;

export interface Kind {
  readonly name: string;
  readonly isAsync: boolean;
  /** `"resource"`: declared, or used by a stack, as it is; a manager is entered. */
  readonly is: "manager" | "resource";
  /** Does it ask how its block ended: never, in a blind block, or also where a stack is disposed of by hand? */
  readonly asks: "never" | "blind" | "always";
  /** The shortest way out, where it asks. */
  readonly way: string;
  readonly options?: ExitOptions;
  make(say: Say): object | Promise<object>;
  /** Does something with what was entered. */
  entered?(value: never, say: Say): void;
}

/** A class as a compiler left it: an expression that makes one, with exits that call `this.say`. */
export interface CompiledClass {
  readonly name: string;
  readonly code: string;
  readonly asks: "never" | "blind";
}

const noWay = "none needed";
const ok = "compile it, or `ok()`";
const ignore = 'compile it, or `{ outcome: "ignored" }` if it only closes';
const use = "compile it, or `stack.use(resource)` and `stack.ok()`";

type Traits = Partial<Omit<Kind, "make" | "name">>;

function kind(name: string, traits: Traits, make: Kind["make"]): Kind {
  const asks = traits.asks ?? "blind";
  return { name, isAsync: true, is: "manager", asks, way: asks === "never" ? noWay : ok, ...traits, make };
}
const never = { asks: "never" } as const;
const always = { asks: "always" } as const;
const inSync = { isAsync: false } as const;
const resource = { is: "resource" } as const;

const told = (type: unknown): Told => (type === null || type === undefined ? "clean" : "error");

/** A manager whose exit is this function, of which `this` is the manager. */
function withExit(say: Say, leave: (this: Told & never, ...told: never[]) => unknown): object {
  return { say, __aenter__: async () => 1, __aexit__: leave };
}
function withExitSync(say: Say, leave: (...told: never[]) => unknown): object {
  return { say, __enter__: () => 1, __exit__: leave };
}

interface Saying {
  say: Say;
}

/** By how their exits read how the block ended. */
const readers: Kind[] = [
  kind("class whose exit has parameters", {}, (say) => {
    class Tx {
      async __aenter__(): Promise<this> {
        return this;
      }
      async __aexit__(type: unknown, _exc: unknown, _tb: unknown): Promise<void> {
        say(told(type));
      }
    }
    return new Tx();
  }),
  kind("class whose exit has parameters, sync", inSync, (say) => {
    class Tx {
      __enter__(): this {
        return this;
      }
      __exit__(type: unknown, _exc: unknown, _tb: unknown): void {
        say(told(type));
      }
    }
    return new Tx();
  }),
  kind("class whose exit has no parameters", never, () => {
    class Held {
      async __aenter__(): Promise<this> {
        return this;
      }
      async __aexit__(): Promise<void> {}
    }
    return new Held();
  }),
  kind("class whose exit has no parameters, sync", { ...never, ...inSync }, () => {
    class Held {
      __enter__(): this {
        return this;
      }
      __exit__(): void {}
    }
    return new Held();
  }),
  kind("exit without parameters that returns true", never, () => ({
    async __aenter__() {
      return 1;
    },
    async __aexit__() {
      return true;
    },
  })),
  kind("exit without parameters that returns true, sync", { ...never, ...inSync }, () => ({
    __enter__() {
      return 1;
    },
    __exit__() {
      return true;
    },
  })),
  kind("exit with parameters that returns true", {}, (say) =>
    withExit(say, async (type: unknown) => {
      say(told(type));
      return true;
    }),
  ),
  kind("exit with a rest parameter", {}, (say) =>
    withExit(say, async (...all: unknown[]) => say(told(all[0]))),
  ),
  kind("exit with a rest parameter, sync", inSync, (say) =>
    withExitSync(say, (...all: unknown[]) => say(told(all[0]))),
  ),
  kind("exit with a default", {}, (say) => withExit(say, async (type: unknown = null) => say(told(type)))),
  kind("exit that reads arguments", {}, (say) =>
    withExit(say, async function () {
      // eslint-disable-next-line prefer-rest-params -- it is the subject
      say(told(arguments[0]));
    }),
  ),
  kind("exit replaced by a wrapper that logs", {}, (say) => {
    const manager = { __aenter__: async () => 1, __aexit__: async (type: unknown) => say(told(type)) };
    const before = manager.__aexit__ as (...all: unknown[]) => Promise<void>;
    manager.__aexit__ = function (this: object, ...all: unknown[]) {
      return before.apply(this, all);
    };
    return manager;
  }),
  kind("bound exit", {}, (say) => withExit(say, (async (type: unknown) => say(told(type))).bind(null))),
  kind("exit behind a Proxy", {}, (say) =>
    withExit(say, new Proxy(async (type: unknown) => say(told(type)), {})),
  ),
  kind("exit that calls super's with arguments", {}, (say) => {
    class Base {
      async __aexit__(type?: unknown): Promise<void> {
        say(told(type));
      }
    }
    class Tx extends Base {
      async __aenter__(): Promise<number> {
        return 1;
      }
      override async __aexit__(): Promise<void> {
        // eslint-disable-next-line prefer-rest-params -- it is the subject
        return super.__aexit__(...(arguments as unknown as []));
      }
    }
    return new Tx();
  }),
  kind("subclass of AbstractAsyncContextManager", {}, (say) => {
    class Tx extends AbstractAsyncContextManager {
      override async __aexit__(type: unknown, _exc: unknown): Promise<void> {
        say(told(type));
      }
    }
    return new Tx();
  }),
  kind("subclass of AbstractContextManager", inSync, (say) => {
    class Tx extends AbstractContextManager {
      override __exit__(type: unknown, _exc: unknown): void {
        say(told(type));
      }
    }
    return new Tx();
  }),
];

const leaver = (say: Say) => (type: unknown) => say(told(type));

/** By what is said of them. */
const said: Kind[] = [
  kind('class with parameters and `outcome: "ignored"`', never, () => ({
    outcome: "ignored",
    __aenter__: async () => 1,
    __aexit__: async (_type: unknown) => {},
  })),
  kind('`{ outcome: "ignored" }` in the call', { ...never, options: { outcome: "ignored" } }, (say) =>
    withExit(say, async (_type: unknown) => {}),
  ),
  kind('`{ outcome: "required" }` in the call', { ...always, options: { outcome: "required" } }, (say) =>
    withExit(say, async (type: unknown) => say(told(type))),
  ),
  kind(
    '`{ outcome: "required" }` in the call, sync',
    { ...always, ...inSync, options: { outcome: "required" } },
    (say) => withExitSync(say, leaver(say)),
  ),
  kind('class without parameters and `outcome: "required"`', always, (say) => ({
    outcome: "required",
    __aenter__: async () => 1,
    __aexit__: async (type: unknown) => say(told(type)),
  })),
];

/** Error-aware resources of a class's own. */
const aware: Kind[] = [
  kind("class with `[exit]` and `unconfirmed(this)`", { ...always, ...resource, way: use }, (say) => {
    class Tx {
      async [exit](completion: Completion): Promise<Completion> {
        say(completion ? "error" : "clean");
        return completion;
      }
      [asyncDispose](): Promise<void> {
        return unconfirmed(this);
      }
    }
    return new Tx();
  }),
  kind(
    "class with `[exit]` that suppresses all, and `unconfirmed(this)`",
    { ...always, ...resource, way: use },
    (say) => {
      class Tx {
        async [exit](completion: Completion): Promise<Completion> {
          say(completion ? "error" : "clean");
          return undefined;
        }
        [asyncDispose](): Promise<void> {
          return unconfirmed(this);
        }
      }
      return new Tx();
    },
  ),
  kind(
    "class with `[exit]` and `unconfirmedSync(this)`",
    { ...always, ...inSync, ...resource, way: use },
    (say) => {
      class Tx {
        [exit](completion: Completion): Completion {
          say(completion ? "error" : "clean");
          return completion;
        }
        [dispose](): void {
          unconfirmedSync(this);
        }
      }
      return new Tx();
    },
  ),
  kind("subclass of AsyncExitStack with an `[exit]` of its own", { ...always, ...resource }, (say) => {
    class Tx extends AsyncExitStack {
      override async [exit](completion: Completion): Promise<Completion> {
        say(completion ? "error" : "clean");
        return super[exit](completion);
      }
    }
    return new Tx();
  }),
  kind("subclass of ExitStack with an `[exit]` of its own", { ...always, ...inSync, ...resource }, (say) => {
    class Tx extends ExitStack {
      override [exit](completion: Completion): Completion {
        say(completion ? "error" : "clean");
        return super[exit](completion);
      }
    }
    return new Tx();
  }),
];

const deciding = (say: Say): AsyncContextManager<number> =>
  withExit(say, async (type: unknown) => say(told(type))) as AsyncContextManager<number>;
const holding = (): AsyncContextManager<number, void> => ({
  async __aenter__() {
    return 1;
  },
  async __aexit__() {},
});
const decidingSync = (say: Say): ContextManager<number> =>
  withExitSync(say, leaver(say)) as ContextManager<number>;

/** A LockManager as the specification says, for hosts without one: each request is granted when the one before is let go. */
class LockManager {
  #last: Promise<unknown> = Promise.resolve();
  request(
    name: string,
    { mode = "exclusive" }: { mode?: string },
    granted: (lock: { name: string; mode: string }) => unknown,
  ): Promise<unknown> {
    const result = this.#last.then(() => granted({ name, mode }));
    this.#last = result.catch(() => {});
    return result;
  }
}

const locks =
  (globalThis as unknown as { navigator?: { locks?: LockManager } }).navigator?.locks ?? new LockManager();

/** What the library makes itself. */
const ours: Kind[] = [
  kind("generator manager", { way: ignore }, (say) =>
    asyncContextManager(async function* connection() {
      try {
        yield 1;
      } catch (error) {
        say("error");
        throw error;
      }
      say("clean");
    })(),
  ),
  kind("generator manager, sync", { ...inSync, way: ignore }, (say) =>
    contextManager(function* connection() {
      try {
        yield 1;
      } catch (error) {
        say("error");
        throw error;
      }
      say("clean");
    })(),
  ),
  kind("generator manager that suppresses all", {}, (say) =>
    asyncContextManager(async function* connection() {
      try {
        yield 1;
      } catch {
        say("error");
        return;
      }
      say("clean");
    })(),
  ),
  kind("`suppress`", inSync, () => suppress(Error)),
  kind("`suppress`, asynchronous", {}, () => suppress(Error)),
  kind("`timeout`", {}, () => timeout(60_000)),
  kind("`timeoutAt`", {}, () => timeoutAt(Date.now() + 60_000)),
  kind(
    "`taskGroup`",
    {
      entered(group: ReturnType<typeof taskGroup>, say: Say) {
        void group.createTask(
          (signal: AbortSignal) =>
            new Promise<void>((resolve) => {
              signal.addEventListener("abort", () => {
                say("error");
                resolve();
              });
            }),
        );
      },
    } as Traits,
    () => taskGroup(),
  ),
  kind("`fromCallback`", {}, (say) =>
    fromCallback(async (use) => {
      try {
        await use(1 as never);
      } catch (error) {
        say("error");
        throw error;
      }
      say("clean");
    }),
  ),
  kind("`closing`", { ...never, ...inSync }, () => closing({ close() {} })),
  kind("`aclosing`", never, () => aclosing({ async aclose() {} })),
  kind("`nullContext`", never, () => nullContext(1)),
  kind("`nullContext`, sync", { ...never, ...inSync }, () => nullContext(1)),
  kind("`acquire(open, (value) => …)`", never, () =>
    acquire(
      () => 1,
      (_value) => {},
    ),
  ),
  kind("`acquire(open, (value, error) => …)`", {}, (say) =>
    acquire(
      () => 1,
      (_value, _error, completion) => say(completion ? "error" : "clean"),
    ),
  ),
  kind("`acquire(open, (value, error = null) => …)`", {}, (say) =>
    acquire(
      () => 1,
      (_value, error = null) => say(told(error)),
    ),
  ),
  kind("`acquire` whose release reads `arguments`", {}, (say) =>
    acquire(
      () => 1,
      function () {
        // eslint-disable-next-line prefer-rest-params -- it is the subject
        say(arguments[2] ? "error" : "clean");
      },
    ),
  ),
  kind("`limitExit` of one that asks", {}, (say) => limitExit(deciding(say), 60_000)),
  kind("`limitExit` of one that does not", never, () => limitExit(holding(), 60_000)),
  kind("`limitExit` of a rest parameter", {}, (say) =>
    limitExit(withExit(say, async (...all: unknown[]) => say(told(all[0]))) as AsyncContextManager, 60_000),
  ),
  kind("`parallel` of one that asks", {}, (say) => parallel(holding(), deciding(say))),
  kind("`parallel` of one that suppresses all", {}, (say) =>
    parallel(
      withExit(say, async (type: unknown) => {
        say(told(type));
        return true;
      }) as AsyncContextManager,
      holding(),
    ),
  ),
  kind("`parallel` of those that do not", never, () => parallel(holding(), holding())),
  kind("`fromDisposable` of a plain resource", never, () => fromDisposable({ async [asyncDispose]() {} })),
  kind("`fromDisposable` of a plain resource, sync", { ...never, ...inSync }, () =>
    fromDisposable({ [dispose]() {} }),
  ),
  kind("`fromDisposable` of one with `[exit]`", always, (say) =>
    fromDisposable({
      async [exit](completion: Completion): Promise<Completion> {
        say(completion ? "error" : "clean");
        return completion;
      },
      [asyncDispose](): Promise<void> {
        return unconfirmed(this as never);
      },
    } as never),
  ),
  kind("`lock`", never, () => lock({ acquire: async () => () => {} })),
  kind("`semaphore`", never, () =>
    semaphore({ acquire: async (): Promise<[number, () => void]> => [1, () => {}] }),
  ),
  kind("`webLock`", never, () => webLock("blind", { locks: locks as never })),
  kind("`listen`", { ...never, ...inSync, ...resource }, () => listen(new EventTarget(), "x", () => {})),
  kind("`patch`", { ...never, ...inSync, ...resource }, () => patch({ a: 1 }, "a", 2)),
  kind("`defer`", { ...never, ...inSync, ...resource }, () => defer(() => {})),
  kind("`deferAsync`", { ...never, ...resource }, () => deferAsync(async () => {})),
  kind("`disposable`", { ...never, ...inSync, ...resource }, () => disposable(1, () => {})),
  kind("`asyncDisposable`", { ...never, ...resource }, () => asyncDisposable(1, async () => {})),
];

/** Stacks, by what they hold. */
const stacks: Kind[] = [
  kind("empty stack", { ...never, ...resource }, () => new AsyncExitStack()),
  kind("empty stack, sync", { ...never, ...inSync, ...resource }, () => new ExitStack()),
  kind("stack with `use` and `defer` only", { ...never, ...resource }, () => {
    const stack = new AsyncExitStack();
    stack.use({ async [asyncDispose]() {} });
    stack.defer(() => {});
    return stack;
  }),
  kind("stack with `use` and `defer` only, sync", { ...never, ...inSync, ...resource }, () => {
    const stack = new ExitStack();
    stack.use({ [dispose]() {} });
    stack.defer(() => {});
    return stack;
  }),
  kind("stack with a manager that asks", resource, async (say) => {
    const stack = new AsyncExitStack();
    await stack.enter(deciding(say));
    return stack;
  }),
  kind("stack with a manager that asks, sync", { ...inSync, ...resource }, (say) => {
    const stack = new ExitStack();
    stack.enter(decidingSync(say));
    return stack;
  }),
  kind("stack with one that asks inside one that suppresses all", resource, async (say) => {
    const stack = new AsyncExitStack();
    await stack.enter(withExit(say, async (..._all: unknown[]) => true) as AsyncContextManager);
    await stack.enter(deciding(say));
    return stack;
  }),
  kind("stack with one that asks outside one that suppresses all", resource, async (say) => {
    const stack = new AsyncExitStack();
    await stack.enter(deciding(say));
    await stack.enter(withExit(say, async (..._all: unknown[]) => true) as AsyncContextManager);
    return stack;
  }),
  kind("stack with `exit(callback)`", resource, (say) => {
    const stack = new AsyncExitStack();
    stack.exit(async (type: unknown) => say(told(type)));
    return stack;
  }),
  kind("stack with `exit(callback)`, sync", { ...inSync, ...resource }, (say) => {
    const stack = new ExitStack();
    stack.exit((type: unknown) => say(told(type)));
    return stack;
  }),
  kind("stack with `deferOnSuccess`", { ...always, ...resource }, (say) => {
    const stack = new AsyncExitStack();
    stack.deferOnSuccess(() => say("clean"));
    return stack;
  }),
  kind("stack with `deferOnError`", { ...always, ...resource }, (say) => {
    const stack = new AsyncExitStack();
    stack.deferOnError(() => say("error"));
    return stack;
  }),
  kind("stack with `deferOnSuccess`, sync", { ...always, ...inSync, ...resource }, (say) => {
    const stack = new ExitStack();
    stack.deferOnSuccess(() => say("clean"));
    return stack;
  }),
  kind("moved stack", resource, async (say) => {
    const stack = new AsyncExitStack();
    await stack.enter(deciding(say));
    return stack.move();
  }),
  kind("stack that was moved away", { ...never, ...resource }, async (say) => {
    const stack = new AsyncExitStack();
    await stack.enter(deciding(say));
    stack.move();
    return stack;
  }),
  kind("moved stack, sync", { ...inSync, ...resource }, (say) => {
    const stack = new ExitStack();
    stack.enter(decidingSync(say));
    return stack.move();
  }),
  kind("stack in a stack", resource, async (say) => {
    const outer = new AsyncExitStack();
    const inner = await outer.enter(new AsyncExitStack());
    await inner.enter(deciding(say));
    return outer;
  }),
  kind("stack used by a stack", resource, async (say) => {
    const outer = new AsyncExitStack();
    await outer.use(new AsyncExitStack()).enter(deciding(say));
    return outer;
  }),
  kind("stack with what `enter` gave", resource, async (say) => {
    const outer = new AsyncExitStack();
    outer.use(await enter(deciding(say)));
    return outer;
  }),
];

/** The class of a program, as compilers left it. */
export function compiledKinds(classes: readonly CompiledClass[]): Kind[] {
  return classes.map(({ name, code, asks }) =>
    kind(name, { asks, ...(asks === "blind" && { way: name.includes("without") ? ignore : ok }) }, (say) => {
      const Made = new Function(`${code}\nreturn Made;`)() as new () => Saying;
      return Object.assign(new Made(), { say });
    }),
  );
}

export const kinds: readonly Kind[] = [...readers, ...said, ...aware, ...ours, ...stacks];
