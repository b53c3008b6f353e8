// The helpers at their edges: what is refused, and what they do where the engine lacks something.
import * as runtime from "await-using/runtime";
import { usingCtx } from "await-using/runtime/babel";
import * as tslib from "await-using/runtime/tslib";
import { aware } from "await-using";

const host = globalThis as { SuppressedError?: unknown };

describe.each([
  [
    "TypeScript's helpers",
    (values: unknown[], isAsync: boolean, thrown?: { error: unknown }): unknown => {
      const env = { stack: [], error: undefined as unknown, hasError: false };
      for (const value of values) runtime.__addDisposableResource(env as never, value as never, isAsync);
      if (thrown) Object.assign(env, { error: thrown.error, hasError: true });
      return runtime.__disposeResources(env as never);
    },
  ],
  [
    "Babel's usingCtx",
    (values: unknown[], isAsync: boolean, thrown?: { error: unknown }): unknown => {
      const context = usingCtx();
      for (const value of values) (isAsync ? context.a : context.u)(value as never);
      if (thrown) context.e = thrown.error;
      return context.d();
    },
  ],
] as const)("%s", (_, drive) => {
  test.each([
    ["a number", 5],
    ["a string", "text"],
    ["an object without a disposer", {}],
    ["a disposer that is no function", { [Symbol.dispose]: 5, [Symbol.asyncDispose]: 5 }],
  ])("refuse %s", (_, value) => {
    for (const isAsync of [false, true]) {
      const error = ((): unknown => {
        try {
          return drive([value], isAsync);
        } catch (error) {
          return error;
        }
      })();
      expect(error).toEqual(new TypeError("not disposable"));
    }
  });

  test("ask whether there is an [exit] before they read it", () => {
    const asked: PropertyKey[] = [];
    const disposed = new Proxy(
      { [Symbol.dispose]() {} },
      { get: (target, key) => (asked.push(key), Reflect.get(target, key) as unknown) },
    );
    drive([disposed], false);
    expect(asked).toEqual([Symbol.dispose]);
  });

  test("call disposers without an argument", async () => {
    const told: unknown[][] = [];
    const resource = {
      [Symbol.dispose]: (...all: unknown[]) => void told.push(all),
      [Symbol.asyncDispose]: async (...all: unknown[]) => void told.push(all),
    };
    drive([resource], false);
    await drive([resource], true);
    expect(told).toEqual([[], []]);
  });

  test("make an Error of its shape where there is no SuppressedError", () => {
    const original = Object.getOwnPropertyDescriptor(globalThis, "SuppressedError")!;
    const [older, newer] = [new Error("older"), new Error("newer")];
    const disposed = {
      [Symbol.dispose]() {
        throw newer;
      },
    };
    const caught = (): unknown => {
      try {
        drive([disposed], false, { error: older });
      } catch (error) {
        return error;
      }
      return "no error";
    };
    try {
      delete host.SuppressedError;
      expect(caught()).toMatchObject({ name: "SuppressedError", error: newer, suppressed: older });
      host.SuppressedError = "no class";
      expect(caught()).toMatchObject({ name: "SuppressedError", error: newer, suppressed: older });
    } finally {
      Object.defineProperty(globalThis, "SuppressedError", original);
    }
    expect(caught()).toBeInstanceOf(host.SuppressedError as ErrorConstructor);
  });
});

test("aware(true) says how to set the compiler up", () => {
  expect(() => aware(true)[Symbol.dispose]()).toThrow(
    "this `using` does not tell its resources how the block ended: the file was not compiled with await-using's " +
      "helpers. Set up its compiler (tslib, Babel plugin or bundler plugin), or use withAsync, withSync or an " +
      "exit stack's run",
  );
});

test("tslib's default export has our two helpers too", () => {
  expect(tslib.default.__addDisposableResource).toBe(runtime.__addDisposableResource);
  expect(tslib.default.__disposeResources).toBe(runtime.__disposeResources);
});
