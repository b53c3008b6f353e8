// Every public name with its callbacks and await points, and why a fault is impossible where it is. What is not explained
// here must have been injected: catalogue.test.ts compares this with what ran, and with what the entries export.
import { type Fault } from "./programs.js";

/** The faults of a callback; "after" is one of the whole name. */
export const pointFaults = [
  "throw",
  "reject",
  "hang",
  "late",
  "re-enter",
] as const satisfies readonly Fault[];

/** A callback, or what is awaited: why a fault cannot be injected there. All others are. */
type Reasons = Partial<Record<(typeof pointFaults)[number], string>>;

export interface Item {
  readonly points: Readonly<Record<string, Reasons>>;
  /** Why it cannot be called when it is over; nothing if it can, and is. */
  readonly after?: string;
}

const all: Reasons = {};
/** Called by synchronous code: a promise is an answer like any other, and nobody waits for it. */
function sync(why: string): Reasons {
  return { reject: why, hang: why, late: why };
}
const noAwait = sync("synchronous, so nothing is awaited; a promise is refused or ignored (R12)");
const ignored = sync("its result is ignored by its contract: it returns nothing");

const nothing = (why: string): Item => ({ points: {}, after: why });
const whole: Item = { points: {} }; // no callback of its own; called when it is over
const eachCall = "each call is a block of its own, so there is no after";
const holdsNothing = "it holds nothing: each exit is one call, as Python's";
const value = "a value: it calls nothing, and nothing is disposed";
const local = "the environment is a local variable of compiled code, which disposes of it once";

const asyncBlock: Item = { points: { enter: all, exit: all, body: all }, after: eachCall };
const syncBlock: Item = { points: { enter: noAwait, exit: noAwait, body: all }, after: eachCall };
const exits: Item = { points: { exit: all } };
const exitsSync: Item = { points: { exit: noAwait } };
const compiled: Item = { points: { exit: { "re-enter": local } }, after: local };

