// The plugin by its name, in the configuration files of a project, run by Babel's tools.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { link, root, succeeded, unpacked } from "../../../toolchains/pack.js";
import { run } from "../../../package/process.js";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";

const PROGRAM = `
import { exit } from "await-using";
export async function main() {
  const lines = [];
  {
    await using x = {
      async [exit](completion) { lines.push(completion.error.message); },
      async [Symbol.asyncDispose]() {},
    };
    throw new Error("told");
  }
  return lines.join() + ", goes on";
}`;
const PRESETS = `[["@babel/preset-env", { "targets": "node 14" }]]`;
const folders: string[] = [];
let own: string;

beforeAll(async () => {
  own = await unpacked();
}, 180_000);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function project(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "await-using-babel-"));
  folders.push(folder);
  for (const [name, text] of Object.entries({ "src/program.js": PROGRAM, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const name of [
    "@babel/core",
    "@babel/cli",
    "@babel/register",
    "@babel/preset-env",
    "@babel/plugin-proposal-explicit-resource-management",
    "babel-jest",
    "jest",
  ]) {
    link(folder, name, join(root, "node_modules", name));
  }
  link(folder, "await-using", own);
  return folder;
}

const cjs = `module.exports = { presets: ${PRESETS}, plugins: ["await-using/babel"] };`;
const esm = `export default { presets: ${PRESETS}, plugins: ["await-using/babel"] };`;
const imported = `import plugin from "await-using/babel"; export default { presets: ${PRESETS}, plugins: [plugin] };`;
const required = `const plugin = require("await-using/babel"); module.exports = { presets: ${PRESETS}, plugins: [plugin.default] };`;

test.each([
  ["babel.config.js", cjs],
  ["babel.config.cjs", cjs],
  ["babel.config.cjs", required],
  ["babel.config.mjs", esm],
  ["babel.config.mjs", imported],
  ["babel.config.json", `{ "presets": ${PRESETS}, "plugins": ["await-using/babel"] }`],
  [".babelrc.json", `{ "presets": ${PRESETS}, "plugins": [["await-using/babel", { "inline": true }]] }`],
])(
  "%s: %s",
  async (name, text) => {
    const folder = project({ [name]: text });
    succeeded(await run("npx", ["babel", "src", "--out-dir", "dist"], folder));
    const script = `require("./dist/program.js").main().then(console.log)`;
    expect(succeeded(await run(process.execPath, ["-e", script], folder)).stdout).toBe("told, goes on\n");
  },
  60_000,
);

test("@babel/register", async () => {
  const folder = project({ "babel.config.cjs": cjs });
  const script = `require("@babel/register")({ cache: false }); require("./src/program.js").main().then(console.log)`;
  expect(succeeded(await run(process.execPath, ["-e", script], folder)).stdout).toBe("told, goes on\n");
}, 60_000);

test("babel-jest, whose mocks go before what the module imports", async () => {
  const folder = project({
    "package.json": "{}",
    "babel.config.cjs": cjs,
    "src/name.js": `export const name = "real";`,
    "src/program.test.js": `
      import { main } from "./program";
      import { name } from "./name";
      jest.mock("./name", () => ({ name: "mock" }));
      test("told", async () => {
        using _mocked = { [Symbol.dispose]() {} };
        expect([await main(), name]).toEqual(["told, goes on", "mock"]);
      });`,
    "jest.config.json": `{ "setupFiles": ["await-using/polyfill"] }`,
  });
  const { stderr, status } = await run("npx", ["jest"], folder);
  expect(stderr).toContain("1 passed, 1 total");
  expect(status).toBe(0);
}, 60_000);

test("a wrong option is reported with the file and the plugin's name", async () => {
  const folder = project({
    "babel.config.json": `{ "plugins": [["await-using/babel", { "inlined": true }]] }`,
  });
  const { stderr, status } = await run("npx", ["babel", "src"], folder);
  expect(stderr).toContain(`await-using/babel: no option is called "inlined"; there is "inline"`);
  expect(status).not.toBe(0);
}, 60_000);
