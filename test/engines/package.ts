// The packed package laid out for engines to load: its own files, in which the modules also export, under other names,
// what the test files import from the sources' folders. So they test the code that is published, not a build of theirs.
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a source file's names are in the package: `dist/esm/<file>`, and how it exports each. */
export interface Section {
  readonly file: string;
  readonly names: ReadonlyMap<string, string>;
}

/** Source files that are entries of the package: all they export is exported there. */
const entries: Readonly<Record<string, string>> = {
  "src/index.ts": "index.js",
  "src/runtime/index.ts": "runtime.js",
  "polyfills/index.ts": "ponyfill.js",
  "polyfills/auto.ts": "polyfill.js",
  "polyfills/install.ts": "polyfill-install.js",
};

export interface LaidOut {
  /** The file of dist/esm/ that is `"await-using/…"`, or that the source file `"polyfills/index.ts"` became. */
  entry(name: string): string | undefined;
  /** Where the other source files went that the package holds. */
  readonly sections: ReadonlyMap<string, Section>;
}

/** Copies the package in `source` to `target`. */
export function layOut(source: string, target: string): LaidOut {
  cpSync(source, target, { recursive: true });
  const { exports } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as {
    exports: Record<string, { import?: { default: string } }>;
  };
  const sections = new Map<string, Section>();
  const folder = join(target, "dist/esm");
  const modules = readdirSync(folder).filter(
    (name) => Object.values(entries).includes(name) || /^chunk-/.test(name),
  );
  for (const file of modules) {
    const code = readFileSync(join(folder, file), "utf8");
    const exported: string[] = [];
    for (const [path, names] of sectionsOf(code)) {
      sections.set(path, { file, names });
      const declared = [...names].map(([name, alias]) => `${localName(code, path, name)} as ${alias}`);
      exported.push(...declared);
    }
    if (exported.length > 0)
      writeFileSync(join(folder, file), `${code}\nexport { ${exported.join(", ")} };\n`);
  }
  return {
    sections,
    entry: (name) =>
      entries[name] ?? exports[name.replace(/^await-using/, ".")]?.import?.default.replace("./dist/esm/", ""),
  };
}

// esbuild writes `// polyfills/symbols.ts` over what came from there.
function* sectionsOf(code: string): Generator<[string, Map<string, string>]> {
  for (const [, path = "", body = ""] of code.matchAll(sectionPattern)) {
    const names = new Map<string, string>();
    for (const local of declaredIn(body)) {
      // A name that two sources have is numbered in one of them.
      const name = local.replace(/(?<=[a-z])\d+$/i, "");
      names.set(name, `${path.replace(/\W+/g, "_")}$${name}`);
    }
    if (names.size > 0) yield [path, names];
  }
}

const sectionPattern =
  /^\/\/ ((?:src|polyfills)\/\S+\.ts)\n([\s\S]*?)(?=^\/\/ (?:src|polyfills)\/|^export \{|$(?![\s\S]))/gm;

function declaredIn(body: string): string[] {
  const declarations = body.matchAll(/^(?:async )?(?:function\*? |class |var |let |const )([\w$]+)/gm);
  return [...declarations].map(([, name = ""]) => name);
}

function localName(code: string, path: string, name: string): string {
  for (const [, found, body = ""] of code.matchAll(sectionPattern)) {
    const local =
      found === path
        ? declaredIn(body).find((each) => each.replace(/(?<=[a-z])\d+$/i, "") === name)
        : undefined;
    if (local !== undefined) return local;
  }
  throw new Error(`${path} declares no ${name}`);
}
