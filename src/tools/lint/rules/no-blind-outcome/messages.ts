// What the rule says.

export const MESSAGES = {
  blind:
    "`{{keyword}}` hides from this manager how the block ends ({{because}}){{where}}: it ends in an UnconfirmedExitError, " +
    "also where nothing fails. Compile the project with this package's helpers, use `{{driver}}`, or say `ok()` at the " +
    "end of the block.",
  stack:
    "`{{keyword}}` hides from what is on this stack how the block ends ({{because}}){{where}}: it ends in an " +
    "UnconfirmedExitError, also where nothing fails. Compile the project with this package's helpers, use `{{driver}}`, " +
    "or say `ok()` at the end of the block.",
  resource:
    "`{{keyword}}` hides the block's error from this resource, which has [exit] to be told of it{{where}}. " +
    "Compile the project with this package's helpers, or drive it with `{{driver}}`.",
  silent:
    "This disposer runs where nobody knows how the block ended, and does not say so. Return `{{call}}(this)`: [exit] is told " +
    "of it, and the block is seen to have failed.",
  lie:
    "`{{keyword}}` goes on after the block if the error is suppressed ({{because}}): the function returns undefined, which " +
    "its type `{{type}}` does not include. Add undefined, return after the block, or use `{{driver}}`, whose result says it.",
  closed:
    "`{{method}}()` in `finally` tells a clean end to what is on this stack ({{because}}), also where an error propagates. " +
    "Use `{{driver}}`, or say `fail(error)` in a `catch`.",
  toWith: "Use `{{driver}}`, which tells it.",
  toOk: "Say `ok()` at the end: a block that throws does not come to it.",
  toIgnored: "Say that it does not matter: its generator does the same however the block ends.",
  toUnconfirmed: "Return `{{call}}(this)`.",
  toUndefined: "Add undefined to the type.",
} as const;

/** A report, and a suggestion with it. */
export type Report = "blind" | "stack" | "resource" | "silent" | "lie" | "closed";
export type Offer = Exclude<keyof typeof MESSAGES, Report>;
