// Whether the blocks of a project are told to their resources: what its configuration files say, read once per folder.
// It is read as text, not run: a plugin's name in a build script counts, however the script is used.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { type BlindScript, blindScripts, mayRun } from "./scripts.js";

/** The files of one folder, by their name. */
export type Texts = ReadonlyMap<string, string>;

/** Files that set up a compiler, a bundler or a test runner. */
const CONFIGURES =
  /^(package\.json|tsconfig[\w.-]*\.json|jsconfig\.json|\.?(babel|swc)rc(\..*)?|Dockerfile|Procfile)$|^[\w.-]*(config|build)[\w.-]*\.[mc]?[jt]s$|^babel\.config\.json$/;

/** The plugins that lower `await using` themselves. */
const PLUGIN = /["']await-using\/(babel|vite|rollup|rolldown|webpack|esbuild)["']/;

/** What puts our helpers in the place of a compiler's. */
const HELPERS = /await-using\/(register|runtime)\b/;

/** What the configuration around a file says of its blocks. */
export interface Awareness {
  /** Something in the project is set up for error-aware blocks. */
  readonly aware: boolean;
  /** The scripts that run the file's code blindly all the same. */
  readonly blind: readonly BlindScript[];
}

interface Project {
  readonly aware: boolean;
  /** The folder of the nearest package.json, and its scripts that run code blindly. */
  readonly folder: string;
  readonly blind: readonly BlindScript[];
}

const cache = new Map<string, Project>();

/** Returns what the nearest project around the file at `path` says of its blocks. */
export function awarenessOf(path: string): Awareness {
  const project = projectAt(dirname(path));
  const place = relative(project.folder, path).split(sep).join("/");
  return { aware: project.aware, blind: project.blind.filter((script) => mayRun(script, place)) };
}

function projectAt(folder: string): Project {
  const known = cache.get(folder);
  if (known !== undefined) return known;
  const texts: Texts[] = [];
  let nearest: string | undefined;
  let blind: readonly BlindScript[] = [];
  for (let place = folder; ; place = dirname(place)) {
    const names = namesIn(place);
    const found = textsOf(place, names);
    texts.push(found);
    const manifest = found.get("package.json");
    if (manifest !== undefined && nearest === undefined) {
      nearest = place;
      blind = blindScripts(scriptsIn(manifest));
    }
    // A package of a workspace may be set up by the workspace.
    if (names.includes(".git") || place === dirname(place)) break;
  }
  const project = { aware: saysAware(texts), folder: nearest ?? folder, blind };
  cache.set(folder, project);
  return project;
}

function scriptsIn(manifest: string): Record<string, string> {
  try {
    const { scripts } = JSON.parse(manifest) as { scripts?: Record<string, unknown> };
    const said = Object.entries(scripts ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return Object.fromEntries(said);
  } catch {
    return {}; // no JSON
  }
}

/**
 * Tells whether the configuration in `folders`, the innermost first, sets blocks up: one of our plugins, or our helpers
 * for a compiler that imports them.
 */
export function saysAware(folders: readonly Texts[]): boolean {
  const all = folders.flatMap((texts) => [...texts]);
  if (all.some(([, text]) => PLUGIN.test(text))) return true;
  return all.some(([, text]) => HELPERS.test(text)) && importsHelpers(all);
}

function importsHelpers(files: readonly (readonly [string, string])[]): boolean {
  const set = (name: string): RegExp => new RegExp(`["']${name}["']\\s*:\\s*true`);
  for (const [name, text] of files) {
    if (/^(ts|js)config/.test(name)) {
      const isLowered = !/["']target["']\s*:\s*["']esnext["']/i.test(text);
      if (isLowered && (set("importHelpers").test(text) || set("noEmitHelpers").test(text))) return true;
    }
    if (/swcrc/.test(name) && set("externalHelpers").test(text)) return true;
  }
  return false;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a file that is not on the disk
  }
}

function textsOf(folder: string, names: readonly string[]): Texts {
  return new Map(
    names.filter((name) => CONFIGURES.test(name)).map((name) => [name, textOf(join(folder, name))]),
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // a folder of that name, or unreadable
  }
}
