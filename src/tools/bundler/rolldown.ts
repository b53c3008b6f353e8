// `await-using/rolldown`

import { type HookPlugin, hookPlugins } from "./hooks.js";
import type { Options } from "./options.js";

export type { Options };

/**
 * Makes plain `await using` error-aware in what Rolldown bundles.
 *
 * @example
 * ```js
 * export default { input: "src/main.js", plugins: [awaitUsing()] };
 * ```
 */
export function awaitUsing(options?: Options): HookPlugin[] {
  // No version is known not to work, so none is refused.
  return hookPlugins(options, undefined, "rolldown/utils");
}

export default awaitUsing;
