// Managers and a driver for the tests of both faces: each suite runs once synchronously and once asynchronously.
import {
  type AsyncContextManager,
  AsyncExitStack,
  type Completion,
  type ContextManager,
  enter,
  type Entered,
  enterSync,
  type EnteredSync,
  exit,
  ExitStack,
  withAsync,
  withSync,
} from "await-using";

/** What a manager of the tests does besides tracing. */
export interface Plan {
  name: string;
  trace: unknown[];
  /** What exit returns; given what it was told. */
  result?: unknown;
  /** Thrown by enter. */
  enterThrows?: { error: unknown };
  /** Thrown by exit. */
  exitThrows?: { error: unknown } | ((exc: unknown) => { error: unknown });
}

function start(plan: Plan): string {
  plan.trace.push(`enter ${plan.name}`);
  if (plan.enterThrows) throw plan.enterThrows.error;
  return plan.name;
}

function leave(plan: Plan, exc: unknown): never {
  const message = exc instanceof Error ? exc.message : exc;
  plan.trace.push(exc === null ? `exit ${plan.name}` : `exit ${plan.name} told ${String(message)}`);
  const thrown = typeof plan.exitThrows === "function" ? plan.exitThrows(exc) : plan.exitThrows;
  if (thrown) throw thrown.error;
  return plan.result as never;
}

export class SyncManager implements ContextManager<string> {
  constructor(readonly plan: Plan) {}
  __enter__(): string {
    return start(this.plan);
  }
  __exit__(_type: unknown, exc: unknown, _tb: unknown): boolean {
    return leave(this.plan, exc);
  }
}

export class AsyncManager implements AsyncContextManager<string> {
  constructor(readonly plan: Plan) {}
  async __aenter__(): Promise<string> {
    await null;
    return start(this.plan);
  }
  async __aexit__(_type: unknown, exc: unknown, _tb: unknown): Promise<boolean> {
    await null;
    return leave(this.plan, exc);
  }
}

/** One face of the library, so that a suite is written once. */
export interface Face {
  name: string;
  manager(plan: Plan): never;
  with<R>(manager: never, body: (value: never) => R): Promise<R | undefined>;
  enter(manager: never, options?: object): Promise<Entered<string> | EnteredSync<string>>;
  blind(resource: object): Promise<void>;
  stack(): AsyncExitStack | ExitStack;
  run<R>(body: (stack: never) => R): Promise<Awaited<R> | undefined>;
  dispose(stack: object): Promise<void>;
  exit(resource: object, completion: Completion): Promise<Completion>;
}

export const faces: Face[] = [
  {
    name: "synchronous",
    manager: (plan) => new SyncManager(plan) as never,
    with: async (manager, body) => withSync(manager, body) as never,
    enter: async (manager, options) => enterSync(manager, options),
    blind: async (resource) => (resource as Disposable)[Symbol.dispose](),
    stack: () => new ExitStack(),
    run: async (body) => (await ExitStack.run(body as never)) as never,
    dispose: async (stack) => (stack as ExitStack).dispose(),
    exit: async (resource, completion) => (resource as ExitStack)[exit](completion),
  },
  {
    name: "asynchronous",
    manager: (plan) => new AsyncManager(plan) as never,
    with: (manager, body) => withAsync(manager, body) as never,
    enter: (manager, options) => enter(manager, options),
    blind: (resource) => Promise.resolve((resource as AsyncDisposable)[Symbol.asyncDispose]()),
    stack: () => new AsyncExitStack(),
    run: (body) => AsyncExitStack.run(body as never) as never,
    dispose: (stack) => (stack as AsyncExitStack).disposeAsync(),
    exit: (resource, completion) => (resource as AsyncExitStack)[exit](completion),
  },
];
