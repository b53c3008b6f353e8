// The options of the bundler plugins, resolved once.

import type { ParserName } from "../lowering/text/parser.js";

/** The options that all the plugins share. */
export interface Options {
  /**
   * Whose parser reads the files: oxc's (from `oxc-parser`, or from Vite 8 or Rolldown, which contain it) or Babel's
   * (from `@babel/core`). What is made of them is the same. Default: the one that is installed, oxc's first.
   */
  parser?: ParserName | undefined;
  /** Which files are lowered, tested on paths with forward slashes. Default: all that are not in `node_modules`. */
  include?: RegExp | readonly RegExp[] | undefined;
  /** Which of those are not, after all. Default: none. */
  exclude?: RegExp | readonly RegExp[] | undefined;
  /**
   * Replace `tslib`, and the helpers that Babel, oxc and SWC import for `using`, by our own, in all files: what those
   * compilers made of `await using` is then error-aware too. Default: true.
   */
  helpers?: boolean | undefined;
}

/** The options with their defaults. */
export interface Settings {
  readonly parser: ParserName | undefined;
  readonly helpers: boolean;
  /** Is a file to be lowered? Tests its path only. */
  readonly wants: (file: string) => boolean;
}

/** What a file's path, or the query that a bundler's plugin put behind it, says if JavaScript or TypeScript is in it. */
export const SOURCE = /\.[cm]?[jt]sx?(?:$|\?)|\?(?:.*[&.])?lang[.=][jt]sx?(?:$|&)/;

/**
 * Returns what the options mean.
 *
 * @throws TypeError if there is an unknown option, or one of the wrong type
 */
export function resolveOptions(options: Options = {}): Settings {
  const { parser, include, exclude, helpers = true, ...rest } = options;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw new TypeError(
      `awaitUsing: no option is called "${unknown}"; there are "parser", "include", "exclude" and "helpers"`,
    );
  }
  if (parser !== undefined && parser !== "oxc" && parser !== "babel") {
    throw new TypeError(
      `awaitUsing: the option "parser" must be "oxc" or "babel", found ${JSON.stringify(parser)}`,
    );
  }
  if (typeof helpers !== "boolean") {
    throw new TypeError(
      `awaitUsing: the option "helpers" must be a boolean, found ${JSON.stringify(helpers)}`,
    );
  }
  const includes = matcher("include", include) ?? ((file) => !/\/node_modules\//.test(file));
  const excludes = matcher("exclude", exclude);
  return {
    parser,
    helpers,
    wants(file) {
      const path = file.replace(/\?.*$/, "").replace(/\\/g, "/");
      return includes(path) && !excludes?.(path);
    },
  };
}

function matcher(
  name: string,
  patterns: RegExp | readonly RegExp[] | undefined,
): ((file: string) => boolean) | undefined {
  if (patterns === undefined) return undefined;
  const list = [patterns].flat() as unknown[];
  const wrong = list.find((each) => Object.prototype.toString.call(each) !== "[object RegExp]");
  if (wrong !== undefined) {
    throw new TypeError(
      `awaitUsing: the option "${name}" takes regular expressions, found ${JSON.stringify(wrong)}`,
    );
  }
  // search, unlike test, does not care about the flags g and y
  return (file) => list.some((each) => file.search(each as RegExp) >= 0);
}
