// The parsers that a lowering can use: oxc's, which Vite 8 and Rolldown contain, or Babel's.

import { importBeside, importFrom, placeOf } from "../../load/package.js";
import { ToolError } from "../../load/version.js";
import { LoweringError } from "./failure.js";
import type { StatementList } from "./syntax.js";

export type ParserName = "oxc" | "babel";
export type Language = "js" | "jsx" | "ts" | "tsx";
export type SourceType = "module" | "commonjs" | "script";

/** Parses a source; the parser's messages and places, if it cannot. */
export type Parse = (source: string, language: Language, type: SourceType) => Parsed | Mistake;
export interface Parsed {
  readonly program: StatementList;
}
export interface Mistake {
  readonly message: string;
  readonly pos: number;
}

/** The packages that have oxc's parser as `parseSync`. */
export type OxcPackage = "oxc-parser" | "rolldown/utils" | "vite";

/**
 * Loads the parser that is named, or else the one that is installed, oxc's first.
 *
 * @param own - the package of the bundler that runs, if it has oxc's parser
 * @throws ToolError if it is not installed, or all that is installed is too old
 */
export async function loadParser(parser?: ParserName, own?: OxcPackage): Promise<Parse> {
  const packages = new Set<OxcPackage>([...(own ? [own] : []), "oxc-parser", "rolldown/utils"]);
  const old: string[] = [];
  if (parser !== "babel") {
    for (const name of packages) {
      const { parseSync } = (await load(name)) as Partial<Oxc>;
      if (!parseSync) continue;
      const parse = withOxc(parseSync);
      if (isFit(parse)) return parse;
      old.push(`"${name}"`);
    }
  }
  if (parser !== "oxc") {
    const { parseSync, version } = (await load("@babel/core")) as Partial<Babel>;
    if (parseSync) {
      const parse = withBabel(parseSync);
      if (isFit(parse)) return parse;
      old.push(`"@babel/core" ${version}`);
    }
  }
  const install = `npm install --save-dev ${parser === "babel" ? "@babel/core" : "oxc-parser"}`;
  if (old.length > 0) {
    throw new ToolError(
      "AWAIT_USING_TOOL_VERSION",
      `await-using: lowering \`using\` works with the parsers of oxc-parser 0.60, @babel/core 7.22 and later, and found ` +
        `${old.join(" and ")}, which cannot read it: ${install}@latest`,
    );
  }
  const wanted = { oxc: '"oxc-parser"', babel: '"@babel/core"', any: '"oxc-parser" or "@babel/core"' };
  const missing = wanted[parser ?? "any"];
  throw new ToolError(
    "AWAIT_USING_TOOL_MISSING",
    `await-using: lowering \`using\` needs ${missing}, found neither here nor in ${process.cwd()}: ${install}`,
  );
}

/**
 * Does a parser give what is read of its trees? Older ones count bytes where we count UTF-16 units, take \`await using\` for
 * something else, or have another interface.
 */
function isFit(parse: Parse): boolean {
  const source = '"\u{1F600}"; async () => { await using a = (b); };';
  try {
    const parsed = parse(source, "ts", "module");
    if (!("program" in parsed)) return false;
    const [, statement] = parsed.program.body as unknown as [unknown, ProbeStatement];
    const [{ kind, start, declarations }] = statement.expression.body.body;
    const [{ init }] = declarations;
    const isThere = start === source.indexOf("await using");
    return kind === "await using" && isThere && init.type === "ParenthesizedExpression";
  } catch {
    return false; // another interface
  }
}

interface ProbeStatement {
  readonly expression: {
    readonly body: {
      readonly body: [
        {
          readonly kind: string;
          readonly start: number;
          readonly declarations: [{ readonly init: { readonly type: string } }];
        },
      ];
    };
  };
}

