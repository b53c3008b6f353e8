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
import { declarationNames, usedNames } from "../plan/names.js";
import { RUNTIME } from "../plan/runtime.js";
import { childrenOf } from "../plan/tree.js";
import {
  countDirectives,
  declaresAsync,
  type Declarator,
  isResource,
  type Identifier,
  type Node,
  startOf,
  type StatementList,
} from "./syntax.js";

export interface LowerOptions {
  /** Whose parser reads the file. Default: the one that is installed, oxc's first. */
  readonly parser?: ParserName;
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
  lowerProgram(blocks, program, source, options.sourceType === "script");
  if (!blocks.isChanged) return undefined;
  const { helper } = blocks.names;
  const isImported = isModule(program, file, type);
  const statement = (options.helper ?? (isImported ? imported : required))(helper);
  // After what the file loads first: that may be a polyfill, which the runtime has to see.
  const last = lastLoading(program, isImported);
  if (last)
    out.appendLeft(last.end, `${/;$/.test(source.slice(last.start, last.end)) ? "" : ";"} ${statement}`);
  else out.appendLeft(startOfStatements(program), `${statement} `);
  return {
    code: out.toString(),
    map: out.generateMap({ source: options.sourceName ?? file, includeContent: true, hires: "boundary" }),
  };
}

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

/** Is the file a module? Its name says so, or what only one of both can have; else what only CommonJS finds declared. */
function isModule(program: StatementList, file: string, type: SourceType): boolean {
  const extension = /\.([cm])[jt]sx?(?:$|\?)/.exec(file)?.[1];
  if (program.body.some(({ type }) => /^(Import|Export|TSImportEquals|TSExportAssignment)/.test(type)))
    return true;
  if (extension) return extension === "m";
  if (type !== "module") return false; // sloppy code, or a `return` at its top level
  if (awaitsOrNamesMeta(program)) return true;
  const used = usedNames(program.body);
  const declared = new Set(program.body.flatMap(declarationNames));
  const isUsed = (name: string): boolean => used.has(name) && !declared.has(name);
  return !["require", "module", "exports", "__filename", "__dirname"].some(isUsed);
}

/** Does a program await at its top level, or name `import.meta`? */
function awaitsOrNamesMeta(node: Node): boolean {
  return childrenOf(node).some((child) => {
    if (child.type === "MetaProperty")
      return (child as unknown as { meta: Identifier }).meta.name === "import";
    if (child.type === "AwaitExpression" || (child as { await?: boolean }).await === true) return true;
    if (declaresAsync([child])) return true;
    return !/Function/.test(child.type) ? awaitsOrNamesMeta(child) : namesMeta(child);
  });
}

function namesMeta(node: Node): boolean {
  return childrenOf(node).some((child) =>
    child.type === "MetaProperty"
      ? (child as unknown as { meta: Identifier }).meta.name === "import"
      : namesMeta(child),
  );
}

/** The last of the imports, wherever it stands; or of the calls of `require` that a CommonJS file begins with. */
function lastLoading({ body }: StatementList, isImported: boolean): Node | undefined {
  if (isImported) return body.filter(({ type }) => type === "ImportDeclaration").at(-1);
  const statements = body.slice(countDirectives(body));
  const end = statements.findIndex((statement) => !isLoading(statement));
  return statements.slice(0, end < 0 ? statements.length : end).at(-1);
}

/** Is this `require("…");`, or a declaration by such calls? */
function isLoading(statement: Node): boolean {
  const { type, expression, declarations } = statement as Node & {
    readonly expression?: Node;
    readonly declarations?: readonly Declarator[];
  };
  if (type === "ExpressionStatement") return isRequire(expression);
  return (
    type === "VariableDeclaration" &&
    !isResource(statement) &&
    declarations!.every(({ init }) => isRequire(init))
  );
}

function isRequire(node: Node | null | undefined): boolean {
  if (node?.type !== "CallExpression") return false;
  const { callee } = node as unknown as { callee: Node };
  return callee.type === "Identifier" && (callee as Identifier).name === "require";
}

/** The helper stays in the first line of code, behind directives: they would be none behind anything else. */
function startOfStatements({ body }: StatementList): number {
  return startOf(body[countDirectives(body)]!);
}
