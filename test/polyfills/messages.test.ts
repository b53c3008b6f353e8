/// <reference lib="esnext.disposable" preserve="true" />
// What our classes say when they are misused, word for word, and what they pass to callbacks: nothing that is not specified.
import { createAsyncDisposableStack } from "../../polyfills/async-disposable-stack.js";
import { createDisposableStack } from "../../polyfills/disposable-stack.js";
import { asyncDispose, asyncIteratorDispose, dispose, iteratorDispose } from "../../polyfills/index.js";
import { errorOf } from "../caught.js";

type Stack = Record<
  "use" | "adopt" | "defer" | "move" | "dispose" | "disposeAsync",
  (...all: unknown[]) => unknown
>;

describe.each([
  ["our DisposableStack", createDisposableStack(), "Symbol.dispose", "onDispose", dispose],
  [
    "our AsyncDisposableStack",
    createAsyncDisposableStack(),
    "Symbol.asyncDispose",
    "onDisposeAsync",
    asyncDispose,
  ],
] as const)("[non-spec] %s", (_, Class, symbol, callback, key) => {
  const make = (): Stack => new Class() as unknown as Stack;
  const end = async (stack: Stack): Promise<void> =>
    void (await (stack.disposeAsync ?? stack.dispose).call(stack));
  const found = (value: unknown): string => (value === null ? "null" : typeof value);

  test.each([5, "text", true, Symbol("s"), {}, () => {}].map((value) => [typeof value, value] as const))(
    "use of a value that cannot be disposed: %s",
    async (type, value) => {
      const error = await errorOf(() => make().use(value));
      expect(error).toEqual(
        new TypeError(
          `use() expects an object with [${symbol}](), null or undefined, found ${type}: adopt() takes any value`,
        ),
      );
    },
  );

  test.each([5, null, undefined, {}].map((value) => [String(value), value] as const))(
    "adopt and defer of %s instead of a function",
    async (_text, value) => {
      const wanted = new TypeError(`${callback} must be a function, found ${found(value)}`);
      expect(await errorOf(() => make().adopt(1, value))).toEqual(wanted);
      expect(await errorOf(() => make().defer(value))).toEqual(wanted);
    },
  );

  test("use of an object whose disposer is no function", async () => {
    expect(await errorOf(() => make().use({ [key]: 5 }))).toEqual(
      new TypeError(`${String(key)} must be a function, found number`),
    );
  });

  test.each(["use", "adopt", "defer", "move"] as const)("%s after disposal", async (method) => {
    const stack = make();
    await end(stack);
    const error = await errorOf(() =>
      method === "use"
        ? stack.use({ [key]() {} })
        : method === "adopt"
          ? stack.adopt(1, () => {})
          : stack[method](() => {}),
    );
    expect(error).toBeInstanceOf(ReferenceError);
    if (method !== "move") {
      expect((error as Error).message).toBe(
        "The stack is already disposed: add resources before dispose() or move()",
      );
    }
  });

  test("disposers get no argument but an adopted value", async () => {
    const told: unknown[][] = [];
    const note = (...all: unknown[]): void => void told.push(all);
    const stack = make();
    stack.use({ [key]: note });
    stack.use({ [dispose]: note });
    stack.adopt("value", note);
    stack.defer(note);
    await end(stack);
    expect(told).toEqual([[], ["value"], [], []]);
  });
});

test("[spec] the iterators' disposers call return without an argument", async () => {
  const told: unknown[][] = [];
  const iterator = { return: (...all: unknown[]) => void told.push(all) };
  iteratorDispose.call(iterator as never);
  await asyncIteratorDispose.call(iterator as never);
  expect(told).toEqual([[], []]);
});

test("[non-spec] the iterators' disposers name what cannot be called", async () => {
  const wanted = new TypeError("return must be a function, found number");
  expect(await errorOf(() => iteratorDispose.call({ return: 5 } as never))).toEqual(wanted);
  expect(await errorOf(() => asyncIteratorDispose.call({ return: 5 } as never))).toEqual(wanted);
});
