/// <reference lib="esnext.disposable" preserve="true" />
// Python's `with` and `async with`: one manager, ten on a stack, generators. Others have no managers: what is timed is
// what one writes over their stack, so that a manager is told of the error and may suppress it.
import {
  type AsyncContextManager,
  asyncContextManager,
  AsyncExitStack,
  type ContextManager,
  contextManager,
  enter,
  exit,
  ExitStack,
  withAsync,
  withSync,
} from "await-using";
import { Effect } from "effect";
import { asyncWithByHand, BareAsyncExitStack, BareExitStack, withByHand } from "../limits.js";
import { asyncStacks, type AsyncStack, syncStacks, type SyncStack } from "../peers.js";
import { counts, fresh, type Row, type Work } from "../row.js";

const failure = new Error("the body failed");

/** Managers of three classes, since a program has several; one class is what an engine compiles best. */
function makeManagers(suppresses: boolean): (AsyncContextManager<number> & ContextManager<number>)[] {
  const make = (): new () => AsyncContextManager<number> & ContextManager<number> =>
    class {
      __enter__(): number {
        return 1;
      }
      __exit__(): boolean {
        counts.exited++;
        return suppresses;
      }
      async __aenter__(): Promise<number> {
        return 1;
      }
      async __aexit__(): Promise<boolean> {
        counts.exited++;
        return suppresses;
      }
    };
  return [make(), make(), make()].map((Class) => new Class());
}

const succeeding = makeManagers(false);
const suppressing = makeManagers(true);
const alike = succeeding.slice(0, 1);
const ten = Array.from({ length: 10 }, (_, at) => succeeding[at % 3]!);

const body = (value: number): number => (counts.bodies++, value);
const asyncBody = async (value: number): Promise<number> => (counts.bodies++, value);
const failingBody = (): never => {
  counts.bodies++;
  throw failure;
};
const failingAsyncBody = async (): Promise<never> => {
  counts.bodies++;
  throw failure;
};

type With = (manager: ContextManager<number>, body: (value: number) => unknown) => unknown;
type AsyncWith = (
  manager: AsyncContextManager<number>,
  body: (value: number) => Promise<unknown>,
) => Promise<unknown>;

function sync(
  drive: With,
  managers: readonly ContextManager<number>[],
  run: (value: number) => unknown,
): Work {
  return (n) => {
    for (let i = 0; i < n; i++) drive(managers[i % managers.length]!, run);
  };
}

function async(
  drive: AsyncWith,
  managers: readonly AsyncContextManager<number>[],
  run: (value: number) => Promise<unknown>,
): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) await drive(managers[i % managers.length]!, run);
  };
}

/** `with`, as one writes it over a stack of the specification. */
function withOver(Stack: SyncStack): With {
  return (manager, run) => {
    const stack = new Stack();
    let hasFailed = false;
    let thrown: unknown;
    const value = manager.__enter__();
    stack.defer(() => {
      if (!hasFailed) manager.__exit__(null, null, null);
      else {
        const { constructor, stack: trace } = thrown as Error;
        if (manager.__exit__(constructor as never, thrown, trace as never)) hasFailed = false;
      }
    });
    let result: unknown;
    try {
      result = run(value);
    } catch (error) {
      hasFailed = true;
      thrown = error;
    }
    stack.dispose();
    if (hasFailed) throw thrown;
    return result;
  };
}

/** `async with`, as one writes it over a stack of the specification. */
function asyncWithOver(Stack: AsyncStack): AsyncWith {
  return async (manager, run) => {
    const stack = new Stack();
    let hasFailed = false;
    let thrown: unknown;
    const value = await manager.__aenter__();
    stack.defer(async () => {
      if (!hasFailed) await manager.__aexit__(null, null, null);
      else {
        const { constructor, stack: trace } = thrown as Error;
        if (await manager.__aexit__(constructor as never, thrown, trace as never)) hasFailed = false;
      }
    });
    let result: unknown;
    try {
      result = await run(value);
    } catch (error) {
      hasFailed = true;
      thrown = error;
    }
    await stack.disposeAsync();
    if (hasFailed) throw thrown;
    return result;
  };
}

/** Ten managers on one stack of the specification. */
function tenOver(
  Stack: SyncStack,
  managers: readonly ContextManager<number>[],
  run: (value: number) => unknown,
): Work {
  return (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      let hasFailed = false;
      let thrown: unknown;
      try {
        for (const manager of managers) {
          manager.__enter__();
          stack.defer(() => {
            if (!hasFailed) manager.__exit__(null, null, null);
            else {
              const { constructor, stack: trace } = thrown as Error;
              if (manager.__exit__(constructor as never, thrown, trace as never)) hasFailed = false;
            }
          });
        }
        run(1);
      } catch (error) {
        hasFailed = true;
        thrown = error;
      }
      stack.dispose();
      if (hasFailed) throw thrown;
    }
  };
}

