// The program of examples/alternatives (S14): its try/finally way is migrated by the command, and prints the same.
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { node } from "../../package/process.js";
import { makeProject, type Project, root } from "./project.js";

jest.setTimeout(240_000); // ms: it runs the command, several times, on a machine that does other things too

let project: Project;

afterAll(() => project?.remove());

function compile(): void {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    importHelpers: true,
    verbatimModuleSyntax: true,
  };
  for (const folder of ["", "alternatives"]) {
    for (const name of readdirSync(join(project.folder, folder)).filter((file) => file.endsWith(".ts"))) {
      const fileName = join(folder, name);
      const { outputText } = ts.transpileModule(project.read(fileName), { compilerOptions, fileName });
      project.write(join("out", fileName.replace(/\.ts$/, ".js")), outputText);
    }
  }
}

test("S14: examples/alternatives/by-hand.ts, migrated, gives the same trace", async () => {
  const examples = join(root, "examples");
  project = makeProject({ ".gitignore": "node_modules\nout\n" });
  for (const path of ["trace.ts", "loopback.ts", "alternatives"]) {
    cpSync(join(examples, path), join(project.folder, path), { recursive: true });
  }
  project.commit();
  const { stdout } = await project.migrate("alternatives/by-hand.ts");
  expect(stdout).toMatch(/^migrated +4$/m);
  expect(stdout).not.toContain("unproven");
  const text = project.read("alternatives/by-hand.ts");
  expect(text).not.toContain("finally {");
  expect(text.match(/\busing _/g)).toHaveLength(4);

  compile();
  mkdirSync(join(project.folder, "node_modules"), { recursive: true });
  for (const name of ["generic-pool", "tslib"]) {
    symlinkSync(join(root, "node_modules", name), join(project.folder, "node_modules", name));
  }
  symlinkSync(root, join(project.folder, "node_modules", "await-using"));
  const run = await node(["--import", "await-using/register", "out/alternatives/main.js"], project.folder);
  const expected = readFileSync(join(examples, "alternatives", "expected.txt"), "utf8");
  expect([run.status, run.stderr]).toEqual([0, ""]);
  const lines = run.stdout.split("\n").filter((line) => !line.startsWith("[library] "));
  expect(lines.join("\n")).toBe(expected);
});
