// `await-using/vite`

import { placeOf, resolveFrom, versionFrom } from "../load/package.js";
import { requireVersion, VITE } from "../load/version.js";
import { type HookPlugin, hookPlugins } from "./hooks.js";
import { RUNTIME } from "../lowering/text/index.js";
import type { Options } from "./options.js";

export type { Options };

interface VitePlugin extends HookPlugin {
  config?(this: unknown, config: { root?: string }, env: object): object | undefined;
}

/**
 * Makes plain `await using` error-aware in what Vite serves and builds.
 *
 * @example
 * ```js
 * export default defineConfig({ plugins: [awaitUsing()] });
 * ```
 *
 * @throws ToolError when Vite starts, if it is older than 3.1
 */
export function awaitUsing(options?: Options): VitePlugin[] {
  const [first, after] = hookPlugins(options, undefined, "vite");
  const config: VitePlugin["config"] = function (config, env) {
    // Vite 5 and later say whether they preview, 7 and later which version they are.
    if (!("isPreview" in env)) requireVersion("await-using/vite", VITE, installedVersion(config));
    return optimizeRuntime(config);
  };
  return [{ ...first, config }, after];
}

export default awaitUsing;

/** The version of the Vite that is installed where it is started. */
function installedVersion({ root = process.cwd() }: { root?: string }): string | undefined {
  return versionFrom("vite", [placeOf(root)]);
}

/** Lets the dev server prepare the runtime at its start: found later, it would reload the page. */
function optimizeRuntime({ root = process.cwd() }: { root?: string }): object | undefined {
  if (resolveFrom(RUNTIME, [placeOf(root)]) === undefined) return undefined; // our own file is served
  return { optimizeDeps: { include: [RUNTIME] } };
}
