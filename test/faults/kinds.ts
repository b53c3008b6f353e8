// The kinds of things that drivers hold: how the callbacks of a program become a manager or a resource, what each exit is
// told, and what its result means.
import {
  AbstractAsyncContextManager,
  AbstractContextManager,
  aclosing,
  acquire,
  asyncContextManager,
  asyncDisposable,
  AsyncExitStack,
  closing,
  type Completion,
  contextManager,
  defer,
  deferAsync,
  disposable,
  exit,
  ExitStack,
  fromCallback,
  fromDisposable,
  limitExit,
  parallel,
  unconfirmed,
  unconfirmedSync,
} from "await-using";
import { lock, semaphore } from "await-using/locks";
import { asyncDispose, asyncIteratorDispose, dispose, iteratorDispose } from "await-using/ponyfill";

/** How a driver takes it. */
export type Shape =
  "manager" | "resource" | "adopted" | "deferred" | "on error" | "on success" | "callback" | "pushed";

/** The callbacks of one member, as the bench performs them. An exit may be told how its block ended. */
export interface Hooks {
  enter(): unknown;
  /** Returns whether the error is suppressed, or a promise of that. */
  exit(told?: Completion): unknown;
}

export interface Kind {
  readonly name: string;
  /** The names of the catalogue it is made with, beside those of its driver. */
  readonly covers: readonly string[];
  readonly isAsync: boolean;
  readonly shape: Shape;
  readonly hasEnter: boolean;
  readonly told: "newest" | "propagating" | "nothing";
  /** `"ignored"`: the exit cannot suppress. */
  readonly result: "suppresses" | "ignored";
  /** Is the result of enter, or of exit, checked for being a promise, or none? */
  readonly checksEnter?: boolean;
  readonly checksExit?: boolean;
  /** Is it error-aware, so that the exit rules hold for it also where a plain resource is driven by the specification? */
  readonly isAware?: boolean;
  /** Does its exit await its callback? By default if `isAsync`. */
  readonly awaitsExit?: boolean;
  /** Has it a disposer, so that a blind driver leaves the resource to it? */
  readonly hasDisposer?: boolean;
  make(hooks: Hooks): unknown;
}

interface Traits extends Partial<Omit<Kind, "make">> {
  covers?: readonly string[];
}

