// Where a blind block is, from stacks as engines and compilers' helpers leave them.
import { blockPlace } from "../../src/exit/block-place.js";

const v8 = (...frames: string[]): string => ["Error", ...frames.map((frame) => `    at ${frame}`)].join("\n");
const ours = "blindBlock (file:///lib.js:1:1)";
const disposer = "[Symbol.asyncDispose] (file:///lib.js:2:1)";
const main = "main (file:///app.js:3:1)";

test.each([
  ["V8", v8(ours, disposer, main, "file:///app.js:9:1"), main],
  ["V8, at the top of a module", v8(ours, disposer, "file:///app.js:9:1"), "file:///app.js:9:1"],
  [
    "V8, a method",
    v8(ours, "R.[nodejs.dispose] (file:///lib.js:2:1)", "K.m (file:///app.js:3:1)"),
    "K.m (file:///app.js:3:1)",
  ],
  ["V8, after an await", v8(ours, disposer, "async main (file:///app.js:3:1)"), main],
  [
    "a stack of the engine's",
    v8(ours, disposer, "AsyncDisposableStack.disposeAsync (<anonymous>)", main),
    main,
  ],
  ["Bun's stack", v8(ours, disposer, "loop (native:45:16)", "disposeAsync (native:1:11)", main), main],
  ["a stack disposed of by hand", v8(ours, "AsyncExitStack.disposeAsync (file:///lib.js:2:1)", main), main],
  [
    "esbuild's helper",
    v8(ours, disposer, "next (file:///app.js:36:3)", "__callDispose (file:///app.js:44:1)", main),
    main,
  ],
  [
    "TypeScript's helper",
    v8(ours, disposer, "next (tslib.js:3:3)", "__disposeResources (tslib.js:4:1)", main),
    main,
  ],
  [
    "TypeScript's helper after an await",
    v8(ours, disposer, "next (tslib.js:3:3)", "async main (file:///app.js:3:1)"),
    main,
  ],
  ["SWC's helper", v8(ours, disposer, "next (a.js:3:3)", "_ts_dispose_resources (a.js:4:1)", main), main],
  ["Babel's helper", v8(ours, disposer, "next (a.js:3:3)", "Object.d (a.js:4:1)", main), main],
  [
    "a block in a function named next",
    v8(ours, disposer, "next (file:///app.js:3:1)", main),
    "next (file:///app.js:3:1)",
  ],
  [
    "a block in a disposer",
    v8(ours, disposer, "Pool.dispose (file:///app.js:3:1)", main),
    "Pool.dispose (file:///app.js:3:1)",
  ],
  [
    "a folder named next",
    v8(ours, disposer, "main (file:///next/dispose/app.js:3:1)"),
    "main (file:///next/dispose/app.js:3:1)",
  ],
  [
    "Firefox, WebKit",
    `blindBlock@http://x/lib.js:1:1\n[Symbol.asyncDispose]@http://x/lib.js:2:1\nmain@http://x/app.js:3:1\n`,
    "main@http://x/app.js:3:1",
  ],
  [
    "WebKit, whose disposers have no name",
    `blindBlock@http://x/lib.js:1:1\n@http://x/lib.js:2:1\nmain@http://x/app.js:3:1`,
    "main@http://x/app.js:3:1",
  ],
  [
    "the host's own frame",
    v8(ours, disposer, "process.processTicksAndRejections (node:internal/process/task_queues:95:5)"),
    "",
  ],
  ["a disposer and nothing more", v8(ours, disposer), ""],
  ["a stack of one line", "Error", ""],
  ["a stack that is cut after one frame", v8(ours), ""],
  ["no stack", undefined, ""],
  ["a stack that is no text", [], ""],
])("%s", (_, stack, place) => {
  expect(blockPlace(stack, 1)).toBe(place);
});

test("a disposer that another function of the library stands above", () => {
  expect(
    blockPlace(
      v8(ours, "unconfirmed (file:///lib.js:1:1)", "Tx.[Symbol.asyncDispose] (file:///app.js:2:1)", main),
      2,
    ),
  ).toBe(main);
  // JavaScriptCore leaves out the frame of a disposer that ends in `return unconfirmed(this)`.
  expect(blockPlace(v8(ours, "unconfirmed (file:///lib.js:1:1)", main), 2)).toBe(main);
});
