// .ci/run, with an npm that ends as it is told: the count is alone on the last line, once, and the status tells.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "await-using-run-test-"));
  for (const name of [".ci", "bin"]) mkdirSync(join(folder, name));
  copyFileSync(join(root, ".ci/run"), join(folder, ".ci/run"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(npm: string): { status: number | null; lines: string[] } {
  writeFileSync(join(folder, "bin/npm"), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
  const env = { PATH: `${join(folder, "bin")}:${process.env["PATH"]}` };
  const command = ["-c", `exec ${join(folder, ".ci/run")} 2>&1`];
  const { status, stdout } = spawnSync("/bin/sh", command, { env, encoding: "utf8" });
  return { status, lines: stdout.trimEnd().split("\n") };
}

test("the command is `npm cit` where CI is set, without standard input", () => {
  const { status, lines } = run(`echo "$CI $*"; cat; echo "7 passed, 0 failed"`);
  expect([status, lines]).toEqual([0, ["true cit", "7 passed, 0 failed"]]);
});

test("what npm says of a failure comes before the count", () => {
  const { status, lines } = run(`echo "5 passed, 2 failed"; echo "npm error code 1" >&2; exit 1`);
  expect([status, lines]).toEqual([1, ["npm error code 1", "5 passed, 2 failed"]]);
});

test("an `npm ci` that fails is one failure", () => {
  const { status, lines } = run(`echo "npm error network" >&2; exit 1`);
  expect([status, lines]).toEqual([1, ["npm error network", "0 passed, 1 failed"]]);
});

test("an npm that ends well without a count, and one that is killed, have failed", () => {
  expect(run("exit 0")).toEqual({ status: 1, lines: ["0 passed, 1 failed"] });
  expect(run("kill -9 $$")).toMatchObject({
    status: 1,
    lines: expect.arrayContaining(["0 passed, 1 failed"]),
  });
});

test("a test's own line that looks like a count is not taken for it", () => {
  const { status, lines } = run(`echo "1 passed, 0 failed"; echo more; echo "3 passed, 1 failed"; exit 1`);
  expect([status, lines]).toEqual([1, ["more", "3 passed, 1 failed"]]);
});
