// What TypeScript would lose, taste, `bothThrow`, and what the options `fix` and `improve` do.
import { Linter } from "eslint";
import { join } from "node:path";
import { preferUsing } from "../../../../src/tools/lint/rules/prefer-using/index.js";
import { checkRows } from "./rows.js";

checkRows("narrowing", [
  {
    name: "losesType: a let without annotation and value",
    language: "ts",
    becomes: "losesType",
    code: `function f(){ let a; try { if (b) a = g() } finally { a.h() } }`,
  },
  {
    name: "losesType: an array that grows",
    language: "ts",
    becomes: "losesType",
    code: `function f(){ const a = []; try { a.push(g()) } finally { h(a) } }`,
  },
  {
    name: "losesType: with an annotation",
    language: "ts",
    becomes: [
      "defer",
      `function f(){ let a: A; using _a = defer(() => { a.h() }); a = g() }`.replace("{ a.h() }", "a.h()"),
    ],
    code: `function f(){ let a: A; try { a = g() } finally { a.h() } }`,
  },
  {
    name: "losesType: JavaScript is not checked",
    becomes: ["defer", `function f(){ let a; using _a = defer(() => a.h()); if (b) a = g() }`],
    code: `function f(){ let a; try { if (b) a = g() } finally { a.h() } }`,
  },
  {
    name: "losesPresence: a nullable let that B writes",
    language: "ts",
    becomes: "losesPresence",
    code: `function f(){ let a: A | null = g(); a ??= i(); try { a = h() } finally { a.close() } }`,
  },
  {
    name: "losesPresence: F asks itself",
    language: "ts",
    becomes: [
      "defer",
      `function f(){ let a: A | null = g(); using _a = defer(() => { if (a) a.close() }); a = h() }`,
    ],
    code: `function f(){ let a: A | null = g(); try { a = h() } finally { if (a) a.close() } }`,
  },
  {
    name: "losesPresence: a field that was tested outside F",
    language: "ts",
    becomes: "losesPresence",
    code: `class A { f() { if (!this.s) return; try { g() } finally { this.s.uncork() } } }`,
  },
  {
    name: "losesPresence: a nullable let, by its type",
    language: "typed",
    becomes: "losesPresence",
    code: `declare const g: () => { end(): void } | null;\nexport function f(h: () => { end(): void }) { let a = g(); if (!a) return; try { a = h(); } finally { a.end(); } }`,
  },
  {
    name: "losesPresence: not nullable, by its type",
    language: "typed",
    becomes: [
      "defer",
      `export function f(h: () => { end(): void }) { let a = h(); using _a = defer(() => a.end()); a = h(); }`,
    ],
    code: `export function f(h: () => { end(): void }) { let a = h(); try { a = h(); } finally { a.end(); } }`,
  },
  {
    name: "losesFilling: F fills what is read after",
    language: "ts",
    becomes: "losesFilling",
    code: `function f(){ let ms: number; try { g() } finally { ms = now() } return ms }`,
  },
]);

checkRows("taste", [
  {
    name: "the function is a teardown",
    becomes: "teardown",
    code: `class A { async stopServer() { try { await this.a() } finally { this.b() } } }`,
  },
  {
    name: "a disposer is a teardown",
    becomes: "teardown",
    code: `class A { [Symbol.dispose]() { try { g() } finally { this.b() } } }`,
  },
  {
    name: "a hook is a teardown",
    becomes: "teardown",
    code: `afterEach(async () => { try { await a() } finally { b() } })`,
  },
  {
    name: "assertions in F",
    becomes: "assertions",
    code: `function f() { try { g() } finally { expect(h).toBe(1) } }`,
  },
  {
    name: "a flag, where a catch remains",
    becomes: "flag",
    code: `class A { f() { try { g() } catch (e) { h(e) } finally { this.busy = false } } }`,
  },
  {
    name: "a state setter, where a catch remains",
    becomes: "flag",
    code: `async function f() { try { await g() } catch { h() } finally { setBusy(false) } }`,
  },
  {
    name: "a flag alone is welcome",
    becomes: ["defer", `class A { f() { using _busy = defer(() => { this.busy = false }); g() } }`],
    code: `class A { f() { try { g() } finally { this.busy = false } } }`,
  },
  {
    name: "F reads what the catch wrote",
    becomes: "bookkeeping",
    code: `function f() { let error; try { g() } catch (e) { error = e } finally { if (!error) h() } }`,
  },
  {
    name: "a line of a log, where a catch remains",
    becomes: "output",
    code: `function f() { try { g() } catch { h() } finally { log("end") } }`,
  },
  {
    name: "five statements",
    becomes: "long",
    code: `function f() { try { g() } finally { a(); b(); c(); d(); e() } }`,
  },
  {
    name: "a loop over more than closing",
    becomes: "loop",
    code: `function f() { try { g() } finally { for (const x of xs) { x.a(); x.b() } } }`,
  },
  {
    name: "a loop that closes is welcome",
    becomes: [
      "defer",
      `function f() { using _cleanup = defer(() => { for (const x of xs) x.close() }); g() }`,
    ],
    code: `function f() { try { g() } finally { for (const x of xs) x.close() } }`,
  },
  {
    name: "body and finalizer both only close",
    becomes: "chain",
    code: `function f() { try { a.close() } finally { b.close() } }`,
  },
  {
    name: "the file is ES5",
    becomes: "old",
    bare: true,
    code: `function f() { try { g() } finally { h() } }`,
  },
  {
    name: "option poorTaste",
    options: { poorTaste: true },
    code: `class A { async f() {
  this.busy = true;
  try { await load(); }
  catch (e) { this.show(e); }
  finally { this.busy = false; }
} }`,
    becomes: [
      "defer",
      `class A { async f() {
  this.busy = true;
  using _busy = defer(() => { this.busy = false; });
  try { await load(); }
  catch (e) { this.show(e); }
} }`,
    ],
  },
]);

