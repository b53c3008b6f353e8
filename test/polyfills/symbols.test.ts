// Which symbols the ponyfill chooses, in realms of their own.
import { createRealm, engineHasFeature, run, script } from "./support/realm.js";

const ponyfill = script("index");
const choose = (globals: Record<string, unknown>, before = ""): unknown =>
  run(createRealm(globals), `${before};${ponyfill}; [exports.dispose, exports.asyncDispose]`);
const node = (version: string): Record<string, unknown> => ({ process: { versions: { node: version } } });
const registered = (prefix: string): symbol[] => [
  Symbol.for(`${prefix}.dispose`),
  Symbol.for(`${prefix}.asyncDispose`),
];
const testWithout = engineHasFeature ? test.skip : test;

describe("the ponyfill's symbols", () => {
  testWithout.each([
    ["in a browser", {}],
    ["where a bundler stands in for process", { process: { env: {} } }],
    ["on Node 14", node("14.21.3")],
    ["on Node 16", node("16.20.2")],
    ["on Node 17", node("17.9.1")],
  ])("[non-spec] are those that Babel's and esbuild's helpers fall back to, %s", (_, globals) => {
    expect(choose(globals)).toEqual(registered("Symbol"));
  });

  testWithout.each([["18.20.8"], ["20.20.2"], ["22.23.3"]])(
    "[non-spec] are the host's in a vm context of Node %s",
    (version) => {
      expect(choose(node(version))).toEqual(registered("nodejs"));
    },
  );

  testWithout("[non-spec] are those of Symbol where it has them", () => {
    const before = `Symbol.dispose = Symbol("mine"); Symbol.asyncDispose = Symbol("mine")`;
    const [dispose, asyncDispose] = choose(node("20.20.2"), before) as symbol[];
    expect([dispose?.description, asyncDispose?.description]).toEqual(["mine", "mine"]);
  });

  test("[spec] are the engine's where it has the feature", () => {
    const { dispose, asyncDispose } = Symbol;
    if (!engineHasFeature) return;
    expect(choose({})).toEqual([dispose, asyncDispose]);
  });

  testWithout("[non-spec] are fresh, and in no registry, under polyfill/strict", () => {
    const realm = createRealm(node("20.20.2"));
    run(realm, script("strict"));
    expect(run(realm, "Symbol.keyFor(Symbol.dispose)")).toBeUndefined();
    expect(run(realm, "Symbol.asyncDispose.description")).toBe("Symbol.asyncDispose");
    expect(run(realm, `typeof DisposableStack.prototype[Symbol.dispose]`)).toBe("function");
    expect(run(realm, `Object.getOwnPropertyDescriptor(Symbol, "dispose").configurable`)).toBe(false);
  });

  test("[non-spec] under polyfill/strict stay as they are where Symbol has them", () => {
    const realm = createRealm();
    run(realm, script("auto"));
    const before = run(realm, "Symbol.dispose");
    run(realm, script("strict"));
    expect(run(realm, "Symbol.dispose")).toBe(before);
  });
});

describe("classes of the engine that are broken", () => {
  const broken = `
    globalThis.DisposableStack = class DisposableStack {};
    globalThis.AsyncDisposableStack = class AsyncDisposableStack {};
    globalThis.SuppressedError = class SuppressedError extends Error {
      constructor(error, suppressed, message, options) {
        super(message, options);
        this.error = error;
        this.suppressed = suppressed;
      }
    };
    var originals = [DisposableStack, AsyncDisposableStack, SuppressedError];`;

  test("[non-spec] are not what the ponyfill hands out", () => {
    const realm = createRealm();
    run(realm, `${broken};${ponyfill}`);
    expect(
      run(
        realm,
        `originals.some((each) => [exports.DisposableStack, exports.AsyncDisposableStack, exports.SuppressedError].includes(each))`,
      ),
    ).toBe(false);
    expect(run(realm, "typeof exports.DisposableStack.prototype.use")).toBe("function");
  });

  test("[non-spec] are replaced by the polyfill; their errors are errors of ours, and name our class", () => {
    const realm = createRealm();
    run(realm, `${broken}; var made = new SuppressedError(1, 2);`);
    run(realm, `${script("install", "installer")}; var report = installer.install(globalThis);`);
    expect(run<string>(realm, "report.repaired.map(({ name }) => name).join()")).toBe(
      "SuppressedError,DisposableStack,AsyncDisposableStack,SuppressedError.prototype.constructor",
    );
    expect(run(realm, "originals.includes(SuppressedError)")).toBe(false);
    expect(run(realm, "made instanceof SuppressedError")).toBe(true);
    expect(run(realm, "SuppressedError.prototype.constructor === SuppressedError")).toBe(true);
    expect(
      run(realm, `JSON.stringify(Object.getOwnPropertyDescriptor(SuppressedError.prototype, "constructor"))`),
    ).toBe('{"writable":true,"enumerable":false,"configurable":true}');
    expect(
      run(realm, "originals.includes(DisposableStack) || originals.includes(AsyncDisposableStack)"),
    ).toBe(false);
  });

  test("[non-spec] that work stay", () => {
    const realm = createRealm();
    run(realm, script("auto"));
    run(realm, "var before = [DisposableStack, AsyncDisposableStack, SuppressedError];");
    run(realm, ponyfill);
    expect(
      run(
        realm,
        `[exports.DisposableStack, exports.AsyncDisposableStack, exports.SuppressedError].every((each, at) => each === before[at])`,
      ),
    ).toBe(true);
  });
});
