// Bundles what runs in the engines; compiles using.txt by every compiler on the way.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { transformAsync } from "@babel/core";
import * as esbuild from "esbuild";
import ts from "typescript";
import { installTools } from "../test/bundles/tools/install.mjs";

const root = join(__dirname, "..");
const require = createRequire(join(root, "package.json"));

const typescript = (source: string, importHelpers: boolean): string =>
  ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, importHelpers },
  }).outputText;

async function babel(source: string, plugin: string): Promise<string> {
  const compiled = await transformAsync(source, {
    babelrc: false,
    configFile: false,
    plugins: [require.resolve(plugin)],
  });
  return compiled?.code ?? "";
}

const native = (source: string): string =>
  `const source = ${JSON.stringify(source.replace("export default", "return"))};
   export default (trace) => new Function(source)()(trace);`;

const compilers: Readonly<Record<string, (source: string) => string | Promise<string>>> = {
  ours: (source) => typescript(source, true),
  "ours-babel": (source) => babel(source, "await-using/babel"),
  typescript: (source) => typescript(source, false),
  tslib: (source) => typescript(source, true),
  babel: (source) => babel(source, "@babel/plugin-proposal-explicit-resource-management"),
  esbuild: async (source) => (await esbuild.transform(source, { target: "es2022", loader: "js" })).code,
  native,
};

/** Bundles main.ts into one script, and returns it. */
export async function compileBench(): Promise<string> {
  const tools = installTools();
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(__dirname, "main.ts")],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "bench",
    platform: "browser",
    target: "esnext",
    tsconfigRaw: {}, // the package as it was built
    logLevel: "error",
    plugins: [
      {
        name: "bench",
        setup({ onResolve, onLoad, resolve }) {
          onResolve({ filter: /^compiled:/ }, ({ path }) => ({ path: path.slice(9), namespace: "compiled" }));
          onLoad({ filter: /.*/, namespace: "compiled" }, async ({ path }) => ({
            contents: await compilers[path]!(readFileSync(join(__dirname, "workloads/using.txt"), "utf8")),
            resolveDir: root,
            loader: "js",
          }));
          onResolve({ filter: /^tslib$/, namespace: "compiled" }, ({ importer }) =>
            importer === "ours"
              ? resolve("await-using/runtime/tslib", { resolveDir: root, kind: "import-statement" })
              : undefined,
          );
          onResolve(
            { filter: /^(core-js-pure|@esfx|@whatwg-node|disposablestack|effect)/ },
            async ({ path, pluginData }) =>
              pluginData === "again"
                ? undefined
                : resolve(path, { resolveDir: tools, kind: "import-statement", pluginData: "again" }),
          );
        },
      },
    ],
  });
  return outputFiles[0]!.text;
}
