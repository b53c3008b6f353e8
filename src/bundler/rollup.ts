// `await-using/rollup`

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
 */
export function awaitUsing(options?: Options): HookPlugin[] {
  return hookPlugins(options);
}

export default awaitUsing;