const adopt = [
  `function f() { const a = open(); try { run(a); } finally { a.close(); } }`,
  `function f() { const a = open(); using _a = defer(() => a.close()); run(a); }`,
] as const;

checkRows("fix", [
  { name: "fix: none suggests", options: { fix: "none" }, code: adopt[0], becomes: ["adopt", adopt[1]] },
  {
    name: "fix: direct suggests the rest",
    options: { fix: "direct" },
    code: adopt[0],
    becomes: ["adopt", adopt[1]],
  },
  {
    name: "fix: adopt reaches adopt",
    options: { fix: "adopt" },
    code: adopt[0],
    becomes: ["adopt", adopt[1]],
  },
  { name: "fix: defer reaches all", options: { fix: "defer" }, code: adopt[0], becomes: ["adopt", adopt[1]] },
]);

describe("reports", () => {
  const linter = new Linter();
  const lint = (code: string, options: object = {}): Linter.LintMessage[] =>
    linter.verify(
      `import { defer, deferAsync } from "await-using";\n${code}`,
      {
        plugins: { "await-using": { rules: { "prefer-using": preferUsing } } },
        rules: { "await-using/prefer-using": ["warn", options] },
      },
      { filename: join(__dirname, "file.js") },
    );

  test.each([
    ["fix: direct leaves adopt a suggestion", "direct", undefined, 1],
    ["fix: adopt fixes adopt", "adopt", true, undefined],
  ])("%s", (_name, fix, fixed, suggestions) => {
    const [message] = lint(adopt[0], { fix });
    expect([message?.fix !== undefined || undefined, message?.suggestions?.length]).toEqual([
      fixed,
      suggestions,
    ]);
  });

  test("refused sites and poor taste are silent without reportRefused", () => {
    expect(
      lint(`function f() { try { g() } finally { return 1 } }\nafter(() => { try { g() } finally { h() } })`),
    ).toEqual([]);
  });

  test("bothThrow: a catch that reads the error is named", () => {
    const code = `function f() {\ntry {\nrun();\ntry { g() } finally { h() }\n} catch (e) {\nif (e.code) return;\n}\n}`;
    expect(lint(code).map(({ message }) => message)).toEqual([
      "This `try … finally` can be a declared release: `using` with `defer` (notOneCall). The `catch` on line 6 sees a SuppressedError if both throw (bothThrow).",
    ]);
  });

  test("bothThrow: a catch that does not read it is not", () => {
    expect(
      lint(`function f() { try { try { g() } finally { h() } } catch { return } }`)[0]?.message,
    ).not.toContain("bothThrow");
  });

  test("severalSteps: improve suggests each release by itself, last first", () => {
    const code = `async function f() {\n  try {\n    run();\n  } finally {\n    await a.close();\n    b.stop();\n  }\n}`;
    const [message] = lint(code, { improve: true });
    expect(message?.suggestions?.map(({ messageId }) => messageId)).toEqual(["toDefer", "toSplit"]);
    expect(message?.suggestions?.[1]?.fix.text).toBe(
      "using _b = defer(() => b.stop());\n  await using _a = deferAsync(() => a.close());\n  run();",
    );
  });
});
