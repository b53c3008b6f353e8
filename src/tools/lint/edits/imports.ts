// The names of our functions in the file: imported once, aliased where the word is taken.

import type { TSESTree } from "@typescript-eslint/utils";
import { nameOf, within } from "../code/ast.js";
import type { File } from "../code/file.js";
import type { Project } from "../project/runtime.js";
import type { Edit } from "./edit.js";

/** Our names in a file, and the edits that bring them there. */
export interface Imported {
  readonly name: string;
  readonly edits: readonly Edit[];
}

const ALIASES: Record<string, string> = {
  defer: "deferRelease",
  deferAsync: "deferReleaseAsync",
  DisposableStack: "ReleaseStack",
  AsyncDisposableStack: "AsyncReleaseStack",
};

/** Returns how the file names our export `name` of `from`; undefined if it has no way to import it. */
export function importOf(name: string, from: string, file: File, project: Project): Imported | undefined {
  const { ast } = file.code;
  const imported = specifiersFrom(from, ast);
  const required = requiredFrom(from, ast)?.properties ?? [];
  const known = knownName(name, imported, required);
  if (known !== undefined) return { name: known, edits: [] };
  const local = localName(name, file);
  const specifier = name === local ? name : `${name} as ${local}`;
  const property = name === local ? name : `${name}: ${local}`;
  const last = imported.filter(({ type }) => type === "ImportSpecifier").at(-1);
  if (last) return { name: local, edits: [after(last, `, ${specifier}`)] };
  const lastProperty = required.at(-1);
  if (lastProperty) return { name: local, edits: [after(lastProperty, `, ${property}`)] };
  const style = styleOf(file, project);
  if (!style) return undefined;
  const quote = quoteOf(file);
  const source = `${quote}${from}${quote}`;
  const statement =
    style === "import"
      ? `import { ${specifier} } from ${source}`
      : `const { ${property} } = require(${source})`;
  return { name: local, edits: [placed(statement + semiOf(file), file)] };
}

/** What the file imports of `from`, but for types alone. */
function specifiersFrom(from: string, { body }: TSESTree.Program): TSESTree.ImportClause[] {
  return body.flatMap((node) => {
    const isImport = node.type === "ImportDeclaration" && node.importKind !== "type";
    return isImport && node.source.value === from ? node.specifiers : [];
  });
}

/** How the file names `name` already, by an import or a `require`. */
function knownName(
  name: string,
  imported: readonly TSESTree.ImportClause[],
  required: TSESTree.ObjectPattern["properties"],
): string | undefined {
  for (const specifier of imported) {
    if (specifier.type === "ImportNamespaceSpecifier") return `${specifier.local.name}.${name}`;
    if (specifier.type !== "ImportSpecifier" || specifier.importKind === "type") continue;
    if (nameOf(specifier.imported) === name) return specifier.local.name;
  }
  for (const property of required) {
    if (property.type !== "Property" || property.value.type !== "Identifier") continue;
    if (nameOf(property.key) === name) return property.value.name;
  }
  return undefined;
}

function localName(name: string, file: File): string {
  const isBound = (word: string): boolean =>
    file.variables.some((v) => v.name === word && v.defs.length > 0) ||
    file.references.some(({ identifier }) => identifier.name === word);
  for (let n = 1; ; n++) {
    const word = n === 1 ? name : `${ALIASES[name] ?? name}${n === 2 ? "" : n - 1}`;
    if (!isBound(word)) return word;
  }
}

/** How the file gets at other modules: as it does already, or as its name and its package say. */
function styleOf(file: File, project: Project): "import" | "require" | undefined {
  const { ast } = file.code;
  const isModule = ast.body.some(
    ({ type }) => /^(Import|Export)|^TS(Export|Import)/.test(type) && type !== "TSExportAssignment",
  );
  if (isModule) return "import";
  if (/\.[mc]?tsx?$/.test(file.path)) return "import";
  if (/\.mjs$/.test(file.path)) return "import";
  if (/\.cjs$/.test(file.path) || usesRequire(file)) return "require";
  if (/\.jsx?$/.test(file.path) && project.type === "module") return "import";
  if (!file.module && file.code.ast.sourceType === "script" && !/\.js$/.test(file.path)) return undefined;
  return [...within(ast, file.code, true)].some(({ type }) => type === "AwaitExpression")
    ? "import"
    : "require";
}

