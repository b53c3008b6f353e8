// Tampered intrinsics, before the package is loaded and after: nothing changes, or it is said here that it must not be
// tampered with; then it fails aloud, and is never silently another program.
import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What the package trusts, and why; docs/proof.md says so. */
const trusted: Readonly<Record<string, string>> = {
  "Object.prototype.error and suppressed": "Node itself cannot write a line any more",
  "Object.prototype.get": "no property can be defined any more",
  "Object.prototype.set": "no property can be defined any more",
  "Object.prototype.writable, enumerable, configurable":
    "before: every property that is defined takes them over",
  "Function.prototype.call": "before: Node itself loads no module any more",
  "Array.prototype.push, pop, shift": "a stack keeps its entries by them",
  "Array.prototype[Symbol.iterator]": "lists are spread and taken apart by it",
  "a setter at Array.prototype[0]":
    "a stack keeps its entries in an array; before: Node loads no module any more",
  "Promise.prototype.then": "before: Node itself loads no module any more",
  "Reflect.apply": "before: methods are called by it; after: by the compilers' helpers",
  "Object.defineProperty": "functions and errors get their names by it",
  "the globals Error, TypeError, SuppressedError": "before: errors are made of them",
  "the globals Symbol, Promise, Reflect, Object":
    "before: everything is made of them; after: names are given by Object",
};

const program = join(__dirname, "tamper.mjs");
const names = JSON.parse(
  execFileSync(process.execPath, [program, "--list"], { encoding: "utf8" }),
) as string[];

interface Ran {
  readonly status: number;
  readonly printed: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 1), printed: stdout, stderr });
    });
  });
}

/** The parts of the program, each with what happened in it. */
function parts(printed: string): string[] {
  return printed.split(
    /; (?=with|ExitStack|AsyncExitStack|enter;|generators|Disposable|AsyncDisposable|compiled)/,
  );
}

let untampered: Ran;
beforeAll(async () => {
  untampered = await run();
});

test("the untampered program runs its parts, and prints nothing else", () => {
  expect([untampered.status, untampered.stderr]).toEqual([0, ""]);
  expect(parts(untampered.printed).length).toBe(11);
});

test.each(
  names.flatMap(
    (name) =>
      [
        [name, "before"],
        [name, "after"],
      ] as const,
  ),
)("%s, %s", async (name, when) => {
  const ran = await run(name, when);
  if (!(name in trusted)) {
    expect(ran).toEqual(untampered);
    return;
  }
  if (ran.status !== 0) {
    expect(ran.stderr).toMatch(/Error/);
    return;
  }
  const wanted = parts(untampered.printed);
  for (const [at, part] of parts(ran.printed).entries()) {
    if (part !== wanted[at]) expect(part).toMatch(/threw another/);
  }
});

test("what is trusted is what is there, and the page names it", () => {
  expect(Object.keys(trusted).filter((name) => !names.includes(name))).toEqual([]);
  const page = readFileSync(join(__dirname, "../../docs/proof.md"), "utf8");
  for (const [name, why] of Object.entries(trusted)) expect(page).toContain(`| \`${name}\` | ${why} |`);
});
