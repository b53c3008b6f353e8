// The packed project, once for all toolchain tests, and a toolchain's example set up with it as a user would.
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { run, type Run } from "../package/process.js";

export const root = resolve(__dirname, "../..");
const toolchains = join(root, "examples/toolchains");

/** What `expected.txt` says the acceptance program prints. */
export const expected = readFileSync(join(toolchains, "acceptance/expected.txt"), "utf8");

const inputs = [
  "package.json",
  "build.mjs",
  "entries.mjs",
  "tsconfig.json",
  "tsconfig.build.json",
  "tsconfig.tools.json",
  "src",
  "polyfills",
  "docs",
  "LICENSE",
  "README.md",
  "CHANGELOG.md",
].filter((path) => existsSync(join(root, path)));

/** The folder of the package, packed and unpacked. */
export async function unpacked(): Promise<string> {
  return (await packed()).folder;
}

/**
 * Packs the project and unpacks the tarball.
 *
 * One build per state of the sources: the folder is named by their hash, made aside and renamed when it is complete, so
 * test files and Jest's workers share it.
 */
export async function packed(): Promise<{ readonly tarball: string; readonly folder: string }> {
  const hash = createHash("sha256");
  for (const path of inputs.flatMap(filesOf))
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)));
  const { name, version } = manifestOf(root);
  const target = join(tmpdir(), `await-using-tarball-${hash.digest("hex").slice(0, 16)}`);
  const found = { tarball: join(target, `${name}-${version}.tgz`), folder: join(target, "package") };
  const waits = `${target}.lock`;
  for (;;) {
    if (existsSync(found.tarball)) return found;
    try {
      mkdirSync(waits);
      break;
    } catch {
      // Another worker is at it, unless it was killed.
      if (Date.now() - (statSync(waits, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 120_000) {
        rmSync(waits, { recursive: true, force: true });
      }
      await new Promise((wake) => setTimeout(wake, 200));
    }
  }
  const aside = mkdtempSync(join(tmpdir(), "await-using-pack-"));
  try {
    const copy = join(aside, "copy");
    for (const path of inputs) cpSync(join(root, path), join(copy, path), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    succeeded(await run(process.execPath, ["build.mjs", "--types"], copy));
    succeeded(await run("npm", ["pack", "--ignore-scripts", "--pack-destination", aside], copy));
    const out = join(aside, "out");
    mkdirSync(out);
    const tarball = join(out, basename(found.tarball));
    renameSync(join(aside, basename(tarball)), tarball);
    succeeded(await run("tar", ["-xzf", tarball, "-C", out], aside));
    renameSync(out, target);
  } finally {
    rmSync(aside, { recursive: true, force: true });
    rmSync(waits, { recursive: true, force: true });
  }
  return found;
}

/**
 * Copies the example `name` to a folder of its own, with the acceptance program beside it, and gives it `node_modules`:
 * the packed project, and a link for each of its other dependencies to what `npm ci` installed here.
 *
 * @param aliases - the name of a dependency here, where it is installed under another: `{ typescript: "typescript-7" }`
 * @returns the folder, whose parent is to be removed
 */
export async function setUp(name: string, aliases: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), `await-using-${name}-`));
  const project = join(folder, name);
  const withoutInstalled = (path: string): boolean => !/[\\/](node_modules|dist)$/.test(path);
  cpSync(join(toolchains, "acceptance"), join(folder, "acceptance"), { recursive: true });
  cpSync(join(toolchains, name), project, { recursive: true, filter: withoutInstalled });
  const { dependencies, devDependencies } = manifestOf(project);
  for (const dependency of Object.keys({ ...dependencies, ...devDependencies })) {
    const own = dependency === "await-using";
    link(
      project,
      dependency,
      own ? await unpacked() : join(root, "node_modules", aliases[dependency] ?? dependency),
    );
  }
  return project;
}

/** Runs `npm start` (or another script) of a project; throws what it printed if it fails. */
export async function npmRun(project: string, script = "start"): Promise<string> {
  return succeeded(await run("npm", ["run", "--silent", script], project)).stdout;
}

/** Returns `result`. @throws Error with all it printed, if the command failed */
export function succeeded(result: Run): Run {
  if (result.status === 0) return result;
  throw new Error(`exit status ${result.status}\n${result.stdout}${result.stderr}`);
}

/** Makes `node_modules/<name>` a link to the package in `target`, and its commands. */
export function link(project: string, name: string, target: string): void {
  const installed = join(project, "node_modules", name);
  mkdirSync(dirname(installed), { recursive: true });
  symlinkSync(target, installed);
  const { bin } = manifestOf(target);
  const commands = typeof bin === "string" ? { [name.split("/").pop() ?? name]: bin } : (bin ?? {});
  for (const [command, path] of Object.entries(commands)) {
    mkdirSync(join(project, "node_modules/.bin"), { recursive: true });
    symlinkSync(join(target, path), join(project, "node_modules/.bin", command));
  }
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function filesOf(path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}
