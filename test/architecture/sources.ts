// The project's own files, as the architecture tests read them.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

export const root = resolve(__dirname, "../..");

/** Every file of the repository, ignored ones left out, as paths from its top. */
export function repositoryFiles(): string[] {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const printed = execFileSync("git", list, { cwd: root, encoding: "utf8" });
  return [...new Set(printed.split("\0"))]
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .sort();
}

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** What a file imports or re-exports, types included: paths from the top for relative ones, else the specifier. */
export function importsOf(path: string): string[] {
  const { importedFiles } = ts.preProcessFile(read(path), true, true);
  return importedFiles.map(({ fileName }) =>
    fileName.startsWith(".") ? join(dirname(path), fileName).replace(/\.js$/, ".ts") : fileName,
  );
}

const emitted = new Map<string, string>();

/** The file without its types and comments. */
export function javaScript(path: string): string {
  const known = emitted.get(path);
  if (known !== undefined) return known;
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    verbatimModuleSyntax: true,
    removeComments: true,
  };
  const { outputText } = ts.transpileModule(read(path), { compilerOptions, fileName: path });
  emitted.set(path, outputText);
  return outputText;
}

/** Does importing the file do more than declare things? */
export function runsStatements(path: string): boolean {
  const declares = [
    ts.isImportDeclaration,
    ts.isExportDeclaration,
    ts.isExportAssignment,
    ts.isVariableStatement,
    ts.isFunctionDeclaration,
    ts.isClassDeclaration,
    ts.isInterfaceDeclaration,
    ts.isTypeAliasDeclaration,
    ts.isEnumDeclaration,
    ts.isModuleDeclaration,
  ];
  const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2022);
  return file.statements.some((statement) => !declares.some((isIt) => isIt(statement)));
}

/** The names that a file exports by listing them. */
export function exportedNames(path: string): { values: string[]; types: string[] } {
  const values: string[] = [];
  const types: string[] = [];
  const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2022);
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement)) throw new Error(`${path} exports by other means than a list`);
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause))
      throw new Error(`${path} has export *`);
    for (const { name, isTypeOnly } of exportClause.elements) {
      (isTypeOnly || statement.isTypeOnly ? types : values).push(name.text);
    }
  }
  return { values: values.sort(), types: types.sort() };
}