function tenAsyncOver(
  Stack: AsyncStack,
  managers: readonly AsyncContextManager<number>[],
  run: (value: number) => Promise<unknown>,
): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      let hasFailed = false;
      let thrown: unknown;
      try {
        for (const manager of managers) {
          await manager.__aenter__();
          stack.defer(async () => {
            if (!hasFailed) await manager.__aexit__(null, null, null);
            else {
              const { constructor, stack: trace } = thrown as Error;
              if (await manager.__aexit__(constructor as never, thrown, trace as never)) hasFailed = false;
            }
          });
        }
        await run(1);
      } catch (error) {
        hasFailed = true;
        thrown = error;
      }
      await stack.disposeAsync();
      if (hasFailed) throw thrown;
    }
  };
}

type Runs<Stack> = (body: (stack: Stack) => unknown) => unknown;

function tenOn(
  runs: Runs<{ enter(manager: ContextManager<number>): unknown }>,
  managers: readonly ContextManager<number>[],
  run: (value: number) => unknown,
): Work {
  return (n) => {
    for (let i = 0; i < n; i++) {
      runs((stack) => {
        for (const manager of managers) stack.enter(manager);
        run(1);
      });
    }
  };
}

function tenAsyncOn(
  runs: Runs<{ enter(manager: AsyncContextManager<number>): unknown }>,
  managers: readonly AsyncContextManager<number>[],
  run: (value: number) => Promise<unknown>,
): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) {
      await runs(async (stack) => {
        for (const manager of managers) await stack.enter(manager);
        await run(1);
      });
    }
  };
}

const effectWith: With = (manager, run) =>
  Effect.runSync(
    Effect.acquireUseRelease(
      Effect.sync(() => manager.__enter__()),
      (value) => Effect.sync(() => run(value as number)),
      () => Effect.sync(() => manager.__exit__(null, null, null)),
    ),
  );

const effectAsyncWith: AsyncWith = (manager, run) =>
  Effect.runPromise(
    Effect.acquireUseRelease(
      Effect.promise(async () => manager.__aenter__()),
      (value) => Effect.promise(() => run(value as number)),
      () => Effect.promise(async () => manager.__aexit__(null, null, null)),
    ),
  );

const effectTenAsync: Work = async (n) => {
  for (let i = 0; i < n; i++) {
    const acquired = ten.map((manager) =>
      Effect.acquireRelease(
        Effect.promise(async () => manager.__aenter__()),
        () => Effect.promise(async () => manager.__aexit__(null, null, null)),
      ),
    );
    await Effect.runPromise(
      Effect.scoped(
        Effect.andThen(
          Effect.all(acquired),
          Effect.promise(() => asyncBody(1)),
        ),
      ),
    );
  }
};

/** The others' stacks, as far as they have `defer`; the limit and ours are no stacks here. */
function over<Stack extends SyncStack | AsyncStack>(
  stacks: Readonly<Record<string, Stack>>,
  work: (Stack: Stack) => Work,
): Record<string, Work> {
  const others = Object.entries(stacks).filter(
    ([who, Stack]) => who !== "limit" && who !== "await-using" && "defer" in Stack.prototype,
  );
  return Object.fromEntries(others.map(([who, Stack]) => [who, work(Stack)]));
}

function withRow(
  name: string,
  managers: readonly ContextManager<number>[],
  run: (value: number) => unknown,
  more: Record<string, Work> = {},
): Row {
  return {
    group: "managers",
    name,
    contestants: {
      limit: fresh(sync, withByHand, managers, run),
      "await-using": fresh(sync, withSync, managers, run),
      ...over(syncStacks, (Stack) => fresh(sync, withOver(Stack), managers, run)),
      ...more,
    },
  };
}

function asyncWithRow(
  name: string,
  managers: readonly AsyncContextManager<number>[],
  run: (value: number) => Promise<unknown>,
  more: Record<string, Work> = {},
): Row {
  return {
    group: "managers",
    name,
    contestants: {
      limit: fresh(async, asyncWithByHand, managers, run),
      "await-using": fresh(async, withAsync, managers, run),
      ...over(asyncStacks, (Stack) => fresh(async, asyncWithOver(Stack), managers, run)),
      ...more,
    },
  };
}

function enterByHand(
  managers: readonly AsyncContextManager<number>[],
  run: (value: number) => Promise<unknown>,
): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) {
      const manager = managers[i % managers.length]!;
      const value = await manager.__aenter__();
      let hasFailed = true;
      try {
        await run(value);
        hasFailed = false;
      } finally {
        if (!hasFailed) await manager.__aexit__(null, null, null);
      }
    }
  };
}

function enterAndExit(
  entering: typeof enter,
  key: symbol,
  managers: readonly AsyncContextManager<number>[],
  run: (value: number) => Promise<unknown>,
): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) {
      const entered = await entering(managers[i % managers.length]!);
      await run(entered.value);
      await (entered as unknown as Record<symbol, (completion?: object) => unknown>)[key]!(undefined);
    }
  };
}

function* generated(): Generator<number, void, void> {
  yield 1;
  counts.exited++;
}

async function* generatedAsync(): AsyncGenerator<number, void, void> {
  yield 1;
  counts.exited++;
}

