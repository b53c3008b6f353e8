// parallel: managers entered and left at the same time.
import {
  AsyncExitStack,
  enter,
  errorChain,
  fromCallback,
  parallel,
  UnconfirmedExitError,
  withAsync,
} from "await-using";
import { caught } from "../caught.js";

const E = new RangeError("block");
const fail = (): never => {
  throw E;
};
const ticks = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await null;
};

interface Script {
  ticks?: number;
  result?: boolean;
  enterThrows?: unknown;
  exitThrows?: unknown;
}
let trace: unknown[];
beforeEach(() => {
  trace = [];
});
const manager = <T>(name: T, script: Script = {}) => ({
  async __aenter__(): Promise<T> {
    trace.push(`enter ${name}`);
    await ticks(script.ticks ?? 1);
    if (script.enterThrows) throw script.enterThrows;
    trace.push(`entered ${name}`);
    return name;
  },
  async __aexit__(_type: unknown, error: unknown): Promise<boolean | undefined> {
    trace.push(`exit ${name} told ${error === null ? "nothing" : (error as Error).message}`);
    await ticks(script.ticks ?? 1);
    if (script.exitThrows) throw script.exitThrows;
    trace.push(`left ${name}`);
    return script.result;
  },
});

test("enters all at once and gives their values, leaves all at once", async () => {
  const value = await withAsync(parallel(manager("a", { ticks: 5 }), manager(2)), ([a, two]) => {
    trace.push("block");
    return a + two.toFixed(1);
  });
  expect(value).toBe("a2.0");
  expect(trace).toEqual([
    ...["enter a", "enter 2", "entered 2", "entered a"],
    "block",
    ...["exit a told nothing", "exit 2 told nothing", "left 2", "left a"],
  ]);
});

test("all are told the block's error; one that suppresses it suffices", async () => {
  expect(await caught(withAsync(parallel(manager("a"), manager("b")), fail))).toBe(E);
  await expect(
    withAsync(parallel(manager("a", { result: true }), manager("b")), fail),
  ).resolves.toBeUndefined();
  expect(trace.filter((line) => String(line).includes("told"))).toEqual([
    ...["exit a told block", "exit b told block"],
    ...["exit a told block", "exit b told block"],
  ]);
});

test("what the exits throw combines, the last manager's first, and nothing is lost", async () => {
  const [a, b] = [new Error("a"), new Error("b")];
  const both = (): ReturnType<typeof parallel> =>
    parallel(manager("a", { exitThrows: a }), manager("b", { exitThrows: b }));
  expect(errorChain(await caught(withAsync(both(), () => {})))).toEqual([a, b]);
  expect(errorChain(await caught(withAsync(both(), fail)))).toEqual([a, b, E]);
});

test("what one throws after another suppressed the block's error is not wrapped", async () => {
  const a = new Error("a");
  const managers = parallel(manager("a", { exitThrows: a }), manager("b", { result: true }));
  expect(await caught(withAsync(managers, fail))).toBe(a);
});

test("if an enter fails, those that succeeded are left, told that error, which no exit suppresses", async () => {
  const body = jest.fn();
  const [b, c] = [new Error("b"), new Error("c")];
  const managers = parallel(
    manager("a", { ticks: 4, result: true }),
    manager("b", { enterThrows: b }),
    manager("c", { enterThrows: c, ticks: 2 }),
  );
  expect(errorChain(await caught(withAsync(managers, body)))).toEqual([c, b]);
  expect(body).not.toHaveBeenCalled();
  expect(trace.slice(-2)).toEqual(["exit a told c", "left a"]);
});

test("R10: a manager without exit is refused before any is entered", () => {
  expect(() => parallel(manager("a"), { __aenter__: async () => 1 } as never)).toThrow("no __aexit__");
  expect(trace).toEqual([]);
});

test("stacks and error-aware managers keep their meaning; none at all is fine", async () => {
  const stack = new AsyncExitStack();
  stack.exit(() => true);
  await expect(withAsync(parallel(stack, manager("a")), fail)).resolves.toBeUndefined();
  await expect(withAsync(parallel(), (values) => values)).resolves.toEqual([]);
});

test("one that requires an outcome makes all require it", async () => {
  const held = await enter(
    parallel(
      manager("a"),
      fromCallback<void>((use) => use()),
    ),
  );
  await expect(held[Symbol.asyncDispose]()).rejects.toBeInstanceOf(UnconfirmedExitError);
});

test("driven as Python drives it", async () => {
  const suppressing = parallel(manager("a", { result: true }));
  await suppressing.__aenter__();
  await expect(suppressing.__aexit__(RangeError, E, null)).resolves.toBe(true);
  await expect(suppressing.__aexit__(null, null, null)).resolves.toBe(false);
});

test("on a stack where an exit was refused and threw, parallel keeps that once", async () => {
  const thrown = new Error("inner");
  const stack = new AsyncExitStack();
  await stack.enter(parallel(manager("a"), manager("b")));
  stack.exit((type) => {
    if (type !== null) throw thrown;
  });
  const error = await stack[Symbol.asyncDispose]().catch((caught: unknown) => caught);
  const seen: unknown[] = [];
  const spine = (at: unknown): void => {
    if ((at as Error).name !== "SuppressedError") return void seen.push((at as Error).name);
    spine((at as { error: unknown }).error);
    spine((at as { suppressed: unknown }).suppressed);
  };
  spine(error);
  expect(seen).toEqual(["Error", "UnconfirmedExitError"]);
});
