/** A worker of the oracle: takes ranges of programs, runs each in both languages, posts what it found. */
import { parentPort, workerData } from "node:worker_threads";
import { breakLibrary } from "./broken.mjs";
import { COMPILED, compilerOf } from "./compilers.mjs";
import { difference } from "./compare.mjs";
import { declarationsOf } from "./declarations.mjs";
import { generate } from "./generator.mjs";
import { printJavaScript } from "./javascript.mjs";
import { worldOf } from "./program.mjs";
import { startPython } from "./python-process.mjs";
import { printPython } from "./python.mjs";
import { waysOf } from "./ways.mjs";

const { seed, urls, broken, names } = workerData;
const python = await startPython();
const stock = broken === "stock";
const lib = breakLibrary(await import(urls.library), stock ? "" : broken);
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

parentPort.on("message", async (range) => {
  if (!range) {
    python.stop();
    parentPort.close();
    return;
  }
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
  const found = { done: programs.length, runs: 0, mismatches: [], features: {} };
  const count = (feature) => (found.features[feature] = (found.features[feature] ?? 0) + 1);
  for (const [at, { program, sources, javascript, answer }] of programs.entries()) {
    const reports = hasFunctions ? await world.run(new Function("$", javascript.functions), ways) : {};
    for (const [name, defines] of compiled) {
      Object.assign(reports, await world.run(defines[at], { [name]: null }));
    }
    const python = await answer;
    found.runs += Object.keys(reports).length + (python.nested ? 2 : 1);
    tell(program, python, count);
    const differs = difference(python, reports);
    if (differs) {
      const style = compilers[differs.way] || !hasFunctions ? "declarations" : "functions";
      found.mismatches.push({ index: program.index, ...differs, sources, javascript: javascript[style] });
    }
  }
  parentPort.postMessage(found);
});
parentPort.postMessage({ ready: true, python: python.python, closesGenerators: python.closesGenerators });

/** Counts what a program contained, and what became of it. */
function tell(program, { contextlib, nested }, count) {
  for (const feature of program.features) count(feature);
  const { chains, lossy } = nested ?? contextlib;
  if (contextlib.keptJumps) count("= a scope completes a jump that CPython abandons");
  const longest = Math.max(0, ...chains.map((chain) => chain.length));
  const raised = contextlib.outcome.startsWith("raised");
  count(raised ? `= ends with an error` : "= ends with a value");
  if (longest > 1) count(`= a chain of ${longest > 4 ? "5 or more" : longest}`);
  if (contextlib.events.some((event) => event.includes(" told ") && !event.endsWith("none"))) {
    count("= an exit is told an error");
    if (!raised) count("= an exit is told an error, the program ends with a value");
  }
  if (contextlib.outcome === "hangs") count("= CPython's ExitStack hangs");
  if (lossy) count("= chains not compared (Python overwrites a __context__)");
}
