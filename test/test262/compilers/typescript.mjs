// TypeScript with our `tslib`: imported in modules (`importHelpers`), global in scripts (`noEmitHelpers`).
import { bundle } from "./runtime.mjs";

/** TypeScript as installed under `name`, with our runtime. */
export function typescript(name) {
  return {
    async create() {
      return {
        ...(await load(name, true)),
        prelude: await bundle(
          `import * as tslib from "./src/runtime/tslib.ts"; Object.assign(globalThis, tslib);`,
          "iife",
        ),
        imports: { tslib: await bundle(`export * from "./src/runtime/tslib.ts";`, "esm") },
      };
    },
  };
}

/** TypeScript as installed under `name`, with its own helpers, written into each file. */
export function typescriptPlain(name) {
  return { create: () => load(name, false) };
}

async function load(name, ours) {
  const { default: ts } = await import(name);
  const options = (module) => ({
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleDetection: module ? ts.ModuleDetectionKind.Force : ts.ModuleDetectionKind.Legacy,
    alwaysStrict: false,
    ignoreDeprecations: ts.version.startsWith("5") ? undefined : "6.0",
    verbatimModuleSyntax: true,
    allowJs: true,
    checkJs: true,
    noLib: true,
    noResolve: true,
    types: [],
    importHelpers: ours && module,
    noEmitHelpers: ours && !module,
  });
  return {
    version: ts.version,
    compile(source, { module, isEarlyError }) {
      const compilerOptions = options(module);
      if (isEarlyError) check(ts, source, compilerOptions);
      const { outputText, diagnostics } = ts.transpileModule(source, {
        compilerOptions,
        fileName: "test.js",
        reportDiagnostics: true,
      });
      refuse(ts, diagnostics);
      return outputText;
    },
  };
}

// TypeScript finds most early errors in its checker, as errors 1000 to 1999, and emits all the same.
function check(ts, source, options) {
  const file = ts.createSourceFile("test.js", source, options.target, true);
  const host = {
    ...ts.createCompilerHost(options),
    getSourceFile: (name) => (name === "test.js" ? file : undefined),
  };
  const program = ts.createProgram(["test.js"], options, host);
  refuse(ts, [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
}

function refuse(ts, diagnostics) {
  const [error] = diagnostics.filter(({ code }) => code >= 1000 && code < 2000);
  if (error)
    throw new SyntaxError(`TS${error.code}: ${ts.flattenDiagnosticMessageText(error.messageText, "\n")}`);
}
