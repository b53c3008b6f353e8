// Which versions are refused: those that are known not to work, and no newer one.
import { isOlder, requireVersion, ToolError, VITE } from "../../src/tools/version.js";
import esbuild from "../../src/bundler/esbuild.js";
import rollup from "../../src/bundler/rollup.js";
import webpack from "../../src/bundler/webpack.js";

test.each([
  ["3.0.9", "3.1.0", true],
  ["2.99.0", "3.1.0", true],
  ["3.1.0", "3.1.0", false],
  ["3.1.0-beta.1", "3.1.0", false],
  ["10.0.0", "9.15.0", false],
  ["900.0.0-nightly", "3.1.0", false],
  ["unknown", "3.1.0", false],
])("%s is older than %s: %j", (version, than, expected) => {
  expect(isOlder(version, than)).toBe(expected);
});

test("a tool that does not say its version passes", () => {
  expect(() => requireVersion("await-using/vite", VITE, undefined)).not.toThrow();
});

const setUp = (build: object) => () => esbuild().setup(build as never);
const options = (plugin: { options?: unknown }, meta: object | undefined) => () =>
  (plugin.options as (this: object) => null).call({ meta });
const apply = (compiler: object) => () => webpack().apply(compiler);

test.each([
  [
    "await-using/rollup works with Rollup 2.78 and later, and found 2.77.0",
    "rollup",
    options(rollup(), { rollupVersion: "2.77.0" }),
  ],
  [
    "await-using/esbuild works with esbuild 0.14.8 and later, and found 0.14.7",
    "esbuild",
    setUp({ esbuild: { version: "0.14.7" } }),
  ],
  [
    "await-using/webpack works with webpack 5.0 and later, and found 4.47.0",
    "webpack",
    apply({ webpack: { version: "4.47.0" } }),
  ],
])("%s", (message, install, start) => {
  let error: ToolError | undefined;
  try {
    start();
  } catch (thrown) {
    error = thrown as ToolError;
  }
  expect(error).toMatchObject({ name: "ToolError", code: "AWAIT_USING_TOOL_VERSION" });
  expect(error!.message).toBe(
    `${message}: npm install --save-dev ${install}@latest [AWAIT_USING_TOOL_VERSION]`,
  );
});
