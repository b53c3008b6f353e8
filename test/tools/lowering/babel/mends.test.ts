// What Babel's plugin gets wrong and ours mends: each source is the body of an async function with a `trace`, compiled
// both ways and run. The third column is what Babel 7.29 makes of it; a newer one may be better.
import "../../../../polyfills/auto.js";
import { compile, evaluate, ours, theirs } from "./compile.js";

const PRELUDE = `
  const sync = (name) => ({ name, [Symbol.dispose]() { trace.push("-" + name); } });
  const async = (name) => ({ name, async [Symbol.asyncDispose]() { await 0; trace.push("-" + name); } });
  const attempt = (f) => { try { return f(); } catch (e) { trace.push(e.name); } };
`;

async function run(body: string, plugin: string, targets = "node 20"): Promise<unknown> {
  try {
    const source = `export async function main(trace) { ${PRELUDE} ${body} }`;
    const code = compile(source, [plugin], {
      presets: [["@babel/preset-env", { targets, modules: "commonjs" }]],
    });
    const { main } = evaluate(code) as { main(trace: unknown[]): Promise<unknown> };
    const trace: unknown[] = [];
    await main(trace).catch((error: Error) => trace.push(error.name));
    return trace;
  } catch (error) {
    return (error as Error).name;
  }
}

