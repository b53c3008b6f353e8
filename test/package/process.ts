// Running a command to its end, from a test.
import { execFile } from "node:child_process";

/** What a command printed, and its exit status. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `command` in `cwd` without a shell and without standard input. Never rejects because of the exit status. */
export function run(command: string, parameters: readonly string[], cwd: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      parameters,
      { cwd, maxBuffer: 2 ** 26 },
      (error: (Error & { code?: unknown }) | null, stdout, stderr) => {
        if (error !== null && typeof error.code === "string") reject(error);
        else resolve({ status: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

/** Runs a Node program in `cwd`. */
export function node(parameters: readonly string[], cwd: string): Promise<Run> {
  return run(process.execPath, parameters, cwd);
}

/** Maps `items`, two at a time: what CI's machine has cores for. */
export async function mapPairs<T, R>(items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await map(items[index] as T);
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}
