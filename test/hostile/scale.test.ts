// As deep as a program may ask for. A million entries on each of the stacks: test/scope/stacks and test/polyfills/scale.
import {
  AsyncExitStack,
  type AsyncContextManager,
  errorChain,
  ExitStack,
  formatError,
  newestError,
  withAsync,
} from "await-using";
import { dispose, DisposableStack } from "await-using/ponyfill";

const deep = 100_000;

test("100,000 withAsync inside each other", async () => {
  let open = 0;
  let most = 0;
  const manager: AsyncContextManager<void> = {
    async __aenter__() {
      most = Math.max(most, ++open);
    },
    async __aexit__() {
      open--;
    },
  };
  const failure = new Error("innermost");
  const nest = (depth: number): Promise<unknown> =>
    withAsync(manager, async (): Promise<unknown> => {
      if (depth > 1) return nest(depth - 1);
      throw failure;
    });
  await expect(nest(deep)).rejects.toBe(failure);
  expect([most, open]).toEqual([deep, 0]);
});

test("100,000 managers on one stack, each of which fails", async () => {
  let exited = 0;
  const errors = Array.from({ length: deep }, (_, at) => at);
  const run = AsyncExitStack.run(async (stack) => {
    for (const error of errors) {
      stack.exit(async () => {
        exited++;
        throw error;
      });
    }
  });
  const thrown: unknown = await run.then(
    () => "no error",
    (error: unknown) => error,
  );
  expect(exited).toBe(deep);
  expect(errorChain(thrown)).toEqual(errors);
});

test("causes 100,000 deep are told, and shown", () => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0; // Jest maps every frame of every stack
  let error = new Error("first");
  for (let i = 1; i < deep; i++) error = new Error(`cause ${i}`, { cause: error });
  Error.stackTraceLimit = stackTraceLimit;
  expect(errorChain(error).length).toBe(deep);
  expect(formatError(error).length).toBeGreaterThan(deep);
  const told: unknown[] = [];
  let thrown: unknown;
  try {
    ExitStack.run((stack) => {
      stack.exit((_type, exc) => void told.push(exc));
      throw error;
    });
  } catch (caught) {
    thrown = caught;
  }
  expect([thrown === error, told.length, told[0] === error]).toEqual([true, 1, true]);
});

test("stacks 100,000 deep in each other overflow the engine's stack as nested calls do, aloud", () => {
  let disposed = 0;
  let stack = new DisposableStack();
  stack.defer(() => disposed++);
  for (let i = 1; i < deep; i++) {
    const outer = new DisposableStack();
    outer.defer(() => disposed++);
    outer.use({ [dispose]: () => inner.dispose() });
    const inner = stack;
    stack = outer;
  }
  let thrown: unknown;
  try {
    stack.dispose();
  } catch (error) {
    thrown = error;
  }
  // What lies below the overflow is not reached, and the error says so; all that lies above it is disposed of.
  expect(newestError(thrown)).toBeInstanceOf(RangeError);
  expect(disposed).toBeGreaterThan(1000);
});
