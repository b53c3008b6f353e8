// Sets a machine up for the tests: finds what needs.json names, installs what is missing where apt-get may be used, and starts
// a PostgreSQL server of its own where DATABASE_URL names none. AWAIT_USING_NO_SETUP=1 forbids installing.
import { execFile, execFileSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { choose, candidatesIn, installing, needs, packagesOf } from "./needs.mjs";

const isRoot = process.platform !== "win32" && userInfo().uid === 0;
const patience = 20_000; // ms, for a program that only says its version

/** Runs a command without standard input: `{ status, output }`. */
function run(command, parameters, options = {}) {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      parameters,
      { maxBuffer: 2 ** 26, ...options },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ status, output: stdout + stderr, stdout });
      },
    );
    child.stdin?.end();
  });
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The paths under which programs are there: names are looked up on the PATH, paths taken as they are. */
function pathsOf(programs) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return programs
    .flatMap((name) => (name.startsWith("/") ? [name] : folders.map((folder) => join(folder, name))))
    .filter(isProgram);
}

/** The first of the programs that says its version: Ubuntu has browsers that only tell of a snap. */
async function working(programs) {
  for (const path of pathsOf(programs)) {
    if ((await run(path, ["--version"], { timeout: patience })).status === 0) return path;
  }
}

const finders = {
  async python({ programs }) {
    const recent = "import sys; sys.exit(sys.version_info < (3, 11))";
    return (await run(programs[0], ["-c", recent], { timeout: patience })).status === 0
      ? programs[0]
      : undefined;
  },
  async webkit({ programs }) {
    return pathsOf(["Xvfb", "/usr/bin/Xvfb"]).length > 0 ? pathsOf(programs)[0] : undefined;
  },
  async postgres({ variable }) {
    return process.env[variable] || postgresFolder();
  },
};

/** By name, where each need is found: a path, an address, or `undefined`. */
export async function look() {
  const found = {};
  for (const [name, need] of Object.entries(needs)) {
    const named = process.env[need.variable] ? [process.env[need.variable]] : need.programs;
    found[name] = await (finders[name]?.(need) ?? working(named));
  }
  return found;
}

const missingOf = (found) => Object.keys(needs).filter((name) => found[name] === undefined);

/**
 * Looks, and installs what is missing.
 * @param say is told, a line at a time, what is done
 * @returns `{ found, missing, candidates }`: the last is what apt could install, as needs.mjs takes it
 */
export async function setUp(say) {
  const found = await look();
  const missing = missingOf(found);
  if (missing.length === 0) {
    say("all there");
    return { found, missing, candidates: {} };
  }
  say(`missing: ${missing.join(", ")}`);
  const hasApt = pathsOf(["apt-get", "apt-cache"]).length > 1;
  const known = async () =>
    hasApt ? candidatesIn((await run("apt-cache", ["policy", ...packagesOf(missing)])).stdout) : undefined;
  const refusal = await refusalOf(hasApt);
  if (refusal !== undefined) {
    say(`nothing is installed: ${refusal}`);
    return { found, missing, candidates: await known() };
  }
  const started = Date.now();
  const updated = await apt(["update"]); // one source that does not answer need not matter
  const candidates = await known();
  const { packages } = choose(missing, candidates);
  const parameters = installing(packages);
  if (packages.length > 0) {
    say(`apt-get ${parameters.join(" ")}`);
    const { status, output } = await apt(parameters);
    if (status !== 0)
      say([...updated.output.split("\n").slice(-10), ...output.split("\n").slice(-30)].join("\n"));
    else say(`installed in ${Math.round((Date.now() - started) / 1000)} s`);
  }
  const now = await look();
  return { found: now, missing: missingOf(now), candidates };
}

/** Why nothing may be installed here; undefined if it may. */
async function refusalOf(hasApt) {
  if (process.env.AWAIT_USING_NO_SETUP === "1") return "AWAIT_USING_NO_SETUP=1";
  if (!hasApt) return "no apt-get here";
  const maySudo = isRoot || (await run("sudo", ["-n", "true"])).status === 0;
  return maySudo ? undefined : "neither root, nor sudo without a password";
}

function apt(words) {
  const quiet = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"];
  const [command, ...rest] = [...(isRoot ? [] : ["sudo", "-n"]), "env", ...quiet, ...words];
  return run(command, rest);
}

/** The folder with initdb and pg_ctl: Debian's, the newest first, or one of the PATH. Root needs the user of Debian's package. */
export function postgresFolder() {
  if (isRoot && !/^postgres:/m.test(readFileSync("/etc/passwd", "utf8"))) return undefined;
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => other - one) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  return folders.find((folder) => isProgram(join(folder, "initdb")) && isProgram(join(folder, "pg_ctl")));
}

/** Starts a PostgreSQL server: `{ url, stop }`. @throws Error with its log, if it does not start */
export async function startPostgres(binaries) {
  const folder = mkdtempSync(join(tmpdir(), "await-using-tests-postgres-"));
  const data = join(folder, "data");
  // The server refuses to run as root. In a folder that its user may enter: the project may be anywhere.
  const options = { cwd: "/", stdio: ["ignore", "pipe", "pipe"] };
  const asServer = (command, ...parameters) =>
    isRoot ? ["runuser", ["-u", "postgres", "--", command, ...parameters]] : [command, parameters];
  const pgControl = (...parameters) => asServer(join(binaries, "pg_ctl"), "-D", data, ...parameters);
  const stop = () => {
    try {
      execFileSync(...pgControl("-m", "immediate", "stop"), { ...options, stdio: "ignore" });
    } catch {
      // it was not started
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    chmodSync(folder, 0o755);
    execFileSync(
      isRoot ? "install" : "mkdir",
      isRoot ? ["-d", "-m", "700", "-o", "postgres", data] : ["-m", "700", data],
    );
    const locale = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N"];
    execFileSync(...asServer(join(binaries, "initdb"), "-D", data, ...locale), options);
    const port = await freePort();
    const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories= -c fsync=off`;
    // Without its output: the server would keep it open.
    const start = pgControl("-l", join(data, "log"), "-w", "-t", "60", "-o", settings, "start");
    execFileSync(...start, { ...options, stdio: "ignore" });
    return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    const log = existsSync(join(data, "log"))
      ? readFileSync(join(data, "log"), "utf8")
      : String(error.stderr ?? "");
    stop();
    throw new Error(`PostgreSQL did not start:\n${log}`, { cause: error });
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