const asynchronous: Kind[] = [
  kind("async manager", { checksEnter: true, checksExit: true }, ({ enter, exit }) => ({
    __aenter__: () => enter(),
    __aexit__: (type: unknown, error: unknown) => exit(completion(type, error)),
  })),
  kind(
    "aware async manager",
    { told: "propagating", checksEnter: true, checksExit: true, isAware: true, covers: ["exit"] },
    (hooks) => ({ __aenter__: () => hooks.enter(), [exit]: leaver(hooks) }),
  ),
  kind("async generator", { covers: ["asyncContextManager"] }, (hooks) =>
    asyncContextManager(async function* generator() {
      const value = await hooks.enter();
      let ended: Completion;
      try {
        yield value;
      } catch (error) {
        ended = { error };
      }
      const suppresses = await hooks.exit(ended);
      if (ended && !suppresses) throw ended.error;
    })(),
  ),
  kind(
    "subclass of AbstractAsyncContextManager",
    { hasEnter: false, checksExit: true, covers: ["AbstractAsyncContextManager"] },
    (hooks) =>
      new (class Subclass extends AbstractAsyncContextManager {
        override __aexit__(type: unknown, error: unknown): Promise<boolean> {
          return hooks.exit(completion(type, error)) as Promise<boolean>;
        }
      })(),
  ),
  kind("acquire", { result: "ignored", covers: ["acquire"] }, (hooks) =>
    acquire(
      () => hooks.enter(),
      (_value, _error, ended) => hooks.exit(ended),
    ),
  ),
  kind("aclosing", { hasEnter: false, told: "nothing", result: "ignored", covers: ["aclosing"] }, (hooks) =>
    aclosing({ aclose: () => hooks.exit() }),
  ),
  kind("fromCallback", { result: "ignored", covers: ["fromCallback"] }, (hooks) =>
    fromCallback(async (use) => {
      const value = await hooks.enter();
      let ended: Completion;
      try {
        await use(value);
      } catch (error) {
        ended = { error };
      }
      await hooks.exit(ended);
    }),
  ),
  kind(
    "fromDisposable of an async one",
    { hasEnter: false, told: "nothing", result: "ignored", covers: ["fromDisposable"] },
    (hooks) => fromDisposable({ [asyncDispose]: () => hooks.exit() } as AsyncDisposable),
  ),
  kind(
    "fromDisposable of an aware async one",
    {
      hasEnter: false,
      told: "propagating",
      isAware: true,
      hasDisposer: true,
      checksExit: true,
      covers: ["fromDisposable", "exit"],
    },
    (hooks) =>
      fromDisposable({
        [exit]: leaver(hooks),
        [asyncDispose](): Promise<void> {
          return unconfirmed(this as never);
        },
      } as never),
  ),
  kind("limitExit", { checksEnter: true, checksExit: true, covers: ["limitExit"] }, ({ enter, exit }) =>
    limitExit(
      {
        __aenter__: () => enter() as Promise<unknown>,
        __aexit__: (type, error) => exit(completion(type, error)) as Promise<boolean>,
      },
      60_000,
    ),
  ),
  kind("parallel", { checksEnter: true, checksExit: true, covers: ["parallel"] }, ({ enter, exit }) =>
    parallel({
      __aenter__: () => enter() as Promise<unknown>,
      __aexit__: (type, error) => exit(completion(type, error)) as Promise<boolean>,
    }),
  ),
  kind(
    "lock",
    { told: "nothing", result: "ignored", awaitsExit: false, covers: ["lock"] },
    ({ enter, exit }) => lock({ acquire: () => Promise.resolve(enter()).then(() => () => void exit()) }),
  ),
  kind(
    "semaphore",
    { told: "nothing", result: "ignored", awaitsExit: false, covers: ["semaphore"] },
    ({ enter, exit }) =>
      semaphore({
        acquire: () => Promise.resolve(enter()).then((): [number, () => void] => [1, () => void exit()]),
      }),
  ),
  kind(
    "AsyncExitStack as a manager",
    { hasEnter: false, hasDisposer: true, covers: ["AsyncExitStack#exit"] },
    (hooks) => {
      const stack = new AsyncExitStack();
      stack.exit((type, error) => hooks.exit(completion(type, error)));
      return stack;
    },
  ),
  resource("async disposable", {}, (hooks) => ({ [asyncDispose]: () => hooks.exit() })),
  resource("deferAsync", { covers: ["deferAsync"] }, (hooks) =>
    deferAsync(() => hooks.exit() as Promise<void>),
  ),
  resource("asyncDisposable", { covers: ["asyncDisposable"] }, (hooks) =>
    asyncDisposable(1, () => hooks.exit() as Promise<void>),
  ),
  resource("async iterator", { covers: ["asyncIteratorDispose"] }, (hooks) => ({
    return: () => hooks.exit(),
    [asyncDispose]: asyncIteratorDispose,
  })),
  resource(
    "aware async disposable",
    {
      told: "propagating",
      result: "suppresses",
      isAware: true,
      hasDisposer: true,
      checksExit: true,
      covers: ["exit"],
    },
    (hooks) => ({
      [exit]: leaver(hooks),
      [asyncDispose](): Promise<void> {
        return unconfirmed(this as never);
      },
    }),
  ),
  ...(["adopted", "deferred", "on error", "on success"] as const).map((shape) =>
    resource(`${shape}, async`, { shape }, (hooks) => () => hooks.exit()),
  ),
  resource(
    "async callback",
    { shape: "callback", told: "newest", result: "suppresses" },
    (hooks) => (type: unknown, error: unknown) => hooks.exit(completion(type, error)),
  ),
  resource(
    "pushed async manager",
    { shape: "pushed", told: "newest", result: "suppresses", checksExit: true },
    (hooks) => ({ __aexit__: (type: unknown, error: unknown) => hooks.exit(completion(type, error)) }),
  ),
];

