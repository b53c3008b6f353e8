// How a script of package.json runs the project's code: whether `using` in it tells resources how their block ended.
// Pure judgement over the text of one command; what is not known to be blind is not called so.

/** What a script is known to do. */
export interface Judgement {
  /** Who runs the code without telling resources, and by what: undefined if nothing says so. */
  readonly blind: string | undefined;
  /** The file that it runs so, as it is written; undefined if it is not one file. */
  readonly entry: string | undefined;
  /** Runs the tests alone, not what they test. */
  readonly tests: boolean;
}

/** A script that runs code blindly. */
export interface BlindScript extends Judgement {
  readonly name: string;
  readonly command: string;
  readonly blind: string;
}

const SOURCE = /\.[cm]?[jt]sx?$/;
const TYPESCRIPT = /\.[cm]?tsx?$/;
const HOOK = /\bawait-using\/register\b/;

/** Loaders whose compiler brings helpers of its own, which no hook replaces. */
const OWN_HELPERS = /^(tsx(\/.*)?|@esbuild-kit\/.*|esbuild-(register|runner)(\/.*)?|esno(\/.*)?)$/;

/** What a compiler wrote before: how it did stands elsewhere. */
const COMPILED = /^(dist|build|out|lib|\.\w+)\//;

/** Commands that run another one, which follows. */
const WRAPPERS = new Set([
  "npx",
  "pnpx",
  "bunx",
  "pnpm",
  "yarn",
  "exec",
  "dlx",
  "cross-env",
  "dotenv",
  "env",
  "nodemon",
]);

/** Options of `node` that load something before the program. */
const LOADS = /^(-r|--require|--import|--loader|--experimental-loader)$/;

/** Other options whose value is the next word. */
const TAKES_VALUE = /^(--env-file|-C|--conditions|--tsconfig|--preload|--config|-c|--watch-path)$/;

/**
 * Judges one command.
 *
 * @param hooked - files that another script of the project runs with the hook `await-using/register`
 */
export function judgeScript(command: string, hooked: ReadonlySet<string> = new Set()): Judgement {
  for (const part of command.split(/&&|\|\||[;|&]/)) {
    const isHooked = HOOK.test(part);
    for (const segment of part.split(/["']/)) {
      const found = judgeWords(segment.split(/\s+/).filter(Boolean), isHooked, hooked);
      if (found) return found;
    }
  }
  return { blind: undefined, entry: undefined, tests: false };
}

/** The scripts among `scripts` that run code blindly, in their order. */
export function blindScripts(scripts: Readonly<Record<string, string>>): BlindScript[] {
  const hooked = new Set(Object.values(scripts).flatMap(hookedEntries));
  return Object.entries(scripts).flatMap(([name, command]) => {
    const { blind, ...rest } = judgeScript(command, hooked);
    return blind === undefined ? [] : [{ name, command, blind, ...rest }];
  });
}

/**
 * Tells whether a script may run the file at `path`, both from the folder of package.json: one that names its entry runs
 * what lies in the same folder at the top, a runner of tests the tests.
 */
export function mayRun({ entry, tests }: Pick<Judgement, "entry" | "tests">, path: string): boolean {
  if (tests)
    return /(^|\/)(tests?|e2e|specs?|__tests__|playwright)\/|[.-](test|spec)\.[cm]?[jt]sx?$/.test(path);
  const top = (file: string): string => /^(?:\.\/)?([^/]+)\//.exec(file)?.[1] ?? "";
  return entry === undefined || top(entry) === "" || top(entry) === top(path);
}

function hookedEntries(command: string): string[] {
  return command.split(/&&|\|\||[;|&]/).flatMap((part) => {
    const entry = HOOK.test(part) ? entryOf(part.split(/[\s"']+/)) : undefined;
    return entry === undefined || TYPESCRIPT.test(entry) ? [] : [entry];
  });
}

/** One command, taken apart. */
interface Command {
  /** As it is written. */
  readonly path: string;
  readonly name: string;
  /** What follows it. */
  readonly args: readonly string[];
  /** All of it, what stands before the command too. */
  readonly words: readonly string[];
  /** The file that it runs. */
  readonly entry: string | undefined;
}

function judgeWords(
  words: readonly string[],
  isHooked: boolean,
  hooked: ReadonlySet<string>,
): Judgement | undefined {
  const [path = "", ...args] = words.slice(commandAt(words));
  const command = { path, name: path.replace(/^.*\//, ""), args, words, entry: entryOf(args) };
  const { name, entry } = command;
  const blind = compilerOf(command);
  if (blind !== undefined) {
    if (entry !== undefined && COMPILED.test(entry)) return undefined;
    const tests = name === "playwright";
    return { blind, entry: tests ? undefined : entry, tests };
  }
  // What a compiler wrote runs as it is, but for what another script runs with the hook.
  const isBare = name === "node" && !isHooked && entry !== undefined && hooked.has(entry);
  return isBare && isPlain(command)
    ? { blind: "Node runs it without the hook await-using/register", entry: undefined, tests: false }
    : undefined;
}

/** Who compiles what the command runs, without our helpers, as the reason that it is blind. */
function compilerOf(command: Command): string | undefined {
  const { name, path, args, words, entry } = command;
  const first = args.find((word) => !word.startsWith("-"));
  switch (name) {
    case "tsx":
    case "esno":
    case "esr":
      return first !== undefined ? `${path} compiles it with helpers of its own` : undefined;
    case "node":
      return compilerOfNode(command);
    case "bun":
      return first === "test" || entry !== undefined ? "Bun compiles it itself" : undefined;
    case "deno":
      return /^(run|test|bench|serve)$/.test(first ?? "") ? "Deno compiles it itself" : undefined;
    case "playwright":
      return first === "test" ? "Playwright compiles it itself" : undefined;
    case "esbuild":
      return entry !== undefined && !words.some((word) => word.includes("await-using/"))
        ? "esbuild's command line takes no plugins"
        : undefined;
    default:
      return undefined;
  }
}

function compilerOfNode(command: Command): string | undefined {
  const own = loadersOf(command.args).find((loader) => OWN_HELPERS.test(loader));
  if (own !== undefined) return `${own} compiles it with helpers of its own`;
  const isTyped = command.entry !== undefined && TYPESCRIPT.test(command.entry);
  return isTyped && isPlain(command) ? "Node itself runs its TypeScript" : undefined;
}

/** Nothing but our hook is loaded before the program. */
function isPlain({ args }: Command): boolean {
  return loadersOf(args).every((loader) => HOOK.test(loader));
}

/** Where the command begins, after what only runs it: `X=1 npx`, `nodemon --watch src --exec`. */
function commandAt(words: readonly string[]): number {
  const exec = words.findIndex((word) => word === "--exec" || word === "-x");
  if (exec !== -1 && words[0]?.endsWith("nodemon")) return exec + 1;
  const at = words.findIndex((word) => !WRAPPERS.has(word) && !word.startsWith("-") && !/^\w+=/.test(word));
  return at === -1 ? words.length : at;
}

function entryOf(words: readonly string[]): string | undefined {
  const at = words.findIndex(
    (word, index) => SOURCE.test(word) && !word.startsWith("-") && !TAKES_VALUE.test(words[index - 1] ?? ""),
  );
  return words[at]?.replace(/^\.\//, "");
}

function loadersOf(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const [option = "", value = words[index + 1] ?? ""] = word.split("=");
    return LOADS.test(option) ? [value] : [];
  });
}
