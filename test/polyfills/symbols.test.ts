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
