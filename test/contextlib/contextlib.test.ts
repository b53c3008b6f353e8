// suppress, closing, aclosing, nullContext: contextlib's ready-made managers.
import { runInNewContext } from "node:vm";
import {
  aclosing,
  closing,
  contextManager,
  errorChain,
  limitExit,
  nullContext,
  parallel,
  suppress,
  SuppressedError,
  withAsync,
  withSync,
} from "await-using";
import { thrownBy } from "../caught.js";

describe("R14: suppress", () => {
  class Base extends Error {}
  class Derived extends Base {}
  const raise = (error: unknown) => (): never => {
    throw error;
  };

  test.each([
    ["its type", [Base], new Base()],
    ["a subclass", [Base], new Derived()],
    ["one of several types", [TypeError, Base], new Derived()],
    ["the newest error of a SuppressedError", [Base], new SuppressedError(new Base(), new Error("older"))],
  ])("takes %s", (_name, types, error) => {
    expect(withSync(suppress(...types), raise(error))).toBeUndefined();
  });

  test.each([
    ["another type", [TypeError], new Base()],
    ["a superclass", [Derived], new Base()],
    ["an older error of a SuppressedError", [Base], new SuppressedError(new Error("newer"), new Base())],
    ["a primitive", [Error], "text"],
    ["no types at all", [], new Base()],
  ])("leaves %s", (_name, types, error) => {
    expect(thrownBy(() => withSync(suppress(...types), raise(error)))).toBe(error);
  });

  test("a clean end is a clean end, and the value of the block is undefined", () => {
    expect(withSync(suppress(Error), (value) => [value])).toEqual([undefined]);
  });

  test("the language's own types match by name between realms; others do not", () => {
    const foreign = runInNewContext("[new TypeError('far'), new (class Base extends Error {})()]") as Error[];
    expect(withSync(suppress(TypeError), raise(foreign[0]))).toBeUndefined();
    expect(withSync(suppress(Error), raise(foreign[0]))).toBeUndefined();
    expect(thrownBy(() => withSync(suppress(RangeError), raise(foreign[0])))).toBe(foreign[0]);
    expect(thrownBy(() => withSync(suppress(Base), raise(foreign[1])))).toBe(foreign[1]);
  });

  test("honours Symbol.hasInstance", () => {
    class Coded extends Error {
      static override [Symbol.hasInstance](error: unknown): boolean {
        return (error as { code?: string }).code === "ENOENT";
      }
    }
    expect(withSync(suppress(Coded), raise(Object.assign(new Error(), { code: "ENOENT" })))).toBeUndefined();
  });

  test("is reusable and reentrant", () => {
    const quiet = suppress(Base);
    withSync(quiet, () => withSync(quiet, raise(new Base())));
    expect(withSync(quiet, raise(new Base()))).toBeUndefined();
  });

  describe("groups (Python 3.12)", () => {
    const base = new Base("base");
    const type = new TypeError("type");
    const range = new RangeError("range");

    test("a group whose members all match is suppressed", () => {
      const group = new AggregateError([base, new AggregateError([new Derived()])], "group");
      expect(withSync(suppress(Base), raise(group))).toBeUndefined();
    });

    test("a group is suppressed whole by its own type", () => {
      expect(withSync(suppress(AggregateError), raise(new AggregateError([type])))).toBeUndefined();
    });

    test("what matches is dropped, the rest propagates as a group, caused by the whole", () => {
      const inner = new AggregateError([base, range], "inner");
      const group = new AggregateError([type, inner, base], "group");
      const rest = thrownBy(() => withSync(suppress(Base), raise(group))) as AggregateError;
      expect(rest).toBeInstanceOf(AggregateError);
      expect(rest.message).toBe("group");
      expect(rest.errors).toEqual([type, expect.objectContaining({ message: "inner", errors: [range] })]);
      expect(rest.errors[0]).toBe(type);
      expect(errorChain(rest)).toEqual([rest, group]);
    });

    test("a group of which nothing matches propagates unchanged", () => {
      const group = new AggregateError([type, new AggregateError([range])], "group");
      expect(thrownBy(() => withSync(suppress(Base), raise(group)))).toBe(group);
    });

    test("an empty group is no member of anything", () => {
      const group = new AggregateError([], "empty");
      expect(thrownBy(() => withSync(suppress(Base), raise(group)))).toBe(group);
    });
  });
});

describe("closing and aclosing", () => {
  test("closing calls close(), or the method that is named, on the thing, and ignores its result", () => {
    const trace: unknown[] = [];
    const thing = {
      close(): boolean {
        trace.push("close", this === thing);
        return true;
      },
      end: () => void trace.push("end"),
    };
    expect(withSync(closing(thing), (value) => value === thing)).toBe(true);
    withSync(closing(thing, "end"), () => {});
    expect(trace).toEqual(["close", true, "end"]);
    expect(
      thrownBy(() =>
        withSync(closing(thing), () => {
          throw new TypeError("kept");
        }),
      ),
    ).toEqual(new TypeError("kept"));
  });

  test.each([
    ["aclose", { aclose: "yes", [Symbol.asyncDispose]: "no", close: "no", return: "no" }],
    ["asyncDispose", { [Symbol.asyncDispose]: "yes", close: "no", return: "no" }],
    ["close", { close: "yes", return: "no" }],
    ["return", { return: "yes" }],
  ])("aclosing prefers %s", async (_name, methods) => {
    const called: unknown[] = [];
    const thing: Record<PropertyKey, unknown> = {};
    for (const key of Reflect.ownKeys(methods)) {
      thing[key] = async () => {
        await null;
        called.push((methods as Record<PropertyKey, unknown>)[key]);
      };
    }
    await withAsync(aclosing(thing), () => {});
    expect(called).toEqual(["yes"]);
  });

  test("aclosing finalises a generator that is left early", async () => {
    const trace: string[] = [];
    async function* numbers(): AsyncGenerator<number> {
      try {
        yield 1;
        yield 2;
      } finally {
        await null;
        trace.push("finalised");
      }
    }
    await withAsync(aclosing(numbers()), async (each) => {
      trace.push(String((await each.next()).value));
    });
    expect(trace).toEqual(["1", "finalised"]);
  });
});

describe("nullContext", () => {
  test("gives its value in both kinds of driver, and does nothing else", async () => {
    expect(withSync(nullContext(5), (value) => value)).toBe(5);
    await expect(withAsync(nullContext("x"), (value) => value)).resolves.toBe("x");
    expect(withSync(nullContext(), (value) => value)).toBeUndefined();
  });
});

describe("an exit called by hand, told a clean end with either none", () => {
  test.each([[null], [undefined]])("%s", async (none) => {
    const stray = new Error("not an error of the block") as never;
    const told: unknown[] = [];
    const inner = {
      async __aenter__() {},
      async __aexit__(type: unknown) {
        told.push(type);
      },
    };
    const generated = contextManager(function* () {
      yield;
      told.push("went on");
    })();
    generated.__enter__();
    expect(generated.__exit__(none, stray, none)).toBe(false);
    expect(suppress(Error).__exit__(none, stray, none)).toBe(false);
    expect(await suppress(Error).__aexit__(none, stray, none)).toBe(false);
    for (const manager of [limitExit(inner as never, 1000), parallel(inner as never)]) {
      await manager.__aenter__();
      expect(await manager.__aexit__(none, stray, none)).toBe(false);
    }
    expect(told).toEqual(["went on", null, null]);
  });
});
