// `await-using/svelte`

import { basename } from "node:path";
import { LoweringError } from "../lowering/text/failure.js";
import { lower, type LoweredMap, mayDeclareResources } from "../lowering/text/lower.js";
import { type Options, resolveOptions } from "./options.js";

export type { Options };

/** A preprocessor for Svelte. */
export interface SveltePreprocessor {
  name: string;
  script(script: Script): Promise<{ code: string; map: LoweredMap } | undefined>;
}

/** What Svelte gives a preprocessor of scripts, as far as it is used. */
interface Script {
  readonly content: string;
  readonly attributes: Readonly<Record<string, string | boolean>>;
  /** The whole component. */
  readonly markup: string;
  readonly filename?: string | undefined;
}

const languages: Readonly<Record<string, string>> = {
  js: "js",
  javascript: "js",
  ts: "ts",
  typescript: "ts",
};

/**
 * Makes `await using` in the scripts of Svelte's components error-aware: Svelte reads them before any plugin of a bundler
 * does, and does not know the syntax. Everything else in the project is for the plugin of the bundler.
 *
 * @example
 * ```js
 * export default { preprocess: [awaitUsing()] };
 * ```
 *
 * @throws LoweringError, with its place in the component, if a script cannot be parsed, or declares a resource at its top
 *   level: when that ended, nobody could tell
 */
export function awaitUsing(options?: Omit<Options, "helpers">): SveltePreprocessor {
  const { parser, wants } = resolveOptions(options);
  return {
    name: "await-using",
    async script({ content, attributes, markup, filename = "component.svelte" }) {
      const language = languages[String(attributes["lang"] ?? "js").toLowerCase()];
      if (!language || !mayDeclareResources(content) || !wants(filename)) return undefined;
      try {
        return await lower(content, `${filename}.${language}`, {
          parser,
          sourceType: "module",
          sourceName: basename(filename), // as Svelte calls the component in maps
          refusal:
            "a component's script cannot declare resources at its top level: declare them in a function or a block",
        });
      } catch (error) {
        if (!(error instanceof LoweringError)) throw error;
        throw new LoweringError(
          error.reason,
          filename,
          markup,
          Math.max(0, markup.indexOf(content)) + error.pos,
        );
      }
    },
  };
}

export default awaitUsing;
