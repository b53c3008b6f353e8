// What the command refuses, and with what words and exit status.
import { chmodSync, cpSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { node, type Run } from "../../package/process.js";
import { cli, complaints, job, makeProject, type Project, root } from "./project.js";

jest.setTimeout(240_000); // ms: it runs the command, several times, on a machine that does other things too

let project: Project;

afterEach(() => project?.remove());

test.each([
  [["--fix", "all"], '--fix expects one of direct, adopt, defer, found "all"'],
  [["--report", "pdf"], '--report expects one of json, html, found "pdf"'],
  [["--output", "x.html"], "--output expects --report json or --report html beside it"],
  [["--prove", "--no-prove"], "--prove and --no-prove exclude each other"],
  [["--rule", "[1]"], '--rule expects a JSON object, as {"style":"stack"}, found "[1]"'],
  [["--rule", '{"fix":"none"}'], '--rule cannot set "fix": the command does, see --fix'],
  [["--rule", '{"no":1}'], "--rule: Key "],
  [["--report", "json", "--output", "no/where.json"], "--output: ENOENT"],
  [["--check", "--interactive"], "--check and --interactive exclude each other"],
  [["nowhere.ts"], 'there is no file or folder "nowhere.ts"'],
  [["package.json"], '"package.json" is no file of JavaScript or TypeScript that can be migrated'],
  [["--interactive"], "--interactive expects a terminal to ask on"],
])("%j is wrong usage: exit status 2, and nothing is written", async (args, message) => {
  project = makeProject({ "a.ts": job.before });
  const { status, stdout, stderr } = await project.migrate(...args);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(`await-using migrate: ${message}`);
  expect(project.read("a.ts")).toBe(job.before);
});

test("--help tells the options and the exit statuses", async () => {
  project = makeProject({});
  const { status, stdout } = await project.migrate("--help");
  expect(status).toBe(0);
  for (const word of ["--dry-run", "--interactive", "--no-prove", "Exit status: 0"])
    expect(stdout).toContain(word);
});

test.each([[["--version"]], [["-v"]], [["version"]], [["migrate", "--version"]], [["equiv", "-v"]]])(
  "%j prints the version of the package",
  async (args) => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(await node([cli, ...args], root)).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  },
);

test.each([
  [["--help"], "Usage: await-using <command>"],
  [["help"], "Usage: await-using <command>"],
  [["help", "migrate"], "Usage: await-using migrate"],
  [["equiv", "-h"], "Usage: await-using equiv"],
])("%j prints help", async (args, text) => {
  const { status, stdout } = await node([cli, ...args], root);
  expect([status, stdout.slice(0, text.length)]).toEqual([0, text]);
});

test("a tree with changes is refused, unless --allow-dirty or nothing is written", async () => {
  project = makeProject({ "a.ts": job.before, "b.ts": "export {};\n" });
  project.write("b.ts", "export const b = 1;\n");
  const refused = await project.migrate();
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain(
    "the tree has 1 change that git cannot take back (b.ts): commit or stash first",
  );
  expect(project.read("a.ts")).toBe(job.before);
  expect((await project.migrate("--dry-run")).status).toBe(0);
  expect(project.read("a.ts")).toBe(job.before);
  expect((await project.migrate("--allow-dirty")).status).toBe(0);
  expect(project.read("a.ts")).toBe(job.after);
});

