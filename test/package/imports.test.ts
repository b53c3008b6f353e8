// docs/imports.md: each of its programs runs, against the packed package, and prints what the page says.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, unpacked } from "../toolchains/pack.js";
import { node, type Run } from "./process.js";

interface Program {
  readonly section: string;
  /** By name. */
  readonly files: Readonly<Record<string, string>>;
  /** What it prints; a test suite's output is not shown. */
  readonly printed?: string;
}

/** The programs of the page: files, up to the text that they print or the next section. */
function programs(): Program[] {
  const page = readFileSync(join(root, "docs/imports.md"), "utf8");
  const found: Program[] = [];
  for (const section of page.split(/^## /m).slice(1)) {
    const title = section.slice(0, section.indexOf("\n"));
    let files: Record<string, string> = {};
    for (const [, language, name, text] of section.matchAll(/^```(\w+)(?: (\S+))?\n([^]*?)^```$/gm)) {
      if (language === "text") {
        found.push({ section: title, files, printed: text! });
        files = {};
      } else files[name!] = text!;
    }
    if (Object.keys(files).length > 0) found.push({ section: title, files });
  }
  return found;
}

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "await-using-imports-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(await unpacked(), join(folder, "node_modules/await-using"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
}, 120_000);
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function start(name: string): Promise<Run> {
  if (name === "package.json") {
    return node(["--experimental-vm-modules", join(root, "node_modules/jest/bin/jest.js")], folder);
  }
  if (!name.endsWith(".ts")) return node([name], folder);
  const options = ["--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  expect(await node([tsc, ...options, "user.ts"], folder)).toEqual({ status: 0, stdout: "", stderr: "" });
  return node(["user.js"], folder);
}

test("the page has programs for applications, libraries, workers, Jest and realms", () => {
  expect(programs().map(({ section }) => section)).toEqual([
    "An application",
    "An application",
    "A library",
    "A worker",
    "Jest",
    "Another realm",
  ]);
});

test.each(
  programs().map(
    (program) => [`${program.section}: ${Object.keys(program.files).join(", ")}`, program] as const,
  ),
)("%s", async (_, { files, printed }) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { status, stdout, stderr } = await start(Object.keys(files)[0]!);
  if (printed === undefined) expect(stderr).toMatch(/Tests: +1 passed, 1 total/);
  else expect(stdout).toBe(printed);
  expect(status).toBe(0);
});

test("its table of engines has the years of docs/engines.md", () => {
  const years = (page: string, engine: string): string[] => {
    const text = readFileSync(join(root, page), "utf8");
    const row = new RegExp(`^\\| ${engine}\\b.*$`, "m").exec(text)?.[0] ?? "";
    return row.match(/\b20\d\d\b/g) ?? [];
  };
  for (const engine of ["Node", "Chromium", "Firefox", "Safari", "Bun"]) {
    expect(years("docs/imports.md", engine).length).toBeGreaterThan(0);
    expect(years("docs/imports.md", engine)).toEqual(years("docs/engines.md", engine));
  }
});
