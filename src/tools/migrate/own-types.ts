// The types of this package for a project that has not installed it yet, so that a rewrite is checked, and not its import.

import { existsSync } from "node:fs";
import { join } from "node:path";

const main = `/// <reference lib="esnext.disposable" />
export declare function defer(fn: () => void): Disposable;
export declare function deferAsync(fn: () => PromiseLike<unknown> | void): AsyncDisposable;
`;

const ponyfill = `/// <reference lib="esnext.disposable" />
export declare const DisposableStack: DisposableStackConstructor;
export declare const AsyncDisposableStack: AsyncDisposableStackConstructor;
export type DisposableStack = globalThis.DisposableStack;
export type AsyncDisposableStack = globalThis.AsyncDisposableStack;
`;

const manifest = {
  name: "await-using",
  types: "index.d.ts",
  exports: { ".": { types: "./index.d.ts" }, "./ponyfill": { types: "./ponyfill.d.ts" } },
};

/** The files, as a package in the node_modules of `root`; none if it is installed there. */
export function ownTypes(root: string): ReadonlyMap<string, string> {
  const folder = join(root, "node_modules", "await-using");
  if (existsSync(join(folder, "package.json"))) return new Map();
  return new Map([
    [join(folder, "package.json"), JSON.stringify(manifest)],
    [join(folder, "index.d.ts"), main],
    [join(folder, "ponyfill.d.ts"), ponyfill],
  ]);
}
