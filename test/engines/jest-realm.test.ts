// The packed package in a realm of Jest's own, which on Node 18 to 22 has no Symbol.dispose although Node has one.
import { open } from "node:fs/promises";
import { join } from "node:path";
import type * as library from "await-using";
import type * as ponyfill from "await-using/ponyfill";
import { unpacked } from "../toolchains/pack.js";

type Copy = typeof library & typeof ponyfill;

let packed: string;

beforeAll(async () => {
  packed = await unpacked();
}, 180_000);

/** Loads a copy of the package that shares nothing with others but the realm. */
function load(): Copy {
  let copy = {} as Copy;
  jest.isolateModules(() => {
    const file = (name: string): object => jest.requireActual(join(packed, "dist/cjs", name)) as object;
    copy = { ...file("index.js"), ...file("ponyfill.js") } as Copy;
  });
  return copy;
}

test("one symbol: of copies loaded before and after the polyfill, and of Node's own objects", async () => {
  const before = load();
  jest.requireActual(join(packed, "dist/cjs/polyfill.js"));
  const after = load();
  expect(after).not.toBe(before);
  expect([before.dispose, after.dispose]).toEqual([Symbol.dispose, Symbol.dispose]);
  expect([before.asyncDispose, after.asyncDispose]).toEqual([Symbol.asyncDispose, Symbol.asyncDispose]);

  const file = await open(__filename);
  expect(file.fd).toBeGreaterThan(0);
  await after.AsyncExitStack.run(
    (stack) => void stack.use(before.asyncDisposable(file, (each) => each.close())),
  );
  expect(file.fd).toBe(-1);
});

test.each(["before", "after"])(
  "Node's file handles are disposed of by a copy loaded %s the polyfill",
  async (when) => {
    const early = load();
    jest.requireActual(join(packed, "dist/cjs/polyfill.js"));
    const copy = when === "before" ? early : load();
    for (const Stack of [copy.AsyncDisposableStack, copy.AsyncExitStack, AsyncDisposableStack]) {
      const file = await open(__filename);
      const stack = new Stack();
      stack.use(file);
      await stack.disposeAsync();
      expect(file.fd).toBe(-1);
    }
  },
);

test("a compiled `await using` in this realm closes a file handle", async () => {
  jest.requireActual(join(packed, "dist/cjs/polyfill.js"));
  const opened = await open(__filename);
  {
    await using file = opened;
    expect(file.fd).toBeGreaterThan(0);
  }
  expect(opened.fd).toBe(-1);
});
