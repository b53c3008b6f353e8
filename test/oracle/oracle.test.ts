// CPython as the oracle, in short runs; and that the oracle is able to fail. Needs `python3` 3.11 or later, and 3.12 for
// groups: without it they are compared with what was recorded from it.
// Needs: python.

import { spawnSync } from "node:child_process";
import { join } from "node:path";

const runner = join(__dirname, "run.mjs");

function oracle(
  options: string,
  env: NodeJS.ProcessEnv = {},
): { status: number | null; text: string; last: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [runner, ...options.split(" ")], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, ...env },
  });
  const text = stdout + stderr;
  return { status, text, last: stdout.trimEnd().split("\n").at(-1) ?? "" };
}

jest.setTimeout(300_000);

test.each([11, 12])("the library agrees with CPython, seed %d", (seed) => {
  const { status, text } = oracle(`--kinds blocks --n 1500 --seed ${seed}`);
  expect(text).toMatch(/1500 programs, 0 mismatches\n$/);
  expect(status).toBe(0);
});

test("a plain run draws all kinds of programs, and counts them by kind", () => {
  const { status, text } = oracle("--n 1000 --seed 11");
  for (const kind of ["blocks", "stacks", "timeouts", "groups"])
    expect(text).toMatch(new RegExp(`^${kind}: \\d{3} programs, 0 mismatches \\(.*CPython 3\\.`, "m"));
  expect(text).toMatch(/\n1000 programs, 0 mismatches\n$/);
  expect(status).toBe(0);
});

test("stacks do as contextlib's, whatever the order of their methods", () => {
  expect(oracle("--every 2").last).toBe("1330 programs, 0 mismatches");
  const { text, last } = oracle("--kinds stacks --n 2000 --seed 11 --stats");
  expect(last).toBe("2000 programs, 0 mismatches");
  expect(text).toMatch(/exit that operates on stacks/);
  expect(text).toMatch(/stack in a stack/);
  expect(text).toMatch(/dispose twice/);
});

test("timeouts do as asyncio's in virtual time", () => {
  const { text, last } = oracle("--kinds timeouts --n 2000 --seed 11 --stats");
  expect(last).toBe("2000 programs, 0 mismatches");
  expect(text).toMatch(/= a TimeoutError/);
  expect(text).toMatch(/= several timeouts expire/);
  expect(text).toMatch(/= a timeout expires, no TimeoutError leaves it/);
  expect(text).toMatch(/timers of the same instant/);
});

test("suppress splits groups as CPython 3.12 does", () => {
  const { text, last } = oracle("--kinds groups --n 400 --seed 11 --stats");
  expect(last).toBe("400 programs, 0 mismatches");
  expect(text).toMatch(/groups 4 deep/);
});

test("without CPython 3.12, groups are compared with what was recorded, and that is said", () => {
  const { text, last } = oracle("--kinds groups --n 400", { PYTHON: "no-such-python3" });
  expect(text).toMatch(
    /groups: 400 programs, 0 mismatches \(no CPython 3\.12 or later here: compared with what was recorded from 3\.12\.\d+\)/,
  );
  expect(last).toBe("400 programs, 0 mismatches");
  expect(oracle("--kinds groups --n 400 --broken rest", { PYTHON: "no-such-python3" }).last).toMatch(
    /^400 programs, [1-9]\d* mismatches$/,
  );
});

test.each(["typescript", "babel"])("declarations compiled by %s agree with CPython", (way) => {
  const { status, text } = oracle(`--n 150 --seed 13 --ways ${way} --stats`);
  expect(text).toMatch(/150 programs, 0 mismatches\n$/);
  expect(text).toMatch(/scope of several resources/);
  expect(text).toMatch(/a scope completes a jump that CPython abandons/);
  expect(text).toMatch(/managers around the yield/);
  expect(status).toBe(0);
});

test.each(["typescript", "babel"])("the helpers that %s brings do not agree", (way) => {
  const { status, last } = oracle(`--n 60 --seed 13 --first --ways ${way} --broken stock`);
  expect(last).toMatch(/^\d+ programs, [1-9]\d* mismatches$/);
  expect(status).toBe(1);
});

test("an unknown kind, and an unknown rule, are refused", () => {
  expect(oracle("--n 10 --kinds stack").text).toContain(
    "--kinds expects some of blocks, stacks, timeouts, groups",
  );
  expect(oracle("--n 10 --broken R99").text).toContain("--broken expects one of R2, ");
});

test("an unknown way is refused", () => {
  const { status, text } = oracle("--n 10 --ways babel,tsc");
  expect(status).not.toBe(0);
  expect(text).toContain("--ways expects some of with, run, use, protocol, mixed, typescript, babel");
});

describe("a broken rule is seen", () => {
  test.each(["R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14"])(
    "%s",
    (rule) => {
      const { status, text, last } = oracle(`--n 4000 --seed 5 --first --broken ${rule}`);
      expect(last).toMatch(/^\d+ programs, [1-9]\d* mismatches$/);
      expect(text).toMatch(/rerun: npm run oracle -- --seed 5 --only \d+/);
      expect(status).toBe(1);
    },
  );

  test.each([
    ["move", "entries are left in another order after a move"],
    ["refusal", "a disposed stack takes callbacks"],
    ["outer", "an inner timeout takes the outer one's expiry for its own"],
    ["foreign", "a timeout takes another signal's abort for its own"],
    ["reschedule", "a deadline is not moved"],
    ["expired", "a timeout does not know that it expired"],
    ["rest", "suppress drops the rest of a group"],
    ["whole", "suppress lets the whole group propagate"],
  ])("%s: %s", (rule) => {
    const { status, text, last } = oracle(`--n 2000 --seed 5 --first --broken ${rule}`);
    expect(last).toMatch(/^\d+ programs, [1-9]\d* mismatches$/);
    expect(text).toMatch(/rerun: npm run oracle -- --seed 5 --only \d+ --kinds (stacks|timeouts|groups)/);
    expect(status).toBe(1);
  });

  test("but the drivers that the broken libraries are made from agree with CPython", () => {
    expect(oracle("--n 600 --seed 5 --broken none").last).toBe("600 programs, 0 mismatches");
  });
});

test("a program is known by its seed and number", () => {
  const { last, text } = oracle("--seed 5 --only 3 --broken R8");
  expect(last).toMatch(/^1 programs, [01] mismatches$/);
  expect(oracle("--seed 5 --only 3 --broken R8").text.replace(/ in \d+ s/, "")).toBe(
    text.replace(/ in \d+ s/, ""),
  );
});

test("without python3 the oracle fails, and says why", () => {
  const { status, text } = oracle("--n 10", { PYTHON: "no-such-python3" });
  expect(status).not.toBe(0);
  expect(text).toContain("the oracle needs CPython 3.11 or later as 'no-such-python3'");
  expect(text).not.toContain("mismatches");
});
