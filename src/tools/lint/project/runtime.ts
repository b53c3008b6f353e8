// Whether the project can run `using`: what lowers it, or a Node that has it. Read once per folder.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the files around a source file say of its project. */
export interface Project {
  /** Something lowers `using`, or every Node it supports has it. */
  readonly runsUsing: boolean;
  /** The `type` of the nearest package.json. */
  readonly type: "module" | "commonjs";
}

interface Manifest {
  readonly type?: string;
  readonly engines?: { readonly node?: string };
  readonly workspaces?: unknown;
  readonly [dependencies: string]: unknown;
}

/** What lowers `using`, whatever its version. TypeScript needs 5.2. */
const LOWERS =
  /^(@babel\/(core|cli|register|preset-env)|babel-(jest|loader)|esbuild(-.*)?|vite|vitest|rolldown|rolldown-vite|tsup|tsdown|tsx|unbuild|@swc\/(core|cli|jest|register)|oxc-transform|next|parcel|bun-types|@types\/(bun|deno)|astro|nuxt|wrangler|react-scripts|ts-node|ts-jest|@playwright\/test|await-using)$/;

const cache = new Map<string, Project>();

/** Returns what is known of the project of the file at `path`. */
export function projectOf(path: string): Project {
  const folder = dirname(path);
  const known = cache.get(folder);
  if (known) return known;
  const project = readProject(folder, /\.[mc]?tsx?$/.test(path));
  if (!/\.[mc]?tsx?$/.test(path)) cache.set(folder, project);
  return project;
}

function readProject(folder: string, typescript: boolean): Project {
  let type: Project["type"] | undefined;
  let runsUsing = false;
  let isKnown = false;
  for (const place of ancestors(folder)) {
    const manifest = readManifest(place);
    if (existsSync(join(place, "deno.json")) || existsSync(join(place, "deno.jsonc"))) runsUsing = true;
    if (manifest) {
      isKnown = true;
      type ??= manifest.type === "module" ? "module" : "commonjs";
      runsUsing ||= canRun(manifest, place);
    }
    if (runsUsing || existsSync(join(place, ".git"))) break;
  }
  // Whatever compiles TypeScript is not named where a project has no package.json of its own.
  return { runsUsing: runsUsing || (typescript && !isKnown), type: type ?? "commonjs" };
}

/** The folder and those around it. */
export function* ancestors(folder: string): Generator<string> {
  for (let place = folder; ; place = dirname(place)) {
    yield place;
    if (place === dirname(place)) return;
  }
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined; // none there, or none that can be read
  }
}

/** Tells whether a package.json names what lowers `using`, or only engines that have it. */
export function canRun(manifest: Manifest, folder = ""): boolean {
  if (least(manifest.engines?.node) >= 24) return true;
  const dependencies: Record<string, unknown> = {};
  for (const kind of ["peerDependencies", "dependencies", "devDependencies"]) {
    Object.assign(dependencies, manifest[kind]);
  }
  if (Object.keys(dependencies).some((name) => LOWERS.test(name))) return true;
  const range = dependencies["typescript"];
  return typeof range === "string" && lowersUsing(/^catalog:/.test(range) ? fromCatalog(folder) : range);
}

/** TypeScript lowers `using` since 5.2. A range that names no number takes what is newest. */
function lowersUsing(range: string): boolean {
  const versions = [...range.matchAll(/(\d+)(?:\.(\d+))?/g)];
  const [, major, minor] = versions[0] ?? [];
  if (major === undefined) return true;
  const isOpen = minor === undefined || /^[\^>]/.test(range.trim());
  return Number(major) > 5 || (Number(major) === 5 && (isOpen || Number(minor) >= 2));
}

/** A workspace's catalog names the version for all its packages. */
function fromCatalog(folder: string): string {
  for (const place of ancestors(folder)) {
    try {
      const text = readFileSync(join(place, "pnpm-workspace.yaml"), "utf8");
      return /^\s+["']?typescript["']?:\s*["']?([^"'\s]+)/m.exec(text)?.[1] ?? "latest";
    } catch {
      continue; // not here
    }
  }
  return "latest";
}

/** The lowest major that a range of engines takes. */
function least(range: string | undefined): number {
  const majors = (range ?? "").split("||").map((part) => Number(/(\d+)/.exec(part)?.[1] ?? 0));
  return Math.min(...majors);
}
