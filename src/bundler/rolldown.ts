// `await-using/rolldown`

import { requireVersion, ROLLDOWN, tooOld } from "../tools/version.js";
import { type HookPlugin, hookPlugins, type Versions } from "./hooks.js";
import type { Options } from "./options.js";

export type { Options };

/**
 * Makes plain `await using` error-aware in what Rolldown bundles.
 *
 * @example
 * ```js
 * export default { input: "src/main.js", plugins: [awaitUsing()] };
 * ```
 *
 * @throws ToolError when Rolldown starts, if it is older than 0.15
 */
export function awaitUsing(options?: Options): HookPlugin[] {
  const check = (versions: Versions | undefined): void => {
    if (!versions) throw tooOld("await-using/rolldown", ROLLDOWN, "an older one");
    requireVersion("await-using/rolldown", ROLLDOWN, versions.rolldownVersion);
  };
  return hookPlugins(options, check, "rolldown/utils");
}

export default awaitUsing;