/** Imports an optional package, seen from here or else from where the bundler was started. */
async function load(name: string): Promise<object> {
  return (await importBeside(name)) ?? (await importFrom(name, [placeOf(process.cwd())]))?.module ?? {};
}

interface Oxc {
  parseSync(
    filename: string,
    source: string,
    options: { lang: Language; sourceType: SourceType; preserveParens: boolean; astType: "ts" | "js" },
  ): {
    readonly program: StatementList;
    readonly errors: readonly { severity: string; message: string; labels: readonly { start: number }[] }[];
  };
}

function withOxc(parseSync: Oxc["parseSync"]): Parse {
  return (source, language, sourceType) => {
    const { program, errors } = parseSync(`source.${language}`, source, {
      lang: language,
      sourceType,
      preserveParens: true,
      astType: language.startsWith("ts") ? "ts" : "js",
    });
    const error = errors.find(({ severity }) => severity === "Error");
    return error ? { message: error.message, pos: error.labels[0]?.start ?? 0 } : { program };
  };
}

interface Babel {
  readonly version: string;
  parseSync(source: string, options: object): { readonly program: StatementList } | null;
}

function withBabel(parseSync: Babel["parseSync"]): Parse {
  return (source, language, sourceType) => {
    let mistake: Mistake | undefined;
    // Parsers before 7.28 know no CommonJS: to them it is a script, which cannot declare resources at its top level.
    const isCommonJs = sourceType === "commonjs";
    const kinds = isCommonJs ? [{ sourceType }, { allowReturnOutsideFunction: true }] : [{}];
    // Decorators of parameters are TypeScript's older ones, `@a export class` and `export @a class` both the newer.
    for (const decorators of ["decorators", "decorators-legacy"]) {
      for (const kind of kinds) {
        try {
          const file = parseSync(source, babelOptions(language, sourceType, decorators, kind));
          if (file) return { program: file.program };
        } catch (error) {
          mistake ??= mistakeOf(error);
        }
      }
    }
    return mistake!;
  };
}

function babelOptions(language: Language, sourceType: SourceType, decorators: string, kind: object): object {
  const plugins = ["estree", "explicitResourceManagement", "decoratorAutoAccessors", decorators];
  if (language.startsWith("ts")) plugins.push("typescript");
  if (language.endsWith("x")) plugins.push("jsx");
  return {
    configFile: false,
    babelrc: false,
    browserslistConfigFile: false,
    sourceType: sourceType === "module" ? "module" : "script",
    parserOpts: { createParenthesizedExpressions: true, ...kind, plugins },
  };
}

/** @throws what Babel threw, if that is not about the source */
function mistakeOf(error: unknown): Mistake {
  const { pos, message } = error as { pos?: number; message: string };
  if (pos === undefined) throw error;
  return { message: message.replace(/^unknown(: file)?: /, "").replace(/ \(\d+:\d+\)[^]*$/, ""), pos };
}

/** Parses what is a module, or else a CommonJS file, which may be sloppy: the first of `types` that it can be. */
export function parseFile(
  parse: Parse,
  source: string,
  file: string,
  types: readonly SourceType[],
): { readonly program: StatementList; readonly type: SourceType } {
  const language = languageOf(file);
  let first: Mistake | undefined;
  for (const type of types) {
    const parsed = parse(source, language, type);
    if ("program" in parsed) return { program: parsed.program, type };
    first ??= parsed;
  }
  throw new LoweringError(first!.message, file, source, first!.pos);
}

/** JavaScript may have JSX in it, whatever its file is called; in TypeScript `<T>x` may be a cast. */
function languageOf(file: string): Language {
  const [path = "", query = ""] = file.split("?");
  const extension = /(?:^|[&.])lang[.=](\w+)/.exec(query)?.[1] ?? /\.(\w+)$/.exec(path)?.[1] ?? "";
  if (extension === "tsx") return "tsx";
  return /^[cm]?ts$/.test(extension) ? "ts" : "jsx";
}
