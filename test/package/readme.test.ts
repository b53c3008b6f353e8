// The README's first example, as a new user has it: saved, compiled by TypeScript, run against the packed package.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, unpacked } from "../toolchains/pack.js";
import { node } from "./process.js";

const readme = readFileSync(join(root, "README.md"), "utf8");

function block(language: string): string {
  const text = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms").exec(readme)?.[1];
  if (text === undefined) throw new Error(`the README has no block of ${language}`);
  return text;
}

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "await-using-readme-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(await unpacked(), join(folder, "node_modules/await-using"));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the first example compiles, strictly, and prints what the README says", async () => {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "example.ts"), block("ts"));
  const options = ["--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"];
  const compiled = await node(
    [join(root, "node_modules/typescript/bin/tsc"), ...options, "example.ts"],
    folder,
  );
  expect(compiled).toEqual({ status: 0, stdout: "", stderr: "" });
  const { status, stdout } = await node(["example.js"], folder);
  expect({ status, stdout }).toEqual({ status: 0, stdout: block("text") });
}, 60_000);

test("the two commands are scripts of the package", () => {
  expect(readme).toContain("npm ci && npm start");
  expect(readme).toContain("npm cit");
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["start", "test"]));
});

test("every link to a file leads to one", () => {
  const prose = readme.replace(/`[^`]*`/g, "code");
  const links = [...prose.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path as string);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
