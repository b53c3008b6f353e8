// docs/how-an-error-travels.md: its program prints what the page says, and its stations name functions that are there.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, unpacked } from "../toolchains/pack.js";
import { follow, stepsOf } from "./documents.js";

const document = "docs/how-an-error-travels.md";

test("its program prints what the page says", async () => {
  const parent = mkdtempSync(join(tmpdir(), "await-using-travel-"));
  try {
    const folder = join(parent, "project");
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    symlinkSync(await unpacked(), join(folder, "node_modules/await-using"));
    const { printed } = await follow(stepsOf(document), parent, join(folder, "node_modules"), { folder });
    expect(printed).toHaveLength(1);
    for (const { found, expected } of printed) expect(found).toBe(expected);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}, 120_000);

test("every function that it names is in the file that it names", () => {
  const page = readFileSync(join(root, document), "utf8");
  const named = [...page.matchAll(/`(\w+)`[^|`()]*\(`((?:scope|exit|runtime)\/[\w-]+\.ts)`\)/g)];
  expect(named.length).toBeGreaterThan(5);
  const missing = named
    .map(([, name, path]) => ({ name: name!, path: path! }))
    .filter(
      ({ name, path }) =>
        !new RegExp(`function ${name}\\b`).test(readFileSync(join(root, "src", path), "utf8")),
    );
  expect(missing).toEqual([]);
});
