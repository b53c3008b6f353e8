// Two copies of the package in one program, and the order in which things are loaded.
import { createRealm, engineHasFeature, type Realm, run, script } from "./support/realm.js";

const testWithout = engineHasFeature ? test.skip : test;
const first = script("index", "first");
const second = script("index", "second");
const auto = script("auto");

function realm(...scripts: string[]): Realm {
  const created = createRealm();
  for (const code of scripts) run(created, code);
  return created;
}

describe("two copies of the ponyfill", () => {
  test("[non-spec] share their symbols", () => {
    const created = realm(first, second);
    expect(
      run(created, "first.dispose === second.dispose && first.asyncDispose === second.asyncDispose"),
    ).toBe(true);
  });

  test("[non-spec] dispose each other's stacks", () => {
    const created = realm(first, second);
    run(
      created,
      `var trace = [], inner = new first.DisposableStack(), outer = new second.DisposableStack();
       inner.defer(() => trace.push("inner")); outer.use(inner); outer.dispose();`,
    );
    expect(run(created, "trace.join()")).toBe("inner");
  });
});

describe("the ponyfill and the polyfill", () => {
  testWithout.each([
    ["before", [first, auto]],
    ["after", [auto, first]],
  ])("[non-spec] share the symbols when the ponyfill is loaded %s", (_, scripts) => {
    expect(
      run(
        realm(...scripts),
        "first.dispose === Symbol.dispose && first.asyncDispose === Symbol.asyncDispose",
      ),
    ).toBe(true);
  });

  test("[non-spec] share the classes when the ponyfill is loaded after", () => {
    expect(
      run(
        realm(auto, first),
        `first.DisposableStack === DisposableStack && first.AsyncDisposableStack === AsyncDisposableStack &&
         first.SuppressedError === SuppressedError`,
      ),
    ).toBe(true);
  });

  test("[non-spec] a second installation changes nothing", () => {
    const created = realm(auto);
    const before = run(
      created,
      "[Symbol.dispose, Symbol.asyncDispose, DisposableStack, AsyncDisposableStack, SuppressedError]",
    );
    run(created, auto);
    expect(
      run(
        created,
        "[Symbol.dispose, Symbol.asyncDispose, DisposableStack, AsyncDisposableStack, SuppressedError]",
      ),
    ).toEqual(before);
  });

  test("[non-spec] the ponyfill alone changes no global and no prototype", () => {
    const snapshot = `JSON.stringify([globalThis, Symbol, Symbol.prototype, Object.prototype, Function.prototype, Error,
      Error.prototype, Promise.prototype, Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())),
      Object.getPrototypeOf(Object.getPrototypeOf((async function* () {}).prototype)),
    ].map((object) => Reflect.ownKeys(object).map(String).filter((key) => key !== "first")))`;
    const created = realm();
    const before = run(created, snapshot);
    run(created, first);
    expect(run(created, snapshot)).toBe(before);
  });
});

describe("the polyfill in a vm context", () => {
  test("[spec] gives iterators their disposers", async () => {
    const created = realm(auto);
    run(
      created,
      `var trace = [];
       function* sync() { try { yield; } finally { trace.push("sync"); } }
       async function* async() { try { yield; } finally { trace.push("async"); } }
       var one = sync(), two = async();
       one.next(); one[Symbol.dispose]();
       var done = two.next().then(() => two[Symbol.asyncDispose]());`,
    );
    await run(created, "done");
    expect(run(created, "trace.join()")).toBe("sync,async");
  });

  testWithout("[non-spec] disposes what the host of Node 18 to 22 made", async () => {
    const handle = { [Symbol.for("nodejs.asyncDispose")]: async () => void trace.push("closed") };
    const trace: string[] = [];
    const created = createRealm({ process: { versions: { node: "20.20.2" } }, handle });
    run(created, auto);
    await run(created, "stack = new AsyncDisposableStack(); stack.use(handle); stack.disposeAsync()");
    expect(trace).toEqual(["closed"]);
  });
});
