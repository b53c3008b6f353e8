// The ESLint plugin: rules for those who write `using`, and for those who could.

import type { ESLint, Linter } from "eslint";
import { preferUsing } from "./rules/prefer-using/index.js";

export type { Options as PreferUsingOptions } from "./rules/prefer-using/options.js";

const meta = { name: "await-using", namespace: "await-using", version: VERSION };

const rules = { "prefer-using": preferUsing };

declare const VERSION: string;

/** The plugin, with its presets of flat configuration. */
export interface Plugin extends ESLint.Plugin {
  readonly meta: typeof meta;
  readonly rules: typeof rules;
  readonly configs: {
    /** For every day: rules that find what is wrong, and suggestions. */
    readonly recommended: Linter.Config;
    /** For a migration: what is safe is fixed, and what is refused is reported with its condition. */
    readonly migrate: Linter.Config;
  };
}

const configs = {} as { recommended: Linter.Config; migrate: Linter.Config };

/**
 * The plugin `await-using` for ESLint 9 and 10.
 *
 * @example
 * import awaitUsing from "await-using/eslint";
 * export default [awaitUsing.configs.recommended];
 */
const plugin: Plugin = { meta, rules, configs };

const plugins = { "await-using": plugin };
configs.recommended = {
  name: "await-using/recommended",
  plugins,
  rules: { "await-using/prefer-using": "warn" },
};
configs.migrate = {
  name: "await-using/migrate",
  plugins,
  rules: { "await-using/prefer-using": ["warn", { fix: "defer", reportRefused: true }] },
};

export default plugin;
