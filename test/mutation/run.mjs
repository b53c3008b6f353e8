// Changes the sources, one place at a time, and looks whether a test fails:
//
//   npm run mutation                                all rooms
//   npm run mutation -- exit scope                  some
//   npm run mutation -- exit --file chain           files whose path has it
//   npm run mutation -- --write                     and their rows into the table of docs/proof.md
//
// What survives must stand in survivors.json with the reason: that program is the same one, or nobody can tell. Exit status 1
// if a survivor has none, or a reason has no survivor any more; 2 if an argument is wrong.
//
// Stryker instruments the sources and counts; the tests run by runner.mjs, since Jest takes a second per mutant to start.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { machine, readSection, writeSection } from "../proof.mjs";

const rooms = {
  polyfills: "polyfills",
  protocol: "src/protocol",
  exit: "src/exit",
  scope: "src/scope",
  contextlib: "src/contextlib",
  concurrency: "src/concurrency",
  runtime: "src/runtime",
  adapters: "src/adapters",
};
const { chosen, file, write } = readArguments();
const explained = JSON.parse(readFileSync(new URL("survivors.json", import.meta.url), "utf8"));
process.chdir(fileURLToPath(new URL("../..", import.meta.url)));

/** By room. */
const scores = [];
const unexplained = [];
const stale = [];
for (const room of chosen) {
  const report = await mutate(room);
  const survivors = Object.entries(report.files).flatMap(([path, { source, mutants }]) =>
    mutants
      .filter(({ status }) => status === "Survived" || status === "NoCoverage")
      .map((mutant) => ({ path, code: codeOf(source, mutant), becomes: mutant.replacement ?? "" })),
  );
  const known = explained.filter(({ path }) => path in report.files);
  const isSame = (one, other) =>
    one.path === other.path && one.code === other.code && one.becomes === other.becomes;
  unexplained.push(...survivors.filter((survivor) => !known.some((each) => isSame(each, survivor))));
  if (file === "")
    stale.push(...known.filter((each) => !survivors.some((survivor) => isSame(each, survivor))));
  const statuses = Object.values(report.files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (...wanted) => statuses.filter((status) => wanted.includes(status)).length;
  scores.push({ room, killed: count("Killed", "Timeout"), survived: count("Survived", "NoCoverage") });
}
print();

async function mutate(room) {
  const folder = mkdtempSync(join(tmpdir(), "await-using-mutation-"));
  const output = join(folder, "report.json");
  process.env.MUTATED = room; // the runner is made in processes of its own
  try {
    await new Stryker({
      testRunner: "suites",
      plugins: [fileURLToPath(new URL("runner.mjs", import.meta.url))],
      coverageAnalysis: "perTest",
      mutate: [`${rooms[room]}/**/*${file}*.ts`, "!**/*.d.ts"],
      concurrency: 2,
      timeoutMS: 3000,
      tempDirName: join(folder, "sandbox"),
      reporters: ["json", "progress-append-only"],
      jsonReporter: { fileName: output },
      ignorePatterns: ["/dist", "/docs", "/examples/**/node_modules", "/test-report.json"],
      checkers: [],
      disableTypeChecks: false,
      allowConsoleColors: false,
      logLevel: "warn",
    }).runMutationTest();
    if (!existsSync(output)) throw new Error(`Stryker left no report of ${room}`);
    return JSON.parse(readFileSync(output, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text that the mutant replaces, on one line. */
function codeOf(source, { location: { start, end } }) {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  const before = source
    .split("\n")
    [start.line - 1].slice(0, start.column - 1)
    .trim();
  return `${before} ⟨${lines.map((line) => line.trim()).join(" ")}⟩`.trim();
}

function print() {
  console.log(tableOf(scores));
  for (const { path, code, becomes } of unexplained)
    console.error(`mutation: survived: ${JSON.stringify({ path, code, becomes })}`);
  for (const { path, code, becomes } of stale)
    console.error(`mutation: killed, so survivors.json need not explain it: ${path}: ${code} → ${becomes}`);
  if (unexplained.length + stale.length > 0) process.exitCode = 1;
  else if (write) writeScores();
}

/** Writes the rows of these rooms, and keeps those of the others. */
function writeScores() {
  const written = new Map(scores.map((score) => [score.room, score]));
  for (const [, folder, killed, survived] of readSection("mutation").matchAll(
    /^\| (\S+) \| \d+ \| (\d+) \| (\d+) \|/gm,
  )) {
    const room = Object.keys(rooms).find((each) => rooms[each] === folder);
    if (room !== undefined && !written.has(room))
      written.set(room, { room, killed: Number(killed), survived: Number(survived) });
  }
  const all = Object.keys(rooms).flatMap((room) => written.get(room) ?? []);
  writeSection("mutation", `${tableOf(all)}\n\nEvery survivor is explained. Measured on ${machine()}.`);
}

function tableOf(all) {
  const sum = (key) => all.reduce((total, score) => total + score[key], 0);
  const rows = [...all, { room: "all", killed: sum("killed"), survived: sum("survived") }];
  const lines = rows.map(({ room, killed, survived }) => {
    const score = `${((100 * killed) / Math.max(1, killed + survived)).toFixed(1)} %`;
    return `| ${[rooms[room] ?? "all", killed + survived, killed, survived, score].join(" | ")} |`;
  });
  return [
    "| room | mutants | killed | survived | score |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...lines,
  ].join("\n");
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { file: { type: "string", default: "" }, write: { type: "boolean", default: false } },
    });
    const unknown = positionals.find((room) => !(room in rooms));
    if (unknown !== undefined)
      throw new Error(`no room ${JSON.stringify(unknown)}; there are ${Object.keys(rooms).join(", ")}`);
    if (values.write && values.file !== "") throw new Error("--write needs all files of a room");
    return { ...values, chosen: positionals.length > 0 ? positionals : Object.keys(rooms) };
  } catch (error) {
    console.error(`mutation: ${error.message}\nusage: npm run mutation -- [ROOM …] [--file TEXT] [--write]`);
    process.exit(2);
  }
}
