// What a bundler makes of the polyfill: how large it is, what it drops, and what old engines have to parse.
import { gzipSync } from "node:zlib";
import { bundle } from "./support/realm.js";

const size = (contents: string): number => gzipSync(bundle(contents, { minify: true }), { level: 9 }).length;

test.each([
  ["the polyfill", `import "./auto.js"`, 2300],
  ["the ponyfill's AsyncDisposableStack", `export { AsyncDisposableStack } from "./index.js"`, 1400],
  ["the ponyfill's DisposableStack", `export { DisposableStack } from "./index.js"`, 1300],
  ["asyncDispose and SuppressedError", `export { asyncDispose, SuppressedError } from "./index.js"`, 520],
  ["the symbols", `export { asyncDispose, dispose } from "./index.js"`, 200],
])("[non-spec] %s, minified and compressed, is no more than it may be", (_, contents, limit) => {
  expect(size(contents)).toBeLessThanOrEqual(limit);
});

test.each([["index"], ["install"], ["symbols"], ["suppressed-error"], ["iterator-dispose"]])(
  "[non-spec] a bundler drops all of %s when nothing of it is used",
  (entry) => {
    expect(bundle(`import * as unused from "./${entry}.js"`, { minify: true }).trim()).toBe("");
  },
);

test("[non-spec] the built script has no syntax that Node 14.6 and Safari 14.1 do not know", () => {
  const target = ["node14.6", "safari14.1", "es2020"];
  const supported = { "class-field": true, "class-private-field": true };
  const code = bundle(`import "./auto.js"`, { target, supported });
  expect(code).toContain("#entries"); // natively, not down-levelled
  expect(code).not.toMatch(/\?\?=|\|\|=|&&=|static \{|#\w+ in |\.at\(|#\w+\(\w*\) \{/);
});