function usesRequire(file: File): boolean {
  return file.references.some(
    ({ identifier, resolved }) =>
      ["require", "module", "exports"].includes(String(identifier.name)) && !resolved?.defs.length,
  );
}

function requiredFrom(from: string, ast: TSESTree.Program): TSESTree.ObjectPattern | undefined {
  for (const node of ast.body) {
    if (node.type !== "VariableDeclaration") continue;
    for (const { id, init } of node.declarations) {
      if (init?.type !== "CallExpression" || nameOf(init.callee) !== "require") continue;
      const [source] = init.arguments;
      if (source?.type === "Literal" && source.value === from && id.type === "ObjectPattern") return id;
    }
  }
  return undefined;
}

function quoteOf({ code }: File): string {
  const first = code.ast.tokens.find(({ type }) => type === "String");
  return first?.value.startsWith("'") ? "'" : '"';
}

/** ";" if the file's statements at its top end so. */
function semiOf({ code }: File): string {
  const simple = code.ast.body.find(
    (node) =>
      /^(Import|Variable|Export(All|Named))Declaration$|^ExpressionStatement$/.test(node.type) &&
      !("directive" in node && node.directive !== undefined),
  );
  const [last] =
    (simple ? code.getLastToken(simple)?.value : undefined) ?? code.text.match(/[;}]\s*$/m) ?? [];
  return simple && last !== ";" && last !== "}" ? "" : ";";
}

function after(node: TSESTree.Node, text: string): Edit {
  return { range: [node.range[1], node.range[1]], text };
}

/** After the last import, require or directive at the top; before everything else if there is none. */
function placed(statement: string, file: File): Edit {
  const { code } = file;
  const eol = code.text.includes("\r\n") ? "\r\n" : "\n";
  let last: TSESTree.Node | undefined;
  for (const node of code.ast.body) {
    const isImport =
      node.type === "ImportDeclaration" || node.type === "TSImportEqualsDeclaration" || isRequire(node);
    if (isImport) last = node;
    else if (!last && node.type === "ExpressionStatement" && node.directive !== undefined) last = node;
    else if (!isImport && last && node.type !== "VariableDeclaration") break;
  }
  if (last) {
    // A comment behind it, on its line, stays there.
    const end = code.text.indexOf("\n", last.range[1]);
    const rest = code.text.slice(last.range[1], end < 0 ? undefined : end).replace(/\r$/, "");
    const at = /^\s*(\/\/.*|\/\*.*\*\/\s*)?$/.test(rest) ? last.range[1] + rest.length : last.range[1];
    return { range: [at, at], text: `${eol}${statement}` };
  }
  const [first] = code.ast.body;
  const at = first ? startWithComments(first, file) : 0;
  return { range: [at, at], text: `${statement}${eol}${first ? eol : ""}` };
}

/** Where the comments that belong to the first statement begin: below the shebang and the file's own comment. */
function startWithComments(first: TSESTree.Node, { code }: File): number {
  const comments = code.getCommentsBefore(first).filter(({ type }) => (type as string) !== "Shebang");
  let start = first;
  for (const comment of comments.reverse()) {
    if (/\n\s*\n/.test(code.text.slice(comment.range[1], start.range[0]))) break;
    if (code.text.startsWith("#!") && comment.range[0] === 0) break;
    start = comment as unknown as TSESTree.Node;
  }
  return start.range[0];
}

function isRequire(node: TSESTree.Node): boolean {
  if (node.type !== "VariableDeclaration") return false;
  return node.declarations.every(({ init }) => {
    let inner: TSESTree.Node | null = init;
    while (inner?.type === "MemberExpression" || inner?.type === "CallExpression") {
      if (inner.type === "CallExpression" && nameOf(inner.callee) === "require") return true;
      inner = inner.type === "CallExpression" ? inner.callee : inner.object;
    }
    return false;
  });
}
