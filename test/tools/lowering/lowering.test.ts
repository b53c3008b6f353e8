// `npm run lowering`: programs with `using`, lowered in every way, do what the engine of the newest Node makes of them as
// they are. All cases, and a sample of random programs.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { node } from "../../package/process.js";
import { cases } from "./cases.js";

interface Found {
  readonly cases: {
    readonly runs: number;
    readonly refused: readonly string[];
    readonly differences: readonly { readonly name: string; readonly way: string }[];
  };
  readonly random: {
    readonly programs: number;
    readonly runs: number;
    readonly differences: readonly object[];
  };
}

const sample = 120;
let found: Found;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "await-using-lowering-test-"));
  try {
    const file = join(folder, "found.json");
    const parameters = [
      "test/tools/lowering/main.mjs",
      "--n",
      String(sample),
      "--seed",
      "14",
      "--json",
      file,
    ];
    const { stderr } = await node(parameters, resolve(__dirname, "../../.."));
    expect(stderr).toBe("");
    found = JSON.parse(readFileSync(file, "utf8")) as Found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);

test("the engine runs every case, and it is compared in four ways at least", () => {
  expect(found.cases.refused).toEqual([]);
  expect(found.cases.runs).toBeGreaterThan(cases.length * 4);
});

test.each(cases.map(({ name, known }) => [name, known] as const))("%s", (name, known) => {
  const differ = found.cases.differences.filter((each) => each.name === name).map(({ way }) => way);
  expect(differ.filter((way) => !known.some((begin) => way.startsWith(begin)))).toEqual([]);
  // What is mended is taken from the list.
  expect(known.filter((begin) => !differ.some((way) => way.startsWith(begin)))).toEqual([]);
});

test("random programs differ in nothing but what limits.ts declares", () => {
  expect(found.random.programs).toBeGreaterThan(sample * 0.9);
  expect(found.random.runs).toBeGreaterThan(found.random.programs * 3);
  expect(found.random.differences).toEqual([]);
});
