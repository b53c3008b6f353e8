// What the rule says. A refusal's message id is its condition.

export const CONDITIONS = {
  finalizerJumps: "its finalizer returns, yields or jumps out, which decides how the block ends",
  finalizerThrows: "its finalizer throws an error of its own",
  finalizerEmpty: "its finalizer is empty",
  finalizerDeclares: "its finalizer declares what is used outside it",
  cannotAwait: "its finalizer awaits where no `await using` can stand",
  sentAsText: "a function around it is sent elsewhere as text, where the import is not",
  nothingLowersUsing: "nothing in the project lowers `using`, and not every Node it supports has it",
  cannotParseUsing:
    "the file's parser cannot read `using`: ESLint's own does since 9.29, with ecmaVersion 2026 or latest",
  cannotImport: "the file has no way to import a function",
  losesType: "TypeScript would not find the type of a variable in an arrow (TS7034)",
  losesPresence: "TypeScript would not know in an arrow that a value is present (TS18048)",
  losesFilling: "TypeScript would not see in an arrow that a variable is filled",
} as const;

export const TASTES = {
  teardown: "the function is itself a teardown",
  assertions: "its finalizer asserts",
  flag: "it resets a flag, and a `catch` would remain",
  bookkeeping: "its finalizer reads what the `catch` wrote",
  output: "its finalizer writes something out, and a `catch` would remain",
  long: "its finalizer is long",
  loop: "its finalizer loops",
  chain: "it is one of a chain of releases",
  old: "the file is written in ES5",
} as const;

/** Why a site does not take a better form; what they mean stands on the rule's page. */
export const SHORTFALLS = [
  "notOneCall",
  "noAcquisition",
  "mayThrowBetween",
  "usedAfter",
  "otherGuard",
  "filledOtherwise",
  "usesBodyName",
  "severalSteps",
  "notPlainCall",
  "noDisposer",
  "otherOperation",
  "mayBeNull",
  "hasComments",
] as const;

export type Shortfall = (typeof SHORTFALLS)[number];
export type Condition = keyof typeof CONDITIONS;
export type Taste = keyof typeof TASTES;

const offers = {
  direct:
    "This `try … finally` can be `{{keyword}} {{name}}`: its disposer is what the finalizer calls.{{warning}}",
  adopt:
    "This `try … finally` can be a declared release of `{{name}}`: `{{keyword}}` with `{{callee}}` ({{because}}).{{warning}}",
  defer:
    "This `try … finally` can be a declared release: `{{keyword}}` with `{{callee}}` ({{because}}).{{warning}}",
  toDirect: "Declare `{{name}}` with `{{keyword}}`.",
  toAdopt: "Declare the release of `{{name}}`: `{{keyword}}` with `{{callee}}`.",
  toDefer: "Declare the release: `{{keyword}}` with `{{callee}}`.",
  toSplit: "Declare each release: the rest run also if one fails.",
} as const;

/** The messages of the rule. */
export const MESSAGES: Record<string, string> = {
  ...offers,
  ...Object.fromEntries(
    Object.entries(CONDITIONS).map(([id, why]) => [id, `This \`try … finally\` stays (${id}): ${why}.`]),
  ),
  ...Object.fromEntries(
    Object.entries(TASTES).map(([id, why]) => [id, `This \`try … finally\` may stay (taste): ${why}.`]),
  ),
};
