// webLock over real Web Locks: those of Node 26, which runs ./program.ts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { webLock } from "await-using/locks";
import { run } from "../package/process.js";
import { node26 } from "./node-26.js";

const root = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "await-using-web-locks-"));
let found: Record<string, unknown>;
let unhandled: unknown;

beforeAll(async () => {
  const program = join(folder, "program.mjs");
  await build({
    entryPoints: [join(__dirname, "program.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2022",
    alias: {
      "await-using": join(root, "src/index.ts"),
      "await-using/locks": join(root, "src/locks/index.ts"),
    },
  });
  const { status, stdout, stderr } = await run(node26(), [program], folder);
  if (status !== 0 || stderr !== "") throw new Error(`exit status ${status}\n${stdout}${stderr}`);
  ({ found, unhandled } = JSON.parse(stdout) as { found: Record<string, unknown>; unhandled: number });
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true }));

const expected: Record<string, unknown> = {
  "is held for the block": [["a", "exclusive", false], ["a exclusive"], []],
  "a failed block lets it go": [true, []],
  excludes: ["x in", "x out", "y in", "y out", "z in", "z out"],
  "is shared": ["a shared", "a shared"],
  "ifAvailable gives null where it is not free": [["a", null], []],
  "a stolen lock aborts the signal, and a clean end fails with its reason": ["AbortError", true, []],
  "a stolen lock does not mask the block's own error": true,
  "a stolen lock leaves the thief's alone at the exit": [["AbortError", ["a exclusive"]], []],
  "a signal ends the wait with its reason": [true, true, ["a exclusive"], []],
  "timeout around the wait throws its TimeoutError": "TimeoutError",
  "is reusable, one block at a time": ["a", "RuntimeError", "a", []],
  "a second exit does nothing": ["a exclusive"],
  "the host's errors pass": ["NotSupportedError", "NotSupportedError", "and the manager is free"],
  "takes another LockManager": [["a exclusive"], ["a"]],
  "is respected in another thread": ["it still waits", "let go", "the other thread has it"],
  "a LockManager is no mutex": "TypeError",
};

test.each(Object.entries(expected))("%s", (rule, what) => {
  expect(found[rule]).toEqual(what);
});

test("every rule of the program is expected, and nothing is left unhandled", () => {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  expect(unhandled).toBe(0);
});

test("a host without Web Locks is told so", () => {
  if ((globalThis as { navigator?: { locks?: unknown } }).navigator?.locks !== undefined) {
    expect(webLock("a")).toBeDefined(); // this Node has them itself
  } else {
    expect(() => webLock("a")).toThrow(/^webLock needs navigator\.locks, which this host lacks/);
  }
});
