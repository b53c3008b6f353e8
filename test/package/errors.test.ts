// docs/errors.md: every code of the sources has an entry, every entry a code, and its program ends in it.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, unpacked } from "../toolchains/pack.js";
import { node } from "./process.js";

const page = readFileSync(join(root, "docs/errors.md"), "utf8");
const entries = page
  .split(/^## /m)
  .slice(1)
  .map((text) => ({ code: text.slice(0, text.indexOf("\n")), text }));

function codesOfSources(): string[] {
  const found = new Set<string>();
  for (const folder of ["src", "polyfills"]) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    for (const name of names.filter((each) => each.endsWith(".ts"))) {
      const text = readFileSync(join(root, folder, name), "utf8");
      for (const [code] of text.matchAll(/\bAWAIT_USING_(?!NO_SETUP\b)[A-Z_]+\b/g)) found.add(code);
    }
  }
  return [...found].sort();
}

test("every code of the sources has an entry, in the order of the alphabet, and every entry a code", () => {
  expect(entries.map(({ code }) => code)).toEqual(codesOfSources());
});

test("every entry says what to do", () => {
  expect(entries.filter(({ text }) => !text.includes("**What to do")).map(({ code }) => code)).toEqual([]);
});

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "await-using-errors-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(await unpacked(), join(folder, "node_modules/await-using"));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const programs = entries.flatMap(({ code, text }) => {
  const [, name, program] = /^```js\n\/\/ (\S+)\n(.*?)^```$/ms.exec(text) ?? [];
  return name === undefined ? [] : [[code, name, program ?? ""] as const];
});

test.each(programs)("%s: its program ends in it", async (code, name, program) => {
  writeFileSync(join(folder, name), program);
  const { status, stderr } = await node([name], folder);
  expect(stderr).toContain(`[${code}]`);
  expect(status).toBe(code === "AWAIT_USING_BLIND_EXIT" ? 0 : 1); // a warning
});
