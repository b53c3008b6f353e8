// The options of `no-floating-resource`.

import type { Rule } from "eslint";

/** The options of the rule `no-floating-resource`. */
export interface Options {
  /** Modules of the project that export this package's functions again. Default: none. */
  readonly modules?: readonly string[];
  /**
   * Whether types count, where the parser has them: "statements" reports also a call or a `new` that is a statement of
   * its own and whose value has a disposer; "none" only what this package's functions return. Default: "statements".
   */
  readonly types?: "statements" | "none";
  /** Names of types whose values may be dropped. Default: the mocks of Vitest and Jest. */
  readonly ignoreTypes?: readonly string[];
  /** Names of functions and methods whose result may be dropped. Default: none. */
  readonly ignoreCalls?: readonly string[];
}

export const DEFAULTS: Required<Options> = {
  modules: [],
  types: "statements",
  ignoreTypes: ["Mock", "MockInstance", "SpyInstance", "Spied"],
  ignoreCalls: [],
};

const names = { type: "array", items: { type: "string" }, uniqueItems: true } as const;

export const SCHEMA: Rule.RuleMetaData["schema"] = [
  {
    type: "object",
    additionalProperties: false,
    properties: {
      modules: names,
      types: { enum: ["statements", "none"] },
      ignoreTypes: names,
      ignoreCalls: names,
    },
  },
];
