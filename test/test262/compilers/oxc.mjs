// oxc's transformer, which Rolldown and Vite use, with its `usingCtx` helper replaced by ours.
import { bundle } from "./runtime.mjs";

export const oxc = {
  async create() {
    return {
      ...(await load()),
      prelude: await bundle(
        `import { usingCtx } from "./src/runtime/babel.ts"; globalThis.babelHelpers = { usingCtx };`,
        "iife",
      ),
      imports: {
        "@oxc-project/runtime/helpers/usingCtx": await bundle(
          `export { usingCtx as default } from "./src/runtime/babel.ts";`,
          "esm",
        ),
      },
    };
  },
};

async function load() {
  const { transformSync } = await import("oxc-transform");
  return {
    compile(source, { module }) {
      const { code, errors } = transformSync("test.js", source, {
        lang: "js",
        sourceType: module ? "module" : "script",
        target: "es2025",
        helpers: { mode: module ? "Runtime" : "External" },
      });
      if (errors.length > 0) throw new SyntaxError(errors[0].message);
      return code;
    },
  };
}
