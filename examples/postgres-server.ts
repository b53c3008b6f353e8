// A PostgreSQL server for programs and tests that need a real one: the server that DATABASE_URL names, or a temporary one
// of this machine's own PostgreSQL.
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { asyncContextManager } from "await-using";

const run = promisify(execFile);
// The server refuses to run as root; Debian's package makes a user for it.
const isRoot = userInfo().uid === 0;

/**
 * A manager whose value is the URL of a PostgreSQL server. A temporary one has a database with the superuser `postgres`,
 * and is stopped and removed at the exit; one that DATABASE_URL names is left alone.
 *
 * @throws Error if there is neither DATABASE_URL nor a PostgreSQL on this machine
 */
export const postgresServer = asyncContextManager(async function* (
  url: string | undefined = process.env["DATABASE_URL"],
  folders: string[] = installed(),
): AsyncGenerator<string, void> {
  if (url) {
    yield url;
    return;
  }
  const binaries = findBinaries(folders);
  const folder = await mkdtemp(join(tmpdir(), "await-using-postgres-"));
  const data = join(folder, "data");
  const stop = () => {
    try {
      execFileSync(...asServer(join(binaries, "pg_ctl"), ["-D", data, "-m", "immediate", "stop"]), quiet);
    } catch {
      // it was not started
    }
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", stop); // also if nobody waits for the end of the block
  try {
    await chmod(folder, 0o755);
    await mkdir(data, { mode: 0o700 });
    if (isRoot) await run("chown", ["postgres", data]);
    const locale = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N"];
    await run(...asServer(join(binaries, "initdb"), ["-D", data, ...locale]), quiet);
    const port = await freePort();
    const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories= -c fsync=off`;
    const start = ["-D", data, "-l", join(data, "log"), "-w", "-t", "60", "-o", settings, "start"];
    try {
      // Without its output: the server would keep it open.
      execFileSync(...asServer(join(binaries, "pg_ctl"), start), quiet);
    } catch (error) {
      throw new Error(`PostgreSQL did not start:\n${await readFile(join(data, "log"), "utf8")}`, {
        cause: error,
      });
    }
    yield `postgres://postgres@127.0.0.1:${port}/postgres`;
  } finally {
    process.off("exit", stop);
    stop();
  }
});

// In a folder that the server's user may enter.
const quiet = { cwd: "/", stdio: "ignore" as const };

function asServer(command: string, parameters: string[]): [string, string[]] {
  return isRoot ? ["runuser", ["-u", "postgres", "--", command, ...parameters]] : [command, parameters];
}

/** Where initdb and pg_ctl may be: Debian's folders, the newest first, and those on the PATH. */
function installed(): string[] {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const path = (process.env["PATH"] ?? "").split(delimiter);
  return [...versions.map((version) => join(debian, version, "bin")), ...path];
}

function findBinaries(folders: string[]): string {
  const found = folders.find((folder) =>
    ["initdb", "pg_ctl"].every((name) => existsSync(join(folder, name))),
  );
  if (found !== undefined) return found;
  throw new Error(
    "no PostgreSQL server: set DATABASE_URL, or install one (on Debian and Ubuntu: apt-get install postgresql)",
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
