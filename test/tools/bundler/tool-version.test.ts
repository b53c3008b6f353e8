// Which versions are refused: those that are known not to work, and no newer one. `test/package/install-matrix.test.ts` has
// the entries do it, with the tools themselves.
import { isOlder, requireVersion, ROLLUP, VITE } from "../../../src/tools/load/version.js";

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

test("the error says who refuses, what works, what was found and what to do, and has a code", () => {
  let error: unknown;
  try {
    requireVersion("await-using/rollup", ROLLUP, "2.77.0");
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({
    name: "ToolError",
    code: "AWAIT_USING_TOOL_VERSION",
    message:
      "await-using/rollup works with Rollup 2.78 and later, and found 2.77.0: " +
      "npm install --save-dev rollup@latest [AWAIT_USING_TOOL_VERSION]",
  });
});
