/** A worker of the oracle: takes ranges of programs, runs each in both languages, posts what it found. */
import { parentPort, workerData } from "node:worker_threads";
import { breakLibrary } from "./broken.mjs";
import { COMPILED, compilerOf } from "./compilers.mjs";
import { difference } from "./compare.mjs";
import { declarationsOf } from "./declarations.mjs";
import { generate } from "./generator.mjs";
import { printJavaScript } from "./javascript.mjs";
import { KINDS, loadKind, outline } from "./kinds.mjs";
import { worldOf } from "./program.mjs";
import { startPython } from "./python-process.mjs";
import { printPython } from "./python.mjs";
import { waysOf } from "./ways.mjs";

const { seed, urls, broken, names, pythons, every, recorded } = workerData;
const stock = broken === "stock";
const lib = breakLibrary(await import(urls.library), stock ? "" : broken);
const processes = new Map();
const kinds = new Map();

/** The Python process for a kind, started when the first of its programs comes. */
async function pythonFor(kind) {
  const command = pythons[kind];
  if (!processes.has(command)) processes.set(command, await startPython(command, KINDS[kind].python));
  return processes.get(command);
}

parentPort.on("message", async (range) => {
  if (!range) {
    for (const python of processes.values()) python.stop();
    parentPort.close();
    return;
  }
  if (!kinds.has(range.kind))
    kinds.set(range.kind, await (range.kind === "blocks" ? blocks() : interpreted(range.kind)));
  const found = { kind: range.kind, done: range.to - range.from, runs: 0, mismatches: [], features: {} };
  const count = (feature) => (found.features[feature] = (found.features[feature] ?? 0) + 1);
  await kinds.get(range.kind)(range, found, count);
  parentPort.postMessage(found);
});
parentPort.postMessage({ ready: true });

/** Programs that are printed as sources. */
async function blocks() {
  const python = await pythonFor("blocks");
  const world = worldOf(lib);
  const all = waysOf(lib);
  const ways = Object.fromEntries(names.filter((name) => all[name]).map((name) => [name, all[name]]));
  const compilers = {};
  for (const name of names) {
    if (COMPILED.includes(name)) compilers[name] = await compilerOf(name, urls, { stock });
  }
  const hasFunctions = Object.keys(ways).length > 0;
  const hasDeclarations = Object.keys(compilers).length > 0;
  const language = { closesGenerators: python.closesGenerators, declares: !hasFunctions };

  return async function run(range, found, count) {
    found.python = python.python;
    found.closesGenerators = python.closesGenerators;
    // Python runs the whole range while JavaScript does.
    const programs = [];
    for (let index = range.from; index < range.to; index++) {
      const program = generate(seed, index, language);
      const sources = {
        contextlib: printPython(program, "contextlib"),
        nested: program.stacks ? printPython(program, "nested") : null,
      };
      const javascript = {
        functions: hasFunctions ? printJavaScript(program) : null,
        declarations: hasDeclarations ? printJavaScript(program, declarationsOf(program)) : null,
      };
      programs.push({ program, sources, javascript, answer: python.ask({ id: index, ...sources }) });
    }
    const compiled = Object.entries(compilers).map(([name, compile]) => [
      name,
      compile(programs.map(({ javascript }) => javascript.declarations)),
    ]);
    for (const [at, { program, sources, javascript, answer }] of programs.entries()) {
      const reports = hasFunctions ? await world.run(new Function("$", javascript.functions), ways) : {};
      for (const [name, defines] of compiled) {
        Object.assign(reports, await world.run(defines[at], { [name]: null }));
      }
      const answered = await answer;
      found.runs += Object.keys(reports).length + (answered.nested ? 2 : 1);
      tell(program, answered, count);
      const differs = difference(answered, reports);
      if (differs) {
        const style = compilers[differs.way] || !hasFunctions ? "declarations" : "functions";
        const printed = { python: sources.contextlib, javascript: javascript[style] };
        found.mismatches.push({ kind: "blocks", index: program.index, ...differs, ...printed });
      }
    }
  };
}

/** Programs that are interpreted on both sides. */
async function interpreted(kind) {
  const { generate, runnerOf } = await loadKind(kind);
  const runProgram = runnerOf(lib);
  const python = recorded[kind] ? null : await pythonFor(kind);

  return async function run(range, found, count) {
    found.python = python ? python.python : recorded[kind].python;
    const programs = [];
    for (let index = range.from; index < range.to; index++) {
      const program = generate(recorded[kind]?.seed ?? seed, index, { every });
      const { features, ...plain } = program;
      const answer = python
        ? python.ask({ id: index, kind, program: plain })
        : { contextlib: recorded[kind].reports[index], nested: null };
      programs.push({ program, features, plain, answer });
    }
    for (const { program, plain, answer } of programs) {
      const reports = await runProgram(plain);
      const answered = await answer;
      found.runs += Object.keys(reports).length + (answered.nested ? 2 : 1);
      tell(program, answered, count);
      for (const feature of answered.features ?? []) count(feature);
      if (answered.skipped) found.skipped = (found.skipped ?? 0) + 1;
      const differs = answered.skipped ? null : difference(answered, reports);
      if (differs) {
        const printed = { python: "", javascript: outline(plain) };
        found.mismatches.push({ kind, index: program.index, ...differs, ...printed });
      }
    }
  };
}

/** Counts what a program contained, and what became of it. */
function tell(program, { contextlib, nested }, count) {
  for (const feature of program.features) count(feature);
  const { chains, lossy } = nested ?? contextlib;
  if (contextlib.keptJumps) count("= a scope completes a jump that CPython abandons");
  const longest = Math.max(0, ...chains.map((chain) => chain.length));
  const raised = contextlib.outcome.startsWith("raised");
  count(raised ? `= ends with an error` : "= ends with a value");
  if (longest > 1) count(`= a chain of ${longest > 4 ? "5 or more" : longest}`);
  if (contextlib.events.some((event) => event.includes(" told ") && !/none( @\d+)?$/.test(event))) {
    count("= an exit is told an error");
    if (!raised) count("= an exit is told an error, the program ends with a value");
  }
  if (contextlib.outcome === "hangs") count("= CPython's ExitStack hangs");
  if (lossy) count("= chains not compared (Python overwrites a __context__)");
}
