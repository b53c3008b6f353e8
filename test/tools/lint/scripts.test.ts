// How a script of package.json runs code: what the doctor of blind blocks knows, one command at a time.
import { blindScripts, judgeScript, mayRun } from "../../../src/tools/doctor/scripts.js";

test.each([
  ["tsx src/main.ts", "tsx compiles it with helpers of its own", "src/main.ts"],
  ["tsx watch --clear-screen=false ./src/main.ts", "tsx compiles it with helpers of its own", "src/main.ts"],
  ["tsx watch .", "tsx compiles it with helpers of its own", undefined],
  ["NODE_ENV=dev npx tsx src/main.ts", "tsx compiles it with helpers of its own", "src/main.ts"],
  [
    "node_modules/.bin/tsx src/main.ts",
    "node_modules/.bin/tsx compiles it with helpers of its own",
    "src/main.ts",
  ],
  ["cross-env A=1 B=2 tsx src/main.ts", "tsx compiles it with helpers of its own", "src/main.ts"],
  [
    "nodemon --watch src --ext ts --exec tsx src/main.ts",
    "tsx compiles it with helpers of its own",
    "src/main.ts",
  ],
  ["nodemon --exec 'tsx src/main.ts'", "tsx compiles it with helpers of its own", "src/main.ts"],
  ['concurrently "tsc -w" "tsx watch src/main.ts"', "tsx compiles it with helpers of its own", "src/main.ts"],
  ["npm run clean && tsx src/main.ts", "tsx compiles it with helpers of its own", "src/main.ts"],
  ["node --import tsx src/main.ts", "tsx compiles it with helpers of its own", "src/main.ts"],
  ["node --import=tsx/esm src/main.ts", "tsx/esm compiles it with helpers of its own", "src/main.ts"],
  [
    "node -r esbuild-register src/main.ts",
    "esbuild-register compiles it with helpers of its own",
    "src/main.ts",
  ],
  [
    "node --import await-using/register --import tsx src/main.ts",
    "tsx compiles it with helpers of its own",
    "src/main.ts",
  ],
  ["node src/main.ts", "Node itself runs its TypeScript", "src/main.ts"],
  ["node --watch --experimental-strip-types src/main.mts", "Node itself runs its TypeScript", "src/main.mts"],
  ["node --import await-using/register src/main.ts", "Node itself runs its TypeScript", "src/main.ts"],
  ["bun src/main.ts", "Bun compiles it itself", "src/main.ts"],
  ["bun --watch run src/main.tsx", "Bun compiles it itself", "src/main.tsx"],
  ["bun test", "Bun compiles it itself", undefined],
  ["deno run -A src/main.ts", "Deno compiles it itself", "src/main.ts"],
  [
    "esbuild src/main.ts --bundle --outfile=dist/main.js",
    "esbuild's command line takes no plugins",
    "src/main.ts",
  ],
])("%s is blind: %s", (command, blind, entry) => {
  expect(judgeScript(command)).toEqual({ blind, entry, tests: false });
});

test("playwright test runs the tests alone", () => {
  expect(judgeScript("playwright test")).toEqual({
    blind: "Playwright compiles it itself",
    entry: undefined,
    tests: true,
  });
});

test.each([
  "",
  "node --import await-using/register dist/main.js",
  "NODE_OPTIONS='--import await-using/register' node dist/main.js",
  "node dist/main.js",
  "node build.mjs",
  "node --import ts-node/esm src/main.ts",
  "node -r @swc-node/register src/main.ts",
  "ts-node src/main.ts",
  "vite",
  "vitest run",
  "jest",
  "tsc -p . && node dist/main.js",
  "tsx --version",
  "echo tsx src/main.ts",
  "tsx dist/main.js",
  "bun install",
  "bun run dev",
  "deno task dev",
  "deno lint src/main.ts",
  "playwright install",
  "esbuild dist/main.js --bundle --minify",
  "esbuild src/main.ts --bundle --alias:tslib=await-using/runtime/tslib",
  "eslint src/main.ts",
])("%j: nothing says that it is blind", (command) => {
  expect(judgeScript(command).blind).toBeUndefined();
});

test("a file that one script runs with the hook is blind in another without it", () => {
  const scripts = {
    build: "tsc",
    start: "node --enable-source-maps --import await-using/register dist/main.js",
    debug: "node --inspect ./dist/main.js",
    tool: "node dist/tool.js",
  };
  expect(blindScripts(scripts)).toEqual([
    {
      name: "debug",
      command: "node --inspect ./dist/main.js",
      blind: "Node runs it without the hook await-using/register",
      entry: undefined,
      tests: false,
    },
  ]);
});

test.each([
  ["src/main.ts", "src/db/tx.ts", true],
  ["./src/main.ts", "src/db/tx.ts", true],
  ["main.ts", "src/db/tx.ts", true],
  [undefined, "src/db/tx.ts", true],
  ["scripts/gen.ts", "src/db/tx.ts", false],
  ["src/main.ts", "test/tx.test.ts", false],
  ["src/main.ts", "tx.ts", false],
])("an entry %s may run %s: %s", (entry, path, expected) => {
  expect(mayRun({ entry, tests: false }, path)).toBe(expected);
});

test.each([
  ["e2e/login.ts", true],
  ["src/login.spec.ts", true],
  ["src/__tests__/login.ts", true],
  ["src/login.ts", false],
  ["src/latest/login.ts", false],
])("a runner of tests may run %s: %s", (path, expected) => {
  expect(mayRun({ entry: undefined, tests: true }, path)).toBe(expected);
});
