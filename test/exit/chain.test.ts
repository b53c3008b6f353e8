// R8: flattening for people and logs.
import { errorChain, formatError, SuppressedError } from "await-using";

const named = (name: string, options?: ErrorOptions): Error => new Error(name, options);
const names = (error: unknown): unknown[] =>
  errorChain(error).map((each) => (each instanceof Error ? each.message : each));

describe("R8: the error, its causes, then what it suppressed, no repeats", () => {
  const a = named("a");
  const b = named("b", { cause: a });
  test.each([
    ["an error", a, ["a"]],
    ["a cause", b, ["b", "a"]],
    ["a SuppressedError is no member", new SuppressedError(b, named("c")), ["b", "a", "c"]],
    ["no repeats", new SuppressedError(b, a), ["b", "a"]],
    ["nested", new SuppressedError(new SuppressedError(named("3"), named("2")), named("1")), ["3", "2", "1"]],
    [
      "a cause that is a SuppressedError",
      named("t", { cause: new SuppressedError(b, named("o")) }),
      ["t", "b", "a", "o"],
    ],
    ["throw undefined", undefined, [undefined]],
    ["undefined suppressed", new SuppressedError(a, undefined), ["a", undefined]],
  ])("%s", (_name, error, expected) => {
    expect(names(error)).toEqual(expected);
  });

  test("a loop of causes ends", () => {
    const x = named("x");
    x.cause = named("y", { cause: x });
    expect(names(x)).toEqual(["x", "y"]);
  });

  test("100,000 suppressed errors are listed without overflow", () => {
    let error: unknown = named("0");
    for (let i = 1; i < 100_000; i++) error = new SuppressedError(named(String(i)), error);
    expect(errorChain(error)).toHaveLength(100_000);
  });
});

describe("formatError", () => {
  const plain = (error: unknown): string => formatError(error).replace(/\n *(at |.*@).*/g, "");

  test("names every error, newest first, and how it came to be there", () => {
    const error = new SuppressedError(
      named("close failed", { cause: named("socket") }),
      new TypeError("query failed"),
    );
    expect(plain(error)).toBe(
      "Error: close failed\ncaused by: Error: socket\nsuppressed: TypeError: query failed",
    );
  });

  test("shows the members of a group", () => {
    const error = new AggregateError([named("one"), "two"], "both");
    expect(plain(error)).toBe('AggregateError: both\n  [1 of 2] Error: one\n  [2 of 2] "two"');
  });

  test("adds the message to a stack that lacks it, as other engines write them", () => {
    const error = named("lost");
    error.stack = "f@file.js:1";
    expect(formatError(error)).toBe("Error: lost\nf@file.js:1");
  });

  test.each([
    ["undefined", undefined, "undefined"],
    ["a string", "text", '"text"'],
    ["an object that is no error", { toString: () => "thing" }, "thing"],
    ["an object without text", Object.create(null), "an error that cannot be read"],
  ])("never throws: %s", (_name, error, expected) => {
    expect(formatError(error)).toBe(expected);
  });
});

describe("formatError, line by line", () => {
  const bare = (fields: object): object => ({ stack: undefined, ...fields });
  test.each([
    ["a string is quoted", "text", '"text"'],
    ["a number is not", 5, "5"],
    ["a bigint is not", 5n, "5"],
    ["nor NaN", NaN, "NaN"],
    ["nor undefined", undefined, "undefined"],
    ["nor a symbol", Symbol("s"), "Symbol(s)"],
    ["an object without name and message", { toString: () => "mine" }, "mine"],
    ["a name alone", bare({ name: "Odd" }), "Odd: undefined"],
    ["a message alone", bare({ message: "odd" }), "undefined: odd"],
    ["both, without a stack", bare({ name: "Odd", message: "odd" }), "Odd: odd"],
    ["an empty stack", { name: "Odd", message: "odd", stack: "" }, "Odd: odd"],
    ["a stack that is no string", { name: "Odd", message: "odd", stack: 5 }, "Odd: odd"],
    [
      "a stack that begins with the message, as V8's",
      { name: "N", message: "m", stack: "  N: m\n at x\n" },
      "  N: m\n at x",
    ],
    [
      "a stack of frames alone, as other engines'",
      { name: "N", message: "m", stack: "  x@y\n" },
      "N: m\n  x@y",
    ],
    [
      "an error that cannot be read",
      Object.defineProperty({}, "stack", {
        get: () => {
          throw 1;
        },
      }),
      "an error that cannot be read",
    ],
    ["errors that are no array", { name: "N", message: "m", stack: "", errors: 5 }, "N: m"],
    [
      "errors that throw",
      Object.defineProperty(bare({ name: "N", message: "m" }), "errors", {
        get: () => {
          throw 1;
        },
      }),
      "N: m",
    ],
    ["a primitive whose prototype has errors", "text", '"text"'],
  ])("%s", (_, error, expected) => {
    expect(formatError(error)).toBe(expected);
  });

  test("a member that was shown already is shown once, and counted", () => {
    const one = bare({ name: "N", message: "one" });
    const two = bare({ name: "N", message: "two" });
    const group = bare({ name: "G", message: "g", errors: [one, two, one] });
    expect(formatError(group)).toBe("G: g\n  [1 of 3] N: one\n  [2 of 3] N: two");
  });

  test("the members of a member are indented twice", () => {
    const inner = bare({ name: "G", message: "inner", errors: [bare({ name: "N", message: "one" })] });
    const outer = bare({ name: "G", message: "outer", errors: [inner] });
    expect(formatError(outer)).toBe("G: outer\n  [1 of 1] G: inner\n    [1 of 1] N: one");
  });
});
