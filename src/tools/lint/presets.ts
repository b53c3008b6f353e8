// The presets of flat configuration.

import type { ESLint, Linter } from "eslint";
import { typescriptParser } from "./project/typescript.js";

/** The presets, each one object of flat configuration. */
export interface Presets {
  /** For every day: what is wrong is an error, and what could be `using` is a warning with suggestions. */
  readonly recommended: Linter.Config;
  /** For a migration: what is safe is fixed, and what is refused is reported with its condition. */
  readonly migrate: Linter.Config;
  /**
   * TypeScript for the other presets: its files, which ESLint leaves out by itself, and `@typescript-eslint/parser`, if
   * it is installed. No rules; not needed beside typescript-eslint's own presets.
   */
  readonly typescript: Linter.Config;
  /**
   * ESLint's `no-unused-vars` without reports of `using _name = …`, whose use is its disposal. For JavaScript; in
   * TypeScript give `@typescript-eslint/no-unused-vars` the same option.
   */
  readonly "unused-vars": Linter.Config;
}

/** Returns the presets that use `plugin`. */
export function presetsOf(plugin: ESLint.Plugin): Presets {
  const plugins = { "await-using": plugin };
  return {
    recommended: {
      name: "await-using/recommended",
      plugins,
      rules: {
        "await-using/no-blind-outcome": "error",
        "await-using/no-dunder-finally": "error",
        "await-using/no-floating-resource": "error",
        "await-using/prefer-using": "warn",
      },
    },
    migrate: {
      name: "await-using/migrate",
      plugins,
      rules: { "await-using/prefer-using": ["warn", { fix: "defer", reportRefused: true }] },
    },
    typescript: {
      name: "await-using/typescript",
      files: ["**/*.{ts,mts,cts,tsx}"],
      languageOptions: { parser: typescriptParser },
    },
    "unused-vars": {
      name: "await-using/unused-vars",
      files: ["**/*.{js,mjs,cjs,jsx}"],
      rules: { "no-unused-vars": ["error", { ignoreUsingDeclarations: true }] },
    },
  };
}
