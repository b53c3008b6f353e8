// `await-using/rollup`

import { requireVersion, ROLLUP } from "../load/version.js";
import { type HookPlugin, hookPlugins } from "./hooks.js";
import type { Options } from "./options.js";

export type { Options };

/**
 * Makes plain `await using` error-aware in what Rollup bundles.
 *
 * @example
 * ```js
 * export default { input: "src/main.js", plugins: [awaitUsing()] };
 * ```
 *
 * @throws ToolError when Rollup starts, if it is older than 2.78
 */
export function awaitUsing(options?: Options): HookPlugin[] & HookPlugin {
  const plugins = hookPlugins(options, (versions) =>
    requireVersion("await-using/rollup", ROLLUP, versions?.rollupVersion),
  );
  // Before 3.1, Rollup takes the list itself for a plugin: it is the first of its plugins then.
  return Object.assign(plugins, plugins[0]);
}

export default awaitUsing;
