// The test files of the project, bundled for engines that Jest does not run in, and resolved to the packed package.
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Format } from "./engines.js";
import { files as leftOut, holds, tests as exceptions } from "./exceptions.js";
import type { LaidOut } from "./package.js";

/** One run of test files in a realm: with what is set up before. */
export type Suite = "polyfills" | "polyfills-after-core-js" | "polyfills-installed" | "library";

/** What the bundle is for: browsers have no node:events, and old engines not the syntax of the test files. */
export type Host = "browser" | "node" | "node14" | "node16";

const folders: Readonly<Record<Suite, readonly string[]>> = {
  polyfills: ["polyfills"],
  "polyfills-after-core-js": ["polyfills"],
  "polyfills-installed": ["polyfills"],
  library: ["protocol", "exit", "scope", "contextlib", "concurrency", "adapters", "runtime"],
};

const targets: Readonly<Record<Host, string>> = {
  browser: "es2022",
  node: "es2022",
  node16: "node16",
  node14: "node14.6",
};

/** Where it all is: `root` the repository, `target` the folder that engines load from. */
export interface Places {
  readonly root: string;
  readonly target: string;
  readonly laidOut: LaidOut;
}

/** The files to load in a realm for a suite, below the target folder. Modules that a module imports are evaluated before
 * it, so what has to be there before them is a file of its own. */
export function suiteFiles(suite: Suite, host: Host, format: Format): string[] {
  const isModule = format === "module";
  return [
    "harness/natives.js",
    ...(isModule ? [] : ["package/dist/await-using.global.js"]),
    ...(suite === "polyfills-after-core-js" ? ["suites/core-js.js"] : []),
    ...(suite === "library" || suite === "polyfills-installed" || !isModule
      ? [`harness/install.${isModule ? "mjs" : "js"}`]
      : []),
    suiteFile(suite, host, format),
  ];
}

/** Bundles core-js's polyfill of the feature. */
export async function buildCoreJs({ root, target }: Places): Promise<void> {
  await build({
    stdin: { contents: `import "core-js/proposals/explicit-resource-management.js";`, resolveDir: root },
    outfile: join(target, "suites/core-js.js"),
    bundle: true,
    format: "iife",
    target: "node14.6",
    logLevel: "error",
  });
}

/** The name of the file that `buildSuite` makes. */
const suiteFile = (suite: Suite, host: Host, format: Format): string =>
  `suites/${suite}-${host}.${format === "module" ? "mjs" : "js"}`;

/** Bundles a suite; returns the source files that are not in the package as such, and were taken from the repository. */
export async function buildSuite(
  places: Places,
  suite: Suite,
  host: Host,
  format: Format,
): Promise<string[]> {
  const { root, target } = places;
  const fromSources = new Set<string>();
  const words = [host, format, ...(host === "browser" ? ["browser"] : [])];
  const testFiles = folders[suite]
    .flatMap((folder) => listTests(root, folder))
    .filter((file) => !leftOut.some((exception) => exception.title === file && holds(exception, words)));
  const harness = join(root, "test/engines/harness");
  const contents = [
    `import ${JSON.stringify(join(harness, "old.ts"))};`,
    `import { file, runSuites } from ${JSON.stringify(join(harness, "jest.ts"))};`,
    ...testFiles.flatMap((file) => [`import "mark:${file}";`, `import ${JSON.stringify(join(root, file))};`]),
    ...(suite === "library"
      ? [`import "mark:examples/toolchains/acceptance";`, `import "acceptance:";`]
      : []),
    `const exceptions = ${JSON.stringify(exceptions)};`,
    `const left = exceptions.filter(({ where }) => where.some((word) => word === "everywhere" || __where.includes(word)));`,
    `globalThis.__report = runSuites((title) => left.some((each) => title.startsWith(each.title)))`,
    `  .then((outcome) => ({ ...outcome, install: globalThis.__install }));`,
  ].join("\n");
  await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    outfile: join(target, suiteFile(suite, host, format)),
    bundle: true,
    format: format === "module" ? "esm" : "iife",
    platform: "browser",
    banner: { js: '"use strict";' },
    target: targets[host],
    define: { "process.env.NODE_ENV": '"test"', __dirname: '"/"', global: "globalThis" },
    tsconfigRaw: "{}", // no paths: the package's names are the packed package
    inject: host === "browser" ? [join(harness, "process.ts")] : [],
    logLevel: "error",
    keepNames: true,
    ignoreAnnotations: true, // package.json says that test files have no side effects
    logOverride: { "direct-eval": "silent" },
    plugins: [packed(places, format, fromSources), around(places, host)],
  });
  return [...fromSources];
}

