// The lowering of one file, by the parsers of oxc and of Babel.
import { createProject, type Project } from "../../bundler/project.js";

interface Lowered {
  readonly code?: string;
  readonly same?: true;
  readonly message?: string;
}

const parsers = ["oxc", "babel"] as const;

let project: Project;

beforeAll(async () => {
  project = await createProject();
}, 60_000);

afterAll(() => project?.remove());

async function lower(
  files: readonly (readonly [string, string])[],
  parser?: string,
): Promise<readonly Lowered[]> {
  const options = parser === undefined ? {} : { parser };
  const { result, error } = await project.work<Lowered[]>({ tool: "lower", files, options });
  if (error) throw new Error(error.message);
  return result!;
}

const untouched: [file: string, source: string][] = [
  ["plain.js", "export const a = 1;\n"],
  ["comment.js", "// using x = y\n/* await using x = y */ const a = 1;\n"],
  ["string.js", "const text = 'using x = y', other = `await using ${1} using z = 1`;\n"],
  ["regexp.js", "const pattern = /using x = y/;\n"],
  ["name.js", "const using = 1;\nlet x = using\nusing\nx = 2;\nfor (const using of []) using;\n"],
  ["await.js", "async function f(using, x) { await using\nx = 1; await using[x]; return await using; }\n"],
  ["flow.js", "// @flow: using things\nexport type A = {| +a: ?string |};\nfunction f(a: %checks) {}\n"],
  ["style.css.js", "export default 'a { color: red } /* using x = y */';\r\n"],
  ["generic.ts", "const a = <using>(x: using) => x; // using a generic\nlet using: string;\n"],
];

describe.each(parsers)("with the parser of %s", (parser) => {
  test("files without a declaration stay as they are", async () => {
    const result = await lower(untouched, parser);
    expect(result.map((each, i) => [untouched[i]![0], each])).toEqual(
      untouched.map(([file]) => [file, { same: true }]),
    );
  });

  const wrong: [file: string, source: string, message: RegExp][] = [
    ["a/syntax.ts", "const a = 1;\n\n  using b = ;\n", /^a\/syntax\.ts:3:13: /],
    ["crlf.js", "const a = 1;\r\n\r\n  using b = );\r\n", /^crlf\.js:3:13: /],
    ["wide.js", "/* 😀 é */ { using b = ); }\n", /^wide\.js:1:24: /],
    ["uninitialized.js", "{ using b; }", /^uninitialized\.js:1:\d+: /],
    ["case.js", "switch (1) { case 1: using b = c; }", /^case\.js:1:22: /],
    ["namespace.ts", "namespace N { using b = c; export const d = 1; }", /^namespace\.ts:1:28: a namespace/],
    ["late.ts", "using b = c;\nexport = d;", /^late\.ts:2:1: an `export =` cannot follow/],
    [
      "parts.ts",
      "using b = c;\nnamespace N { export let a = 1 }\nnamespace N { a++ }",
      /^parts\.ts:3:13: this part .* uses `a`, a variable of another part: write `N\.a`/,
    ],
  ];
  test("what cannot be lowered is reported with its place", async () => {
    const result = await lower(
      wrong.map(([file, source]) => [file, source]),
      parser,
    );
    result.forEach(({ message }, i) => expect(message).toMatch(wrong[i]![2]));
  });
});

const files: [file: string, source: string][] = [
  ["block.js", "function f() { using a = b, c = (d, e); return a }"],
  ["async.js", "async () => { await using a = await b; for await (using x of y) {} }"],
  ["directive.js", '"use client"; function f() { "use strict"; using a = b }'],
  ["arrow.js", "{ using a = () => {}\n(b) }"],
  ["label.js", "a: b: for (using x = y;;) { continue a }"],
  ["nested.js", "for (using a of b)for (using c of d)e();for (using f = g;;)h();i()"],
  ["static.js", "class A { static /* { */ { using a = b } }"],
  ["hashbang.js", "#!/usr/bin/env node\nusing a = b; export default a"],
  ["sloppy.cjs", "with (a) { using b = c } module.exports = 1"],
  ["typed.ts", "{ using a: A<B> = <B>c satisfies D; }\nabstract class E { @f accessor g!: string }"],
  ["parameters.ts", "@a class B { constructor(@c private d: E) { using f = d! } }"],
  ["jsx.tsx", "const A = <T,>(b: T) => { using c = b; return <div>using d = e; {c}</div> }"],
  [
    "module.ts",
    "using a = b;\n@c export class D { @e f() {} }\n@g export default class {}\nexport enum H { I = a }",
  ],
];

test("both parsers lead to the same code", async () => {
  const [oxc, babel] = await Promise.all(parsers.map((parser) => lower(files, parser)));
  expect(oxc!.filter(({ code }) => !code)).toEqual([]);
  expect(babel).toEqual(oxc);
});

