// typescript-eslint's parser with types: the text is the file of a project that has this package installed.
import * as typescriptParser from "@typescript-eslint/parser";
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "../../..");
const project = "/project";
const installed = `${project}/node_modules/await-using`;
/** What the project has of other packages. */
const modules = join(__dirname, "fixtures/modules.d.ts");
/** The file that stands for the text. */
export const typedFile = `${project}/file.ts`;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts"],
  types: ["node"],
  typeRoots: [join(root, "node_modules/@types")],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  paths: { "await-using": [`${installed}/src/index.ts`] },
};

/** Where a path of the project really is. */
const real = (path: string): string =>
  path.startsWith(installed) ? root + path.slice(installed.length) : path;

const parsed = new Map<string, ts.SourceFile>();
let last: ts.Program | undefined;

function programOf(text: string): ts.Program {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getCurrentDirectory = () => root;
  host.realpath = (path) => path;
  host.fileExists = (path) => path === typedFile || ts.sys.fileExists(real(path));
  host.directoryExists = (path) => ts.sys.directoryExists(real(path));
  host.readFile = (path) => (path === typedFile ? text : ts.sys.readFile(real(path)));
  host.getSourceFile = (path, language, ...rest) => {
    const known = parsed.get(path);
    if (path !== typedFile && known) return known;
    const source =
      path === typedFile || real(path) !== path
        ? ts.createSourceFile(path, host.readFile(path) ?? "", language, true)
        : getSourceFile.call(host, path, language, ...rest);
    if (source && path !== typedFile) parsed.set(path, source);
    return source;
  };
  last = ts.createProgram({ rootNames: [typedFile, modules], options, host, oldProgram: last });
  return last;
}

/** The parser, for `languageOptions.parser`. */
export const typedParser = {
  meta: { name: "typed", version: "1" },
  parseForESLint(text: string, given: object) {
    return typescriptParser.parseForESLint(text, {
      ...given,
      filePath: typedFile,
      programs: [programOf(text)],
    });
  },
};
