/**
 * The ways through compilers: programs printed with `using` and `await using` declarations, lowered by
 * TypeScript or Babel, run with the compiled helpers of `src/runtime`.
 *
 * A compiler takes many sources at once, the bodies of functions of `$`, and gives those functions.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** The names of these ways. */
export const COMPILED = ["typescript", "babel"];

/**
 * Gives the compiler of that name. `urls`: where the library's parts are bundled (`library.mjs`). `stock`:
 * with the compilers' own helpers, which tell no exit how its block ended, to show that the oracle sees it.
 */
export async function compilerOf(name, urls, { stock = false } = {}) {
  const tslib = stock ? require("tslib") : await import(urls.tslib);
  if (name === "typescript") return typescript(tslib);
  return babel(urls, stock ? { usingCtx: () => stockContext(tslib) } : await import(urls.babel));
}

/** TypeScript's `transpileModule`, with `importHelpers`. */
function typescript(tslib) {
  const ts = require("typescript");
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    importHelpers: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
    ignoreDeprecations: "6.0",
  };
  return compiler(20, { tslib }, (source) => {
    const { outputText, diagnostics } = ts.transpileModule(source, {
      compilerOptions,
      reportDiagnostics: true,
    });
    const [first] = diagnostics;
    if (first)
      throw new SyntaxError(`TypeScript: ${ts.flattenDiagnosticMessageText(first.messageText, "\n")}`);
    return outputText;
  });
}

/** Babel 7 with `await-using/babel`. */
function babel(urls, runtime) {
  const { transformSync } = require("@babel/core");
  const plugin = require(fileURLToPath(urls.plugin));
  const options = {
    cwd: fileURLToPath(new URL(".", import.meta.url)), // where Babel's own plugin is resolved from
    configFile: false,
    babelrc: false,
    browserslistConfigFile: false,
    compact: true,
    sourceType: "script", // saves a pass over the tree, for the exports
    plugins: [plugin.default],
  };
  return compiler(
    4,
    { "await-using/runtime/babel": runtime },
    (source) => transformSync(source, options).code,
  );
}

/**
 * Compiles in modules of `size` programs; `modules` are what the compiled code may import. A compiler is slow
 * and has nothing to do in definitions that declare no resources: they are put into what it made.
 */
function compiler(size, modules, compile) {
  const load = (name) => {
    if (!modules[name]) throw new Error(`compiled code asks for "${name}"`);
    return modules[name];
  };
  return function (sources) {
    const programs = [];
    for (let from = 0; from < sources.length; from += size) {
      const plain = [];
      const functions = sources.slice(from, from + size).map((source) => {
        const parts = source.split(/^(?=class |function |async function |const \w+ = |return )/m);
        const declare = parts.filter((part) => /\busing f\d/.test(part));
        const main = parts.at(-1);
        if (!declare.includes(main)) declare.push(main);
        plain.push(parts.filter((part) => !declare.includes(part)).join(""));
        return `function ($) {\nPLAIN(${plain.length - 1});\n${declare.join("")}}`;
      });
      const code = compile(`"use strict";\nexports.programs = [\n${functions.join(",\n")}];\n`);
      if (/\busing f\d/.test(code)) throw new Error("a declaration was left as it is");
      const whole = code.replace(/\bPLAIN\((\d+)\);?/g, (_, at) => `\n${plain[at]}\n`);
      const exports = {};
      new Function("exports", "require", whole)(exports, load);
      programs.push(...exports.programs);
    }
    return programs;
  };
}

/** Babel's helper, over TypeScript's. */
function stockContext({ __addDisposableResource, __disposeResources }) {
  const env = { stack: [], error: undefined, hasError: false };
  return {
    e: env,
    u: (value) => __addDisposableResource(env, value, false),
    a: (value) => __addDisposableResource(env, value, true),
    d() {
      if (this.e !== env) Object.assign(env, { error: this.e, hasError: true });
      return __disposeResources(env);
    },
  };
}
