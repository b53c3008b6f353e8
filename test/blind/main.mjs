// The blind matrix: every kind of manager in every blind driver, in engines that have `using` and in those without.
//
//   npm run blind -- [ENGINE …]     here (the Node that runs it), hidden (functions without text), warned (no refusal:
//                                   must fail), node24, node26, bun, chromium, firefox; else all
//                                   but warned and the browsers
//   npm run blind -- --json FILE    also writes the cells
//   npm run blind -- --write        also writes the table of docs/exit-rules.md
//   npm run blind -- --check       compares the table with that page
//
// Status 1 if a cell is not as it must be.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { runProgram } from "../program.mjs";
import { buildMatrix } from "./build.mjs";
import { countsOf, tableOf, withTable } from "./table.mjs";

const run = promisify(execFile);
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, write: { type: "boolean" }, check: { type: "boolean" } },
});
// Loads a classic script that leaves a promise of its report.
const hostSource = `
globalThis.__require = require;
require("vm").runInThisContext(require("fs").readFileSync(process.argv[2], "utf8"), { filename: process.argv[2] });
globalThis.__report.then(
  (report) => require("fs").writeFileSync(process.argv[3], JSON.stringify(report)),
  (error) => { console.error(error); process.exitCode = 1; },
);
`;
const files = {
  here: "blind.js",
  hidden: "blind-hidden.js",
  warned: "blind-warned.js",
  node24: "blind-native.js",
  node26: "blind-native.js",
  bun: "blind-native.js",
  chromium: "blind-browser.js",
  firefox: "blind-browser.js",
};
const isBrowser = (name) => files[name] === "blind-browser.js";
const chosen =
  positionals.length > 0
    ? positionals
    : Object.keys(files).filter((name) => !isBrowser(name) && name !== "warned");
const unknown = chosen.filter((name) => !(name in files));
if (unknown.length > 0) {
  console.error(`no engine ${unknown.join(", ")}; there are ${Object.keys(files).join(", ")}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "await-using-blind-"));
try {
  const { obtain, engines, start } = await runProgram(new URL("engines.ts", import.meta.url));
  await buildMatrix(folder);
  cpSync(fileURLToPath(new URL("../engines/harness", import.meta.url)), join(folder, "harness"), {
    recursive: true,
  });
  const results = {};
  for (const name of chosen) {
    const engine = engines.find((each) => each.name === name);
    if (isBrowser(name)) {
      const session = await start(engine, engine.states[0], folder);
      try {
        results[name] = await session.run({ realm: "main", format: "classic", files: [files[name]] });
      } finally {
        await session.close();
      }
      continue;
    }
    const program = ["here", "hidden", "warned"].includes(name) ? process.execPath : await obtain(engine);
    const host = join(folder, "host.cjs");
    writeFileSync(host, hostSource);
    const report = join(folder, `${name}.json`);
    await run(program, [host, join(folder, files[name]), report], {
      env: { ...process.env, NODE_OPTIONS: "" },
      timeout: 120_000,
    });
    results[name] = JSON.parse(readFileSync(report, "utf8"));
  }
  let failed = 0;
  for (const [name, cells] of Object.entries(results)) {
    console.log(`${name}: ${countsOf(cells)}`);
    for (const cell of cells.filter(({ wrong }) => wrong.length > 0)) {
      if (failed++ < 30)
        console.error(
          `  ✗ ${name}: ${[cell.kind, cell.driver, cell.holder, cell.body].join(" / ")}: ${cell.wrong.join("; ")}`,
        );
    }
  }
  if (options.json) writeFileSync(options.json, JSON.stringify(results));
  if ((options.write || options.check) && failed === 0) {
    const page = new URL("../../docs/exit-rules.md", import.meta.url);
    const text = readFileSync(page, "utf8");
    const wanted = withTable(text, tableOf([...results.here, ...results.hidden]));
    if (options.write) writeFileSync(page, wanted);
    else if (text !== wanted) {
      console.error("docs/exit-rules.md has another table: npm run blind -- --write");
      failed++;
    }
  }
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
