// Lowers `using` and `await using` in the text of a file to calls of our runtime.

import MagicString from "magic-string";
import { Blocks } from "./blocks.js";
import { LoweringError } from "./failure.js";
import {
  type Compiler,
  loadParser,
  type OxcPackage,
  type Parse,
  parseFile,
  type SourceType,
} from "./parser.js";
import { lowerProgram } from "./program.js";
import { countDirectives, startOf, type StatementList } from "./syntax.js";

/** The runtime that lowered modules import. */
export const RUNTIME = "await-using/runtime/babel";

export interface LowerOptions {
  /** Whose parser reads the file. Default: the one that is installed, oxc's first. */
  readonly compiler?: Compiler;
  /** The package of the bundler that runs, if it has oxc's parser. */
  readonly own?: OxcPackage;
  /** What the source is. Default: a module, or else CommonJS. */
  readonly sourceType?: SourceType;
  /** Returns the statement that declares the helper as `name`. Default: one that imports it from our runtime. */
  readonly helper?: (name: string) => string;
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
  return /\busing(?:[^\S\r\n\u2028\u2029]|\/\*)+[^\s=;,.(){}[\]<>+\-*%&|^!?:'"`]/.test(source);
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
  try {
    program = parseFile(parse, source, file, options.sourceType ? [options.sourceType] : sourceTypesOf(file));
  } catch (error) {
    // A language that is not ours, and no declaration in sight: the bundler may know what to do with it.
    if (error instanceof LoweringError && (options.isForeign || !looksLikeDeclaration(source)))
      return undefined;
    throw error;
  }
  const out = new MagicString(source);
  const blocks = new Blocks(source, file, out);
  lowerProgram(blocks, program, source, options.sourceType === "script");
  if (!blocks.isChanged) return undefined;
  const { helper } = blocks.names;
  const statement = (options.helper ?? helperStatement(program, file, source))(helper);
  out.appendLeft(startOfStatements(program), `${statement} `);
  return {
    code: out.toString(),
    map: out.generateMap({ source: options.sourceName ?? file, includeContent: true, hires: "boundary" }),
  };
}

const parsers = new Map<string, Promise<Parse>>();

function parserOf({ compiler, own }: LowerOptions): Promise<Parse> {
  const key = `${compiler} ${own}`;
  const found = parsers.get(key) ?? loadParser(compiler, own);
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

function helperStatement(program: StatementList, file: string, source: string): (name: string) => string {
  const isModule = program.body.some(({ type }) =>
    /^(Import|Export|TSImportEquals|TSExportAssignment)/.test(type),
  );
  const isCommonJs =
    /\.c[jt]s$/.test(file) || /\brequire\s*\(|\bmodule\s*\.\s*exports\b|\bexports\s*\./.test(source);
  return !/\.cjs$/.test(file) && (isModule || !isCommonJs)
    ? (name) => `import { usingCtx as ${name} } from ${JSON.stringify(RUNTIME)};`
    : (name) => `const { usingCtx: ${name} } = require(${JSON.stringify(RUNTIME)});`;
}

/** The helper stays in the first line of code, behind directives: they would be none behind anything else. */
function startOfStatements({ body }: StatementList): number {
  return startOf(body[countDirectives(body)]!);
}
