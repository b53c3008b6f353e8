// Lowers `using` and `await using` in the text of a file to calls of our runtime.

import MagicString from "magic-string";
import { Blocks } from "./blocks.js";
import { LoweringError } from "./failure.js";
import {
  type ParserName,
  loadParser,
  type OxcPackage,
  type Parse,
  parseFile,
  type SourceType,
} from "./parser.js";
import { lowerProgram } from "./program.js";
import { hasModuleSyntax, usesCommonJs } from "../plan/module-kind.js";
import { lastLoading, RUNTIME } from "../plan/runtime.js";
import { countDirectives, startOf, type StatementList } from "./syntax.js";

export interface LowerOptions {
  /** Whose parser reads the file. Default: the one that is installed, oxc's first. */
  readonly parser?: ParserName;
  /** The package of the bundler that runs, if it has oxc's parser. */
  readonly own?: OxcPackage;
  /** What the source is. Default: a module, or else CommonJS. */
  readonly sourceType?: SourceType;
  /** Returns the statement that declares the helper as `name`. Default: one that imports it from our runtime. */
  readonly helper?: (name: string) => string;
  /** Why resources at the top level are refused. Default: they are not, except in a script. */
  readonly refusal?: string;
  /** May the text be of another language, which is not ours to report? */
  readonly isForeign?: boolean;
  /** The source's name in the source map. Default: the file's. */
  readonly sourceName?: string;
}

export interface Lowered {
  readonly code: string;
  readonly map: LoweredMap;
}

/** A source map, version 3. */
export interface LoweredMap {
  version: number;
  names: string[];
  sources: string[];
  sourcesContent?: string[];
  mappings: string;
  toString(): string;
  /** The map as a `data:` URL. */
  toUrl(): string;
}

/**
 * Can a text declare resources? Comments and strings that have the word in them can make it say so.
 *
 * @returns false only if no declaration is in it
 */
export function mayDeclareResources(source: string): boolean {
  return /\busing(?:[^\S\r\n\u2028\u2029]|\/\*[^]*?\*\/)+[^\s=;,.(){}[\]<>+\-*%&|^!?:'"`]/.test(source);
}

/**
 * Lowers a file. All of it but the declarations of resources and their blocks stays as it is, byte for byte.
 *
 * @param file - its path; the extension tells the language
 * @returns `undefined` if there is nothing to lower
 * @throws LoweringError if the file declares resources and cannot be parsed, or cannot be lowered
 * @throws Error if no parser is installed
 */
export async function lower(
  source: string,
  file: string,
  options: LowerOptions = {},
): Promise<Lowered | undefined> {
  if (!mayDeclareResources(source)) return undefined;
  const parse = await parserOf(options);
  let program: StatementList;
  let type: SourceType;
  try {
    ({ program, type } = parseFile(
      parse,
      source,
      file,
      options.sourceType ? [options.sourceType] : sourceTypesOf(file),
    ));
  } catch (error) {
    // A language that is not ours, and no declaration in sight: the bundler may know what to do with it.
    if (error instanceof LoweringError && (options.isForeign || !looksLikeDeclaration(source)))
      return undefined;
    throw error;
  }
  const out = new MagicString(source);
  const blocks = new Blocks(source, file, out);
  const isScript = options.sourceType === "script";
  lowerProgram(blocks, program, source, options.refusal ?? (isScript ? REFUSED_BY_SCRIPTS : undefined));
  if (!blocks.isChanged) return undefined;
  const { helper } = blocks.names;
  const isImported = isModule(program, file, type);
  const statement = (options.helper ?? (isImported ? imported : required))(helper);
  // After what the file loads first: that may be a polyfill, which the runtime has to see.
  const last = program.body[lastLoading(program.body, isImported)];
  if (last)
    out.appendLeft(last.end, `${/;$/.test(source.slice(last.start, last.end)) ? "" : ";"} ${statement}`);
  else out.appendLeft(startOfStatements(program), `${statement} `);
  return {
    code: out.toString(),
    map: out.generateMap({ source: options.sourceName ?? file, includeContent: true, hires: "boundary" }),
  };
}

const REFUSED_BY_SCRIPTS = "a script cannot declare resources at its top level";
const parsers = new Map<string, Promise<Parse>>();

function parserOf({ parser, own }: LowerOptions): Promise<Parse> {
  const key = `${parser} ${own}`;
  const found = parsers.get(key) ?? loadParser(parser, own);
  parsers.set(key, found);
  return found;
}

function sourceTypesOf(file: string): SourceType[] {
  return /\.c[jt]s$/.test(file) ? ["commonjs", "module"] : ["module", "commonjs"];
}

function looksLikeDeclaration(source: string): boolean {
  const code = source.replace(/\/\*[^]*?\*\/|\/\/.*|(["'])(?:\\.|(?!\1)[^\\\n])*\1/g, " ");
  return /(?:^|[;:{}()\n]|\bawait\b)\s*using\s+[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?:[=:;,})]|of\b|in\b)/u.test(
    code,
  );
}

const imported = (name: string): string => `import { usingCtx as ${name} } from ${JSON.stringify(RUNTIME)};`;
const required = (name: string): string =>
  `const { usingCtx: ${name} } = require(${JSON.stringify(RUNTIME)});`;

/** Is the file a module? What only one of both can have says so, or its name; else what only CommonJS finds declared. */
function isModule({ body }: StatementList, file: string, type: SourceType): boolean {
  if (body.some((statement) => /^(?:Import|Export|TSImportEquals|TSExportAssignment)/.test(statement.type)))
    return true;
  const extension = /\.([cm])[jt]sx?(?:$|\?)/.exec(file)?.[1];
  if (extension) return extension === "m";
  if (type !== "module") return false; // sloppy code, or a `return` at its top level
  return hasModuleSyntax(body) || !usesCommonJs(body);
}

/** The helper stays in the first line of code, behind directives: they would be none behind anything else. */
function startOfStatements({ body }: StatementList): number {
  return startOf(body[countDirectives(body)]!);
}
