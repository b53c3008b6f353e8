// TypeScript 5.2, 5.9, 6 and 7, ts-jest and SWC: the examples as a user runs them, and the ways to compile and alias.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mapPairs, node, run } from "../package/process.js";
import { expected, npmRun, root, setUp, succeeded, unpacked } from "./pack.js";

const projects: string[] = [];

beforeAll(unpacked, 180_000);

afterAll(() => {
  for (const project of projects) rmSync(dirname(project), { recursive: true });
});

async function example(name: string, aliases?: Record<string, string>): Promise<string> {
  const project = await setUp(name, aliases);
  projects.push(project);
  return project;
}

describe("examples", () => {
  test.each([
    ["tsc", {}],
    ["tsc-7", { typescript: "typescript-7" }],
    ["swc", {}],
  ])(
    "%s",
    async (name, aliases) => {
      expect(await npmRun(await example(name, aliases))).toBe(expected);
    },
    60_000,
  );

  test("ts-jest", async () => {
    const { status, stderr } = await run("npm", ["test"], await example("ts-jest"));
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("3 passed, 3 total"),
    });
  }, 60_000);
});

const versions = ["typescript-5.2", "typescript-5.9", "typescript", "typescript-7"];

describe.each(versions)("%s", (version) => {
  let project: string;
  const ways = [
    ...["module", "commonjs"].flatMap((type) =>
      ["ES2022", "ES2017"].map((target) => ({
        type,
        target,
        options: { importHelpers: true },
        flags: ["--import", "await-using/register"],
      })),
    ),
    ...[
      { type: "module", target: "ES2022", flags: ["--import", "await-using/runtime/global"] },
      { type: "commonjs", target: "ES2022", flags: ["--require", "await-using/runtime/global"] },
      {
        type: "commonjs",
        target: "ES2017",
        flags: ["--require", "tslib", "--require", "await-using/runtime/global"],
      },
    ].map((way) => ({ ...way, options: { noEmitHelpers: true, importHelpers: false } })),
  ].map((way, index) => ({ ...way, out: `dist-${index}` }));

  /** Compiles the acceptance program in every way to a folder of its own, in one process, which reads the libs once. */
  beforeAll(async () => {
    project = await example("tsc", { typescript: version });
    succeeded(await node(["../acceptance/copy.mjs", "src/main.ts"], project));
    writeFileSync(join(project, "package.json"), "{}"); // each output folder says what its files are
    const configs = ways.map(({ type, target, options, out }, index) => {
      const module = type === "module" ? "esnext" : "commonjs";
      // `bundler` took no CommonJS before 6, `node10` is gone in 7; the program imports one package by its name.
      const moduleResolution = type === "module" || /^typescript(-7)?$/.test(version) ? "bundler" : "node10";
      const skipLibCheck = index > 0; // the declarations are the same in every way
      const compilerOptions = { target, module, moduleResolution, outDir: out, skipLibCheck, ...options };
      writeFileSync(
        join(project, `${out}.json`),
        JSON.stringify({ extends: "./tsconfig.json", compilerOptions }),
      );
      return `${out}.json`;
    });
    succeeded(await run("node_modules/.bin/tsc", ["--build", ...configs], project));
    for (const { out, type } of ways)
      writeFileSync(join(project, out, "package.json"), JSON.stringify({ type }));
  }, 120_000);

  const outputs = (chosen: typeof ways): Promise<string[]> =>
    mapPairs(
      chosen,
      async ({ flags, out }) => succeeded(await node([...flags, join(out, "main.js")], project)).stdout,
    );

  test("importHelpers, with await-using/register", async () => {
    const chosen = ways.filter(({ options }) => options.importHelpers);
    expect(chosen).toHaveLength(4);
    expect(await outputs(chosen)).toEqual(chosen.map(() => expected));
  }, 120_000);

  test("noEmitHelpers, with await-using/runtime/global, and tslib's globals for the rest", async () => {
    const chosen = ways.filter(({ options }) => !options.importHelpers);
    expect(chosen).toHaveLength(3);
    expect(await outputs(chosen)).toEqual(chosen.map(() => expected));
  }, 120_000);
});

test("with TypeScript's own helpers the acceptance program fails: it does test something", async () => {
  const project = await example("tsc");
  succeeded(await node(["../acceptance/copy.mjs", "src/main.ts"], project));
  succeeded(await run("node_modules/.bin/tsc", ["-p", ".", "--importHelpers", "false"], project));
  const { stdout } = await node(["dist/main.js"], project);
  expect(stdout).toContain("BLIND");
}, 60_000);

describe("runtime/tslib", () => {
  // That they are the same functions is tested on the source, in test/runtime/tslib.test.ts: the build reprints them.
  const compare = `
    const names = Object.keys(own).filter((name) => name !== "default");
    const shape = (value) => typeof value;
    const differ = names.filter((name) => shape(own[name]) !== shape(ours[name]));
    const notInDefault = names.filter((name) => ours.default[name] !== ours[name]);
    console.log(JSON.stringify({ count: names.length, differ, notInDefault }));`;

  test.each([
    [
      "ESM",
      "module",
      `import * as own from "tslib/tslib.es6.mjs"; import * as ours from "await-using/runtime/tslib";`,
    ],
    ["CommonJS", "commonjs", `const own = require("tslib"), ours = require("await-using/runtime/tslib");`],
  ])(
    "%s has every export of tslib",
    async (_, type, imports) => {
      const project = await example("tsc");
      const done = succeeded(await node([`--input-type=${type}`, "--eval", imports + compare], project));
      expect(JSON.parse(done.stdout)).toEqual({ count: expect.any(Number), differ: [], notInDefault: [] });
    },
    60_000,
  );

  test("await-using/register gives it to import, dynamic import and require", async () => {
    const project = await example("tsc");
    const program = `
      import * as tslib from "tslib";
      import * as ours from "await-using/runtime/tslib";
      import { createRequire } from "node:module";
      const require = createRequire(process.cwd() + "/x.js");
      console.log(
        tslib.__disposeResources === ours.__disposeResources,
        (await import("tslib")).__disposeResources === ours.__disposeResources,
        require("tslib").__disposeResources === require("await-using/runtime/tslib").__disposeResources,
        require("tslib/package.json").name,
      );`;
    writeFileSync(join(project, "program.mjs"), program);
    for (const flag of ["--import", "--require"]) {
      const { stdout } = succeeded(await node([flag, "await-using/register", "program.mjs"], project));
      expect(stdout).toBe("true true true tslib\n");
    }
  }, 60_000);
});

test("the docs show the files of the examples", () => {
  const page = readFileSync(join(root, "docs/toolchains-typescript.md"), "utf8");
  for (const name of ["tsc", "tsc-7", "ts-jest", "swc"])
    expect(page).toContain(`examples/toolchains/${name}`);
});