test("a tree that only installing a package changed is no dirty one, another change beside it is", async () => {
  const locks = ["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "packages/a/package.json"];
  project = makeProject({
    "a.ts": job.before,
    "b.ts": "",
    ...Object.fromEntries(locks.map((path) => [path, "{}"])),
  });
  for (const path of ["package.json", ...locks]) project.write(path, `${project.read(path)} `);
  project.write("b.ts", "export const b = 1;\n");
  expect((await project.migrate()).stderr).toContain(
    "the tree has 1 change that git cannot take back (b.ts)",
  );
  project.write("b.ts", "");
  expect((await project.migrate()).status).toBe(0);
  expect(project.read("a.ts")).toBe(job.after);
});

test("a file that git does not track is migrated only if it is named, and then like a change", async () => {
  project = makeProject({ "a.ts": "export {};\n" });
  project.write("new.ts", job.before);
  expect((await project.migrate()).stdout).toContain("0 with 0 sites");
  expect((await project.migrate("new.ts")).stderr).toContain("cannot take back");
  expect((await project.migrate("new.ts", "--force")).status).toBe(0);
  expect(project.read("new.ts")).toBe(job.after);
});

test("a folder in no git repository is refused likewise", async () => {
  project = makeProject({ "a.ts": job.before }, { git: false });
  const refused = await project.migrate();
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain(
    "is in no git repository, so nothing could take the rewrites back: run git init",
  );
  expect((await project.migrate("--allow-dirty")).status).toBe(0);
  expect(project.read("a.ts")).toBe(job.after);
});

test("--check exits 1 if something would be migrated and 0 if not, and writes nothing", async () => {
  project = makeProject({ "a.ts": job.before });
  const { status, stdout } = await project.migrate("--check");
  expect(status).toBe(1);
  expect(stdout).toContain("a.ts:4: adopt");
  expect(project.read("a.ts")).toBe(job.before);
  await project.migrate();
  project.commit();
  expect((await project.migrate("--check")).status).toBe(0);
});

test("--diff prints what would change, and writes nothing", async () => {
  project = makeProject({ "a.ts": job.before });
  const { status, stdout } = await project.migrate("--diff");
  expect(status).toBe(0);
  expect(stdout).toContain("--- a/a.ts\n+++ b/a.ts\n");
  expect(stdout).toContain("+  await using _job = deferAsync(() => job.release());\n");
  expect(project.read("a.ts")).toBe(job.before);
});

describe("a tool that is missing", () => {
  /** The command as a package without anything beside it. */
  const alone = (): Promise<Run> => {
    const bin = join(project.folder, "node_modules", "await-using", "dist", "cli.js");
    mkdirSync(join(bin, "../.."), { recursive: true });
    cpSync(cli, bin);
    return node([bin, "migrate"], project.folder);
  };

  test.each([
    [
      "ESLint",
      {},
      "needs ESLint 8.57 or later, and found none: npm install --save-dev eslint [AWAIT_USING_TOOL_MISSING]",
    ],
    [
      "the parser",
      { eslint: "eslint" },
      "needs @typescript-eslint/parser 6.5 or later to read TypeScript, and found none: " +
        "npm install --save-dev @typescript-eslint/parser typescript [AWAIT_USING_TOOL_MISSING]",
    ],
  ])("%s: the message says how to install it", async (_name, tools, message) => {
    project = makeProject({ "a.ts": job.before }, { tools });
    const run = await alone();
    expect(run.status).toBe(2);
    expect(complaints(run)).toBe(`await-using migrate: ${message}\n`);
  });

  test("JavaScript alone needs ESLint only, and the account says what is missed", async () => {
    const before = job.before.replace(/^export interface.*\n/, "").replace(/: (\(\) => )?Promise<\w+>/g, "");
    project = makeProject({ "a.js": before }, { tools: { eslint: "eslint" } });
    project.write("package.json", `{ "engines": { "node": ">=24" }, "type": "module" }`);
    project.commit();
    const run = await alone();
    expect([run.status, complaints(run)]).toEqual([0, ""]);
    expect(project.read("a.js")).toContain("await using _job = deferAsync(() => job.release());");
  });

  test("an ESLint before 8.57 is too old", async () => {
    project = makeProject({ "a.ts": job.before }, { tools: {} });
    project.write("node_modules/eslint/package.json", `{ "name": "eslint", "main": "api.js" }`);
    project.write("node_modules/eslint/api.js", `exports.ESLint = class { static version = "8.56.0"; };`);
    expect(complaints(await project.migrate())).toBe(
      "await-using migrate: needs ESLint 8.57 or later, and found 8.56.0: npm install --save-dev eslint [AWAIT_USING_TOOL_VERSION]\n",
    );
  });
});

test("a file keeps its mode", async () => {
  project = makeProject({ "a.ts": `#!/usr/bin/env node\n${job.before}` });
  chmodSync(join(project.folder, "a.ts"), 0o755);
  project.commit();
  await project.migrate();
  expect(project.read("a.ts")).toContain("await using");
  expect(statSync(join(project.folder, "a.ts")).mode & 0o777).toBe(0o755);
});
