// What is a site, and what the checker refuses to judge.

import { proveEqual, type Site } from "../../../src/tools/equiv/index.js";

const file = "file.ts";
const imports = `import { defer, deferAsync } from "await-using";\n`;

async function sitesOf(before: string, after: string, options = {}): Promise<readonly Site[]> {
  return (await proveEqual(before, after, { file, ...options })).sites;
}

async function reasonOf(before: string, after: string, name = file): Promise<string | undefined> {
  const [site] = (await proveEqual(before, after, { file: name })).sites;
  expect(site?.verdict).toBe("unproven");
  return site?.reason;
}

test("spaces, comments and imports from this package are no change", async () => {
  const before = "export function f(a) { return a.b(); }";
  const after = `${imports}// said\nexport function f(a) {\n  return a.b(); // more\n}`;
  expect(await sitesOf(before, after)).toEqual([]);
});

test("the site is the smallest function around the change, with its name and line", async () => {
  const before = `export class Pool {
    size = 3;
    async run(job) {
      return await this.enter(async () => {
        try { await job(); } finally { this.leave(); }
      });
    }
    other() { try { this.a(); } finally { this.b(); } }
  }`;
  const after = before
    .replace(
      "try { await job(); } finally { this.leave(); }",
      "using _a = defer(() => this.leave()); await job();",
    )
    .replace("try { this.a(); } finally { this.b(); }", "using _b = defer(() => this.b()); this.a();");
  const sites = await sitesOf(before, imports + after);
  expect(sites.map((site) => [site.function, site.line, site.verdict])).toEqual([
    ["function in line 4", 5, "equal"],
    ["Pool.other", 8, "equal"],
  ]);
});

test("a changed function within a change is a site of its own", async () => {
  const before = `export function outer(list) {
    try { list.each(() => { try { list.a(); } finally { list.b(); } }); } finally { list.c(); }
  }`;
  const after = `export function outer(list) {
    using _c = defer(() => list.c());
    list.each(() => { using _b = defer(() => list.wrong()); list.a(); });
  }`;
  const sites = await sitesOf(before, imports + after);
  expect(sites).toHaveLength(2);
  expect(sites[1]).toMatchObject({ line: 2, verdict: "different" });
});

// Two calls in a row, as a file of tests has them: each function is a site of its own, not the one around them.
test("changed statements in a row are compared one by one", async () => {
  const before = `describe("it", () => {
    test("a", async (a) => { try { await a.b(); } finally { a.c(); } });
    test("b", async (a) => { try { await a.b(); } finally { a.d(); } });
  });`;
  const after = `describe("it", () => {
    test("a", async (a) => { using _c = defer(() => a.c()); await a.b(); });
    test("b", async (a) => { using _d = defer(() => a.wrong()); await a.b(); });
  });`;
  const sites = await sitesOf(before, imports + after);
  expect(sites.map(({ line, verdict }) => [line, verdict])).toEqual([
    [2, "equal"],
    [3, "different"],
  ]);
});

// Met in node-redis: a run of the outer function calls the inner one, whose finalizer awaits.
describe("a function around a changed function whose finalizer awaits", () => {
  const before = `export function suite(test) {
    try { test.before(); } finally { test.after(); }
    test.each(async (client) => {
      try {
        try { await client.ping(); } finally { await client.close(); }
      } finally { client.end(); }
    });
  }`;
  const rewrite = (end: string, after: string): string => `${imports.replace("defer", "defer, deferAsync")}
    export function suite(test) {
      { using _a = defer(() => test.${after}()); test.before(); }
      test.each(async (client) => {
        using _e = defer(() => client.${end}());
        await using _c = deferAsync(async () => { await client.close(); });
        await client.ping();
      });
    }`;
  test.each([
    ["is not told apart by the turns that it takes more", "end", "after", ["equal", "equal"]],
    ["is told apart by what it does itself", "end", "wrong", ["different", "equal"]],
    ["is told apart, as the inner one is, by what that does", "wrong", "after", ["different", "different"]],
  ])("%s", async (_name, end, after, verdicts) => {
    const sites = await sitesOf(before, rewrite(end, after));
    expect(sites.map(({ verdict }) => verdict)).toEqual(verdicts);
  });
});

test("a rewrite under another name for defer is understood", async () => {
  const before = "export function f(defer) { try { defer.a(); } finally { defer.b(); } }";
  const after = `import { defer as later } from "await-using";
    export function f(defer) { using _d = later(() => defer.b()); defer.a(); }`;
  expect(await sitesOf(before, after)).toMatchObject([{ verdict: "equal" }]);
});

