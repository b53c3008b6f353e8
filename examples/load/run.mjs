// `npm run load`: compiles the load run, and runs it where a plain `await using` knows how its block ended.
//
//   npm run load                               10,000 tasks
//   npm run load -- --tasks 1000 --seed 7      as many, failing elsewhere
//   npm run load -- --json                     the counts as JSON, for tests
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { compile, here } from "../runner.mjs";

compile(["load"]);
const program = join(here, "dist/load/load.js");
const { status } = spawnSync(
  process.execPath,
  ["--import", "await-using/register", program, ...process.argv.slice(2)],
  { cwd: here, stdio: "inherit" },
);
process.exitCode = status ?? 1;
