// `npm start`: runs the programs, each beside its Python twin, and says which printed what CPython prints.
//
//   npm start                     all of them
//   npm start -- S7 S17           some, by number or name
//   npm start -- --list           their numbers and names
//   npm start -- --json           the result as JSON, for tests
//   npm start -- --record         write expected.txt anew, from CPython 3.11
//   npm start -- --expected <dir> compare with the expected.txt files under another folder
//   npm start -- --limit <s>      give all of them together that many seconds, not 55
import { performance } from "node:perf_hooks";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { programs } from "./programs.mjs";
import { check, compile, findPython, record } from "./runner.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: "boolean" },
    json: { type: "boolean" },
    record: { type: "boolean" },
    expected: { type: "string" },
    limit: { type: "string", default: "55" },
  },
});

const timeLimit = Number(options.limit) * 1000; // ms, for all programs together
if (!(timeLimit > 0)) {
  console.error(`--limit takes a number of seconds, found ${options.limit}: npm start -- --limit 55`);
  process.exit(2);
}
const chosen = choose(positionals);
if (options.list) {
  printTable(chosen.map(({ id, name, shows }) => [id, name, shows]));
} else {
  compile();
  const python = await findPython();
  if (options.record) await recordAll(python);
  else await runAll(python);
}

async function runAll(python) {
  const print = options.json ? () => {} : console.log;
  const results = [];
  for (const program of chosen) {
    print(`${program.id} ${program.name}: ${program.shows}`);
    const result = await check(program, {
      python,
      expected: options.expected && resolve(options.expected),
      limit: timeLimit - performance.now(),
      onLine: (line) => print(`    ${line}`),
    });
    print("");
    results.push(result);
  }
  const equal = results.filter((result) => result.equal).length;
  if (options.json) {
    console.log(JSON.stringify({ python, results }));
  } else {
    printTable(results.map((result) => [result.id, result.name, result.shows, verdict(result, python)]));
    const seconds = (performance.now() / 1000).toFixed(1);
    console.log(`\n${equal} of ${results.length} equal to CPython's, in ${seconds} s`);
    if (python.reason)
      console.log(`recorded: compared with what CPython 3.11 printed once (${python.reason})`);
  }
  if (equal < results.length) process.exitCode = 1;
}

async function recordAll({ version, reason }) {
  if (!version?.startsWith("3.11.")) throw new Error(`expected.txt is CPython 3.11's: ${reason ?? version}`);
  for (const program of chosen) await record(program);
  console.log(`recorded ${chosen.length} programs from CPython ${version}`);
}

function verdict({ equal, difference, library }, python) {
  if (!equal) return `✗ ${difference}`;
  const noTwin = library.length > 0 ? `, and ${library.length} lines with no twin` : "";
  return `✓ ${python.version ? `CPython ${python.version}` : "recorded"}${noTwin}`;
}

function choose(names) {
  if (names.length === 0) return programs;
  const chosen = names.map(named);
  const unknown = names.filter((_, i) => chosen[i].length === 0);
  if (unknown.length > 0) {
    console.error(`no program ${unknown.join(", ")}; --list lists them`);
    process.exit(2);
  }
  return programs.filter((program) => chosen.flat().includes(program));
}

// A number or a name; where no program has the number itself, its family: S13 for S13a, S13b and so on.
function named(name) {
  const wanted = name.toLowerCase();
  const exact = programs.filter((program) => program.id.toLowerCase() === wanted || program.name === name);
  return exact.length > 0
    ? exact
    : programs.filter((program) => program.id.toLowerCase().replace(/[a-z]$/, "") === wanted);
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
}
