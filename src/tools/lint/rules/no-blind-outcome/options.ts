// The options of `no-blind-outcome`.

import type { Rule } from "eslint";

/** The options of the rule `no-blind-outcome`. */
export interface Options {
  /**
   * Whether the project's blocks are compiled so that they tell their resources how they ended. "auto" reads the
   * configuration files around the linted file, and the scripts of its package.json. Default: "auto".
   */
  readonly aware?: "auto" | boolean;
  /** Regular expressions, without regard to case: names of managers that want to know. */
  readonly names?: readonly string[];
  /** Modules of the project that export this package's functions again. Default: none. */
  readonly modules?: readonly string[];
}

export const DEFAULTS: Required<Options> = {
  aware: "auto",
  names: ["transaction$", "savepoint$", "unit_?of_?work$", "^begin$", "^atomic$"],
  modules: [],
};

export const SCHEMA: Rule.RuleMetaData["schema"] = [
  {
    type: "object",
    additionalProperties: false,
    properties: {
      aware: { enum: ["auto", true, false] },
      names: { type: "array", items: { type: "string" }, uniqueItems: true },
      modules: { type: "array", items: { type: "string" }, uniqueItems: true },
    },
  },
];
