// The programs under examples/, run as `npm start` runs them, against CPython: live where the twin runs, and recorded.
// Needs: python.
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");
const examples = join(root, "examples");
const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, "main.ts")));

interface Result {
  name: string;
  equal: boolean;
  difference?: string;
  lines: string[];
  library: string[];
  twin?: string[];
  errors: string[];
}

function start(parameters: string[], env = process.env): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ["examples/run.mjs", ...parameters], {
    cwd: root,
    env,
    encoding: "utf8",
  });
}

function recorded(name: string, file: string): string[] {
  const path = join(examples, name, file);
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
}

describe("all programs", () => {
  let run: SpawnSyncReturns<string>;
  let python: { version?: string; reason?: string };
  let results: Map<string, Result>;

  beforeAll(() => {
    run = start(["--json", "--limit", "280"]);
    const report: { python: typeof python; results: Result[] } = JSON.parse(run.stdout);
    python = report.python;
    results = new Map(report.results.map((result) => [result.name, result]));
  }, 300_000);

  const result = (name: string): Result => {
    const found = results.get(name);
    if (found === undefined) throw new Error(`examples/programs.mjs does not list ${name}`);
    return found;
  };

  test("python3 is there to run the twins", () => {
    expect(python).toEqual({ version: expect.stringMatching(/^3\.\d+\.\d+/) });
  });

  test.each(names)("%s prints what CPython 3.11 printed, line by line", (name) => {
    expect(result(name).lines).toEqual(recorded(name, "expected.txt"));
    expect(result(name).lines).not.toEqual([]);
  });

  test.each(names)("%s: its twin prints the same here and now", (name) => {
    expect(result(name).twin).toEqual(recorded(name, "expected.txt"));
  });

  test.each(names)("%s: the lines without a twin are the recorded ones", (name) => {
    expect(result(name).library).toEqual(recorded(name, "library.txt"));
  });

  test.each(names)("%s is judged equal, and warns of nothing", (name) => {
    expect(result(name)).toMatchObject({ equal: true, errors: [] });
  });

  test("exit status 0 when all are equal", () => {
    expect(run.status).toBe(0);
  });

  test("the generator of S2 leaves the trace of the class of S1", () => {
    expect(result("connection-generator").lines).toEqual(result("connection-class").lines);
  });
});

describe("npm start", () => {
  let elsewhere: string;

  beforeEach(() => {
    elsewhere = mkdtempSync(join(tmpdir(), "await-using-examples-"));
    for (const name of names) {
      cpSync(join(examples, name, "expected.txt"), join(elsewhere, name, "expected.txt"));
    }
  });

  afterEach(() => rmSync(elsewhere, { recursive: true }));

  test("runs the chosen programs, prints their traces and a table", () => {
    const { status, stdout } = start(["S16", "nested-locks", "--expected", elsewhere]);
    expect(stdout).toContain("    5. __aexit__ is called and awaited, told None None None\n");
    expect(stdout).toMatch(/^S10 {2}nested-locks .* ✓ CPython 3\.\d+\.\d+$/m);
    expect(stdout).toMatch(/^S16 {2}five-steps .* ✓ CPython 3\.\d+\.\d+$/m);
    expect(stdout).toMatch(/^2 of 2 equal to CPython's, in \d+\.\d s$/m);
    expect(status).toBe(0);
  });

  test("names the first differing line and exits with 1", () => {
    appendFileSync(join(elsewhere, "five-steps", "expected.txt"), "one line more\n");
    const { status, stdout } = start(["S16", "S10", "--expected", elsewhere]);
    expect(stdout).toMatch(/^S10 .* ✓ /m);
    expect(stdout).toMatch(/^S16 .* ✗ line \d+: expected "one line more", printed no such line$/m);
    expect(stdout).toMatch(/^1 of 2 equal to CPython's/m);
    expect(status).toBe(1);
  });

  test("fails a program that nothing is recorded for", () => {
    rmSync(join(elsewhere, "five-steps", "expected.txt"));
    const { status, stdout } = start(["S16", "--expected", elsewhere]);
    expect(stdout).toContain("✗ nothing is recorded");
    expect(status).toBe(1);
  });

  test("without python3, compares with what is recorded and says so", () => {
    const { status, stdout } = start(["S16"], { ...process.env, PATH: elsewhere });
    expect(stdout).toMatch(/^S16 .* ✓ recorded$/m);
    expect(stdout).toContain("no python3 that can run the twins");
    expect(status).toBe(0);
  });

  test("--limit refuses what is no number of seconds", () => {
    const { status, stderr } = start(["S16", "--limit", "soon"]);
    expect(stderr).toBe("--limit takes a number of seconds, found soon: npm start -- --limit 55\n");
    expect(status).toBe(2);
  });

  test("--list lists every program and runs none", () => {
    const { status, stdout } = start(["--list"]);
    for (const name of names) expect(stdout).toContain(` ${name} `);
    expect(stdout.split("\n").filter(Boolean)).toHaveLength(names.length);
    expect(status).toBe(0);
  });

  test("S13 is the family S13a, S13b and so on; S1 has a number of its own", () => {
    const listed = (name: string): string[] =>
      start(["--list", name])
        .stdout.split("\n")
        .filter(Boolean)
        .map((line) => line.replace(/ .*/, ""));
    expect(listed("S13")).toEqual(["S13a", "S13b", "S13c", "S13d", "S13e"]);
    expect(listed("S1")).toEqual(["S1"]);
  });

  test("refuses a program it does not know", () => {
    const { status, stderr } = start(["S99"]);
    expect(stderr).toContain("no program S99");
    expect(status).toBe(2);
  });
});
