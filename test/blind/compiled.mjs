// Classes and blocks as other compilers leave them: their own helpers, nothing of ours.
import babel from "@babel/core";
import swc from "@swc/core";
import { transform } from "esbuild";
import { minify } from "terser";
import ts from "typescript";

const withParameters = `class Made {
  async __aenter__() { await null; return 1; }
  async __aexit__(type, exc, tb) { await null; this.say(type === null ? "clean" : "error"); }
}`;
const without = `class Made {
  async __aenter__() { await null; return 1; }
  async __aexit__() { await null; this.left = true; }
}`;

const leaveFunction = `async function leave() { await null; this.left = true; }
class Made {
  async __aenter__() { return 1; }
}
Made.prototype.__aexit__ = leave;`;

const typescript = (code, options) =>
  ts.transpileModule(code, { compilerOptions: { target: "ES2015", module: "ESNext", ...options } })
    .outputText;
const swcOptions = { configFile: false, swcrc: false, isModule: true };

/** To ES2015, the async functions made into generators; and smaller. */
const compilers = {
  TypeScript: (code) => typescript(code, {}),
  "Babel's preset-env": (code) => {
    const presets = [["@babel/preset-env", { targets: { chrome: "51" }, modules: false }]];
    return babel.transformSync(code, { configFile: false, babelrc: false, presets }).code;
  },
  SWC: (code) => swc.transformSync(code, { ...swcOptions, jsc: { target: "es2015" } }).code,
  esbuild: async (code) => (await transform(code, { target: "es2015" })).code,
  terser: async (code) => (await minify(code)).code,
  "TypeScript and terser": async (code) => (await minify(typescript(code, {}))).code,
  "esbuild's minify": async (code) =>
    (await transform(code, { minify: true })).code.replace(/^var \w+=|^let \w+=/, ""),
};

/** The same two classes through every compiler; and a function, whose wrapper by Babel passes `arguments` on. */
export async function compiledClasses() {
  const made = [];
  for (const [compiler, compile] of Object.entries(compilers)) {
    made.push(
      {
        name: `class with parameters through ${compiler}`,
        asks: "blind",
        code: await compile(withParameters),
      },
      {
        name: `class without parameters through ${compiler}`,
        asks: "never",
        code: await compile(without),
      },
      {
        name: `function without parameters through ${compiler}`,
        asks: compiler.startsWith("Babel") ? "blind" : "never",
        code: await compile(leaveFunction),
      },
    );
  }
  return made;
}

const asyncBlock = "async function run(open, body) { await using held = await open(); void held; body(); }";
const syncBlock = "function run(open, body) { using held = open(); void held; body(); }";

/** Blocks with declarations, as compilers lower them without us. */
export async function compiledDrivers() {
  const lowered = {
    "TypeScript's own helpers": (code) => typescript(code, { target: "ES2022", lib: undefined }),
    "tslib's own helpers": (code) =>
      typescript(code, { target: "ES2022", module: "CommonJS", importHelpers: true }),
    "esbuild's own helpers": async (code) => (await transform(code, { target: "es2022" })).code,
    "Babel's own helper": (code) => {
      const plugins = ["@babel/plugin-proposal-explicit-resource-management"];
      return babel.transformSync(code, { configFile: false, babelrc: false, plugins }).code;
    },
    "SWC's own helpers": (code) =>
      swc.transformSync(code, {
        ...swcOptions,
        // Inline, its helper throws a ReferenceError instead of a SuppressedError: `_SuppressedError is not defined`.
        jsc: {
          parser: { syntax: "ecmascript", explicitResourceManagement: true },
          target: "es2022",
          externalHelpers: true,
        },
        module: { type: "commonjs" },
      }).code,
  };
  const made = [];
  for (const [compiler, lower] of Object.entries(lowered)) {
    for (const [isAsync, block] of [
      [true, asyncBlock],
      [false, syncBlock],
    ]) {
      // As a module, so that helpers can be imported.
      const code = (await lower(`${block}\nexport { run };`)).replace(/^export\s*\{[^}]*\};?/m, "");
      made.push({ name: `${compiler}, ${isAsync ? "await using" : "using"}`, isAsync, code });
    }
  }
  return made;
}
