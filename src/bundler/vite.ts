// `await-using/vite`

import { createRequire } from "node:module";
import { join } from "node:path";
import { type HookPlugin, hookPlugins } from "./hooks.js";
import { RUNTIME } from "./lower.js";
import type { Options } from "./options.js";

export type { Options };

interface VitePlugin extends HookPlugin {
  config?(config: { root?: string }): object | undefined;
}

/**
 * Makes plain `await using` error-aware in what Vite serves and builds.
 *
 * @example
 * ```js
 * export default defineConfig({ plugins: [awaitUsing()] });
 * ```
 */
export function awaitUsing(options?: Options): VitePlugin[] {
  const [first, ...rest] = hookPlugins(options, "vite");
  return [{ ...first!, config: optimizeRuntime }, ...rest];
}

export default awaitUsing;

/** Lets the dev server prepare the runtime at its start: found later, it would reload the page. */
function optimizeRuntime({ root = process.cwd() }: { root?: string }): object | undefined {
  try {
    createRequire(join(root, "package.json")).resolve(RUNTIME);
  } catch {
    return undefined; // not installed there: our own file is served
  }
  return { optimizeDeps: { include: [RUNTIME] } };
}
