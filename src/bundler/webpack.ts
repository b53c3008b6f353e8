// `await-using/webpack`

import { fileOf, helperFile, HELPER, isRuntime } from "./helpers.js";
import { RUNTIME } from "./lower.js";
import { type Options, resolveOptions, SOURCE } from "./options.js";

export type { Options };

/** A plugin for webpack 5. */
export interface WebpackPlugin {
  apply(compiler: object): void;
}

/** webpack's compiler, as far as it is used. */
interface Compiler {
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
 */
export function awaitUsing(options?: Options): WebpackPlugin {
  const { compiler, helpers, wants } = resolveOptions(options);
  return {
    apply(webpack) {
      const { options, hooks } = webpack as Compiler;
      options.module.rules.push({
        resource: (file: string) => SOURCE.test(file) && wants(file),
        enforce: "pre",
        use: [{ loader: fileOf("webpack-loader.js"), options: { compiler } }],
      });
      addFallback(options.resolve);
      if (!helpers) return;
      hooks.normalModuleFactory.tap(NAME, (factory) => {
        factory.hooks.beforeResolve.tap(NAME, (data) => {
          if (HELPER.test(data.request) && !isRuntime(data.request)) data.request = helperFile(data.request);
        });
      });
    },
  };
}

export default awaitUsing;

/** Where a lowered file cannot see our package, its runtime is found all the same. */
function addFallback(resolve: Compiler["options"]["resolve"]): void {
  const alias = helperFile(RUNTIME);
  resolve.fallback ??= {};
  if (Array.isArray(resolve.fallback)) resolve.fallback.push({ name: RUNTIME, alias });
  else resolve.fallback[`${RUNTIME}$`] ??= alias;
}