// Every name of the package, and every file of its sources, is the packed package's.
function packed({ root, laidOut }: Places, format: Format, fromSources: Set<string>): Plugin {
  const external = (file: string): string => `../package/dist/esm/${file}`;
  return {
    name: "the packed package",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^await-using(\/|$)/ }, ({ path }) => {
        const file = laidOut.entry(path);
        if (file === undefined) throw new Error(`the package has no ${path}`);
        if (format === "module") return { path: external(file), external: true };
        const inScript = path in scriptNames;
        // A second copy, beside the classic script's.
        return inScript ? { path, namespace: "script" } : { path: join(root, "dist/esm", file) };
      });
      onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, importer }) => {
        if (/node_modules|dist/.test(importer)) return undefined;
        const source = relative(root, resolve(resolveDir, path)).replace(/\.js$/, ".ts");
        if (!/^(src|polyfills)\//.test(source)) return undefined;
        const entry = laidOut.entry(source);
        if (format === "classic") {
          if (source in scriptNames) return { path: source, namespace: "script" };
        } else if (entry !== undefined) {
          return { path: external(entry), external: true };
        } else if (laidOut.sections.has(source)) {
          return { path: source, namespace: "section" };
        }
        fromSources.add(source);
        return { path: join(root, source) };
      });
      onLoad({ filter: /.*/, namespace: "section" }, ({ path }) => {
        const section = laidOut.sections.get(path);
        const names = [...(section?.names ?? [])].map(([name, alias]) => `${alias} as ${name}`);
        return {
          contents: `export { ${names.join(", ")} } from ${JSON.stringify(external(section?.file ?? ""))};`,
          resolveDir: root,
        };
      });
      onResolve({ filter: /^\.\.\/package\// }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: "script" }, ({ path }) => ({
        contents: `module.exports = ${scriptNames[path]};`,
        loader: "js",
      }));
    },
  };
}

// What a classic script has instead of imports, once `awaitUsing.install()` has been called.
const globals = `{
  dispose: Symbol.dispose, asyncDispose: Symbol.asyncDispose,
  DisposableStack, AsyncDisposableStack, SuppressedError,
  iteratorDispose: Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))[Symbol.dispose],
  asyncIteratorDispose:
    Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype))[Symbol.asyncDispose],
}`;
const scriptNames: Readonly<Record<string, string>> = {
  "await-using": "globalThis.awaitUsing",
  "await-using/ponyfill": globals,
  "await-using/polyfill": "{}",
  "await-using/polyfill/install": "{ install: globalThis.awaitUsing.install }",
  "polyfills/index.ts": globals,
  "polyfills/auto.ts": "{}",
  "polyfills/install.ts": "{ install: globalThis.awaitUsing.install }",
  "polyfills/disposable-stack.ts": "{ createDisposableStack: () => DisposableStack }",
  "polyfills/async-disposable-stack.ts": "{ createAsyncDisposableStack: () => AsyncDisposableStack }",
  "polyfills/suppressed-error.ts": "{ createSuppressedError: () => SuppressedError }",
};

// What surrounds the test files: the set-up, their titles, Node's modules, and the acceptance program.
function around({ root, target }: Places, host: Host): Plugin {
  const harness = join(root, "test/engines/harness");
  return {
    name: "around the tests",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(mark|acceptance):/ }, ({ path }) => ({ path, namespace: "around" }));
      onLoad({ filter: /.*/, namespace: "around" }, ({ path }) => {
        const [kind, rest = ""] = path.split(":");
        const contents =
          kind === "mark"
            ? `import { file } from ${JSON.stringify(join(harness, "jest.ts"))}; file(${JSON.stringify(rest)});`
            : acceptance(
                join(target, "acceptance.mjs"),
                join(root, "examples/toolchains/acceptance/expected.txt"),
              );
        return { contents, resolveDir: root, loader: "ts" };
      });
      onResolve({ filter: /^(node:)?(events|vm)$/ }, ({ path, importer }) => {
        if (/node_modules/.test(importer) || (path === "events" && host === "browser")) return undefined;
        const name = path.replace("node:", "");
        return host === "browser"
          ? { path: join(harness, `${name}.ts`) }
          : { path: `node:${name}`, external: true };
      });
      onResolve({ filter: /^jest-(message-)?util$/ }, () => ({ path: join(harness, "jest-internals.ts") }));
      // What is left of them is asked for, and not used.
      onResolve({ filter: builtins }, ({ path, importer }) =>
        /node_modules/.test(importer) ? { path, namespace: "nothing" } : undefined,
      );
      onLoad({ filter: /.*/, namespace: "nothing" }, () => ({
        contents:
          "module.exports = new Proxy({}, { get: (_, key) => (key === '__esModule' ? undefined : () => '') });",
      }));
    },
  };
}

// `events` is on npm too, and is bundled from there.
const builtins = new RegExp(
  `^(node:)?(${builtinModules.filter((name) => name !== "events").join("|")}|graceful-fs)$`,
);

function acceptance(program: string, expected: string): string {
  return `
    test("the acceptance program, compiled with the package's esbuild plugin, prints what it should", async () => {
      const expected = ${JSON.stringify(readFileSync(expected, "utf8"))}.trimEnd().split("\\n");
      const lines = [];
      const { log } = console;
      console.log = (line) => void lines.push(line);
      try {
        await import(${JSON.stringify(program)});
        const end = Date.now() + 10_000;
        while (lines.length < expected.length && Date.now() < end) await new Promise((wake) => setTimeout(wake));
      } finally {
        console.log = log;
      }
      expect(lines).toEqual(expected);
    });`;
}

/** Compiles the acceptance program as a user's build does: with the packed package's esbuild plugin. */
export async function buildAcceptance({ root, target }: Places): Promise<void> {
  const plugin = pathToFileURL(join(target, "package/dist/esm/esbuild.js")).href;
  const { default: awaitUsing } = (await import(plugin)) as { default: () => Plugin };
  await build({
    entryPoints: [join(root, "examples/toolchains/acceptance/acceptance.ts")],
    outfile: join(target, "acceptance.mjs"),
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    tsconfigRaw: "{}",
    external: ["await-using", "await-using/*"],
    plugins: [awaitUsing()],
    logLevel: "error",
  });
}

function listTests(root: string, folder: string): string[] {
  return readdirSync(join(root, "test", folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".test.ts"))
    .sort()
    .map((name) => `test/${folder}/${name}`);
}
