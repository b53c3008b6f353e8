// Runs programs, each in its own module or CommonJS function, and writes what they did:
//
//   node --experimental-vm-modules evaluate.mjs PROGRAMS RESULTS RUNTIME
//
// PROGRAMS holds `[{ format: "module" | "commonjs", code }]`, RUNTIME is the file of our runtime for Babel's shape. A result
// is `{ events, error, exports }`, or `{ refused }` for what the engine does not parse.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import vm from "node:vm";

const [programs, results, runtimeFile] = process.argv.slice(2);
const runtime = createRequire(import.meta.url)(runtimeFile);

/** Names of errors and primitive values; functions and objects by what can be seen of them. */
function show(value, depth = 0) {
  if (typeof value === "function") {
    const isClass = /^class\b/.test(Function.prototype.toString.call(value));
    return `${isClass ? "class" : "function"} ${value.name}/${value.length}`;
  }
  if (typeof value === "symbol") return String(value);
  if (value instanceof Error || value?.name === "SuppressedError") {
    if (value.name === "SuppressedError" && "suppressed" in value)
      return `Suppressed(${show(value.error)}, ${show(value.suppressed)})`;
    return value.name === "Error" ? `Error ${value.message}` : value.name; // engines word their own errors
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? String(value);
  if (typeof value.shown === "string") return value.shown;
  if (depth > 2) return "…";
  const entries = Object.keys(value).map((key) => `${key}: ${show(value[key], depth + 1)}`);
  return `{${entries.join(", ")}}`;
}

const attempt = (get) => {
  try {
    return show(get());
  } catch (error) {
    return `! ${show(error)}`;
  }
};

/** What the programs find: `log`, `R` makes a resource, `probe` looks at what the module exports at that moment. */
function world() {
  const events = [];
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns++;
    if (!isOver) void Promise.resolve().then(turn);
  };
  const log = (...values) => {
    events.push(values.map((value) => show(value)).join(" "));
    return values[0];
  };
  const R = (name, thrown) => ({
    shown: `R ${name}`,
    [Symbol.dispose]() {
      events.push(`dispose ${name}`);
      if (thrown !== undefined) throw new Error(thrown);
    },
  });
  const A = (name, thrown) => ({
    shown: `A ${name}`,
    async [Symbol.asyncDispose]() {
      events.push(`dispose ${name} …`);
      await null;
      events.push(`disposed ${name}`);
      if (thrown !== undefined) throw new Error(thrown);
    },
  });
  return {
    events,
    globals: { log, R, A, turn: () => events.push(`turn ${turns}`), startTurns: () => turn() },
    end: () => (isOver = true),
  };
}

/** How the program sees its own exports while it runs: each name is read, and called if it is a function. */
const probeOf = (events, exportsOf) => (name) => {
  events.push(`probe ${name}: ${attempt(() => exportsOf()[name])}`);
  events.push(
    `call ${name}: ${attempt(() => {
      const value = exportsOf()[name];
      return typeof value === "function" && !/^class\b/.test(String(value)) ? value() : "";
    })}`,
  );
};

const other = { o: "other's o", p: () => "other's p", default: "other's default" };

function synthetic(exports) {
  const names = Object.keys(exports);
  return new vm.SyntheticModule(names, function () {
    for (const name of names) this.setExport(name, exports[name]);
  });
}

async function runModule(code, events) {
  let module;
  try {
    module = new vm.SourceTextModule(code, { identifier: "program.mjs" });
  } catch (error) {
    return { refused: `${error.name}: ${error.message}` };
  }
  const probe = probeOf(events, () => module.namespace);
  const modules = {
    "./other.js": synthetic({ ...other }),
    "./late.js": new vm.SourceTextModule(`log("late.js"); export const l = 1;`),
    "./probe.js": synthetic({ probe }),
    "await-using/runtime/babel": synthetic({ usingCtx: runtime.usingCtx }),
  };
  try {
    await module.link((name) => {
      if (!(name in modules)) throw new Error(`no module ${name}`);
      return modules[name];
    });
  } catch (error) {
    return { refused: `${error.name}: ${error.message}` };
  }
  let error;
  try {
    await module.evaluate();
  } catch (thrown) {
    error = show(thrown);
  }
  return { error, namespace: module.namespace };
}

async function runCommonJs(code, events) {
  const module = { exports: {} };
  const modules = {
    "./other.js": { __esModule: true, ...other },
    get "./late.js"() {
      events.push(`"late.js"`);
      return { __esModule: true, l: 1 };
    },
    "./probe.js": { __esModule: true, probe: probeOf(events, () => module.exports) },
    "await-using/runtime/babel": runtime,
  };
  const require = (name) => {
    if (!(name in modules)) throw new Error(`no module ${name}`);
    return modules[name];
  };
  let run;
  try {
    run = vm.compileFunction(code, ["exports", "require", "module"]);
  } catch (error) {
    return { refused: `${error.name}: ${error.message}` };
  }
  let error;
  try {
    run.call(module.exports, module.exports, require, module);
  } catch (thrown) {
    error = show(thrown);
  }
  return { error, namespace: module.exports };
}

/** Not by Object.keys, which reads what a module that threw may not have initialized. */
function namesOf(namespace) {
  const isName = (key) => typeof key === "string" && key !== "__esModule";
  return Reflect.ownKeys(namespace).filter(isName).sort();
}

async function run({ format, code }) {
  const { events, globals, end } = world();
  Object.assign(globalThis, globals);
  const { refused, error, namespace } = await (format === "module" ? runModule : runCommonJs)(code, events);
  end();
  if (refused !== undefined) return { refused };
  await new Promise((resolve) => setImmediate(resolve));
  const exports = {};
  for (const key of namesOf(namespace)) {
    exports[key] = attempt(() => namespace[key]);
    if (/^function /.test(exports[key])) exports[`${key}()`] = attempt(() => namespace[key]());
  }
  return { events, error: error ?? "none", exports };
}

process.on("unhandledRejection", (error) => {
  console.error(`unhandled: ${show(error)}`);
  process.exit(3);
});

const found = [];
for (const program of JSON.parse(readFileSync(programs, "utf8"))) found.push(await run(program));
writeFileSync(results, JSON.stringify(found));
