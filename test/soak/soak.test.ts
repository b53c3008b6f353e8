// The soak, a few seconds long: it passes, it notices each kind of leak, and it uses every public name.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publicExports } from "../faults/exports.js";

const root = join(__dirname, "../..");

function soak(...args: string[]): Promise<{ status: number; printed: string }> {
  return new Promise((resolve) => {
    const program = join(root, "test/soak/run.mjs");
    execFile(process.execPath, [program, ...args], { cwd: root }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), printed: stdout + stderr });
    });
  });
}

test.each([
  ["memory", /memory grew by/],
  ["resource", /1 resources are still open/],
  ["rejection", /1 rejections were unhandled/],
])("a leak of %s is noticed", async (leak, message) => {
  const { status, printed } = await soak("--minutes", "0.05", "--leak", leak);
  expect(printed).toMatch(message);
  expect(status).toBe(1);
});

test("without a leak it passes", async () => {
  const { status, printed } = await soak("--minutes", "0.05");
  expect(printed).toMatch(/still open \| 0 /);
  expect([status, printed]).toEqual([0, expect.anything()]);
});

test.each([[["--minutes", "soon"]], [["--minutes=-1"]], [["--leak", "water"]], [["--hours"]]])(
  "%j is refused",
  async (args) => {
    const { status, printed } = await soak(...args);
    expect(printed).toMatch(/^soak: .*\nusage: npm run soak/);
    expect(status).toBe(2);
  },
);

test("the workload uses every public name", () => {
  const workload = readFileSync(join(root, "test/soak/workload.mjs"), "utf8");
  const missing = publicExports().filter((name) => !new RegExp(`\\b${name}\\b`).test(workload));
  // Thrown by trackResources({ atEnd: "throw" }) alone, which would fail while other tasks run.
  expect(missing).toEqual(["OpenResourcesError"]);
});
