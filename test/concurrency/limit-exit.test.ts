// limitExit: exits that are given up.
import {
  AsyncExitStack,
  type Completion,
  enter,
  errorChain,
  exit,
  limitExit,
  parallel,
  TimeoutError,
  withAsync,
} from "await-using";
import { caught, errorOf } from "../caught.js";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const E = new RangeError("block");
const fail = (): never => {
  throw E;
};
class Slow {
  constructor(
    readonly leave: () => Promise<boolean | void>,
    readonly told: unknown[] = [],
  ) {}
  async __aenter__(): Promise<string> {
    return "value";
  }
  __aexit__(type: unknown, error: unknown, _tb: unknown): Promise<boolean | void> {
    this.told.push(type, error);
    return this.leave();
  }
}
const never = (): Promise<never> => new Promise(() => {});

test("an exit in time is as without a limit: told the error, suppressing it, throwing", async () => {
  const slow = new Slow(async () => true);
  await expect(withAsync(limitExit(slow, 100), (value) => value)).resolves.toBe("value");
  await expect(withAsync(limitExit(slow, 100), fail)).resolves.toBeUndefined();
  expect(slow.told).toEqual([null, null, RangeError, E]);
  const other = new Error("exit");
  const throwing = new Slow(() => Promise.reject(other));
  expect(errorChain(await caught(withAsync(limitExit(throwing, 100), fail)))).toEqual([other, E]);
});

test.each<[string, () => unknown, unknown[]]>([
  ["a clean block", () => 1, []],
  ["a failed block", fail, [E]],
])(
  "an exit that is overdue after %s throws a TimeoutError, and nothing is lost",
  async (_name, body, rest) => {
    const block = caught(withAsync(limitExit(new Slow(never), 100), body));
    await jest.advanceTimersByTimeAsync(100);
    expect(errorChain(await block)).toEqual([expect.any(TimeoutError), ...rest]);
    expect(errorChain(await block)[0]).toMatchObject({
      message: "The exit of 'Slow' object took longer than 100 ms",
    });
  },
);

test("what becomes of it later is ignored", async () => {
  let reject!: (error: unknown) => void;
  const slow = new Slow(() => new Promise((_resolve, late) => (reject = late)));
  const block = caught(withAsync(limitExit(slow, 100), () => {}));
  await jest.advanceTimersByTimeAsync(100);
  expect(await block).toBeInstanceOf(TimeoutError);
  reject(new Error("late"));
});

test("R9: a stack unwinds on the block's own state", async () => {
  const other = new Error("exit");
  const stack = new AsyncExitStack();
  stack.defer(() => {
    throw other;
  });
  stack.exit(() => true);
  expect(await caught(withAsync(limitExit(stack, 100), fail))).toBe(other);
});

test("a blind exit treats the manager as without a limit", async () => {
  const slow = new Slow(async () => {});
  const required = limitExit(Object.assign(slow, { outcome: "required" }), 100);
  await caught((await enter(required))[Symbol.asyncDispose]());
  expect(slow.told[1]).toMatchObject({ name: "UnconfirmedExitError" });
});

test("driven as Python drives it", async () => {
  const limited = limitExit(new Slow(async () => true), 100);
  await limited.__aenter__();
  await expect(limited.__aexit__(RangeError, E, null)).resolves.toBe(true);
  await expect(limited.__aexit__(null, null, null)).resolves.toBe(false);
});

test("misuse is refused", () => {
  expect(() => limitExit({} as never, 5)).toThrow("no __aenter__");
  expect(() => limitExit(new Slow(never), "5" as never)).toThrow(
    "limitExit takes a number of milliseconds, found a string",
  );
});

describe("limitExit and parallel, exits called by hand", () => {
  const inner = (answer: (completion: Completion) => Completion): never =>
    ({ async __aenter__() {}, [exit]: async (completion: Completion) => answer(completion) }) as never;
  const other = new Error("other");

  test.each([
    ["limitExit", (manager: never) => limitExit(manager, 1000)],
    ["parallel", (manager: never) => parallel(manager)],
  ])("%s: an error that goes on, is suppressed, replaced; a clean end that fails", async (_, wrap) => {
    const leave = async (
      answer: (completion: Completion) => Completion,
      type: unknown,
      error: unknown,
    ): Promise<unknown> => {
      const manager = wrap(inner(answer));
      await manager.__aenter__();
      return manager.__aexit__(type as never, error as never, null);
    };
    expect(await leave((completion) => completion, Error, E)).toBe(false);
    expect(await leave(() => undefined, Error, E)).toBe(true);
    expect(await leave(() => undefined, null, null)).toBe(false);
    const replaced = await errorOf(() => leave(() => ({ error: other }), Error, E));
    expect(errorChain(replaced)[0]).toBe(other);
    expect(await errorOf(() => leave(() => ({ error: other }), null, null))).toBe(other);
  });

  test.each([
    ["limitExit", () => limitExit({ __enter__() {}, __exit__() {} } as never, 5), "withSync"],
    ["parallel", () => parallel({ __enter__() {}, __exit__() {} } as never), "stack.enterSync"],
  ])("%s of a synchronous manager names what takes one", async (_, make, instead) => {
    expect(((await errorOf(make)) as Error).message).toMatch(
      new RegExp(`; it has __enter__: use ${instead}$`),
    );
  });

  test("parallel: an __aenter__ that returns no promise is refused by its name", async () => {
    const manager = { __aenter__: () => 5, async __aexit__() {} };
    expect(((await errorOf(() => withAsync(parallel(manager as never), () => {}))) as Error).message).toBe(
      "__aenter__ of 'Object' object must return a promise, found 5: declare it async",
    );
  });
});

test("enter of a limited exit tells the inner manager what its options say", async () => {
  const told: unknown[] = [];
  const inner = {
    async __aenter__() {},
    async __aexit__(...all: unknown[]) {
      told.push(all);
    },
  };
  const held = await enter(limitExit(inner as never, 100, { none: undefined }));
  await held[exit](undefined);
  expect(told).toEqual([[undefined, undefined, undefined]]);
});

test("enter is called without an argument by limitExit and parallel", async () => {
  const told: unknown[][] = [];
  const inner = { __aenter__: async (...all: unknown[]) => void told.push(all), async __aexit__() {} };
  for (const manager of [limitExit(inner as never, 100), parallel(inner as never)]) {
    await withAsync(manager, () => {});
  }
  expect(told).toEqual([[], []]);
});