test("a function called defer that is not ours is a stub", async () => {
  const before = "export function f(a) { try { a.b(); } finally { a.c(); } }";
  const after = `import { defer } from "elsewhere"; export function f(a) { using _d = defer(() => a.c()); a.b(); }`;
  expect((await sitesOf(before, after)).map(({ verdict }) => verdict)).toContain("different");
});

test("bothThrow: a SuppressedError in place of the finalizer's error is accepted, and counted where it is caught", async () => {
  const before = `export function f(a) {
    try { try { a.b(); } finally { a.c(); } } catch (error) { if (error.code === "E") return 1; throw error; }
  }`;
  const after = before.replace("try { a.b(); } finally { a.c(); }", "using _c = defer(() => a.c()); a.b();");
  const [site] = await sitesOf(before, imports + after);
  expect(site).toMatchObject({ verdict: "equal" });
  const wrong = after.replace("return 1", "return 2");
  expect(await sitesOf(before, imports + wrong)).toMatchObject([{ verdict: "different" }]);
});

test("an error that the finalizer replaced, and code that shows which, is the bothThrow of the report", async () => {
  const before = `export function f(a) {
    try { try { a.b(); } finally { a.c(); } } catch (error) { a.tell(error.name); }
  }`;
  const after = before.replace("try { a.b(); } finally { a.c(); }", "using _c = defer(() => a.c()); a.b();");
  const [site] = await sitesOf(before, imports + after);
  expect(site?.verdict).toBe("equal");
  expect(site?.suppressed).toBeGreaterThan(0);
});

describe("unproven", () => {
  test("a with statement", async () => {
    const before = "function f(a) { with (a) { try { b(); } finally { c(); } } }";
    expect(await reasonOf(before, before.replace("b()", "d()"), "file.cjs")).toBe(
      "it has a `with` statement",
    );
  });

  test("a function that is too large", async () => {
    const before = `export function f(a) { ${"a.b();\n".repeat(10_000)} }`;
    expect(await reasonOf(before, before.replace("a.b()", "a.c()"))).toMatch(
      /^it is too large: \d+ characters/,
    );
  });

  test("a change that no world reaches", async () => {
    const before = "export function f(a) { if (false) { try { a.b(); } finally { a.c(); } } }";
    const after = before.replace(
      "try { a.b(); } finally { a.c(); }",
      "using _c = defer(() => a.c()); a.b();",
    );
    expect(await reasonOf(before, imports + after)).toMatch(/^no world reached the change/);
  });

  test("a finalizer that does nothing in any world", async () => {
    const before = "export function f(a) { let b; try { a.c(); } finally { b?.d(); } }";
    const after = before.replace("try { a.c(); } finally { b?.d(); }", "a.c();");
    expect(await reasonOf(before, after)).toMatch(/none made its finalizer do anything/);
  });

  test("a loop without end", async () => {
    const before = "export function f(a) { try { for (;;) { let b = 1; b++; } } finally { a.c(); } }";
    const after = before
      .replace("{ try { for", "{ using _c = defer(() => a.c()); { for")
      .replace("} finally { a.c(); } }", "} }");
    expect(await reasonOf(before, imports + after)).toMatch(/were stopped: too many steps|no world reached/);
  });

  test("a loop that swallows every error", async () => {
    const before = `export async function f(a) {
      for (;;) { try { try { await a.b(); } finally { a.c(); } } catch {} } }`;
    const after = before.replace(
      "try { await a.b(); } finally { a.c(); }",
      "using _c = defer(() => a.c()); await a.b();",
    );
    expect(await reasonOf(before, imports + after)).toMatch(/^\d+ runs were stopped: too many steps$/);
  });
});

describe("files that cannot be read", () => {
  test("a file before with a syntax error is refused, with its place", async () => {
    await expect(proveEqual("a = ;", "a = 1;", { file })).rejects.toThrow(
      "file.ts: 1:5: Expression expected.",
    );
  });

  test("a file after with a syntax error is different", async () => {
    const [site] = await sitesOf("a = 1;", "\na = ;");
    expect(site).toMatchObject({ verdict: "different", line: 2 });
    expect(site?.reason).toBe("the file after cannot be parsed: 2:5: Expression expected.");
  });

  test("import.meta, import() and enums are no obstacle", async () => {
    const before = `enum Level { Low, High }
      export async function f(a) {
        const { g } = await import("./g.js");
        try { g(import.meta.url, a satisfies string as never); } finally { await a.c<number>(Level.High); }
      }`;
    const after = before
      .replace("try { g(", "await using _c = deferAsync(() => a.c<number>(Level.High)); g(")
      .replace(/ } finally .*/, "");
    expect(await sitesOf(before, imports + after)).toMatchObject([
      { function: "f", line: 4, verdict: "equal" },
    ]);
  });
});