test("everything but the declarations' keywords stays, in its order", async () => {
  const inPlace = files.filter(([file]) => file !== "module.ts"); // that one has statements that must move
  const result = await lower(inPlace);
  result.forEach(({ code }, i) => {
    const kept = inPlace[i]![1].replace(/\b(?:await )?using(?= [a-z] )|\bexport default\b/g, "");
    let from = 0;
    for (const char of kept) {
      from = code!.indexOf(char, from) + 1;
      if (from === 0) throw new Error(`something of ${kept} is lost in ${code}`);
    }
  });
});

test("the helper is imported by modules, and required by CommonJS", async () => {
  const result = await lower([
    ["a.js", "{ using a = b }"],
    ["a.js", "{ using a = b } exports.c = require('d')"],
    ["a.cjs", "{ using a = b }"],
    ["a.mts", "import a from 'a'; { using a = require('b') }"],
    ["a.js", "{ using _using = _usingCtx }"],
  ]);
  expect(result.map(({ code }) => /^.*await-using\/runtime\/babel"\)?;/.exec(code!)![0])).toEqual([
    'import { usingCtx as _usingCtx } from "await-using/runtime/babel";',
    'const { usingCtx: _usingCtx } = require("await-using/runtime/babel");',
    'const { usingCtx: _usingCtx } = require("await-using/runtime/babel");',
    // After the file's own: one of them may be the polyfill that gives Symbol.dispose.
    `import a from 'a'; import { usingCtx as _usingCtx } from "await-using/runtime/babel";`,
    'import { usingCtx as _usingCtx2 } from "await-using/runtime/babel";',
  ]);
});

test("a module with resources at its top level exports what it did, in cycles too", async () => {
  const [main, other] = await lower([
    [
      "main.js",
      `
        import { check, log, resource } from "./other.js";
        check();
        using first = resource("first");
        export const constant = log("constant") ?? 1, { a, b: [c = 2] } = { a: 1, b: [] };
        export let counter = 0;
        export function increment() { counter++; inner(); }
        function inner() { log("inner " + first.name + hidden + Plain.name); }
        export class Named { static self = Named; }
        class Plain {}
        const hidden = "hidden";
        export default class { static [Symbol.toStringTag] = "x" }
        export { Plain as Renamed, first };
        await using second = resource("second");
        using anonymous = Object.assign(resource("third"), { f() {} });
        increment();
      `,
    ],
    [
      "other.js",
      `
        import { increment } from "./main.js";
        export const lines = [];
        export const log = (line) => void lines.push(line);
        export const check = () => log(typeof increment);
        export const resource = (name) => ({ name, [Symbol.dispose]() { log("disposed " + name); } });
        { using x = resource("x"), f = class { static [Symbol.dispose]() { log("disposed " + this.name); } }; }
      `,
    ],
  ]);
  project.write({
    "main.js": main!.code!,
    "other.js": other!.code!,
    "run.js": `
      const main = await import("./main.js");
      const { lines } = await import("./other.js");
      main.increment();
      const { default: anonymous, Named, Renamed, constant, a, c, counter, first } = main;
      console.log(JSON.stringify({ lines, keys: Object.keys(main), names: [anonymous.name, Named.name, Renamed.name],
        self: Named.self === Named, values: [constant, a, c, counter, first.name] }));
    `,
  });
  const { stdout, stderr } = await project.node(["run.js"]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    lines: [
      "disposed f",
      "disposed x",
      "function",
      "constant",
      "inner firsthiddenPlain",
      "disposed third",
      "disposed second",
      "disposed first",
      "inner firsthiddenPlain",
    ],
    keys: ["Named", "Renamed", "a", "c", "constant", "counter", "default", "first", "increment"],
    names: ["default", "Named", "Plain"],
    self: true,
    values: [1, 1, 2, 2, "first"],
  });
});

test("of functions with one name in a function's body, the last one counts", async () => {
  const [lowered] = await lower([
    [
      "f.js",
      "(function () { function f() { return 1 } using x = null; function f() { return 2 } console.log(f()) })()",
    ],
  ]);
  project.write({ "f.js": lowered!.code! });
  expect((await project.node(["f.js"])).stdout).toBe("2\n");
});

test("without a parser, both that would do are named", async () => {
  const bare = await createProject(false);
  try {
    const message = async (parser?: string): Promise<string | undefined> => {
      const options = parser === undefined ? {} : { parser };
      const { result } = await bare.work<Lowered[]>({
        tool: "lower",
        files: [["a.js", "{ using a = b }"]],
        options,
      });
      return result?.[0]?.message;
    };
    expect(await message()).toMatch(
      /needs "oxc-parser" or "@babel\/core", .*: npm install --save-dev oxc-parser \[AWAIT_USING_TOOL_MISSING\]$/,
    );
    expect(await message("babel")).toMatch(
      /needs "@babel\/core", .*: npm install --save-dev @babel\/core \[AWAIT_USING_TOOL_MISSING\]$/,
    );
    const { result } = await bare.work<Lowered[]>({ tool: "lower", files: untouched.slice(0, 1) });
    expect(result).toEqual([{ same: true }]); // no parser is needed where there is nothing to parse
  } finally {
    bare.remove();
  }
}, 60_000);
