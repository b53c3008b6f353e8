/** A Python process that runs printed programs: `harness.py`, a line for a line. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/**
 * Starts Python and waits for its greeting.
 *
 * @throws {Error} if there is no `python3`, or it is older than 3.11
 */
export async function startPython(command = process.env.PYTHON || "python3") {
  const harness = fileURLToPath(new URL("harness.py", import.meta.url));
  const child = spawn(command, ["-S", "-B", harness], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (data) => (complaint = (complaint + data).slice(-2000)));

  const waiting = [];
  let ended = null;
  const end = (reason) => {
    ended ??= new Error(`the oracle needs CPython 3.11 or later as '${command}': ${reason}\n${complaint}`);
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  child.on("error", (error) => end(error.message));
  child.on("close", (code) => end(`it ended with status ${code}`));
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.resolve(JSON.parse(line)));

  const answer = () =>
    new Promise((resolve, reject) => (ended ? reject(ended) : waiting.push({ resolve, reject })));

  const greeting = await answer();
  const [major, minor] = greeting.python.split(".").map(Number);
  if (major < 3 || (major === 3 && minor < 11)) {
    child.kill();
    throw new Error(`the oracle needs CPython 3.11 or later, '${command}' is ${greeting.python}`);
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
