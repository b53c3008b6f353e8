// The helpers, by the values they are given and the engine they run on: what is refused, and what they do where the engine lacks something.
import * as runtime from "await-using/runtime";
import { usingCtx } from "await-using/runtime/babel";
import { thrownBy } from "../caught.js";

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
      expect(thrownBy(() => drive([value], isAsync))).toEqual(new TypeError("not disposable"));
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
    const caught = (): unknown => thrownBy(() => drive([disposed], false, { error: older }));
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
