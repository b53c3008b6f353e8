// `npm test`: sets the machine up, builds, lints, checks types and runs Jest, as far as possible beside each other; then says
// what did not run, and prints how many tests passed and failed, alone on the last line.
//
// npm test                 all
// npm test -- test/scope   what follows is Jest's
//
// Exits with 0 if all that ran passed; where the variable CI is set, only if nothing was left out either.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { closing, count, leftOut, mending } from "./needs.mjs";
import { setUp, startPostgres } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const report = `${root}test-report.json`;
const started = Date.now();
const children = new Set();
const failures = [];
let stopPostgres = () => {};

const say = (line) => console.log(`npm test: ${line}`);
const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

/** Runs a command without standard input; resolves to its status. Its output is shown, or kept and shown if it fails. */
function run(command, parameters, { env = process.env, isShown = false } = {}) {
  return new Promise((resolve) => {
    const output = isShown ? "inherit" : "pipe";
    const child = spawn(command, parameters, { cwd: root, env, stdio: ["ignore", output, output] });
    children.add(child);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => (text += part));
    child.once("error", (error) => resolve({ status: 1, text: String(error) }));
    child.once("close", (status) => {
      children.delete(child);
      resolve({ status: status ?? 1, text });
    });
  });
}

/** A step outside Jest; resolves to whether it succeeded. */
async function step(name, ...parameters) {
  const since = Date.now();
  const { status, text } = await run("npm", ["run", "--silent", name, ...parameters]);
  if (status !== 0) {
    failures.push(name);
    console.log(text);
  }
  say(`${name} ${status === 0 ? "passed" : "failed"} in ${seconds(since)}`);
  return status === 0;
}

/** What is there and what is not, and the variables that tell the tests. */
async function prepare() {
  const { found, missing, candidates } = await setUp(say);
  const env = { ...process.env, AWAIT_USING_WITHOUT: missing.join() };
  for (const [name, variable] of [
    ["chromium", "CHROME_BIN"],
    ["firefox", "FIREFOX_BIN"],
  ]) {
    if (found[name] !== undefined) env[variable] = found[name];
  }
  if (found.postgres !== undefined && !env.DATABASE_URL) {
    try {
      const server = await startPostgres(found.postgres);
      stopPostgres = server.stop;
      env.DATABASE_URL = server.url;
      say(`a PostgreSQL server listens at ${server.url}`);
    } catch (error) {
      failures.push("PostgreSQL");
      say(error.message);
    }
  }
  return { env, missing, candidates };
}

function end(status) {
  for (const child of children) child.kill("SIGTERM");
  stopPostgres();
  process.exit(status);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    console.log("0 passed, 1 failed");
    end(1);
  });
}

rmSync(report, { force: true });
const prepared = prepare();
const built = step("build");
// Both read the declarations in dist/.
const checked = built.then(async (isBuilt) => {
  if (isBuilt) await step("lint").then(() => step("types"));
});

const { env, missing, candidates } = await prepared;
if (await built) {
  const jest = ["node_modules/jest/bin/jest.js", "--json", `--outputFile=${report}`];
  // One more than there are processors: tests wait for browsers, servers and npm.
  const workers = `--maxWorkers=${availableParallelism() + 1}`;
  const { status } = await run(process.execPath, [...jest, workers, ...process.argv.slice(2)], {
    env,
    isShown: true,
  });
  say(`the tests ended with status ${status} after ${seconds(started)}`);
}
await checked;
stopPostgres();
stopPostgres = () => {};

let found;
try {
  found = JSON.parse(readFileSync(report, "utf8"));
  if (process.argv.includes("-t")) found.numPendingTests = 0; // asked for
} catch {
  // Jest left none
}
const { passed, failed, reasons } = count(found, failures, process.env.CI ? missing : []);
process.stdout.write(
  closing(missing, leftOut(missing), mending(missing, candidates, process.getuid?.() === 0)),
);
for (const reason of reasons) console.log(`npm test: counted as failed: ${reason}`);
console.log(`${passed} passed, ${failed} failed`);
end(failed === 0 ? 0 : 1);
