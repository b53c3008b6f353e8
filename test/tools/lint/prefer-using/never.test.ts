// N1 to N8: where no rewrite is right.
import { Linter } from "eslint";
import { preferUsing } from "../../../../src/tools/lint/rules/prefer-using/index.js";
import { canRun } from "../../../../src/tools/lint/project/runtime.js";
import { checkRows } from "../rows.js";

checkRows("N", [
  {
    name: "N1: a return in F decides the outcome",
    becomes: "N1",
    code: `function f(){ try { g() } finally { return 1 } }`,
  },
  {
    name: "N1: a return in a function of F is that function's",
    becomes: ["defer", `function f(){ using _g = defer(() => g(() => { return 1 })); h() }`],
    code: `function f(){ try { h() } finally { g(() => { return 1 }) } }`,
  },
  { name: "N1: a yield in F", becomes: "N1", code: `function* f(){ try { g() } finally { yield 1 } }` },
  { name: "N1: a break that leaves F", becomes: "N1", code: `for (;;) { try { g() } finally { break } }` },
  {
    name: "N1: a continue that leaves F",
    becomes: "N1",
    code: `for (;;) { try { g() } finally { if (h) continue } }`,
  },
  {
    name: "N1: a labelled break that leaves F",
    becomes: "N1",
    code: `a: { try { g() } finally { for (;;) break a } }`,
  },
  {
    name: "N1: a break within F stays",
    code: `function f(){ try { g() } finally { switch (h) { case 1: i(); break } } }`,
    becomes: [
      "defer",
      `function f(){ using _cleanup = defer(() => { switch (h) { case 1: i(); break } }); g() }`,
    ],
  },
  {
    name: "N2: F throws its own error",
    becomes: "N2",
    code: `function f(){ try { g() } finally { if (h) throw new Error() } }`,
  },
  {
    name: "N2: F catches what it throws",
    becomes: ["defer", `function f(){ using _cleanup = defer(() => { try { throw h } catch {} }); g() }`],
    code: `function f(){ try { g() } finally { try { throw h } catch {} } }`,
  },
  {
    name: "N2: F rethrows from its catch",
    becomes: "N2",
    code: `function f(){ try { g() } finally { try { h() } catch (e) { throw e } } }`,
  },
  { name: "N3: F is empty", becomes: "N3", code: `function f(){ try { g() } finally {} }` },
  {
    name: "N3: F has only comments",
    becomes: "N3",
    code: `function f(){ try { g() } finally { /* why */ ; } }`,
  },
  {
    name: "N4: a var of F is read outside",
    becomes: "N4",
    code: `function f(){ try { g() } finally { var x = h(); i(x) } return x }`,
  },
  {
    name: "N4: a var of F is declared outside as well",
    becomes: "N4",
    code: `function f(x){ try { g() } finally { var x = h(); } }`,
  },
  {
    name: "N4: a var of F keeps its value through a loop",
    becomes: "N4",
    code: `function f(){ for (;;) { try { g() } finally { var x; x = h(x) } } }`,
  },
  {
    name: "N4: a var that only F uses moves with it",
    code: `function f(){ try { g() } finally { var x = h(); i(x) } }`,
    becomes: ["defer", `function f(){ using _cleanup = defer(() => { var x = h(); i(x) }); g() }`],
  },
  {
    name: "N4: a direct eval of sloppy F may declare anything",
    becomes: "N4",
    sourceType: "commonjs",
    code: `function f(h){ try { g() } finally { eval(h) } }`,
  },
  {
    name: "N4: a direct eval of strict F keeps what it declares",
    code: `function f(h){ try { g() } finally { eval(h) } }`,
    becomes: ["defer", `function f(h){ using _h = defer(() => eval(h)); g() }`],
  },
  {
    name: "N4: a function of sloppy F is the whole function's",
    becomes: "N4",
    sourceType: "commonjs",
    code: `function f(){ try { g() } finally { function h(){} h() } }`,
  },
  {
    name: "N5: F awaits in a namespace",
    becomes: "N5",
    language: "ts",
    code: `namespace A { try { g() } finally { await h() } }`,
  },
  {
    name: "N6: the function is sent to a page as text",
    becomes: "N6",
    code: `await page.evaluate(() => { try { f() } finally { g() } })`,
  },
  {
    name: "N6: in an object that is sent",
    becomes: "N6",
    code: `browser.executeScript({ func: () => { try { f() } finally { g() } } })`,
  },
  {
    name: "N6: a named function that is sent elsewhere",
    becomes: "N6",
    code: `const probe = () => { try { f() } finally { g() } };\npage.addInitScript(probe)`,
  },
  {
    name: "N6: a function read as text",
    becomes: "N6",
    code: "function probe() { try { f() } finally { g() } }\nrun(`${probe}`)",
  },
  {
    name: "N6: option serializers",
    becomes: "N6",
    options: { serializers: ["ship"] },
    code: `ship(() => { try { f() } finally { g() } })`,
  },
  {
    name: "N7: option runtime",
    becomes: "N7",
    options: { runtime: false },
    code: `function f(){ try { g() } finally { h() } }`,
  },
]);

describe("N7", () => {
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
  [2025, ["N8"]],
  [2026, ["defer"]],
])("N8: what ECMAScript %d has, ESLint's parser reads", (ecmaVersion, expected) => {
  const messages = new Linter().verify("function f() { try { g() } finally { h() } }", {
    plugins: { ours: { rules: { "prefer-using": preferUsing } } },
    languageOptions: { ecmaVersion: ecmaVersion as 2025 | 2026 },
    rules: { "ours/prefer-using": ["warn", { runtime: true, reportRefused: true }] },
  });
  expect(messages.map(({ messageId, message }) => messageId ?? message)).toEqual(expected);
});
