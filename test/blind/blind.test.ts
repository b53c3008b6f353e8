// Every kind of manager in every blind driver, in this Node and in the engines of npm: see main.mjs.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { node } from "../package/process.js";
import type { Cell } from "./matrix.js";

const root = resolve(__dirname, "../..");
const engines = ["here", "hidden", "node24", "node26", "bun"];
let results: Record<string, Cell[]>;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "await-using-blind-test-"));
  const file = join(folder, "results.json");
  try {
    const ran = await node(["test/blind/main.mjs", ...engines, "--json", file], root);
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    console.log(ran.stdout);
    results = JSON.parse(readFileSync(file, "utf8")) as typeof results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);

describe.each(engines)("%s", (engine) => {
  const cells = (): Cell[] => results[engine] ?? [];

  test("no block that failed is committed without a word, none that ended well is lost", () => {
    expect(cells().filter(({ silentCommit, silentLoss }) => silentCommit || silentLoss)).toEqual([]);
  });

  test("every exit is told, and every block ends, as the rules say", () => {
    expect(cells().filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(cells().filter(({ isRefused }) => isRefused).length).toBeGreaterThan(300);
    expect(cells().filter(({ isRefused }) => !isRefused).length).toBeGreaterThan(100);
  });
});

test("without the refusal the matrix counts silent commits", async () => {
  const ran = await node(["test/blind/main.mjs", "warned"], root);
  expect(ran.status).toBe(1);
  const [, commits] = /(\d+) silent commits/.exec(ran.stdout) ?? [];
  expect(Number(commits)).toBeGreaterThan(500);
}, 120_000);

test("docs/exit-rules.md has the table that the matrix makes", async () => {
  const ran = await node(["test/blind/main.mjs", "here", "hidden", "--check"], root);
  expect(ran).toMatchObject({ status: 0, stderr: "" });
}, 120_000);
