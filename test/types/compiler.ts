// Type-checking programs given as text, by the project's own compiler and settings.
import { join, resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "../..");

/** Makes one program of files and of texts, each text a module of its own in this folder. */
export function programOf(
  texts: readonly string[],
  files: readonly string[],
): { program: ts.Program; paths: string[] } {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  const paths = texts.map((_, index) => join(__dirname, `text-${index}.ts`));
  const lenient = { ...options, noUnusedLocals: false, noUnusedParameters: false, types: ["node"] };
  const host = ts.createCompilerHost(lenient, true);
  const { fileExists, readFile, getSourceFile } = host;
  const textOf = (path: string): string | undefined => texts[paths.indexOf(resolve(path))];
  host.fileExists = (path) => textOf(path) !== undefined || fileExists(path);
  host.readFile = (path) => textOf(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = textOf(path);
    if (text === undefined) return getSourceFile(path, version, ...rest);
    return ts.createSourceFile(path, text, version, true);
  };
  return { program: ts.createProgram([...files, ...paths], lenient, host), paths };
}

/** What the compiler says of one file, whole chains of messages as one text each. */
export function complaints(program: ts.Program, path: string): string[] {
  const file = program.getSourceFile(path);
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
