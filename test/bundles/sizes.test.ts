// No import may grow unnoticed: the budgets are what was reached when docs/sizes.md was written, and 2 %.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  copyFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { node, type Run } from "../package/process.js";
import { root, unpacked } from "../toolchains/pack.js";

const folder = mkdtempSync(join(tmpdir(), "await-using-sizes-"));
const reached = JSON.parse(readFileSync(join(root, ".ci/size.json"), "utf8")) as Record<string, number>;

// The command as it is, beside the packed package and budgets of this test's own.
beforeAll(async () => {
  const installed = await unpacked();
  for (const name of ["dist", "package.json"]) symlinkSync(join(installed, name), join(folder, name));
  for (const name of ["node_modules", "test"]) symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, ".ci"));
  copyFileSync(join(root, ".ci/size.mjs"), join(folder, ".ci/size.mjs"));
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function size(budgets: object): Promise<Run> {
  writeFileSync(join(folder, ".ci/size.json"), JSON.stringify(budgets));
  return node([join(folder, ".ci/size.mjs")], folder);
}

test("no import is larger than its budget; write docs/sizes.md anew if it has to be", async () => {
  const { status, stdout } = await size(reached);
  expect(stdout.split("\n").filter((line) => line.endsWith("over"))).toEqual([]);
  expect(stdout.split("\n").filter((line) => line.includes("await-using"))).toHaveLength(
    Object.keys(reached).length,
  );
  expect(status).toBe(0);
});

test("one that has grown by 3 % fails the command, and so does one without a budget", async () => {
  const enter = '{ enter } from "await-using"';
  const everything = '* as everything from "await-using"';
  const { stdout: table } = await size(reached);
  const now = (what: string): number => {
    const line = table.split("\n").find((text) => text.startsWith(what)) ?? "";
    return 1000 * Number(/([\d.]+) kB +[\d.]+ kB(?: +over)?$/.exec(line)?.[1]);
  };
  const { status, stdout } = await size({ ...reached, [enter]: now(enter) / 1.03, [everything]: undefined });
  expect(stdout.split("\n").filter((line) => line.endsWith("over"))).toEqual([
    expect.stringContaining(enter),
    expect.stringContaining(everything),
  ]);
  expect(status).toBe(1);
});

test("docs/sizes.md tells the budgets' sizes", () => {
  const page = readFileSync(join(root, "docs/sizes.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([^`]+)` \| [\d.]+ kB \| ([\d.]+) kB \|$/gm)];
  expect(rows.map(([, what, kB]) => [what, kB])).toEqual(
    Object.entries(reached).map(([what, bytes]) => [what, (bytes / 1000).toFixed(2)]),
  );
});
