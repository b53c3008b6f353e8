// `await-using/esbuild`

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { ESBUILD, requireVersion, tooOld } from "../load/version.js";
import { LoweringError } from "../lowering/text/failure.js";
import { moduleFor, ANSWERED, isRuntime } from "./modules.js";
import { lower, mayDeclareResources } from "../lowering/text/lower.js";
import { type Options, resolveOptions } from "./options.js";

export type { Options };

/** A plugin for esbuild. */
export interface EsbuildPlugin {
  name: string;
  setup(build: EsbuildBuild): void;
}

/** What esbuild gives a plugin, as far as it is used. */
interface EsbuildBuild {
  readonly esbuild?: { readonly version?: string };
  resolve(path: string, options: object): Promise<Resolved & { errors: unknown[] }>;
  onResolve(
    options: { filter: RegExp },
    run: (found: ResolveRequest) => Resolved | undefined | Promise<Resolved | undefined>,
  ): void;
  onLoad(
    options: { filter: RegExp; namespace: string },
    run: (found: { path: string }) => Promise<Loaded | undefined>,
  ): void;
}
interface ResolveRequest {
  readonly path: string;
  readonly importer: string;
  readonly namespace: string;
  readonly resolveDir: string;
  readonly kind: string;
  readonly pluginData: unknown;
}
interface Resolved {
  path: string;
  external?: boolean;
  sideEffects?: boolean;
}
type Loaded =
  | { contents: string; loader: Loader }
  | {
      errors: { text: string; location: { file: string; line: number; column: number; lineText: string } }[];
    };

type Loader = "default" | "js" | "jsx" | "ts" | "tsx";

const NAME = "await-using";

/**
 * Makes plain `await using` error-aware in what esbuild bundles.
 *
 * esbuild asks its plugins in turn for the contents of a file, and takes the first answer: list this one before others
 * that load JavaScript or TypeScript.
 *
 * @example
 * ```js
 * await build({ entryPoints: ["src/main.ts"], bundle: true, plugins: [awaitUsing()] });
 * ```
 *
 * @throws ToolError when esbuild starts, if it is older than 0.14.8
 */
export function awaitUsing(options?: Options): EsbuildPlugin {
  const { parser, helpers, wants } = resolveOptions(options);
  return {
    name: NAME,
    setup(build) {
      requireVersion("await-using/esbuild", ESBUILD, build.esbuild?.version);
      if (typeof build.resolve !== "function" && !bun) {
        throw tooOld("await-using/esbuild", ESBUILD, "an older one, without build.resolve");
      }
      build.onResolve({ filter: ANSWERED }, async (request) => {
        if (!isRuntime(request.path)) return helpers ? { path: moduleFor(request.path) } : undefined;
        if (request.pluginData === NAME) return undefined; // asked by ourselves
        const { path, importer, namespace, resolveDir, kind } = request;
        if (bun) return bun.isThere(path, resolveDir) ? undefined : { path: moduleFor(path) };
        const found = await build.resolve(path, { importer, namespace, resolveDir, kind, pluginData: NAME });
        if (found.errors.length > 0) return { path: moduleFor(path) };
        return { path: found.path, external: found.external, sideEffects: found.sideEffects } as Resolved;
      });
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: "file" }, async ({ path }) => {
        if (!wants(path)) return undefined;
        const source = await readFile(path, "utf8");
        if (!mayDeclareResources(source)) return undefined;
        try {
          const lowered = await lower(source, path, { parser, sourceName: basename(path) });
          if (!lowered) return undefined;
          const contents = `${lowered.code}\n//# sourceMappingURL=${lowered.map.toUrl()}\n`;
          return { contents, loader: loaderFor(path) };
        } catch (error) {
          if (!(error instanceof LoweringError)) throw error;
          const { reason: text, file, line, column, lineText } = error;
          return { errors: [{ text, location: { file, line, column, lineText } }] };
        }
      });
    },
  };
}

export default awaitUsing;

/** esbuild is told by its own options what an extension means; Bun, which takes its plugins, by us. */
function loaderFor(path: string): Loader {
  if (!bun) return "default";
  const [, language, x = ""] = /\.[cm]?([jt]s)(x?)$/.exec(path)!;
  return `${language}${x}` as Loader;
}

interface BunGlobal {
  readonly Bun?: { resolveSync(specifier: string, folder: string): string };
}

/** Bun, if it runs us: its builds take esbuild's plugins, but cannot be asked where a module is, nor load by default. */
const bun = bunOf(globalThis as BunGlobal);

function bunOf({ Bun }: BunGlobal): { isThere(specifier: string, folder: string): boolean } | undefined {
  return (
    Bun && {
      isThere(specifier, folder) {
        try {
          return Bun.resolveSync(specifier, folder) !== "";
        } catch {
          return false;
        }
      },
    }
  );
}
