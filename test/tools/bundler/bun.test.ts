// Bun's own bundler takes the plugin of esbuild; it has no `build.resolve`, and loads nothing "by default".
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { engines } from "../../engines/engines.js";
import { obtain } from "../../engines/obtain.js";

const run = promisify(execFile);
const root = resolve(__dirname, "../../..");
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const programs: readonly [file: string, source: string][] = [
  [
    "program.ts",
    "async function main(): Promise<void> { await using a = resource<string>(); throw new Error(a.name); }",
  ],
  ["program.js", "async function main() { await using a = resource(); throw new Error(a.name); }"],
  [
    "program.jsx",
    "const view = () => <p/>; async function main() { await using a = resource(); throw new Error(a.name); }",
  ],
  [
    "program.tsx",
    "const view = () => <p/>; async function main() { await using a: any = resource(); throw new Error(a.name); }",
  ],
];

const types = (file: string, text: string): string => (/ts/.test(file) ? text : "");

describe.each([true, false])("where the package is in reach: %s", (isInReach) => {
  test.each(programs)("%s is told how its block ended", async (file, source) => {
    const bun = await obtain(engines.find(({ name }) => name === "bun")!);
    const folder = mkdtempSync(join(tmpdir(), "await-using-bun-"));
    folders.push(folder);
    if (isInReach) {
      mkdirSync(join(folder, "node_modules"));
      symlinkSync(root, join(folder, "node_modules/await-using"));
    }
    const resource = `/** @jsxRuntime classic */
      const React = { createElement() {} };
      const exit = Symbol.for("await-using.exit");
      function resource${types(file, "<T = string>")}()${types(file, ": any")} {
        return {
          name: "a",
          [exit](end${types(file, "?: any")}) { console.log("told", end && end.error.message); return end; },
          [Symbol.asyncDispose]() { console.log("BLIND"); },
        };
      }`;
    writeFileSync(
      join(folder, file),
      `${resource}\n${source}\nmain().catch((error) => console.log("threw", error.message));\n`,
    );
    writeFileSync(
      join(folder, "build.mjs"),
      `import awaitUsing from ${JSON.stringify(pathToFileURL(join(root, "dist/esm/esbuild.js")).href)};
      await Bun.build({ entrypoints: ["./${file}"], outdir: "./out", target: "bun", plugins: [awaitUsing()] });`,
    );
    await run(bun, ["build.mjs"], { cwd: folder });
    const { stdout } = await run(bun, ["out/program.js"], { cwd: folder });
    expect(stdout).toBe("told a\nthrew a\n");
  });
});
