// What the command is asked to do: its arguments, read and checked.

import { parseArgs } from "node:util";

/** How far rewrites go: each reach takes those before it. */
export type Reach = "direct" | "adopt" | "defer";

/** What is done with the rewrites. */
export type Mode = "write" | "dry-run" | "check";

export interface Request {
  /** Files and folders; none for the whole project. */
  readonly paths: readonly string[];
  readonly mode: Mode;
  readonly diff: boolean;
  readonly fix: Reach;
  readonly report: "json" | "html" | undefined;
  /** Where the report goes; standard output if it is not said. */
  readonly output: string | undefined;
  readonly interactive: boolean;
  /** What is asked of the equivalence checker: nothing, no difference, or a proof. */
  readonly proof: "none" | "different" | "unproven";
  readonly types: boolean;
  readonly allowDirty: boolean;
  /** More options for the rule. */
  readonly rule: Readonly<Record<string, unknown>>;
}

export const help = `Usage: await-using migrate [options] [paths]

Rewrites try … finally that releases something as \`using\` and \`await using\`, where that is safe:
by the rule await-using/prefer-using, through ESLint, until nothing changes. A rewrite that adds a
TypeScript diagnostic, loses a comment, or that the equivalence checker tells apart is taken back.
Without paths it reads the source files that git tracks.

  --fix <reach>       direct: the value itself · adopt: and the release of one value ·
                      defer: and any other release (default: defer)
  --dry-run           write nothing
  --diff              print the rewrites as unified diffs, and write nothing
  --check             write nothing; exit 1 if something would be migrated
  --interactive       ask about each rewrite: yes, no, all, quit
  --report <kind>     json or html: the whole account, with the conditions and the diffs
  --output <file>     where the report goes (default: standard output)
  --prove             take back also what the equivalence checker cannot prove
  --no-prove          do not run the equivalence checker
  --no-types          do not use TypeScript's types, and do not type-check
  --allow-dirty       write though git has changes that are not committed, or there is no git
  --rule <json>       more options for the rule, as {"style":"stack","serializers":["runInPage"]}
  -h, --help          print this
  -v, --version       print the version

Exit status: 0 done, or nothing to do · 1 with --check: something would be migrated · 2 wrong usage,
a dirty tree, a tool that is missing; nothing was written · 3 a file could not be written
`;

const OPTIONS = {
  fix: { type: "string" },
  "dry-run": { type: "boolean" },
  diff: { type: "boolean" },
  check: { type: "boolean" },
  interactive: { type: "boolean" },
  report: { type: "string" },
  output: { type: "string" },
  prove: { type: "boolean" },
  "no-prove": { type: "boolean" },
  "no-types": { type: "boolean" },
  "allow-dirty": { type: "boolean" },
  force: { type: "boolean" },
  rule: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });

type Values = ReturnType<typeof parse>["values"];

/**
 * Reads the arguments; undefined if help is asked for.
 *
 * @throws Error that says what was expected
 */
export function readArguments(args: readonly string[]): Request | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  refuseContradictions(values);
  const { report, output } = values;
  const isRead = values["dry-run"] === true || values.diff === true;
  return {
    paths: positionals,
    mode: values.check ? "check" : isRead ? "dry-run" : "write",
    diff: values.diff ?? false,
    fix: oneOf("--fix", values.fix ?? "defer", ["direct", "adopt", "defer"]),
    report: report === undefined ? undefined : oneOf<"json" | "html">("--report", report, ["json", "html"]),
    output,
    interactive: values.interactive ?? false,
    proof: values["no-prove"] ? "none" : values.prove ? "unproven" : "different",
    types: !values["no-types"],
    allowDirty: (values["allow-dirty"] ?? false) || (values.force ?? false),
    rule: readRule(values.rule),
  };
}

function refuseContradictions({
  output,
  report,
  prove,
  "no-prove": noProve,
  check,
  interactive,
}: Values): void {
  if (output !== undefined && report === undefined)
    throw new Error("--output expects --report json or --report html beside it");
  if (prove && noProve) throw new Error("--prove and --no-prove exclude each other");
  if (check && interactive)
    throw new Error("--check and --interactive exclude each other: --check asks nobody");
}

function oneOf<Name extends string>(option: string, given: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === given);
  if (found !== undefined) return found;
  throw new Error(`${option} expects one of ${names.join(", ")}, found "${given}"`);
}

function readRule(text: string | undefined): Request["rule"] {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // told below
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`--rule expects a JSON object, as {"style":"stack"}, found "${text}"`);
  }
  for (const key of ["fix", "reportRefused"]) {
    if (key in value) throw new Error(`--rule cannot set "${key}": the command does, see --fix`);
  }
  return value as Request["rule"];
}
