// How strictly TypeScript checks a file that was parsed without types: as the nearest tsconfig.json says.

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ancestors } from "./runtime.js";

/** What TypeScript asks of a file; where nothing says that it does not, it does. */
export interface Strictness {
  readonly noImplicitAny: boolean;
  readonly strictNullChecks: boolean;
}

type Options = Partial<Record<"strict" | "noImplicitAny" | "strictNullChecks", boolean>>;

const cache = new Map<string, Strictness>();

/** Returns how strictly the file at `path` is checked. */
export function strictnessOf(path: string): Strictness {
  const folder = dirname(path);
  const known = cache.get(folder);
  if (known) return known;
  const found = asStrictness(optionsNear(folder));
  cache.set(folder, found);
  return found;
}

/** Compiler options with their defaults. */
export function asStrictness({ strict = true, noImplicitAny, strictNullChecks }: Options): Strictness {
  return { noImplicitAny: noImplicitAny ?? strict, strictNullChecks: strictNullChecks ?? strict };
}

function optionsNear(folder: string): Options {
  for (const place of ancestors(folder)) {
    const options = optionsAt(join(place, "tsconfig.json"), 0);
    if (options) return options;
  }
  return {};
}

/** The options of one tsconfig.json over those that it extends; of a package it extends, nothing is known. */
function optionsAt(file: string, depth: number): Options | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined; // not here
  }
  const config = parse(text);
  const parents = [config.extends ?? []].flat().filter((parent) => parent.startsWith("."));
  const inherited = parents.map((parent) => {
    const path = resolve(dirname(file), parent);
    return depth < 8 ? optionsAt(/\.json$/.test(path) ? path : `${path}.json`, depth + 1) : undefined;
  });
  return Object.assign({}, ...inherited, config.compilerOptions) as Options;
}

/** JSON with comments and trailing commas, as TypeScript reads it. */
function parse(text: string): { extends?: string | string[]; compilerOptions?: Options } {
  const plain = text
    .replace(/"(?:[^"\\]|\\.)*"|\/\/.*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith('"') ? part : ""))
    .replace(/,(\s*[}\]])/g, "$1");
  try {
    return JSON.parse(plain) as ReturnType<typeof parse>;
  } catch {
    return {}; // TypeScript will say what is wrong with it
  }
}
