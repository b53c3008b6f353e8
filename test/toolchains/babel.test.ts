// The examples of Babel 7, babel-jest and Babel 8, run with the packed package.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { Project } from "../babel/project.js";
import { type Run } from "../package/process.js";
import { type Installed, packAndInstall, root } from "../package/tarball.js";

const expected = readFileSync(join(root, "examples/toolchains/acceptance/expected.txt"), "utf8");
let installed: Installed;

beforeAll(async () => {
  installed = await packAndInstall();
}, 180_000);

afterAll(() => installed?.remove());

/** Runs a script of an example's package.json with the tools of `tools`, and with `node`. */
async function runScript(
  example: string,
  script: string,
  tools: string,
  node = process.execPath,
): Promise<Run> {
  const project = new Project(installed, tools);
  try {
    project.copy("examples/toolchains/acceptance");
    const folder = project.copy(`examples/toolchains/${example}`);
    const path = [join(project.folder, "node_modules/.bin"), dirname(node), process.env["PATH"]].join(
      delimiter,
    );
    return await project.run("env", [`PATH=${path}`, "npm", "run", "--silent", script], folder);
  } finally {
    project.remove();
  }
}

const printed = ({ stdout }: Run): string => stdout.replace(/^Successfully compiled.*\n/m, "");

test("Babel 7", async () => {
  const done = await runScript("babel", "start", root);
  expect(done.stderr).toBe("");
  expect(printed(done)).toBe(expected);
}, 60_000);

test("babel-jest", async () => {
  const done = await runScript("babel", "test", root);
  expect(done).toMatchObject({ status: 0, stderr: expect.stringContaining("1 passed, 1 total") });
}, 60_000);

test("Babel 8", async () => {
  const install = join(root, "test/babel/babel-8/install.mjs");
  const { directory, node } = JSON.parse(execFileSync(process.execPath, [install], { encoding: "utf8" }));
  const done = await runScript("babel-8", "start", directory, node);
  expect(done.stderr).toBe("");
  expect(printed(done)).toBe(expected);
}, 300_000);