describe.each([["node 20"], ["node 14"], ["ie 11"]])("lowered to %s", (targets) => {
  test.each<[what: string, body: string, ours: unknown, theirs: unknown]>([
    [
      "for (await using x of …) awaits each disposal",
      `for (await using x of [async("a"), async("b")]) trace.push(x.name);`,
      ["a", "-a", "b", "-b"],
      ["TypeError"],
    ],
    [
      "for await (await using x of …)",
      `for await (await using x of [async("a"), Promise.resolve(sync("b"))]) trace.push(x.name);`,
      ["a", "-a", "b", "-b"],
      ["TypeError"],
    ],
    [
      "for await (using x of …)",
      `for await (using x of [sync("a")]) trace.push(x.name);`,
      ["a", "-a"],
      ["a", "-a"],
    ],
    [
      "for (using x = …;;) disposes once, after the loop",
      `for (using x = sync("x"), y = sync("y"), i = { n: 0, [Symbol.dispose]() {} }; i.n < 2; i.n++) trace.push(x.name + i.n);
       trace.push("after");`,
      ["x0", "x1", "-y", "-x", "after"],
      "SyntaxError",
    ],
    [
      "for (await using x = …;;) and its label",
      `let n = 0;
       outer: for (await using x = async("x"); ; n++) {
         trace.push(n);
         if (n < 2) continue outer;
         for (;;) break outer;
       }
       trace.push("after");`,
      [0, 1, 2, "-x", "after"],
      "SyntaxError",
    ],
    [
      "for (using x = …;;) disposes what came before an initializer that throws",
      `for (using x = sync("x"), y = trace.missing.it; ;) trace.push("never");`,
      ["-x", "TypeError"],
      "SyntaxError",
    ],
    [
      "a loop body may declare the name of its head again",
      `for (using x of [sync("a")]) { let x = 1; trace.push(x); }`,
      [1, "-a"],
      [1, "-a"],
    ],
    [
      "each iteration closes over a variable of its own",
      `const all = []; for (using x of [sync("a"), sync("b")]) all.push(() => x.name);
       trace.push(...all.map((f) => f()));`,
      ["-a", "-b", "a", "b"],
      ["-a", "-b", "a", "b"],
    ],
    [
      "a function is named after its variable",
      `const own = (f) => { f[Symbol.dispose] = () => {}; return f; };
       Function.prototype[Symbol.dispose] = function () {};
       try {
         using arrow = () => {}, fn = function () {}, gen = (function* () {}), cover = (0, () => {}), kept = function other() {};
         trace.push(arrow.name, fn.name, gen.name, cover.name, kept.name);
       } finally { delete Function.prototype[Symbol.dispose]; }`,
      ["arrow", "fn", "gen", "", "other"],
      ["", "", "", "", "other"],
    ],
    [
      "a class is named before its static fields are evaluated",
      `using cls = class { static was = this.name; static [Symbol.dispose]() {} };
       trace.push(cls.name, cls.was);`,
      ["cls", "cls"],
      ["cls", ""],
    ],
    [
      "a class keeps its own static name",
      `using cls = class { static name() {} static [Symbol.dispose]() {} };
       trace.push(typeof cls.name);`,
      ["function"],
      ["string"],
    ],
    [
      "nothing is awaited if no await using declaration was evaluated",
      `let here = true; const turn = Promise.resolve().then(() => { here = false; });
       (() => 0)(); block: { if (trace) break block; await using x = null; }
       trace.push(here); await turn;`,
      [true],
      [false],
    ],
    [
      "one turn is awaited for null",
      `let here = true; const turn = Promise.resolve().then(() => { here = false; });
       { await using x = null; }
       trace.push(here); await turn;`,
      [false],
      [false],
    ],
    [
      "a function keeps its directives",
      `const f = Function("return this") && (() => 0); const o = { m() { "use server"; using x = null; return 1; } };
       trace.push(String(o.m).includes("use server"));`,
      [true],
      [false],
    ],
    [
      "a function body may have two functions of one name",
      `const f = new (class { m() { return (0, function () { using x = null; var g; function g() { return g.name; } return g(); })(); } })();
       trace.push(f.m());`,
      ["g"],
      "SyntaxError",
    ],
    [
      "switch",
      `switch (1) { case 1: { using x = sync("x"); trace.push("in"); } default: trace.push("out"); }`,
      ["in", "-x", "out"],
      ["in", "-x", "out"],
    ],
    [
      "a static block",
      `class C { static { using x = sync("x"); trace.push("in"); } }
       trace.push("out");`,
      ["in", "-x", "out"],
      ["in", "-x", "out"],
    ],
    [
      "an async generator that is returned early",
      `async function* f() { await using x = async("x"); yield 1; yield 2; }
       for await (const n of f()) { trace.push(n); break; }`,
      [1, "-x"],
      [1, "-x"],
    ],
    [
      "a labelled block",
      `a: { using x = sync("x"); b: { using y = sync("y"); break a; } trace.push("never"); }
       trace.push("after");`,
      ["-y", "-x", "after"],
      ["-y", "-x", "after"],
    ],
    [
      "throw undefined",
      `using x = sync("x"); attempt(() => { using y = sync("y"); throw { name: undefined }; });`,
      ["-y", undefined, "-x"],
      ["-y", undefined, "-x"],
    ],
  ])("%s", async (_what, body, expected, before) => {
    expect(await run(body, ours, targets)).toEqual(expected);
    if (targets === "node 20") expect(await run(body, theirs)).toEqual(before);
  });
});

// lowered no further: preset-env's regenerator cannot take two labels on one loop
test("a loop with several labels keeps them", async () => {
  const body = `let n = 0;
    a: b: for (using x = sync("x"); ; n++) { if (n < 1) continue a; if (n < 2) continue b; break a; }
    trace.push(n);`;
  expect(await run(body, ours)).toEqual(["-x", 2]);
});

describe("uses before initialization", () => {
  test.each([
    [
      "in the head of for-of",
      `let x = [sync("outer")]; for (using x of x) trace.push(x.name);`,
      ["ReferenceError"],
    ],
    ["in a block", `attempt(() => { { x; using x = null; } });`, ["ReferenceError"]],
    ["in an initializer", `attempt(() => { using x = x; });`, ["ReferenceError"]],
  ])("%s throw", async (_where, body, expected) => {
    expect(await run(body, ours)).toEqual(expected);
  });
});
