// The benchmark measures what it says: every contestant does the whole work, and the command prints and refuses.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");

function run(...args: string[]): Promise<{ status: number; printed: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), printed: stdout + stderr });
    });
  });
}

const bench = (...args: string[]): ReturnType<typeof run> => run("bench/main.mjs", ...args);

// The bundle takes the engine's classes away, and the compilers are ES modules: in a process of its own.
const program = `
  import { runInThisContext } from "node:vm";
  import { runProgram } from ${JSON.stringify(join(root, "test/program.mjs"))};
  import { pathToFileURL } from "node:url";
  const { compileBench } = await runProgram(pathToFileURL(${JSON.stringify(join(root, "bench/compile.ts"))}));
  const { rows, counts } = runInThisContext(await compileBench() + "; bench");
  const done = [];
  for (const { name, contestants } of rows) {
    for (const [who, work] of Object.entries(contestants)) {
      Object.assign(counts, { disposed: 0, exited: 0, bodies: 0 });
      await work(3);
      done.push({ name, who, ...counts });
    }
  }
  console.log(JSON.stringify(done));
`;

interface Done {
  readonly name: string;
  readonly who: string;
  readonly disposed: number;
  readonly exited: number;
  readonly bodies: number;
}

test("every contestant of a row disposes, exits and runs bodies as often as the limit", async () => {
  const folder = mkdtempSync(join(tmpdir(), "await-using-bench-test-"));
  try {
    writeFileSync(join(folder, "program.mjs"), program);
    const { status, printed } = await run(join(folder, "program.mjs"));
    expect([status, printed.slice(0, 2)]).toEqual([0, "[{"]);
    const done = JSON.parse(printed) as Done[];
    expect(done.length).toBeGreaterThan(200);
    for (const { name, who, ...counts } of done) {
      const limit = done.find((each) => each.name === name && each.who === "limit")!;
      const { disposed, exited, bodies } = limit;
      expect({ name, who, ...counts }).toEqual({ name, who, disposed, exited, bodies });
      expect(disposed + exited).toBeGreaterThan(0);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a quick run prints every column", async () => {
  const { status, printed } = await bench(
    "--engines",
    "node20",
    "--groups",
    "errors",
    "--quick",
    "--only",
    "4 disp",
  );
  expect(printed).toMatch(
    /\| Node 20\.\S+: errors \| limit, ns \| to the limit \| core-js \| @esfx\/disposable \| disposablestack \| @whatwg-node\/disposablestack \|/,
  );
  expect(printed).toMatch(/\| DisposableStack, 1 of 4 disposers throws \|( [\d,.]+ \|){6}/);
  expect(status).toBe(0);
});

test.each([
  ["--engines node7", 'no engine "node7"; there are node20, node24, node26, bun, chromium'],
  ["--groups stacks,heaps", 'no group "heaps"; there are stacks, errors, compiled, managers, tasks'],
  ["--quick --write", "--write needs all engines and groups, and no --quick"],
  ["--only (", "Invalid regular expression"],
  ["--fast", "Unknown option '--fast'"],
])("%s is refused", async (args, message) => {
  const { status, printed } = await bench(...args.split(" "));
  expect(printed).toContain(`bench: ${message}`);
  expect(printed).toContain("usage: npm run bench");
  expect(status).toBe(2);
});
