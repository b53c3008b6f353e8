// The tools that host our entries, and the oldest version of each that works. Only what is known not to work is refused: a
// version that nobody has tried yet is newer, and may go on.

/** A tool, as errors call it. */
export interface Tool {
  readonly name: string;
  /** The package to install. */
  readonly package: string;
  /** The oldest version that works: `test/package/installs.ts` runs it. */
  readonly oldest: string;
}

const tool = (name: string, found: string, oldest: string): Tool => ({ name, package: found, oldest });

export const VITE = tool("Vite", "vite", "3.1.0");
/** Hooks that are objects; the same in Vite. */
export const ROLLUP = tool("Rollup", "rollup", "2.78.0");
export const WEBPACK = tool("webpack", "webpack", "5.0.0");
/** `build.resolve`. */
export const ESBUILD = tool("esbuild", "esbuild", "0.14.8");
/** The oldest that Babel's own plugin, which ours contains, runs in. */
export const BABEL = tool("Babel", "@babel/core", "7.22.0");
/** The first that knows `await using`. */
export const BABEL_PLUGIN = tool(
  "Babel's own plugin",
  "@babel/plugin-proposal-explicit-resource-management",
  "7.23.9",
);
/** `context.sourceCode`. */
export const ESLINT = tool("ESLint", "eslint", "8.40.0");
/** `loadESLint`, which gives the ESLint of flat configuration. */
export const ESLINT_CLASS = tool("ESLint", "eslint", "8.57.0");
/** The first that tells `await using` from `const`. */
export const TYPESCRIPT_PARSER = tool("@typescript-eslint/parser", "@typescript-eslint/parser", "6.5.0");
/** The first that parses `using`. */
export const TYPESCRIPT = tool("TypeScript", "typescript", "5.2.0");

/** A tool that is missing, or whose version is known not to work. */
export class ToolError extends Error {
  override readonly name: string = "ToolError";
  readonly code: "AWAIT_USING_TOOL_VERSION" | "AWAIT_USING_TOOL_MISSING";

  /** @param message - who needs which versions, what was found, and what to do */
  constructor(code: ToolError["code"], message: string) {
    super(`${message} [${code}]`);
    this.code = code;
  }
}

/**
 * Refuses a tool whose version is known not to work.
 *
 * @param entry - who needs it: `"await-using/vite"`
 * @param found - its version; undefined if it does not say, which passes
 * @throws ToolError if the version is older than the oldest that works
 */
export function requireVersion(entry: string, wanted: Tool, found: string | undefined): void {
  if (found !== undefined && isOlder(found, wanted.oldest)) throw tooOld(entry, wanted, found);
}

/** The error for a tool that is too old. */
export function tooOld(entry: string, { name, package: id, oldest }: Tool, found: string): ToolError {
  const message = `${entry} works with ${name} ${oldest.replace(/\.0$/, "")} and later, and found ${found}`;
  return new ToolError("AWAIT_USING_TOOL_VERSION", `${message}: npm install --save-dev ${id}@latest`);
}

/** Is a version older than another? A release candidate counts as its release; what is no version is not older. */
export function isOlder(version: string, than: string): boolean {
  const found = numbersOf(version);
  const wanted = numbersOf(than);
  const at = found.findIndex((number, index) => number !== wanted[index]);
  return at >= 0 && found[at]! < wanted[at]!;
}

function numbersOf(version: string): number[] {
  const [, ...numbers] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return numbers.map(Number);
}
