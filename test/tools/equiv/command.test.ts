// The command: what it prints, and its exit statuses. The rates of random rewrites, by the script that anybody can run.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../src/tools/cli/main.js";
import type { Report } from "../../../src/tools/equiv/index.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "await-using-equiv-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(...args: string[]): Promise<{ status: number; printed: string; complained: string }> {
  let [printed, complained] = ["", ""];
  const status = await main(args, {
    print: (text) => void (printed += text),
    complain: (text) => void (complained += text),
  });
  return { status, printed: printed.replaceAll(folder, ""), complained: complained.replaceAll(folder, "") };
}

const before = `export async function work(queue) {
  const job = await queue.take();
  try {
    return await job.run();
  } finally {
    await job.release();
  }
}
`;
const rewritten = (using: string): string => `import { defer, deferAsync } from "await-using";
export async function work(queue) {
  const job = await queue.take();
  ${using}
  return await job.run();
}
`;
const right = rewritten("await using _job = deferAsync(() => job.release());");

test("0: all are equal", async () => {
  const { status, printed } = await run("equiv", write("a.ts", before), write("b.ts", right));
  expect(printed).toMatch(/^\/a\.ts:3 work: equal \(\d+ worlds, \d+ faults\)\n$/);
  expect(status).toBe(0);
});

test("0: nothing differs", async () => {
  const { status, printed } = await run("equiv", write("a.ts", before), write("b.ts", `// said\n${before}`));
  expect(printed).toBe("/a.ts: no function differs\n");
  expect(status).toBe(0);
});

test("1: one is different, and the run that tells is printed from where it parts", async () => {
  const wrong = rewritten("using _job = defer(() => job.release());");
  const { status, printed } = await run("equiv", write("a.ts", before), write("b.ts", wrong));
  expect(printed).toBe(`/a.ts:3 work: different: a run tells them apart
  in world 0: nothing fails
    … 8 events that are the same
    settled (await queue.take()).run()
    read (await queue.take()).release
    call (await queue.take()).release()
    before: resolves to (await (await queue.take()).run())
      await (await queue.take()).release()
      settled (await queue.take()).release()
      resolves to (await (await queue.take()).run())
    after: resolves to (await (await queue.take()).run())
      resolves to (await (await queue.take()).run())
`);
  expect(status).toBe(1);
});

test("1: a difference that only a fault shows is printed with the fault", async () => {
  const wrong = before
    .replace("try {", "{")
    .replace("} finally {", "}\n{")
    .replace("return await job", "var done = await job")
    .replace("release();\n  }", "release();\n  }\n  return done;");
  const { status, printed } = await run("equiv", write("a.ts", before), write("b.ts", wrong));
  expect(printed).toMatch(/\n {2}in world 0: throw at \d+: (read|call|await) /);
  expect(printed).toMatch(/\n {4}after: rejects|\n {4}after: throws fault \d+\n/);
  expect(status).toBe(1);
});

test("2: wrong usage says what is right", async () => {
  expect(await run()).toMatchObject({
    status: 2,
    printed: "",
    complained: expect.stringMatching(/^Usage: /) as string,
  });
  expect(await run("equal")).toMatchObject({
    status: 2,
    complained: expect.stringMatching(/^await-using: "equal" is no sub-command; there is: equiv/) as string,
  });
  const rows: [string[], string][] = [
    [["equiv", "a.ts"], "expects two files, the one before and the one after, found 1"],
    [["equiv", "--seeds", "many", "a.ts", "b.ts"], '--seeds expects a number from 1 to 999999, found "many"'],
    [
      ["equiv", "--same", "close", "a", "b"],
      '--same expects a method and a symbol, as close=asyncDispose, found "close"',
    ],
    [["equiv", "--fast", "a", "b"], "Unknown option '--fast'"],
    [["equiv", "no-such-a.ts", "no-such-b.ts"], "ENOENT: no such file or directory, open 'no-such-a.ts'"],
    [["equiv", write("bad.ts", "a = ;"), write("b.ts", "")], "bad.ts: 1:5: Expression expected."],
  ];
  for (const [args, message] of rows) {
    const { status, complained } = await run(...args);
    expect([status, complained.slice(0, "await-using equiv: ".length + message.length)]).toEqual([
      2,
      `await-using equiv: ${message}`,
    ]);
  }
});

test("3: none is different, but one is unproven", async () => {
  const dead = "export function f(a) { if (false) { try { a.b(); } finally { a.c(); } } }";
  const after = `import { defer } from "await-using";
    export function f(a) { if (false) { using _c = defer(() => a.c()); a.b(); } }`;
  const { status, printed } = await run("equiv", write("a.js", dead), write("b.js", after));
  expect(printed).toMatch(/^\/a\.js:1 f: unproven: no world reached the change/);
  expect(status).toBe(3);
});

test("--same takes a disposer for the method, --json prints the report", async () => {
  const direct = rewritten("").replace("const job", "await using job");
  const files = [write("a.ts", before), write("b.ts", direct)];
  expect((await run("equiv", ...files)).status).toBe(1);
  const { status, printed } = await run("equiv", "--json", "--same", "release=asyncDispose", ...files);
  const { sites } = JSON.parse(printed) as Report;
  expect(sites).toMatchObject([{ function: "work", verdict: "equal" }]);
  expect(status).toBe(0);
});

test("--help", async () => {
  expect((await run("--help")).printed).toContain("equiv");
  const { status, printed } = await run("equiv", "--help");
  expect(printed).toMatch(/Exit status: 0 all are equal · 1 one is different · 2 wrong usage/);
  expect(status).toBe(0);
});

test("random right rewrites give no false alarm, and random wrong ones are caught", () => {
  const script = join(__dirname, "mutate.mjs");
  const args = [script, "--n", "150", "--seed", "7"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  const [, alarms, unproven, tried, caught] =
    /^150 right rewrites, (\d+) false alarms, (\d+) unproven; (\d+) wrong rewrites, (\d+) caught$/.exec(
      last,
    ) ?? [];
  expect([stderr, alarms, unproven]).toEqual(["", "0", "0"]);
  expect(Number(tried)).toBeGreaterThan(140);
  expect(Number(caught) / Number(tried)).toBeGreaterThanOrEqual(0.99);
}, 300_000);
