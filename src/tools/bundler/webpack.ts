// `await-using/webpack`

import { requireVersion, tooOld, WEBPACK } from "../load/version.js";
import { fileOf, moduleFor, ANSWERED, isRuntime } from "./modules.js";
import { RUNTIME } from "../lowering/text/index.js";
import { type Options, resolveOptions, SOURCE } from "./options.js";

export type { Options };

/** A plugin for webpack 5. */
export interface WebpackPlugin {
  apply(compiler: object): void;
}

/** webpack's compiler, as far as it is used. */
interface Compiler {
  /** webpack itself; 5.0 does not say. */
  readonly webpack?: { readonly version?: string };
  /** What webpack 4 lacks. */
  readonly getCache?: unknown;
  readonly options: {
    readonly module: { readonly rules: unknown[] };
    readonly resolve: { fallback?: Record<string, unknown> | { name: string; alias: string }[] };
  };
  readonly hooks: {
    readonly normalModuleFactory: {
      tap(name: string, run: (factory: ModuleFactory) => void): void;
    };
  };
}
interface ModuleFactory {
  readonly hooks: {
    readonly beforeResolve: { tap(name: string, run: (data: { request: string }) => void): void };
  };
}

const NAME = "await-using";

/**
 * Makes plain `await using` error-aware in what webpack bundles.
 *
 * @example
 * ```js
 * export default { entry: "./src/main.js", plugins: [awaitUsing()] };
 * ```
 *
 * @throws ToolError when webpack starts, if it is older than 5
 */
export function awaitUsing(options?: Options): WebpackPlugin {
  const { parser, helpers, wants } = resolveOptions(options);
  return {
    apply(webpack) {
      const { options, hooks, webpack: host, getCache } = webpack as Compiler;
      requireVersion("await-using/webpack", WEBPACK, host?.version);
      if (!host && !getCache) throw tooOld("await-using/webpack", WEBPACK, "an older one");
      options.module.rules.push({
        resource: (file: string) => SOURCE.test(file) && wants(file),
        enforce: "pre",
        use: [{ loader: fileOf("webpack-loader.js"), options: { parser } }],
      });
      addFallback(options.resolve);
      if (!helpers) return;
      hooks.normalModuleFactory.tap(NAME, (factory) => {
        factory.hooks.beforeResolve.tap(NAME, (data) => {
          if (ANSWERED.test(data.request) && !isRuntime(data.request)) data.request = moduleFor(data.request);
        });
      });
    },
  };
}

export default awaitUsing;

/** Where a lowered file cannot see our package, its runtime is found all the same. */
function addFallback(resolve: Compiler["options"]["resolve"]): void {
  const alias = moduleFor(RUNTIME);
  resolve.fallback ??= {};
  if (Array.isArray(resolve.fallback)) resolve.fallback.push({ name: RUNTIME, alias });
  else resolve.fallback[`${RUNTIME}$`] ??= alias;
}
