// docs/api is what the doc comments say, and their examples are programs that compile and run.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { node } from "../package/process.js";
import { root } from "../toolchains/pack.js";
import { examples, traces } from "./examples.js";
import { type Ran, runExamples } from "./run-examples.js";

const all = examples();
let ran: Map<string, Ran>;
beforeAll(async () => {
  ran = await runExamples(all);
}, 240_000);

test.each(all.map(({ name }) => name))("the example of %s compiles, and does what it says", (name) => {
  const { diagnostics, printed, status } = ran.get(name)!;
  expect(diagnostics).toBe("");
  const lines = printed
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("    at "));
  expect([lines.map((line) => line.replace(/^ *\d+\.\d ms/, "0.0 ms")), status]).toEqual([traces[name], 0]);
});

test("every trace is of an example", () => {
  expect(Object.keys(traces).sort()).toEqual(all.map(({ name }) => name).sort());
});

test("docs/api is up to date: npm run api", async () => {
  const folder = mkdtempSync(join(tmpdir(), "await-using-api-"));
  try {
    const { status } = await node([join(root, "node_modules/typedoc/bin/typedoc"), "--out", folder], root);
    expect(status).toBe(0);
    const pages = (from: string): [string, string][] =>
      readdirSync(from, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".md"))
        .sort()
        .map((path) => [path, readFileSync(join(from, path), "utf8")]);
    expect(pages(folder)).toEqual(pages(join(root, "docs/api")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
