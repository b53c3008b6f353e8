// The ESLint plugin: rules for those who write `using`, and for those who could.

import type { ESLint, Linter } from "eslint";
import { checked } from "./host.js";
import { type Presets, presetsOf } from "./presets.js";
import { noBlindOutcome } from "./rules/no-blind-outcome/index.js";
import { noDunderFinally } from "./rules/no-dunder-finally/index.js";
import { noFloatingResource } from "./rules/no-floating-resource/index.js";
import { preferUsing } from "./rules/prefer-using/index.js";

export type { Presets } from "./presets.js";
export type { Options as NoBlindOutcomeOptions } from "./rules/no-blind-outcome/options.js";
export type { Options as NoFloatingResourceOptions } from "./rules/no-floating-resource/options.js";
export type { Options as PreferUsingOptions } from "./rules/prefer-using/options.js";

const meta = { name: "await-using", namespace: "await-using", version: VERSION };

const rules = checked({
  "no-blind-outcome": noBlindOutcome,
  "no-dunder-finally": noDunderFinally,
  "no-floating-resource": noFloatingResource,
  "prefer-using": preferUsing,
});

declare const VERSION: string;

/** The plugin, with its presets of flat configuration. */
export interface Plugin extends ESLint.Plugin {
  readonly meta: typeof meta;
  readonly rules: typeof rules;
  readonly configs: Presets & Record<string, Linter.Config>;
}

const configs = {} as Plugin["configs"];

/**
 * The plugin `await-using` for ESLint 8.57, 9 and 10.
 *
 * @example
 * import awaitUsing from "await-using/eslint";
 * export default [awaitUsing.configs.recommended];
 */
const plugin: Plugin = { meta, rules, configs };

// A preset contains the plugin, and the plugin its presets.
Object.assign(configs, presetsOf(plugin));

export default plugin;
// For `require`, which gives the module: what configurations read of a plugin is there too.
export { configs, meta, rules };
