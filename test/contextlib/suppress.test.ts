// suppress: which errors it takes, and what is left of a group; contextlib.test.ts has the rule itself.
import { suppress, withSync } from "await-using";
import { where } from "../where.js";

const E = new Error("body");
describe("suppress", () => {
  const run = (error: unknown, ...types: (abstract new (...args: never[]) => unknown)[]): unknown => {
    try {
      withSync(suppress(...(types as never[])), () => {
        throw error;
      });
    } catch (left) {
      return left;
    }
    return "suppressed";
  };
  class Mine extends Error {}
  const named = (name: string): Error => {
    const type = { [name]: class extends Error {} }[name]!;
    return new type();
  };

  test("an exit called by hand lets what is not of the types pass, and throws nothing", () => {
    expect(suppress(TypeError).__exit__(Error, E, null)).toBe(false);
  });

  test("a group of which nothing is left out is the same group", () => {
    const group = new AggregateError([new Mine(), new TypeError()]);
    expect(run(group, RangeError)).toBe(group);
    const nested = new AggregateError([new AggregateError([new Mine()]), new Mine()]);
    expect(run(nested, RangeError)).toBe(nested);
  });

  test("a group of which some is left out is a new one, with the rest", () => {
    const [one, two] = [new Mine(), new TypeError()];
    const group = new AggregateError([one, two], "text");
    const left = run(group, Mine) as AggregateError;
    expect([left.errors, left.message, left.cause]).toEqual([[two], "text", group]);
    const last = new AggregateError([two, one]);
    expect(run(last, Mine)).not.toBe(last);
    expect((run(last, Mine) as AggregateError).errors).toEqual([two]);
    const inner = new AggregateError([one, two], "inner");
    const outer = new AggregateError([two, inner], "outer");
    const rest = run(outer, Mine) as AggregateError;
    expect(rest.errors[0]).toBe(two);
    expect((rest.errors[1] as AggregateError).errors).toEqual([two]);
  });

  test("an empty group is an error like any", () => {
    const group = new AggregateError([]);
    expect(run(group, Mine)).toBe(group);
    expect(run(group, AggregateError)).toBe("suppressed");
  });

  test("names count for the language's own types alone, and whole", () => {
    expect(run(named("TypeError"), TypeError)).toBe("suppressed");
    for (const name of ["MyTypeError", "TypeErrors", "XError", "Errors"]) {
      const type = { [name]: class extends Error {} }[name]!;
      const error = named(name);
      expect(run(error, type)).toBe(error);
    }
  });

  test("an object whose constructors are odd is not of the type", () => {
    for (const constructor of [undefined, 5, { name: "TypeError" }, class Other {}]) {
      const error = Object.create({ constructor });
      expect(run(error, TypeError)).toBe(error);
    }
    expect(run(5, TypeError)).toBe(5);
    expect(run(null, TypeError)).toBe(null);
  });

  test("on a host without AggregateError there are no groups", async () => {
    const left = await where("AggregateError", undefined, () => run(E, TypeError));
    expect(left).toBe(E);
  });
});
