// What the text of an exit shows: whether it can read how its block ended. A doubt is a yes.
import { release, readsOutcome } from "../../src/exit/reader.js";
import { asMethod } from "./texts.js";

const reads = (source: string): boolean => readsOutcome(undefined, asMethod(source));

describe("cannot read it", () => {
  test.each([
    "() => 1",
    "async () => { await close(); }",
    "function () {}",
    "function leave ( /* nothing */ ) { return true; }",
    "function leave(// nothing\n) { close() }",
    "async function leave() { await close(); }",
    "({ async __aexit__() { await this.close(); } }).__aexit__",
    "({ __exit__ ( ) {\n  this.close() } }).__exit__",
    "({ async __aexit__() { return __awaiter(this, void 0, void 0, function* () { yield close(); }); } }).__aexit__",
    "(class { async __aexit__() { log('evaluate', this.evaluated, x.eval()); } }).prototype.__aexit__",
    "({ 'äöü'() {}, 名前() { 終わり(); } }).名前",
    "() => ({ message: '\\u4e2d\\u2713' })",
    "() => [1]",
  ])("%s", (source) => {
    expect(reads(source)).toBe(false);
  });
});

describe("can read it, or may", () => {
  test.each([
    "(type) => type",
    "type => type",
    "async type => type",
    "(...exc) => exc",
    "(type = null) => type",
    "({ type }) => type",
    "([type]) => type",
    "function (type, exc, tb) {}",
    "function (/* none */ type) {}",
    "function (/* none */ type /* ) { */) {}",
    "function (// ) {\n type) { }",
    "function () { return arguments[0]; }",
    "function () { return \\u0061rguments[0]; }",
    "function () { return argu\\u{6d}ents[0]; }",
    "function () { return argum\\u{000065}nts[0]; }",
    "function () { return eval('arg' + 'uments')[0]; }",
    "function () { return (eval)('arg' + 'uments')[0]; }",
    "function () { return [...eval('arg' + 'uments')][0]; }",
    "function () { return \\u0065val('arg' + 'uments')[0]; }",
    "({ async __aexit__() { return super.__aexit__(...arguments); } }).__aexit__",
    "function () { return _leave.apply(this, arguments); }",
    "(() => 1).bind(null)",
    "new Proxy(() => 1, {})",
    "Math.max",
    "(class { static x() {} })",
    "(function* () {})",
    "(async function* () {})",
    "({ get x() { return 1; } }, Object.getOwnPropertyDescriptor({ get x() { return 1; } }, 'x').get)",
    "({ ['a' + 'b']() {} }).ab",
  ])("%s", (source) => {
    expect(reads(source)).toBe(true);
  });

  // Text as other engines give it, whatever the function is.
  test.each([
    "function __aexit__() { [native code] }",
    "function __aexit__() {\n    [native code]\n}",
    "function __aexit__(a0, a1) { [bytecode] }",
    "function __aexit__() { [bytecode] }",
    "function () { [source hidden] }",
  ])("the text %j", (text) => {
    const { toString } = Function.prototype;
    const leave = (): void => {};
    Function.prototype.toString = () => text;
    try {
      expect(readsOutcome(undefined, leave)).toBe(true);
    } finally {
      Function.prototype.toString = toString;
    }
  });
});

test("one plain parameter before the outcome is not the outcome, where the manager says so", () => {
  const leave = (_type: unknown): void => {};
  const told = (source: string): boolean => readsOutcome({ [release]: asMethod(source) }, leave);
  for (const source of [
    "() => 1",
    "value => value",
    "async value => value",
    "(value) => value",
    "function (value) {}",
  ]) {
    expect(told(source)).toBe(false);
  }
  for (const source of [
    "(value, error) => error",
    "(...all) => all",
    "(value = 1) => value",
    "({ a }) => a",
    "function (value) { arguments }",
  ]) {
    expect(told(source)).toBe(true);
  }
});

test("the same function is judged by its place: a release of one parameter, pushed as an exit, reads its type", () => {
  const leave = asMethod("(value) => value");
  expect(readsOutcome({ [release]: leave }, leave)).toBe(false);
  expect(readsOutcome(undefined, leave)).toBe(true);
});

test("hostile managers do not stop the question", () => {
  const hostile = new Proxy(
    {},
    {
      has() {
        throw new Error("has");
      },
    },
  );
  expect(readsOutcome(hostile, asMethod("() => 1"))).toBe(false);
  expect(readsOutcome(hostile, asMethod("(type) => 1"))).toBe(true);
});

test.each([
  ["gives no text", () => 5],
  [
    "throws",
    () => {
      throw new Error("toString");
    },
  ],
])("a Function.prototype.toString that %s does not stop the question", (_, replaced) => {
  const { toString } = Function.prototype;
  const leave = (): void => {};
  Function.prototype.toString = replaced as never;
  try {
    expect(readsOutcome(undefined, leave)).toBe(true);
  } finally {
    Function.prototype.toString = toString;
  }
});

test("long texts are read in linear time", () => {
  const blank = " ".repeat(50_000);
  const sources = [
    `function f(${blank}x${blank},y) {}`,
    `function f(${"/**/".repeat(50_000)}x,y) {}`,
    `async function${blank}f() { ${"a;".repeat(100_000)} }`,
  ];
  expect(sources.map(reads)).toEqual([true, true, false]);
});
