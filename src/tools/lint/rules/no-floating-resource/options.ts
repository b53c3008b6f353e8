// The options of `no-floating-resource`.

import type { Rule } from "eslint";

/** The options of the rule `no-floating-resource`. */
export interface Options {
  /** Modules of the project that export this package's functions again. Default: none. */
  readonly modules?: readonly string[];
  /**
   * What is reported by types, where the parser has them, beside what this package's functions return: "new" a `new`
   * that is a statement of its own and whose value has a disposer, "statements" also a call. Default: "new", since
   * many a library returns a disposer from calls whose effect shall mostly stay.
   */
  readonly types?: "none" | "new" | "statements";
  /** Names of types whose values may be dropped. Default: the mocks of Vitest and Jest. */
  readonly ignoreTypes?: readonly string[];
  /** Names of functions and methods whose result may be dropped. Default: none. */
  readonly ignoreCalls?: readonly string[];
}

export const DEFAULTS: Required<Options> = {
  modules: [],
  types: "new",
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
      types: { enum: ["none", "new", "statements"] },
      ignoreTypes: names,
      ignoreCalls: names,
    },
  },
];
