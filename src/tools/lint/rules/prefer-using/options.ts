// The options of `prefer-using`.

import type { Rule } from "eslint";
import { SERIALIZERS } from "./never.js";

/** How far a fix goes without being asked: each reach takes those before it. */
export type Reach = "none" | "direct" | "adopt" | "defer";

/** The options of the rule `prefer-using`. */
export interface Options {
  /** What is fixed, and not only suggested. Default: "none", since an error of the release shows otherwise (`bothThrow`). */
  readonly fix?: Reach;
  /** One declaration per release, or a stack that adopts them. Default: "defer". */
  readonly style?: "defer" | "stack";
  /** The module that exports `defer` and `deferAsync`. Default: "await-using". */
  readonly importFrom?: string;
  /** More methods that send a function elsewhere as text (`sentAsText`). */
  readonly serializers?: readonly string[];
  /** Whether the code can run `using` (`nothingLowersUsing`). Default: "auto", as package.json says. */
  readonly runtime?: "auto" | boolean;
  /** Suggest one declaration per release where F has several, though a failing one skips the rest no more (`severalSteps`). */
  readonly improve?: boolean;
  /** Offer also what a reviewer would hardly want. Default: false. */
  readonly poorTaste?: boolean;
  /** Report the sites that are refused or left for taste, with the condition. Default: false. */
  readonly reportRefused?: boolean;
}

/** The options, none of them left out. */
export type Settings = Required<Options>;

export const DEFAULTS: Settings = {
  fix: "none",
  style: "defer",
  importFrom: "await-using",
  serializers: [],
  runtime: "auto",
  improve: false,
  poorTaste: false,
  reportRefused: false,
};

export const SCHEMA: Rule.RuleMetaData["schema"] = [
  {
    type: "object",
    additionalProperties: false,
    properties: {
      fix: { enum: ["none", "direct", "adopt", "defer"] },
      style: { enum: ["defer", "stack"] },
      importFrom: { type: "string", minLength: 1 },
      serializers: { type: "array", items: { type: "string" }, uniqueItems: true },
      runtime: { enum: ["auto", true, false] },
      improve: { type: "boolean" },
      poorTaste: { type: "boolean" },
      reportRefused: { type: "boolean" },
    },
  },
];

/** Returns the options with their defaults. */
export function withDefaults(given: Options | undefined): Settings {
  const options = { ...DEFAULTS, ...given };
  return { ...options, serializers: [...SERIALIZERS, ...options.serializers] };
}

/** Tells whether a fix of `form` is within `reach`. */
export function isWithin(form: Exclude<Reach, "none">, reach: Reach): boolean {
  const order: Reach[] = ["none", "direct", "adopt", "defer"];
  return order.indexOf(form) <= order.indexOf(reach);
}
