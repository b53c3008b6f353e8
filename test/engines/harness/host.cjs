// Loads files in a realm of Node, Bun or Deno and prints the report that the last of them leaves: one line of JSON.
// Has to run on Node 14. Reads { realm, format, files, where } from its first argument.
"use strict";
const { readFileSync } = require("fs");
const { pathToFileURL } = require("url");
const { join } = require("path");
const vm = require("vm");

const task = JSON.parse(process.argv[2] || "null");

async function load(realm, { format, files, where }) {
  realm.__where = where;
  for (const file of files) {
    if (format === "module") await import(pathToFileURL(file).href);
    else realm.__run(readFileSync(file, "utf8"), file);
  }
  return realm.__report;
}

const hostGlobals = {
  console,
  process,
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  clearImmediate,
  queueMicrotask,
};

function inContext() {
  const context = vm.createContext({ ...hostGlobals });
  context.__run = (code, filename) => vm.runInContext(code, context, { filename });
  return context;
}

function inMain() {
  globalThis.__run = (code, filename) => vm.runInThisContext(code, { filename });
  // For programs that need another realm beside theirs.
  globalThis.__loadRealm = async (files) => {
    const realm = inContext();
    const hide = globalThis.__hidden ? ["harness/hide.js"] : [];
    for (const file of [...hide, ...files])
      realm.__run(readFileSync(join(__dirname, "..", file), "utf8"), file);
    return vm.runInContext("globalThis", realm);
  };
  return globalThis;
}

if (task !== null && task.realm === "worker") {
  const { Worker } = require("worker_threads");
  const inner = JSON.stringify({ ...task, realm: "main" });
  const worker = new Worker(__filename, { argv: [inner], stdout: false });
  worker.on("error", (error) => {
    console.error(error);
    process.exit(1);
  });
} else if (task !== null) {
  const realm = task.realm === "vm context" ? inContext() : inMain();
  load(realm, task).then(
    (report) => {
      console.log("REPORT " + JSON.stringify(report));
      // Timers and handles that a test left behind.
      const { isMainThread } = require("worker_threads");
      if (isMainThread) process.exit(0);
    },
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}
