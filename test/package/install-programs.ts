// The programs that use the tools in an installed project, each in a file of its own; and the files that they work on.

/** What the bundled or compiled program prints if its blocks know how they ended. */
export const KNOWS = "commit\nrollback: refused\nafter\n";

const app = `
class Transaction {
  async [exit](completion) { console.log(completion ? "rollback: " + completion.error.message : "commit"); return completion; }
  async [Symbol.asyncDispose || Symbol.for("Symbol.asyncDispose")]() { console.log("BLIND"); }
}
async function run(fails) {
  await using _transaction = new Transaction();
  if (fails) throw new Error("refused");
}
run(false).then(() => run(true)).catch(() => console.log("after"));
`;

const wrong = `import { defer, enter } from "await-using";
export async function f(cm, db, g) {
  defer(g);
  await using held = await enter(db.transaction());
  try { g(); } finally { await cm.__aexit__(null, null, null); }
}
`;

/** The files that programs read: name and text. */
export const files: Readonly<Record<string, string>> = {
  "app.js": `import { exit } from "await-using";\n${app}`,
  "app.ts": `import { exit } from "await-using";\n${app
    .replaceAll("(completion)", "(completion: any)")
    .replace("(fails)", "(fails: boolean)")
    .replace(' || Symbol.for("Symbol.asyncDispose")', "")}`,
  "wrong.ts": wrong.replace("(cm, db, g)", "(cm: any, db: any, g: () => void)"),
  "wrong.js": wrong.replace(/^.*enter\(db.*\n/m, "").replace("enter ", ""),
  "before.ts":
    "export function f(g: () => number, h: () => void): number {\n  try { return g(); } finally { h(); }\n}\n",
  "after.ts":
    'import { defer } from "await-using";\n' +
    "export function f(g: () => number, h: () => void): number {\n  using _ = defer(() => h());\n  return g();\n}\n",
};

/** A module that Node runs, or the arguments of the package's command. */
export interface Program {
  readonly module?: string;
  readonly command?: readonly string[];
  /** What it prints if it works. */
  readonly prints: string | RegExp;
}

const external = `external: [/^await-using/]`;
const run = (path: string): string => `await import("./${path}");`;

export const programs: Readonly<Record<string, Program>> = {
  core: {
    module: `
      import { AsyncExitStack, suppress } from "await-using";
      import { createRequire } from "node:module";
      await AsyncExitStack.run(async (stack) => { await stack.enter(suppress(RangeError)); throw new RangeError(); });
      console.log(typeof createRequire(import.meta.url)("await-using").withAsync);`,
    prints: "function\n",
  },
  vite: {
    module: `
      import { awaitUsing } from "await-using/vite";
      import { readdirSync } from "node:fs";
      const { build, createServer } = await import("vite");
      const plugins = [awaitUsing()];
      await build({
        configFile: false, logLevel: "error", plugins,
        build: { ssr: "app.js", target: "esnext", outDir: "out/vite", minify: false },
      });
      await import("./out/vite/" + readdirSync("out/vite").find((name) => name.startsWith("app.")));
      await new Promise((resolve) => setTimeout(resolve, 50));
      const optimizeDeps = { noDiscovery: true, include: [], entries: [] };
      const server = await createServer({
        configFile: false, logLevel: "error", plugins: [awaitUsing()], optimizeDeps, server: { middlewareMode: true, hmr: false },
      });
      await server.ssrLoadModule("/app.js");
      await new Promise((resolve) => setTimeout(resolve, 50));
      await server.close();
      process.exit();`,
    prints: KNOWS + KNOWS,
  },
  rollup: {
    module: `
      import { awaitUsing } from "await-using/rollup";
      import { rollup } from "rollup";
      const bundle = await rollup({ input: "app.js", plugins: [awaitUsing()], ${external} });
      await bundle.write({ file: "out/rollup.js", format: "es" });
      ${run("out/rollup.js")}`,
    prints: KNOWS,
  },
  rolldown: {
    module: `
      import { awaitUsing } from "await-using/rolldown";
      import { rolldown } from "rolldown";
      const bundle = await rolldown({ input: "app.js", plugins: [awaitUsing()], external: ["await-using", "await-using/runtime/babel"] });
      await bundle.write({ dir: "out/rolldown", format: "es" });
      ${run("out/rolldown/app.js")}`,
    prints: KNOWS,
  },
  esbuild: {
    module: `
      import { awaitUsing } from "await-using/esbuild";
      import esbuild from "esbuild";
      await esbuild.build({ entryPoints: ["app.js"], bundle: true, platform: "node", format: "esm", outfile: "out/esbuild.js", plugins: [awaitUsing()] });
      ${run("out/esbuild.js")}`,
    prints: KNOWS,
  },
  svelte: {
    module: `
      import awaitUsing from "await-using/svelte";
      import { compile, preprocess } from "svelte/compiler";
      const source = "<script>async function f() { await using a = b(); }</script>";
      const { code } = await preprocess(source, [awaitUsing()], { filename: "App.svelte" });
      console.log(compile(code, { generate: "server" }).js.code.includes("await-using/runtime/babel"));`,
    prints: "true\n",
  },
  webpack: {
    module: `
      import { awaitUsing } from "await-using/webpack";
      import webpack from "webpack";
      // Node 20 lacks the hash function that the first webpack 5 takes.
      const output = { path: process.cwd() + "/out/webpack", filename: "app.cjs", hashFunction: "sha256" };
      const compiler = webpack({ mode: "none", target: "node", entry: "./app.js", output, plugins: [awaitUsing()] });
      await new Promise((resolve, reject) => compiler.run((error, stats) => {
        if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString()));
        else resolve();
      }));
      ${run("out/webpack/app.cjs")}`,
    prints: KNOWS,
  },
  babel: {
    module: `
      import * as babel from "@babel/core";
      import { mkdirSync, writeFileSync } from "node:fs";
      const options = { configFile: false, babelrc: false, plugins: ["await-using/babel"] };
      const { code } = await (babel.transformFileAsync ?? babel.default.transformFileAsync)("app.js", options);
      mkdirSync("out", { recursive: true });
      writeFileSync("out/babel.mjs", code);
      ${run("out/babel.mjs")}`,
    prints: KNOWS,
  },
  eslint: {
    module: `
      import eslint from "eslint";
      import * as parser from "@typescript-eslint/parser";
      import awaitUsing from "await-using/eslint";
      const { loadESLint } = eslint;
      const ESLint = loadESLint
        ? await loadESLint({ useFlatConfig: true })
        : (await import("eslint/use-at-your-own-risk")).default.FlatESLint;
      const overrideConfig = [
        { files: ["**/*.js", "**/*.ts"], ...awaitUsing.configs.recommended },
        { files: ["**/*.ts"], languageOptions: { parser: parser.default ?? parser } },
      ];
      const results = await new ESLint({ overrideConfigFile: true, overrideConfig }).lintFiles(["wrong.js", "wrong.ts"]);
      for (const { messages } of results)
        console.log(messages.map(({ ruleId, message }) => (ruleId ?? message).replace("await-using/", "")).sort().join(" "));`,
    // In JavaScript, \x has nothing to offer where the parser cannot read it.
    prints:
      /^no-dunder-finally no-floating-resource( prefer-using)?\nno-blind-outcome no-dunder-finally no-floating-resource prefer-using\n$/,
  },
  migrate: {
    command: ["migrate", "--diff", "before.ts"],
    prints: /\+ {2}using _\w* = defer\(/,
  },
  equiv: { command: ["equiv", "before.ts", "after.ts"], prints: /equal|same/ },
  tsc: {
    module: `
      import { execFileSync } from "node:child_process";
      const options = ["--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--noEmitHelpers", "--skipLibCheck", "--strict", "--outDir", "out/tsc"];
      execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", ...options, "app.ts"], { stdio: "inherit" });
      execFileSync(process.execPath, ["--import", "await-using/runtime/global", "out/tsc/app.js"], { stdio: "inherit" });`,
    prints: KNOWS,
  },
  "core-js": {
    module: `
      import "await-using/polyfill/core-js";
      console.log(typeof DisposableStack, typeof AsyncDisposableStack, "__core-js_shared__" in globalThis);`,
    prints: "function function true\n",
  },
  // A parser that cannot be used, where the bundler could be.
  parser: {
    module: `
      import { awaitUsing } from "await-using/vite";
      const [{ transform }] = awaitUsing({ parser: "oxc" });
      await transform.handler("{ using a = b; }", "a.js");`,
    prints: "",
  },
};
