/** A Python process that runs programs: `harness.py`, a line for a line. And where to find one that is new enough. */
import { execFile, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Gives the command of a CPython 3.`minor` or later: the environment variable PYTHON if it is set, else `python3`, else
 * a newer one on the PATH or of pyenv. Gives undefined if there is none, and `python3` where that is 3.11 at least, as
 * every kind but one asks.
 */
export async function findPython(minor) {
  if (process.env.PYTHON && minor <= 11) return process.env.PYTHON;
  const commands = process.env.PYTHON ? [process.env.PYTHON] : ["python3", ...newer(minor)];
  if (minor <= 11) return commands[0];
  for (const command of commands) {
    if ((await minorOf(command)) >= minor) return command;
  }
  return undefined;
}

/** Commands that may be a Python of that minor version or later, the older ones first. */
function newer(minor) {
  const versions = join(process.env.PYENV_ROOT || join(homedir(), ".pyenv"), "versions");
  let installed = [];
  try {
    installed = readdirSync(versions);
  } catch {
    // no pyenv
  }
  const commands = [];
  for (let each = minor; each < minor + 8; each++) {
    commands.push(`python3.${each}`);
    for (const name of installed) {
      if (name.startsWith(`3.${each}.`)) commands.push(join(versions, name, "bin", "python3"));
    }
  }
  return commands;
}

async function minorOf(command) {
  const program = "import sys; print(sys.implementation.name, *sys.version_info[:2])";
  try {
    const { stdout } = await promisify(execFile)(command, ["-S", "-c", program]);
    const [, minor] = /^cpython 3 (\d+)$/m.exec(stdout) ?? [];
    return Number(minor ?? 0);
  } catch {
    return 0; // not there, or a shim of a version that is not installed
  }
}

/**
 * Starts Python and waits for its greeting.
 *
 * @throws {Error} if there is no such command, or it is older than 3.`minor`
 */
export async function startPython(command, minor = 11) {
  const harness = fileURLToPath(new URL("harness.py", import.meta.url));
  const child = spawn(command, ["-S", "-B", harness], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (data) => (complaint = (complaint + data).slice(-2000)));

  const waiting = [];
  let ended = null;
  const end = (reason) => {
    ended ??= new Error(
      `the oracle needs CPython 3.${minor} or later as '${command}': ${reason}\n${complaint}`,
    );
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  child.on("error", (error) => end(error.message));
  child.on("close", (code) => end(`it ended with status ${code}`));
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.resolve(JSON.parse(line)));

  const answer = () =>
    new Promise((resolve, reject) => (ended ? reject(ended) : waiting.push({ resolve, reject })));

  const greeting = await answer();
  const [major, found] = greeting.python.split(".").map(Number);
  if (major < 3 || (major === 3 && found < minor)) {
    child.kill();
    throw new Error(`the oracle needs CPython 3.${minor} or later, '${command}' is ${greeting.python}`);
  }
  return {
    ...greeting,
    /** Gives the answer to a request; requests are answered in order. */
    ask(request) {
      child.stdin.write(JSON.stringify(request) + "\n");
      return answer();
    },
    stop: () => child.stdin.end(),
  };
}