function generatorByHand(make: typeof generated, run: (value: number) => unknown): Work {
  const drive = (): unknown => {
    const generator = make();
    const first = generator.next();
    if (first.done) throw new Error();
    let result: unknown;
    try {
      result = run(first.value);
    } catch (error) {
      if (!generator.throw(error).done) throw new Error();
      return undefined;
    }
    if (!generator.next().done) throw new Error();
    return result;
  };
  return (n) => {
    for (let i = 0; i < n; i++) drive();
  };
}

function asyncGeneratorByHand(make: typeof generatedAsync, run: (value: number) => Promise<unknown>): Work {
  const drive = async (): Promise<unknown> => {
    const generator = make();
    const first = await generator.next();
    if (first.done) throw new Error();
    let result: unknown;
    try {
      result = await run(first.value);
    } catch (error) {
      if (!(await generator.throw(error)).done) throw new Error();
      return undefined;
    }
    if (!(await generator.next()).done) throw new Error();
    return result;
  };
  return async (n) => {
    for (let i = 0; i < n; i++) await drive();
  };
}

function generator(
  drive: typeof withSync,
  make: () => ContextManager<number>,
  run: (value: number) => unknown,
): Work {
  return (n) => {
    for (let i = 0; i < n; i++) drive(make(), run);
  };
}

function asyncGenerator(
  drive: typeof withAsync,
  make: () => AsyncContextManager<number>,
  run: (value: number) => Promise<unknown>,
): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) await drive(make(), run);
  };
}

export const managerRows: readonly Row[] = [
  asyncWithRow("async with, succeeds", succeeding, asyncBody, {
    "Effect's acquireUseRelease": fresh(async, effectAsyncWith, succeeding, asyncBody),
  }),
  asyncWithRow("async with, one class, succeeds", alike, asyncBody),
  asyncWithRow("async with, suppresses", suppressing, failingAsyncBody),
  withRow("with, succeeds", succeeding, body, {
    "Effect's acquireUseRelease": fresh(sync, effectWith, succeeding, body),
  }),
  withRow("with, one class, succeeds", alike, body),
  withRow("with, suppresses", suppressing, failingBody),
  {
    group: "managers",
    name: "enter, then [Symbol.asyncDispose]()",
    contestants: {
      limit: fresh(enterByHand, succeeding, asyncBody),
      "await-using": fresh(enterAndExit, enter, Symbol.asyncDispose, succeeding, asyncBody),
    },
  },
  {
    group: "managers",
    name: "enter, then [exit](), as compiled await using does",
    contestants: {
      limit: fresh(enterByHand, succeeding, asyncBody),
      "await-using": fresh(enterAndExit, enter, exit, succeeding, asyncBody),
    },
  },
  {
    group: "managers",
    name: "10 managers on one async exit stack",
    contestants: {
      limit: fresh(tenAsyncOn, (run) => BareAsyncExitStack.run(run as never), ten, asyncBody),
      "await-using": fresh(tenAsyncOn, (run) => AsyncExitStack.run(run as never), ten, asyncBody),
      ...over(asyncStacks, (Stack) => fresh(tenAsyncOver, Stack, ten, asyncBody)),
      "Effect's Scope": effectTenAsync,
    },
  },
  {
    group: "managers",
    name: "10 managers on one exit stack",
    contestants: {
      limit: fresh(tenOn, (run) => BareExitStack.run(run as never), ten, body),
      "await-using": fresh(tenOn, (run) => ExitStack.run(run as never), ten, body),
      ...over(syncStacks, (Stack) => fresh(tenOver, Stack, ten, body)),
    },
  },
  {
    group: "managers",
    name: "async generator as a manager",
    contestants: {
      limit: fresh(asyncGeneratorByHand, generatedAsync, asyncBody),
      "await-using": fresh(asyncGenerator, withAsync, asyncContextManager(generatedAsync), asyncBody),
    },
  },
  {
    group: "managers",
    name: "generator as a manager",
    contestants: {
      limit: fresh(generatorByHand, generated, body),
      "await-using": fresh(generator, withSync, contextManager(generated), body),
    },
  },
];

/** Starts this many tasks at once, each within three managers. */
function tasks(
  drive: AsyncWith,
  managers: readonly AsyncContextManager<number>[],
  number: number,
  run: (value: number) => Promise<unknown>,
): Work {
  const [one, two, three] = managers as [
    AsyncContextManager<number>,
    AsyncContextManager<number>,
    AsyncContextManager<number>,
  ];
  const task = (): Promise<unknown> => drive(one, () => drive(two, () => drive(three, run)));
  return async (n) => {
    for (let i = 0; i < n; i++) await Promise.all(Array.from({ length: number }, task));
  };
}

export const taskRows: readonly Row[] = [
  {
    group: "tasks",
    name: "10,000 tasks × 3 managers",
    contestants: {
      limit: fresh(tasks, asyncWithByHand, succeeding, 10_000, asyncBody),
      "await-using": fresh(tasks, withAsync, succeeding, 10_000, asyncBody),
      ...over(asyncStacks, (Stack) => fresh(tasks, asyncWithOver(Stack), succeeding, 10_000, asyncBody)),
      "Effect's acquireUseRelease": fresh(tasks, effectAsyncWith, succeeding, 10_000, asyncBody),
    },
  },
];
