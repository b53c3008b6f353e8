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
