// The plugin as Rollup, Rolldown and Vite take it. Our own types of it: theirs need not be installed, and differ.

import { moduleFor, ANSWERED, isRuntime } from "./modules.js";
import { RUNTIME } from "../lowering/text/index.js";
import { lower, type LoweredMap, mayDeclareResources } from "../lowering/text/lower.js";
import { type Options, resolveOptions, type Settings, SOURCE } from "./options.js";
import type { OxcPackage } from "../lowering/text/parser.js";

/** A plugin for Rollup, Rolldown or Vite. */
export interface HookPlugin {
  name: string;
  enforce?: "pre" | "post";
  /** The first hook that runs, a function even where others may not be objects yet: refuses a bundler that is too old. */
  options?(this: { readonly meta?: Versions }): null;
  resolveId?: {
    order: "pre";
    filter: { id: RegExp };
    handler(
      this: ResolveContext,
      source: string,
      importer: string | undefined,
      options: object,
    ): Promise<string | null>;
  };
  transform: {
    order: "pre" | "post";
    filter: { code: RegExp; id?: RegExp };
    handler(code: string, id: string): Promise<{ code: string; map: LoweredMap | { mappings: "" } } | null>;
  };
}

/** What a bundler gives a hook, as far as it is used. */
interface ResolveContext {
  resolve(source: string, importer: string | undefined, options: object): Promise<object | null>;
}

/** The versions that a bundler says it has. */
export interface Versions {
  readonly rollupVersion?: string;
}

const WORD = /\busing\b/;
/** The helper that Rolldown brings for what it lowers: it resolves that without asking plugins. */
const OXC_HELPER = /^\0@oxc-project\+runtime@[^/]*\/helpers\/(?:esm\/)?usingCtx\.js$/;

/**
 * The plugins: one that lowers JavaScript and TypeScript before any other plugin reads it, and one that lowers what other
 * plugins made of other languages (Vue, Svelte).
 *
 * @param check - throws if the bundler is too old
 */
export function hookPlugins(
  options: Options | undefined,
  check?: (versions: Versions | undefined) => void,
  own?: OxcPackage,
): [before: HookPlugin, after: HookPlugin] {
  const settings = resolveOptions(options);
  const first = before(settings, own);
  if (check) {
    first.options = function () {
      check(this?.meta);
      return null;
    };
  }
  return [first, after(settings, own)];
}

function before(settings: Settings, own: OxcPackage | undefined): HookPlugin {
  const { parser, helpers, wants } = settings;
  return {
    name: "await-using",
    enforce: "pre",
    resolveId: {
      order: "pre",
      filter: { id: ANSWERED },
      async handler(source, importer, resolveOptions) {
        if (!ANSWERED.test(source)) return null;
        if (!isRuntime(source)) return helpers ? moduleFor(source) : null;
        const found = await this.resolve(source, importer, { ...resolveOptions, skipSelf: true });
        return found ? null : moduleFor(source);
      },
    },
    transform: {
      order: "pre",
      filter: { id: SOURCE, code: WORD },
      async handler(code, id) {
        if (helpers && OXC_HELPER.test(id)) {
          return {
            code: `export { usingCtx as default } from ${JSON.stringify(RUNTIME)};`,
            map: { mappings: "" },
          };
        }
        if (!SOURCE.test(id) || !mayDeclareResources(code) || !wants(id)) return null;
        return (await lower(code, id, { parser, own })) ?? null;
      },
    },
  };
}

function after({ parser, wants }: Settings, own: OxcPackage | undefined): HookPlugin {
  return {
    name: "await-using:other-languages",
    enforce: "post",
    transform: {
      order: "post",
      filter: { code: WORD },
      async handler(code, id) {
        if (SOURCE.test(id) || !mayDeclareResources(code) || !wants(id)) return null;
        return (await lower(code, id, { parser, own, isForeign: true })) ?? null;
      },
    },
  };
}