/** The main entry, await-using/locks, /node and /diagnostics. */
const library: Record<string, Item> = {
  withAsync: asyncBlock,
  withSync: syncBlock,
  decorate: { ...asyncBlock, points: { ...asyncBlock.points, fresh: sync("it returns the manager itself") } },
  decorateSync: {
    ...syncBlock,
    points: { ...syncBlock.points, fresh: sync("it returns the manager itself") },
  },
  enter: { points: { enter: all, exit: all } },
  "Entered#ok": whole,
  "Entered#fail": whole,
  "Entered#[exit]": exits,
  "Entered#[Symbol.asyncDispose]": exits,
  enterSync: { points: { enter: noAwait, exit: noAwait } },
  "EnteredSync#ok": whole,
  "EnteredSync#fail": whole,
  "EnteredSync#[exit]": exitsSync,
  "EnteredSync#[Symbol.dispose]": exitsSync,
  exit: { points: { exit: all }, after: "a symbol: what has a method of that name decides" },

  AsyncExitStack: nothing("its methods follow"),
  "AsyncExitStack.run": { points: { body: all }, after: eachCall },
  "AsyncExitStack#enter": { points: { enter: all, exit: all } },
  "AsyncExitStack#enterSync": { points: { enter: noAwait, exit: noAwait } },
  ...methods("AsyncExitStack", exits, [
    ...["exit", "use", "adopt", "defer", "deferOnError", "deferOnSuccess", "move"],
    ...["[exit]", "disposeAsync", "[Symbol.asyncDispose]", "__aexit__"],
  ]),
  ...methods("AsyncExitStack", whole, ["ok", "fail", "disposed", "__aenter__"]),
  "AsyncExitStack#[Symbol.toStringTag]": nothing(value),
  ExitStack: nothing("its methods follow"),
  "ExitStack.run": {
    points: { body: sync("an async body makes it withSync around an async body: tested there") },
    after: eachCall,
  },
  "ExitStack#enter": { points: { enter: noAwait, exit: noAwait } },
  ...methods("ExitStack", exitsSync, [
    ...["exit", "use", "adopt", "defer", "deferOnError", "deferOnSuccess", "move"],
    ...["[exit]", "dispose", "[Symbol.dispose]", "__exit__"],
  ]),
  ...methods("ExitStack", whole, ["ok", "fail", "disposed", "__enter__"]),
  "ExitStack#[Symbol.toStringTag]": nothing(value),

  AbstractAsyncContextManager: { points: { exit: all }, after: holdsNothing },
  AbstractContextManager: { points: { exit: noAwait }, after: holdsNothing },
  asyncContextManager: { points: { enter: all, exit: all } },
  "AsyncGeneratorManager#decorate": asyncBlock,
  contextManager: { points: { enter: noAwait, exit: noAwait } },
  "GeneratorManager#decorate": {
    points: {
      enter: noAwait,
      exit: noAwait,
      body: sync("an async function makes it withSync around an async body: tested there"),
    },
    after: eachCall,
  },
  closing: { points: { exit: noAwait }, after: holdsNothing },
  aclosing: { points: { exit: all }, after: holdsNothing },
  nullContext: whole,
  suppress: { points: { "type's instanceof": noAwait } },
  parallel: { points: { enter: all, exit: all }, after: "it holds nothing of its own: its managers decide" },
  limitExit: { points: { enter: all, exit: all } },
  timeout: { points: { race: all, signal: ignored } },
  timeoutAt: { points: { race: all, signal: ignored } },
  "Timeout#race": { points: { race: all } },
  "Timeout#reschedule": whole,
  ...methods("Timeout", nothing(value), ["signal", "when", "expired"]),
  taskGroup: { points: { task: all, race: all, signal: ignored } },
  "TaskGroup#createTask": { points: { task: all } },
  "TaskGroup#race": {
    points: { race: all },
    after: "it waits for what it is given, as before; the group no longer aborts",
  },
  "TaskGroup#signal": nothing(value),

  acquire: { points: { enter: all, exit: all } },
  fromCallback: { points: { enter: all, exit: all } },
  fromDisposable: { points: { exit: all } },
  defer: exitsSync,
  disposable: exitsSync,
  deferAsync: exits,
  asyncDisposable: exits,
  listen: { points: { "target's add": ignored, "target's remove": ignored, listener: ignored } },
  patch: { points: { property: sync("a property is read and defined synchronously") } },
  aware: whole,
  blindExits: nothing("it chooses between two modes, and holds nothing"),
  unconfirmed: { points: { exit: all }, after: "each call is one exit: what has `[exit]` decides" },
  unconfirmedSync: { points: { exit: noAwait }, after: "each call is one exit: what has `[exit]` decides" },

  ...methods("", { points: { getter: sync("properties are read synchronously") }, after: value }, [
    ...["errorChain", "formatError", "newestError", "isContextManager", "isAsyncContextManager"],
  ]),
  ...methods("", nothing(value), [
    ...["SuppressedError", "RuntimeError", "TimeoutError", "UnconfirmedExitError", "OpenResourcesError"],
  ]),

  lock: { points: { enter: all, exit: ignored } },
  semaphore: { points: { enter: all, exit: ignored } },
  webLock: {
    points: {
      enter: all,
      lock: {
        throw: "a request that was answered can only reject: the lock is stolen",
        hang: "a lock that is let go has no more to say; nobody awaits the request",
        late: "a lock that is let go has no more to say; nobody awaits the request",
        "re-enter": "entered while it is held: see enter",
      },
    },
  },

  redirectStdout: { points: { "target.write": ignored } },
  redirectStderr: { points: { "target.write": ignored } },
  chdir: { points: { "process.chdir": ignored } },
  env: whole,

  trackResources: {
    points: {
      atEnd: ignored,
      onLost: {
        ...sync("called by the engine's garbage collector, which ignores its result"),
        throw:
          "called by the engine's garbage collector: as in any FinalizationRegistry, an uncaught exception",
        "re-enter": "it runs alone: the resource is gone, and nothing of the library is under way",
      },
    },
  },
  ...methods("ResourceTracker", nothing("see trackResources: what was open stays listed"), [
    ...["open", "report", "assertNone", "[Symbol.dispose]"],
  ]),
  recordTimeline: whole,
  ...methods("Timeline", nothing("see recordTimeline: what was recorded stays"), [
    ...["events", "report", "[Symbol.dispose]"],
  ]),
};

const ponyfill: Record<string, Item> = {
  SuppressedError: nothing(value),
  dispose: nothing(value),
  asyncDispose: nothing(value),
  iteratorDispose: exitsSync,
  asyncIteratorDispose: exits,
  AsyncDisposableStack: nothing("its methods follow"),
  ...methods("AsyncDisposableStack", exits, [
    ...["use", "adopt", "defer", "move", "disposeAsync", "[Symbol.asyncDispose]"],
  ]),
  "AsyncDisposableStack#disposed": whole,
  "AsyncDisposableStack#[Symbol.toStringTag]": nothing(value),
  DisposableStack: nothing("its methods follow"),
  ...methods("DisposableStack", exitsSync, ["use", "adopt", "defer", "move", "dispose", "[Symbol.dispose]"]),
  "DisposableStack#disposed": whole,
  "DisposableStack#[Symbol.toStringTag]": nothing(value),
};

const helpers: Record<string, Item> = {
  "runtime:__addDisposableResource": compiled,
  "runtime:__disposeResources": compiled,
  "runtime:usingCtx": compiled,
  "babel:usingCtx": compiled,
  "swc:_add": compiled,
  "swc:_dispose": compiled,
  "tslib:__addDisposableResource": compiled,
  "tslib:__disposeResources": compiled,
};

export const catalogue: Readonly<Record<string, Item>> = { ...library, ...ponyfill, ...helpers };

function methods(owner: string, item: Item, names: string[]): Record<string, Item> {
  return Object.fromEntries(names.map((name) => [owner === "" ? name : `${owner}#${name}`, item]));
}
