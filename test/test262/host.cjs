// The host that runs prepared test262 scripts, each in a fresh realm: a vm context with `$262`, and the polyfill in it.
// Has to run on Node 14. Reads { prelude, scripts: [{ id, code, async, module, negative, imports }] } from its standard
// input, `imports` being the source text of each module that a module test imports; writes one line of JSON,
// { id, error }, for each.
"use strict";
const { readFileSync, writeSync } = require("fs");
const vm = require("vm");

const { prelude, scripts } = JSON.parse(readFileSync(0, "utf8"));
const polyfill = new vm.Script(prelude, { filename: "polyfill.js" });
const patience = 5000; // ms, for a test that never calls $DONE

function createRealm(print, context = vm.createContext()) {
  const global = vm.runInContext("globalThis", context);
  const realm = {
    global,
    createRealm: () => createRealm(print),
    evalScript: (code) => vm.runInContext(code, context),
    gc() {
      throw new Error("gc is not available");
    },
    agent: {},
  };
  const define = (name, value) =>
    Reflect.defineProperty(global, name, { value, writable: true, enumerable: false, configurable: true });
  define("$262", realm);
  define("print", print);
  polyfill.runInContext(context);
  return realm;
}

/** Runs one script; returns what is wrong, undefined when nothing is. */
async function run({ code, async, module, negative, imports = {} }) {
  let print;
  const printed = new Promise((resolve) => (print = resolve));
  const context = vm.createContext();
  createRealm((message) => print(String(message)), context);
  let phase = "parse";
  let timer;
  try {
    if (module) {
      const compiled = new vm.SourceTextModule(code, { context });
      phase = "resolution";
      const linked = new Map();
      await compiled.link((specifier) => {
        if (!(specifier in imports)) throw new Error("cannot import " + specifier);
        if (!linked.has(specifier)) {
          linked.set(specifier, new vm.SourceTextModule(imports[specifier], { context }));
        }
        return linked.get(specifier);
      });
      phase = "runtime";
      await compiled.evaluate();
    } else {
      const script = new vm.Script(code, { filename: "test.js" });
      phase = "runtime";
      script.runInContext(context);
    }
    if (async) {
      const late = new Promise((resolve) => (timer = setTimeout(resolve, patience, "never called $DONE")));
      const message = await Promise.race([printed, late]);
      if (message !== "Test262:AsyncTestComplete") return message;
    }
  } catch (error) {
    const name = error && error.constructor ? error.constructor.name : String(error);
    if (!negative) return (error && error.name) + ": " + (error && error.message);
    if (negative.phase === phase && negative.type === name) return undefined;
    return "expected a " + negative.phase + " " + negative.type + ", found a " + phase + " " + name;
  } finally {
    clearTimeout(timer);
  }
  return negative ? "expected a " + negative.phase + " " + negative.type + ", found none" : undefined;
}

// A test may leave a rejected promise behind.
process.on("unhandledRejection", () => {});

(async () => {
  for (const script of scripts) {
    writeSync(1, JSON.stringify({ id: script.id, error: await run(script) }) + "\n");
  }
})();
