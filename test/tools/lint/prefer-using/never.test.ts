// Where no rewrite is right.
import { Linter } from "eslint";
import { preferUsing } from "../../../../src/tools/lint/rules/prefer-using/index.js";
import { canRun } from "../../../../src/tools/lint/project/runtime.js";
import { checkRows } from "./rows.js";

checkRows("never", [
  {
    name: "finalizerJumps: a return in F decides the outcome",
    becomes: "finalizerJumps",
    code: `function f(){ try { g() } finally { return 1 } }`,
  },
  {
    name: "finalizerJumps: a return in a function of F is that function's",
    becomes: ["defer", `function f(){ using _g = defer(() => g(() => { return 1 })); h() }`],
    code: `function f(){ try { h() } finally { g(() => { return 1 }) } }`,
  },
  {
    name: "finalizerJumps: a yield in F",
    becomes: "finalizerJumps",
    code: `function* f(){ try { g() } finally { yield 1 } }`,
  },
  {
    name: "finalizerJumps: a break that leaves F",
    becomes: "finalizerJumps",
    code: `for (;;) { try { g() } finally { break } }`,
  },
  {
    name: "finalizerJumps: a continue that leaves F",
    becomes: "finalizerJumps",
    code: `for (;;) { try { g() } finally { if (h) continue } }`,
  },
  {
    name: "finalizerJumps: a labelled break that leaves F",
    becomes: "finalizerJumps",
    code: `a: { try { g() } finally { for (;;) break a } }`,
  },
  {
    name: "finalizerJumps: a break within F stays",
    code: `function f(){ try { g() } finally { switch (h) { case 1: i(); break } } }`,
    becomes: [
      "defer",
      `function f(){ using _cleanup = defer(() => { switch (h) { case 1: i(); break } }); g() }`,
    ],
  },
  {
    name: "finalizerThrows: F throws its own error",
    becomes: "finalizerThrows",
    code: `function f(){ try { g() } finally { if (h) throw new Error() } }`,
  },
  {
    name: "finalizerThrows: F catches what it throws",
    becomes: ["defer", `function f(){ using _cleanup = defer(() => { try { throw h } catch {} }); g() }`],
    code: `function f(){ try { g() } finally { try { throw h } catch {} } }`,
  },
  {
    name: "finalizerThrows: F rethrows from its catch",
    becomes: "finalizerThrows",
    code: `function f(){ try { g() } finally { try { h() } catch (e) { throw e } } }`,
  },
  {
    name: "finalizerEmpty: F is empty",
    becomes: "finalizerEmpty",
    code: `function f(){ try { g() } finally {} }`,
  },
  {
    name: "finalizerEmpty: F has only comments",
    becomes: "finalizerEmpty",
    code: `function f(){ try { g() } finally { /* why */ ; } }`,
  },
  {
    name: "finalizerDeclares: a var of F is read outside",
    becomes: "finalizerDeclares",
    code: `function f(){ try { g() } finally { var x = h(); i(x) } return x }`,
  },
  {
    name: "finalizerDeclares: a var of F is declared outside as well",
    becomes: "finalizerDeclares",
    code: `function f(x){ try { g() } finally { var x = h(); } }`,
  },
  {
    name: "finalizerDeclares: a var of F keeps its value through a loop",
    becomes: "finalizerDeclares",
    code: `function f(){ for (;;) { try { g() } finally { var x; x = h(x) } } }`,
  },
  {
    name: "finalizerDeclares: a var that only F uses moves with it",
    code: `function f(){ try { g() } finally { var x = h(); i(x) } }`,
    becomes: ["defer", `function f(){ using _cleanup = defer(() => { var x = h(); i(x) }); g() }`],
  },
  {
    name: "finalizerDeclares: a direct eval of sloppy F may declare anything",
    becomes: "finalizerDeclares",
    sourceType: "commonjs",
    code: `function f(h){ try { g() } finally { eval(h) } }`,
  },
  {
    name: "finalizerDeclares: a direct eval of strict F keeps what it declares",
    code: `function f(h){ try { g() } finally { eval(h) } }`,
    becomes: ["defer", `function f(h){ using _h = defer(() => eval(h)); g() }`],
  },
  {
    name: "finalizerDeclares: a function of sloppy F is the whole function's",
    becomes: "finalizerDeclares",
    sourceType: "commonjs",
    code: `function f(){ try { g() } finally { function h(){} h() } }`,
  },
  {
    name: "cannotAwait: F awaits in a namespace",
    becomes: "cannotAwait",
    language: "ts",
    code: `namespace A { try { g() } finally { await h() } }`,
  },
  {
    name: "sentAsText: the function is sent to a page as text",
    becomes: "sentAsText",
    code: `await page.evaluate(() => { try { f() } finally { g() } })`,
  },
  {
    name: "sentAsText: in an object that is sent",
    becomes: "sentAsText",
    code: `browser.executeScript({ func: () => { try { f() } finally { g() } } })`,
  },
  {
    name: "sentAsText: a named function that is sent elsewhere",
    becomes: "sentAsText",
    code: `const probe = () => { try { f() } finally { g() } };\npage.addInitScript(probe)`,
  },
  {
    name: "sentAsText: a function read as text",
    becomes: "sentAsText",
    code: "function probe() { try { f() } finally { g() } }\nrun(`${probe}`)",
  },
  {
    name: "sentAsText: option serializers",
    becomes: "sentAsText",
    options: { serializers: ["ship"] },
    code: `ship(() => { try { f() } finally { g() } })`,
  },
  {
    name: "nothingLowersUsing: option runtime",
    becomes: "nothingLowersUsing",
    options: { runtime: false },
    code: `function f(){ try { g() } finally { h() } }`,
  },
]);

describe("nothingLowersUsing", () => {
  test.each([
    [{ devDependencies: { typescript: "^5.2.0" } }, true],
    [{ devDependencies: { typescript: "~5.1.6" } }, false],
    [{ devDependencies: { typescript: "^4.9.5" } }, false],
    [{ devDependencies: { typescript: "6.0.3" } }, true],
    [{ devDependencies: { typescript: "latest" } }, true],
    [{ devDependencies: { "@babel/core": "^7.0.0" } }, true],
    [{ dependencies: { esbuild: "0.20.0" } }, true],
    [{ engines: { node: ">=24" } }, true],
    [{ engines: { node: ">=20 || >=24" } }, false],
    [{ engines: { node: "^22.11.0 || >=24" } }, false],
    [{}, false],
  ])("%j runs `using`: %j", (manifest, expected) => {
    expect(canRun(manifest)).toBe(expected);
  });
});

test.each([
  [2025, ["cannotParseUsing"]],
  [2026, ["defer"]],
])("cannotParseUsing: what ECMAScript %d has, ESLint's parser reads", (ecmaVersion, expected) => {
  const messages = new Linter().verify("function f() { try { g() } finally { h() } }", {
    plugins: { ours: { rules: { "prefer-using": preferUsing } } },
    languageOptions: { ecmaVersion: ecmaVersion as 2025 | 2026 },
    rules: { "ours/prefer-using": ["warn", { runtime: true, reportRefused: true }] },
  });
  expect(messages.map(({ messageId, message }) => messageId ?? message)).toEqual(expected);
});
