/// <reference lib="esnext.disposable" preserve="true" />
import { asyncIteratorDispose, iteratorDispose } from "../../polyfills/index.js";
import { AsyncIteratorPrototype, IteratorPrototype } from "../../polyfills/iterator-prototypes.js";

describe("iteratorDispose", () => {
  test("[spec] calls return of its this, with no argument, and gives undefined", () => {
    const trace: unknown[] = [];
    const iterator = {
      return(...args: unknown[]) {
        trace.push([this === iterator, args]);
        return { done: true, value: 1 };
      },
    };
    expect(iteratorDispose.call(iterator as never)).toBeUndefined();
    expect(trace).toEqual([[true, []]]);
  });

  test.each([[undefined], [null]])("[spec] does nothing when return is %p", (value) => {
    expect(iteratorDispose.call({ return: value } as never)).toBeUndefined();
  });

  test("[spec] throws a TypeError when return, or its this, is unfit", () => {
    expect(() => iteratorDispose.call({ return: 1 } as never)).toThrow(TypeError);
    expect(() => iteratorDispose.call(undefined as never)).toThrow(TypeError);
  });

  test("[spec] has the name and length of the built-in, and is no constructor", () => {
    expect([iteratorDispose.name, iteratorDispose.length]).toEqual(["[Symbol.dispose]", 0]);
    expect(() => Reflect.construct(Object, [], iteratorDispose)).toThrow(TypeError);
  });

  test("[non-spec] finds the prototype of every iterator", () => {
    const prototype = IteratorPrototype();
    expect(Object.getPrototypeOf(Object.getPrototypeOf(new Map().keys()))).toBe(prototype);
    expect(Object.prototype.isPrototypeOf.call(prototype, (function* () {})())).toBe(true);
  });
});

describe("asyncIteratorDispose", () => {
  test("[spec] awaits return of its this, called with no argument, and resolves to undefined", async () => {
    const trace: unknown[] = [];
    const iterator = {
      async return(...args: unknown[]) {
        trace.push([this === iterator, args]);
        await (undefined as unknown);
        trace.push("returned");
        return { done: true, value: 1 };
      },
    };
    expect(await asyncIteratorDispose.call(iterator as never)).toBeUndefined();
    expect(trace).toEqual([[true, []], "returned"]);
  });

  test.each([[undefined], [null]])("[spec] resolves when return is %p", async (value) => {
    expect(await asyncIteratorDispose.call({ return: value } as never)).toBeUndefined();
  });

  test("[spec] rejects, and does not throw, for every error", async () => {
    const error = new Error("mine");
    const iterators = [
      {
        return: () => {
          throw error;
        },
      },
      { return: () => Promise.reject(error) },
      {
        get return(): never {
          throw error;
        },
      },
    ];
    for (const iterator of iterators) {
      await expect(asyncIteratorDispose.call(iterator as never)).rejects.toBe(error);
    }
    await expect(asyncIteratorDispose.call({ return: 1 } as never)).rejects.toBeInstanceOf(TypeError);
    await expect(asyncIteratorDispose.call(undefined as never)).rejects.toBeInstanceOf(TypeError);
  });

  test("[spec] has the name and length of the built-in, and is no constructor", () => {
    expect([asyncIteratorDispose.name, asyncIteratorDispose.length]).toEqual(["[Symbol.asyncDispose]", 0]);
    expect(() => Reflect.construct(Object, [], asyncIteratorDispose)).toThrow(TypeError);
  });

  test("[non-spec] finds the prototype of every async generator", () => {
    expect(Object.prototype.isPrototypeOf.call(AsyncIteratorPrototype(), (async function* () {})())).toBe(
      true,
    );
  });
});
