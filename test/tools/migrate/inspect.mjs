// What a file has, found without the command's own code: comments by the parser, diagnostics by a plain program.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "@typescript-eslint/parser";
import ts from "typescript";

/** The comments of a text, without the spaces that indenting changes. */
export function countComments(path, text) {
  const { comments } = parse(text, {
    filePath: path,
    comment: true,
    ecmaFeatures: { jsx: !/\.[cm]?ts$/.test(path) },
  });
  return comments.map(({ value }) =>
    value
      .split("\n")
      .map((line) => line.trim())
      .join("\n"),
  );
}

/** The diagnostics of files as they are on the disk, each checked in a program of the nearest tsconfig.json. */
export function countDiagnostics(folder, paths) {
  const configs = new Map();
  for (const path of paths) {
    const config = nearest(join(folder, path), folder);
    if (config) configs.set(config, [...(configs.get(config) ?? []), join(folder, path)]);
  }
  const found = [];
  for (const [config, files] of configs) {
    const { config: json } = ts.readConfigFile(config, ts.sys.readFile);
    const { options, fileNames } = ts.parseJsonConfigFileContent(json, ts.sys, dirname(config));
    const program = ts.createProgram([...new Set([...fileNames, ...files])], { ...options, noEmit: true });
    for (const file of files) {
      const source = program.getSourceFile(file);
      if (!source) continue;
      for (const { code, messageText } of [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ]) {
        const text = ts.flattenDiagnosticMessageText(messageText, " ");
        // A new name in scope changes what TypeScript guesses was meant, not that something is wrong.
        const kind = { 2552: 2304, 2551: 2339 }[code] ?? code;
        found.push(`${file.slice(folder.length + 1)}: TS${kind}: ${text.replace(/ Did you mean .*$/, "")}`);
      }
    }
  }
  return found;
}

/** The items that are not in `others`, as often as they are missing there. */
export function missing(items, others) {
  const counts = new Map();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  return items.filter((item) => {
    const count = counts.get(item) ?? 0;
    counts.set(item, count - 1);
    return count <= 0;
  });
}

function nearest(path, root) {
  for (let folder = dirname(path); folder.startsWith(root); folder = dirname(folder)) {
    const config = join(folder, "tsconfig.json");
    if (existsSync(config)) return config;
  }
  return undefined;
}
