// What a compiled program pays for: the helpers alone, minified and compressed.
import { build } from "esbuild";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";

const root = resolve(__dirname, "../..");

test.each([
  [
    "TypeScript's pair",
    `export { __addDisposableResource, __disposeResources } from "./src/runtime/typescript.ts"`,
  ],
  [
    "the pair of the tslib drop-in",
    `export { __addDisposableResource, __disposeResources } from "./src/runtime/tslib.ts"`,
  ],
  ["Babel's usingCtx", `export { usingCtx } from "./src/runtime/babel.ts"`],
])("%s takes at most 956 bytes", async (_, contents) => {
  const bundled = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  expect(gzipSync(bundled.outputFiles[0]?.contents ?? "", { level: 9 }).length).toBeLessThanOrEqual(956);
});
