// Compiles the programs, runs one beside its Python twin, and compares what they printed, line by line.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { programs } from "./programs.mjs";

export const here = dirname(fileURLToPath(import.meta.url));

// Ignored by git, and inside the package, so that `import "await-using"` finds the package itself.
const compiled = join(here, "dist");

const noTwin = "[library] ";
const programLimit = 30_000; // ms

/**
 * Compiles the programs (or what `names` lists: folders here) and what they share as users of TypeScript 5.2+ do: `await using`
 * is lowered, with tslib.
 */
export function compile(names = programs.map(({ name }) => name)) {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    importHelpers: true,
    verbatimModuleSyntax: true,
  };
  const folders = ["", ...names];
  const paths = folders.flatMap((folder) =>
    readdirSync(join(here, folder)).map((file) => join(folder, file)),
  );
  for (const path of paths.filter((path) => path.endsWith(".ts"))) {
    const source = readFileSync(join(here, path), "utf8");
    const { outputText } = ts.transpileModule(source, { compilerOptions, fileName: path });
    writeChanged(join(compiled, path.replace(/\.ts$/, ".js")), outputText);
  }
}

// Another run may be reading the same files: what is right already stays untouched.
function writeChanged(path, text) {
  try {
    if (readFileSync(path, "utf8") === text) return;
  } catch {
    mkdirSync(dirname(path), { recursive: true });
  }
  writeFileSync(path, text);
}

/** The version of `python3` if it can run the twins (CPython 3.11 or later), else why it cannot. */
export async function findPython() {
  const probe =
    "import asyncio, contextlib, sqlite3, platform as p; print(p.python_implementation(), p.python_version())";
  const { lines, failure } = await run("python3", ["-I", "-c", probe], 10_000);
  if (failure) return { reason: "no python3 that can run the twins" };
  const [implementation, version] = lines[0].split(" ");
  const [major, minor] = version.split(".").map(Number);
  if (implementation !== "CPython" || major !== 3 || minor < 11) {
    return { reason: `python3 is ${implementation} ${version}, the twins need CPython 3.11` };
  }
  return { version };
}

/**
 * Runs a program, and its twin where Python is. All three must agree: program, twin, and what is recorded in `expected`
 * (a folder laid out as this one).
 */
export async function check(program, { python, expected = here, limit = programLimit, onLine = () => {} }) {
  const [own, twin] = await Promise.all([
    run(process.execPath, parametersOf(program), Math.min(limit, programLimit), onLine),
    python.version ? runTwin(program, limit) : undefined,
  ]);
  const lines = own.lines.filter((line) => !line.startsWith(noTwin));
  const library = own.lines.filter((line) => line.startsWith(noTwin));
  const recorded = readLines(join(expected, program.name, "expected.txt"));
  const recordedLibrary = readLines(join(expected, program.name, "library.txt"));
  const difference =
    own.failure ??
    (recorded.length === 0 ? "nothing is recorded (npm start -- --record)" : undefined) ??
    firstDifference(recorded, lines, "printed") ??
    firstDifference(recordedLibrary, library, "printed") ??
    (twin && (twin.failure ?? firstDifference(recorded, twin.lines, "the twin printed")));
  return {
    ...program,
    equal: !difference,
    difference,
    lines,
    library,
    twin: twin?.lines,
    recorded,
    errors: own.errors,
  };
}

function parametersOf({ name, aware }) {
  return [...(aware ? ["--import", "await-using/register"] : []), join(compiled, name, "main.js")];
}

export function runTwin(program, limit = programLimit) {
  return run(
    "python3",
    ["-I", "-B", "-X", "utf8", join(here, program.name, "twin.py")],
    Math.min(limit, programLimit),
  );
}

/** Writes expected.txt from a run of the twin, and library.txt from the program's own lines that have no twin. */
export async function record(program) {
  const twin = await runTwin(program);
  if (twin.failure) throw new Error(`${program.name}/twin.py: ${twin.failure}`);
  const own = await run(process.execPath, parametersOf(program), programLimit);
  if (own.failure) throw new Error(`${program.name}/main.ts: ${own.failure}`);
  writeLines(join(here, program.name, "expected.txt"), twin.lines);
  const library = own.lines.filter((line) => line.startsWith(noTwin));
  if (library.length > 0) writeLines(join(here, program.name, "library.txt"), library);
}

// Resolves, never rejects, to what the command printed and how it failed, if it did.
function run(command, parameters, limit, onLine = () => {}) {
  return new Promise((resolve) => {
    const lines = [];
    const errors = [];
    // In this package's folder, so that `--import await-using/register` finds it.
    const child = spawn(command, parameters, { cwd: here, stdio: ["ignore", "pipe", "pipe"] });
    // Not the `timeout` of spawn: where the command does not exist, that one keeps this process alive to its end.
    const killer = setTimeout(() => child.kill("SIGKILL"), Math.max(1, limit));
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      onLine(line);
    });
    createInterface({ input: child.stderr }).on("line", (line) => {
      errors.push(line);
      onLine(`stderr: ${line}`);
    });
    const end = (failure) => {
      clearTimeout(killer);
      resolve({ lines, errors, failure });
    };
    child.on("error", ({ message }) => end(message));
    child.on("close", (status, signal) => {
      if (status === 0) end();
      else
        end(signal === "SIGKILL" ? "time limit" : `exit status ${status ?? signal}: ${errors.at(-1) ?? ""}`);
    });
  });
}

function firstDifference(wanted, got, who) {
  const length = Math.max(wanted.length, got.length);
  for (let i = 0; i < length; i++) {
    if (wanted[i] === got[i]) continue;
    return `line ${i + 1}: expected ${quote(wanted[i])}, ${who} ${quote(got[i])}`;
  }
}

const quote = (line) => (line === undefined ? "no such line" : JSON.stringify(line));

function readLines(path) {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/).slice(0, -1);
  } catch {
    return [];
  }
}

function writeLines(path, lines) {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
}