const synchronous: Kind[] = [
  kind("sync manager", { isAsync: false, checksExit: true }, ({ enter, exit }) => ({
    __enter__: () => enter(),
    __exit__: (type: unknown, error: unknown) => exit(completion(type, error)),
  })),
  kind(
    "aware sync manager",
    { isAsync: false, told: "propagating", isAware: true, checksExit: true, covers: ["exit"] },
    (hooks) => ({ __enter__: () => hooks.enter(), [exit]: leaver(hooks) }),
  ),
  kind("sync generator", { isAsync: false, covers: ["contextManager"] }, (hooks) =>
    contextManager(function* generator() {
      const value = hooks.enter();
      let ended: Completion;
      try {
        yield value;
      } catch (error) {
        ended = { error };
      }
      const suppresses = hooks.exit(ended);
      if (ended && !suppresses) throw ended.error;
    })(),
  ),
  kind(
    "subclass of AbstractContextManager",
    { isAsync: false, hasEnter: false, checksExit: true, covers: ["AbstractContextManager"] },
    (hooks) =>
      new (class Subclass extends AbstractContextManager {
        override __exit__(type: unknown, error: unknown): boolean {
          return hooks.exit(completion(type, error)) as boolean;
        }
      })(),
  ),
  kind(
    "closing",
    { isAsync: false, hasEnter: false, told: "nothing", result: "ignored", covers: ["closing"] },
    (hooks) => closing({ close: () => hooks.exit() }),
  ),
  kind(
    "fromDisposable of a sync one",
    { isAsync: false, hasEnter: false, told: "nothing", result: "ignored", covers: ["fromDisposable"] },
    (hooks) => fromDisposable({ [dispose]: () => void hooks.exit() }),
  ),
  kind(
    "fromDisposable of an aware sync one",
    {
      isAsync: false,
      hasEnter: false,
      told: "propagating",
      isAware: true,
      hasDisposer: true,
      checksExit: true,
      covers: ["fromDisposable", "exit"],
    },
    (hooks) =>
      fromDisposable({
        [exit]: leaver(hooks),
        [dispose](): void {
          unconfirmedSync(this as never);
        },
      } as never),
  ),
  kind(
    "ExitStack as a manager",
    { isAsync: false, hasEnter: false, hasDisposer: true, covers: ["ExitStack#exit"] },
    (hooks) => {
      const stack = new ExitStack();
      stack.exit((type, error) => hooks.exit(completion(type, error)));
      return stack;
    },
  ),
  resource("sync disposable", { isAsync: false }, (hooks) => ({ [dispose]: () => hooks.exit() })),
  resource("defer", { isAsync: false, covers: ["defer"] }, (hooks) => defer(() => void hooks.exit())),
  resource("disposable", { isAsync: false, covers: ["disposable"] }, (hooks) =>
    disposable(1, () => void hooks.exit()),
  ),
  resource("sync iterator", { isAsync: false, covers: ["iteratorDispose"] }, (hooks) => ({
    return: () => hooks.exit(),
    [dispose]: iteratorDispose,
  })),
  resource(
    "aware sync disposable",
    {
      isAsync: false,
      told: "propagating",
      result: "suppresses",
      isAware: true,
      hasDisposer: true,
      checksExit: true,
      covers: ["exit"],
    },
    (hooks) => ({
      [exit]: leaver(hooks),
      [dispose](): void {
        unconfirmedSync(this as never);
      },
    }),
  ),
  ...(["adopted", "deferred", "on error", "on success"] as const).map((shape) =>
    resource(`${shape}, sync`, { isAsync: false, shape }, (hooks) => () => hooks.exit()),
  ),
  resource(
    "sync callback",
    { isAsync: false, shape: "callback", told: "newest", result: "suppresses", checksExit: true },
    (hooks) => (type: unknown, error: unknown) => hooks.exit(completion(type, error)),
  ),
  resource(
    "pushed sync manager",
    { isAsync: false, shape: "pushed", told: "newest", result: "suppresses", checksExit: true },
    (hooks) => ({ __exit__: (type: unknown, error: unknown) => hooks.exit(completion(type, error)) }),
  ),
];

export const kinds: readonly Kind[] = [...asynchronous, ...synchronous];

function kind(name: string, traits: Traits, make: (hooks: Hooks) => unknown): Kind {
  return {
    name,
    covers: [],
    isAsync: true,
    shape: "manager",
    hasEnter: true,
    told: "newest",
    result: "suppresses",
    ...traits,
    make,
  };
}

function resource(name: string, traits: Traits, make: (hooks: Hooks) => unknown): Kind {
  return kind(
    name,
    { shape: "resource", hasEnter: false, told: "nothing", result: "ignored", ...traits },
    make,
  );
}

/** How the block ended, as a Python-style exit is told it. */
function completion(type: unknown, error: unknown): Completion {
  return type === null || type === undefined ? undefined : { error };
}

/** An `[exit]` that does what the callback says. */
function leaver(hooks: Hooks): (ended: Completion) => unknown {
  return (ended) => enterThen(hooks.exit(ended), (result) => endedAs(result, ended));
}

function endedAs(result: unknown, ended: Completion): unknown {
  if (typeof result === "boolean") return result ? undefined : ended;
  return result; // what is wrong to return
}

/** Goes on with what a callback returned, when it is there. */
function enterThen(result: unknown, then: (value: unknown) => unknown): unknown {
  return result instanceof Promise ? result.then(then) : then(result);
}
