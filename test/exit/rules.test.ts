// The exit rules as rows: what propagates after an exit threw T while P was propagating.
import { combine, errorType, newestError, traceback } from "../../src/exit/rules.js";
import { SuppressedError } from "await-using";

/** What TypeScript's and Babel's helpers make where the engine has no SuppressedError. */
function shaped(error: unknown, suppressed: unknown): Error {
  return Object.assign(new Error("An error was suppressed during disposal."), {
    name: "SuppressedError",
    error,
    suppressed,
  });
}

const a = new Error("a");
const b = new Error("b");
const c = new Error("c");

describe("R1: the newest error", () => {
  const loop = shaped(null, a) as Error & { error: unknown };
  loop.error = loop;
  test.each([
    ["of a plain error is itself", a, a],
    ["of a SuppressedError is its error", new SuppressedError(b, a), b],
    ["is found by shape, whoever made it", shaped(c, new SuppressedError(b, a)), c],
    ["is found to the bottom", shaped(shaped(c, b), a), c],
    ["of undefined is undefined", undefined, undefined],
    ["may be undefined", new SuppressedError(undefined, a), undefined],
    [
      "is not looked for in errors that only look alike",
      { error: b, suppressed: a },
      { error: b, suppressed: a },
    ],
    ["of an endless loop is the loop", loop, loop],
  ])("%s", (_name, error, newest) => {
    expect(newestError(error)).toEqual(newest);
  });

  test("of 100,000 nested SuppressedErrors is found without overflow", () => {
    let error: unknown = a;
    for (let i = 0; i < 100_000; i++) error = shaped(error, b);
    expect(newestError(error)).toBe(a);
  });
});

describe("what propagates", () => {
  const pair = new SuppressedError(b, a);
  const fromPair = new Error("from the pair", { cause: pair });
  const fromNewest = new Error("from the newest", { cause: b });
  const deepFromA = new Error("d", { cause: new Error("e", { cause: a }) });
  const holdsA = shaped(c, shaped(b, a));
  const holdsAInError = shaped(a, b);
  const causeOnSpineOnly = shaped(new Error("x", { cause: a }), b);
  const undefinedCause = new Error("undefined cause", { cause: undefined });

  test.each([
    ["R7: with nothing in flight, T itself", a, undefined, a],
    ["R4: T is P", a, { error: a }, a],
    ["R4: T is N: P propagates with its wrapper", b, { error: pair }, pair],
    ["R4: T is the wrapper", pair, { error: pair }, pair],
    ["R4: undefined again", undefined, { error: undefined }, undefined],
    ["R4: NaN again", NaN, { error: NaN }, NaN],
    ["R5: raise T from P", fromPair, { error: pair }, fromPair],
    ["R5: through a chain of causes", deepFromA, { error: a }, deepFromA],
    ["R6: T holds P on its spine", holdsA, { error: a }, holdsA],
    ["R6: also as its error", holdsAInError, { error: a }, holdsAInError],
  ])("%s", (_name, thrown, completion, expected) => {
    expect(combine(thrown, completion)).toEqual({ error: expected });
    expect(combine(thrown, completion).error).toBe(expected);
  });

  test.each([
    ["R7: any other T", c, a],
    ["R5: of a pair, reaching only the newest is not enough: the older one would be lost", fromNewest, pair],
    ["R6: causes are not on the spine", causeOnSpineOnly, a],
    ["R5: no cause is not a cause of undefined", undefinedCause, undefined],
    ["an older error of P raised again", a, pair],
    ["a primitive", "text", a],
    ["undefined over an error", undefined, a],
    ["an error over undefined", a, undefined],
  ])("%s: a new SuppressedError", (_name, thrown, propagating) => {
    const { error } = combine(thrown, { error: propagating }) as { error: SuppressedError };
    expect(error).toBeInstanceOf(SuppressedError);
    expect(error.error).toBe(thrown);
    expect(error.suppressed).toBe(propagating);
  });

  test("R4 keeps the completion object, so that drivers see that nothing changed", () => {
    const completion = { error: pair };
    expect(combine(b, completion)).toBe(completion);
  });

  test("a loop of causes ends", () => {
    const x = new Error("x");
    const y = new Error("y", { cause: x });
    x.cause = y;
    expect((combine(x, { error: a }).error as SuppressedError).suppressed).toBe(a);
  });

  test("errors that cannot be read propagate like any other", () => {
    const hostile = new Proxy(new Error("hidden"), {
      get() {
        throw new Error("trap");
      },
      has() {
        throw new Error("trap");
      },
    });
    const { error } = combine(hostile, { error: a }) as { error: SuppressedError };
    expect(error.error).toBe(hostile);
    expect(combine(b, { error: hostile })).toEqual({ error: expect.objectContaining({ error: b }) });
    expect(newestError(hostile)).toBe(hostile);
  });
});

describe("R2: what an exit is told", () => {
  class Custom extends TypeError {}
  const hostile = {
    get constructor(): never {
      throw new Error("no");
    },
    get stack(): never {
      throw new Error("no");
    },
  };
  test.each([
    ["the error's constructor", new Custom(), Custom],
    ["a number's", 1, Number],
    ["a string's", "x", String],
    ["Error for undefined, never none", undefined, Error],
    ["Error for null", null, Error],
    ["Error for an object without one", Object.create(null), Error],
    ["Error for one that is no function", { constructor: 1 }, Error],
    ["Error for a getter that throws", hostile, Error],
  ])("the type is %s", (_name, error, type) => {
    expect(errorType(error)).toBe(type);
  });

  test.each([
    ["its stack", { stack: "at x" }, null, "at x"],
    ["null for a stack that is no text", { stack: 1 }, null, null],
    ["undefined for Pyodide", 5, undefined, undefined],
    ["none for a getter that throws", hostile, null, null],
  ])("the traceback is %s", (_name, error, none, tb) => {
    expect(traceback(error, none)).toBe(tb);
  });
});

test("R2: the newest error is -0 if that is what an exit threw, also inside a SuppressedError", () => {
  const held = { name: "SuppressedError", error: -0, suppressed: new Error("block") };
  expect(Object.is(newestError(held), -0)).toBe(true);
});

test("R1: a SuppressedError that holds itself has a newest error all the same", () => {
  const held: { name: string; error?: unknown; suppressed: unknown } = {
    name: "SuppressedError",
    suppressed: 1,
  };
  held.error = held;
  expect(newestError(held)).toBe(held);
});
