// decorate and decorateSync: managers around functions and methods, a fresh one per call.
import ts from "typescript";
import {
  asyncContextManager,
  contextManager,
  decorate,
  decorateSync,
  nullContext,
  suppress,
} from "await-using";
import { errorOf } from "../caught.js";

const trace: string[] = [];
beforeEach(() => {
  trace.length = 0;
});

let made = 0;
const traced = asyncContextManager(async function* traced(name: string) {
  const number = ++made;
  trace.push(`enter ${name} ${number}`);
  yield;
  trace.push(`exit ${name} ${number}`);
});
const tracedSync = contextManager(function* tracedSync(name: string) {
  trace.push(`enter ${name}`);
  try {
    yield;
  } finally {
    trace.push(`exit ${name}`);
  }
});
beforeEach(() => {
  made = 0;
});

test("wrap functions: arguments, this, name and result are kept", async () => {
  const run = decorate(() => traced("run"));
  const add = run(async function add(this: { base: number }, a: number) {
    return this.base + a;
  });
  expect(add.name).toBe("add");
  await expect(add.call({ base: 1 }, 2)).resolves.toBe(3);
  await expect(add.call({ base: 10 }, 2)).resolves.toBe(12);
  expect(trace).toEqual(["enter run 1", "exit run 1", "enter run 2", "exit run 2"]);
});

test("a call within a call has a manager of its own", async () => {
  const down = decorate(() => traced("down"))(async (n: number): Promise<void> => {
    if (n > 0) await down(n - 1);
  });
  await down(1);
  expect(trace).toEqual(["enter down 1", "enter down 2", "exit down 2", "exit down 1"]);
});

test("synchronous: an async function's exit runs when its promise settles", async () => {
  const run = decorateSync(() => tracedSync("run"));
  expect(run((n: number) => n * 2)(4)).toBe(8);
  await run(async () => {
    await null;
    trace.push("body");
  })();
  expect(trace).toEqual(["enter run", "exit run", "enter run", "body", "exit run"]);
});

test("undefined where the error was suppressed; a reentrant manager may be shared", async () => {
  const quiet = suppress(RangeError);
  const fail = (): never => {
    throw new RangeError("gone");
  };
  expect(decorateSync(() => quiet)(fail)()).toBeUndefined();
  await expect(decorate(() => quiet)(fail)()).resolves.toBeUndefined();
});

test("TC39 decorators: methods, static ones, getters; a manager's own decorate", async () => {
  // Compiled here, because Babel's side of these tests compiles no decorators.
  const source = `
    class Service {
      base = 5;
      @traced async method(n) { return this.base + n; }
      @tracedSync static create() { return "made"; }
      @tracedSync get twice() { return this.base * 2; }
      @(once.decorate) own() { return this.base; }
    }
    return Service;`;
  const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const make = new Function("traced", "tracedSync", "once", outputText) as (...given: unknown[]) => {
    new (): { method(n: number): Promise<number>; twice: number; own(): number };
    create(): string;
  };
  const Service = make(
    decorate(() => traced("method")),
    decorateSync(() => tracedSync("sync")),
    tracedSync("own"),
  );
  const service = new Service();
  expect([await service.method(2), Service.create(), service.twice, service.own(), service.own()]).toEqual([
    7,
    "made",
    10,
    5,
    5,
  ]);
  expect(trace).toEqual([
    ...["enter method 1", "exit method 1"],
    ...["enter sync", "exit sync", "enter sync", "exit sync"],
    ...["enter own", "exit own", "enter own", "exit own"],
  ]);
});

test("types: undefined is in the result only where the manager can suppress", async () => {
  const plain = decorateSync(() => nullContext())((n: number) => n)(1).toFixed(1);
  const quiet: number | undefined = decorateSync(() => suppress())((n: number) => n)(2);
  // @ts-expect-error a suppressing manager makes the result undefined
  const wrong: number = decorateSync(() => suppress())((n: number) => n)(3);
  const method = async (): Promise<number> => 4;
  const decorated: () => Promise<number> = decorate(() => traced("x"))(method, { kind: "method" });
  expect([plain, quiet, wrong, await decorated()]).toEqual(["1.0", 2, 3, 4]);
});

describe("misuse", () => {
  const apply = decorate(() => traced("x")) as (...args: unknown[]) => unknown;

  test.each([
    [
      "a manager instead of a function",
      () => decorate(suppress() as never),
      "decorate takes a function that returns a manager, found 'Suppress' object: decorate(() => manager)",
    ],
    [
      "a class",
      () => apply(class {}, { kind: "class" }),
      "a decorator of decorate takes a function or a method, found a class",
    ],
    [
      "a field",
      () => apply(undefined, { kind: "field" }),
      "a decorator of decorate takes a function or a method, found a field",
    ],
    [
      "a legacy decorator",
      () => apply({}, "method", {}),
      "a decorator of decorate takes a function or a method, found 'Object' object; legacy decorators (experimentalDecorators) are not supported",
    ],
  ])("%s is refused", (_name, misuse, message) => {
    expect(misuse).toThrow(new TypeError(message));
  });

  test("what is no manager is refused when the function is called", async () => {
    await expect(decorate(() => ({}) as never)(() => {})()).rejects.toThrow(
      "'Object' object does not support the asynchronous context manager protocol (no __aenter__)",
    );
  });
});

describe("decorators", () => {
  test.each([
    ["decorate", decorate],
    ["decorateSync", decorateSync],
  ] as [string, (fresh: never) => (fn: unknown, context?: unknown) => unknown][])(
    "%s",
    async (name, make) => {
      const messageOf = async (action: () => unknown): Promise<string> =>
        ((await errorOf(action)) as Error).message;
      expect(await messageOf(() => make(5 as never))).toBe(
        `${name} takes a function that returns a manager, found 5: ${name}(() => manager)`,
      );
      const decorator = make((() => nullContext()) as never);
      const prefix = `a decorator of ${name} takes a function or a method, found`;
      expect(await messageOf(() => decorator(5))).toBe(`${prefix} 5`);
      expect(await messageOf(() => decorator(5, null))).toBe(`${prefix} 5`);
      expect(await messageOf(() => decorator(class {}, { kind: "class" }))).toBe(`${prefix} a class`);
      expect(await messageOf(() => decorator({}, "method"))).toBe(
        `${prefix} 'Object' object; legacy decorators (experimentalDecorators) are not supported`,
      );
      expect(typeof decorator(() => {}, null)).toBe("function");
    },
  );
});
