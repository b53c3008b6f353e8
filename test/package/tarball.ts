// The package as a user gets it: packed from a copy of the sources, and installed in an empty folder elsewhere.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { packed } from "../toolchains/pack.js";
import { run } from "./process.js";

export const root = resolve(__dirname, "../..");

interface Files {
  readonly types?: string;
  readonly default?: string;
}

/** A sub-path's files: the same for all, or one set for each kind of module. */
interface Target extends Files {
  readonly import?: Files;
  readonly require?: Files;
}

/** The parts of package.json that tests read. */
export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Target>>;
  readonly typesVersions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly [field: string]: unknown;
}

export interface Installed {
  /** Path of the .tgz file. */
  readonly tarball: string;
  /** The paths in the tarball, below its `package/`. */
  readonly files: readonly string[];
  /** An empty package with nothing but the tarball installed. */
  readonly project: string;
  readonly manifest: Manifest;
  /** The text of a file of the installed package. */
  read(path: string): string;
  remove(): void;
}

/**
 * Installs the package offline in an empty folder: the tarball that all test files share, or a new one of `npm pack`, its
 * build included. test/package/supply-chain proves that both are the same.
 */
export async function packAndInstall(how: "shared" | "anew" = "shared"): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), "await-using-package-"));
  const project = join(folder, "project");
  mkdirSync(project);
  const manifest: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const tarball = how === "shared" ? (await packed()).tarball : await pack(folder, manifest);

  writeFileSync(join(project, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }\n');
  const quiet = ["--offline", "--no-save", "--no-audit", "--no-fund"];
  const installed = await run("npm", ["install", ...quiet, tarball], project);
  if (installed.status !== 0) throw new Error(`npm install failed:\n${installed.stdout}${installed.stderr}`);

  const listed = await run("tar", ["-tzf", tarball], folder);
  const files = listed.stdout.split("\n").filter(Boolean);
  return {
    tarball,
    files: files.map((path) => path.replace(/^package\//, "")),
    project,
    manifest,
    read: (path) => readFileSync(join(project, "node_modules", manifest.name, path), "utf8"),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Packs a copy, so that dist/ stays as it is for tests that run meanwhile, and nothing stale is packed. */
async function pack(folder: string, { name, version }: Manifest): Promise<string> {
  const copy = join(folder, "copy");
  mkdirSync(copy);
  const configs = ["tsconfig.json", "tsconfig.build.json", "tsconfig.tools.json"];
  const sources = ["package.json", "build.mjs", "entries.mjs", ...configs, "src", "polyfills"];
  for (const path of [...sources, "docs", "LICENSE", "README.md", "CHANGELOG.md"]) {
    if (existsSync(join(root, path))) cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const done = await run("npm", ["pack", "--pack-destination", folder], copy);
  if (done.status !== 0) throw new Error(`npm pack failed:\n${done.stdout}${done.stderr}`);
  return join(folder, `${name}-${String(version)}.tgz`);
}
