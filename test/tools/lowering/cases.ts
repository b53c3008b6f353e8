// Programs that a lowering once got wrong, and their neighbours. `known` names the ways that still do.
import type { Program } from "./ways.js";

export interface Case extends Program {
  /** Ways that differ from the engine still: by the beginning of their names. */
  readonly known: readonly string[];
}

const js = (name: string, source: string): Program => ({ name, file: "program.js", kind: "module", source });
const ts = (name: string, source: string): Program => ({ ...js(name, source), file: "program.ts" });
const cjs = (name: string, source: string, file: "program.js" | "program.cjs" = "program.cjs"): Program => ({
  ...js(name, source),
  file,
  kind: "commonjs",
});

/** What is not as in the engine yet, or is wrong there: by the beginning of the way's name. */
const known: Readonly<Record<string, readonly string[]>> = {
  // what is seen outside the block is a `var`, and no constant
  "a constant that an earlier function assigns to": ["text", "Babel"],
  // Babel's CommonJS calls it `_default`, unlike the specification
  "a default class is called default": ["Babel 7, commonjs", "Babel 8, commonjs"],
  // the same
  "a default arrow is called default": ["Babel 7, commonjs", "Babel 8, commonjs"],
  // the same
  "a default class with a static name": ["Babel 7, commonjs", "Babel 8, commonjs"],
  // esbuild, which takes decorators out for the engine, forgets the name, which is `default`; text tells decorators another
  "a decorated class without a name": ["text", "Babel 7, module"],
  // the same
  "a class without a name, a decorated method, and no name of its own": ["text", "Babel 7"],
  // Babel itself exports no variable from a namespace
  "a namespace with all kinds of exports": ["Babel"],
  // Babel itself knows in no part of a namespace what the others export
  "a namespace in parts": ["Babel"],
  // the same, and it leaves `export import` there
  "a dotted namespace, and one in another": ["Babel"],
  // Babel itself makes a variable of it
  "a namespace of types": ["Babel"],
  // one turn more than the engine, where more than one resource stands before the end of the block
  "turns of two": ["text", "Babel"],
  // the same
  "turns where nothing comes last": ["text", "Babel"],
  // V8 forgets to dispose of a resource that is exported
  "an exported resource": ["text", "Babel"],
};

const programs: readonly Program[] = [
  // the last statement is one that moves
  js("an exported function last", `using db = R("db");\nexport function query() { return typeof db; }`),
  js("an empty export last", `using db = R("db");\nlog(1);\nexport {}`),
  js("export * last", `using db = R("db");\nexport * from "./other.js"`),
  js("an import last", `using db = R("db");\nlog(o);\nimport { o } from "./other.js"`),
  js("a default function last", `using db = R("db");\nexport default function () { return 1 }`),
  js("a named default function last", `using db = R("db");\nexport default function f() { return 1 }`),
  js(
    "a function that an exported one uses last",
    `using db = R("db");\nexport function f() { return g(); }\nfunction g() { return 2 }`,
  ),
  ts("an interface last", `using db = R("db");\nlog(1);\ninterface I { a: 1 }`),
  ts("a type last", `using db = R("db");\nlog(1)\nexport type T = 1`),
  js("only a using", `using db = R("db")`),
  js("a using of null, last", `log(1)\nusing x = null`),
  // statements without semicolons, around what moves or goes away
  js(
    "no semicolon before an export that goes",
    `using db = R("db")\nlog(1)\nexport { bar }\n(bar)()\nfunction bar() { log("bar") }`,
  ),
  js(
    "no semicolon before a function that moves",
    `using db = R("db")\nlog(1)\nexport function f() { return 1 }\n(f)()`,
  ),
  js(
    "no semicolon, an array follows",
    `using db = R("db")\nlet x = log\nexport function f() {}\n[0].forEach((n) => x(n))`,
  ),
  js(
    "no semicolon, a template follows",
    'using db = R("db")\nlet x = log\nexport function f() {}\n`${x(1)}`',
  ),
  js(
    "no semicolon, a regular expression follows",
    `using db = R("db")\nlet x = 4\nexport function f() {}\n/1/g.test("1") && log("r")`,
  ),
  js(
    "no semicolon, an import goes",
    `using db = R("db")\nlet x = log\nimport { o } from "./other.js"\n(() => x(o))()`,
  ),
  cjs(
    "duplicate functions in a sloppy body",
    `function f() { log("f") }\nfunction main() { using a = R("a"); let v = x => x\nfunction g(){ return 1 }\n[0].forEach(f)\nfunction g(){ return 2 }\nlog(g()) }\nmain()`,
  ),
  cjs(
    "a variable and a function of one name",
    `log(g());\nfunction g() { using x = R("x"); var a = 1; function a() {} return typeof a }`,
  ),
  cjs(
    "a variable without a value and a function of one name",
    `log(g());\nfunction g() { using x = R("x"); var a; function a() {} return typeof a }`,
  ),
  cjs(
    "a parameter and a function of one name",
    `log(g(1));\nfunction g(a) { using x = R("x"); function a() {} return typeof a }`,
  ),
  // what is shared
  js(
    "a property has the name of a constant",
    `log({ n: 0 }.n); using a = R("a"); const n = 1; try { n = 2 } catch (e) { log(e.name) }`,
  ),
  js(
    "a label has the name of a constant",
    `n: for (;;) break n; using a = R("a"); const n = 1; try { n = 2 } catch (e) { log(e.name) }`,
  ),
  js(
    "a constant that an earlier function assigns to",
    `export function set() { n = 2 }\nusing a = R("a"); const n = 1; try { set() } catch (e) { log(e.name) } log(n)`,
  ),
  js(
    "a use before the initialization, inside",
    `using a = R("a"); try { log(n) } catch (e) { log(e.name) } let n = 1`,
  ),
  js(
    "a local name hides the shared one",
    `export function f(n) { return n }\nusing a = R("a"); const n = 1; try { n = 2 } catch (e) { log(e.name) } log(f(3), n)`,
  ),
  // names
  ts(
    "a class under a cast keeps its name",
    `{ using f = <any>(class { static n = this.name; static [Symbol.dispose]() {} }); log((f as any).name, (f as any).n) }`,
  ),
  ts("a function under satisfies and !", `{ using f = ((() => {}) satisfies any)!; log(1) }`),
  js("a default class is called default", `using x = null; export default class {}`),
  js("a default arrow is called default", `using x = null; export default () => 1`),
  js("a default class with a static name", `using x = null; export default class { static n = this.name }`),
  js(
    "an exported class that names itself",
    `using x = R("x"); export class C { static n = C.name; m() { return C } }\nlog(C.n, new C().m())`,
  ),
  // comments, order, helpers
  js("a comment between using and its name", `using/**/a = R("a")\nlog(1)`),
  js("a comment between await and using", `await/**/using a = A("a")\nlog(1)`),
  js("a line comment after using", `{ using a = R("a") // using\nlog(1) }`),
  js(
    "a comment that speaks of require",
    `// was: require("./o")\nawait import("./other.js").catch(() => {}); await using a = A("a")\nlog(1)`,
  ),
  js("an import after the first using", `using a = R("a");\nlog(1);\nimport "./late.js";`),
  js("turns of await using null", `startTurns();\n{ await using a = null }\nturn()`),
  js("turns of await using", `startTurns();\n{ await using a = A("a") }\nturn()`),
  js("turns of await using a synchronous one", `startTurns();\n{ await using a = R("a") }\nturn()`),
  js("turns of nothing, twice", `startTurns();\n{ await using a = null, b = undefined }\nturn()`),
  js("turns where nothing comes last", `startTurns();\n{ await using a = null, b = A("b") }\nturn()`),
  js(
    "turns with using between",
    `startTurns();\n{ await using a = null; using b = R("b"); await using c = null }\nturn()`,
  ),
  js(
    "turns of a block that throws",
    `startTurns();\ntry { await using a = null; throw new Error("gone") } catch (e) { log(e) }\nturn()`,
  ),
  js(
    "turns of a disposer that throws",
    `startTurns();\ntry { await using a = { [Symbol.asyncDispose]() { throw new Error("gone") } } } catch (e) { log(e) }\nturn()`,
  ),
  js(
    "turns of a disposer that rejects",
    `startTurns();\ntry { await using a = { async [Symbol.asyncDispose]() { throw new Error("gone") } } } catch (e) { log(e) }\nturn()`,
  ),
  js(
    "turns of a disposer that returns nothing",
    `startTurns();\n{ await using a = { [Symbol.asyncDispose]() {} } }\nturn()`,
  ),
  js(
    "turns of a disposer that returns a thenable",
    `startTurns();\n{ await using a = { [Symbol.asyncDispose]() { return { then(f) { log("then"); f() } } } } }\nturn()`,
  ),
  js("turns of two", `startTurns();\n{ await using a = A("a"), b = A("b") }\nturn()`),
  // TypeScript's values
  ts(
    "an enum, then a constant one that needs it",
    `using a = R("a"); enum E { A = 1, B = A << 1 } const enum F { X = E.B }\nlog(F.X)`,
  ),
  ts("import = of a constant", `const obj = { q: 5 }; import Foo = obj.q\nusing a = R("a")\nlog(Foo)`),
  ts(
    "export import = after a using",
    `using a = R("a")\nnamespace ns { export const sub = { q: 1 }; }\nexport import Foo = ns.sub\nlog(Foo.q)`,
  ),
  ts(
    "import = of a namespace before the using",
    `namespace ns { export const q = 1 }\nusing a = R("a")\nexport import Foo = ns.q\nlog(Foo)`,
  ),
  ts("import = after a using", `const obj = { q: 5 };\nusing a = R("a")\nimport Foo = obj.q\nlog(Foo)`),
  ts(
    "an enum that an exported function uses",
    `using db = R("db"); enum Level { Info, Warn } export function write(l = Level.Warn) { return l }`,
  ),
  ts("a namespace after a using", `using db = R("db"); namespace N { export const n = 1 } log(N.n)`),
  ts(
    "a namespace that an exported function uses",
    `using db = R("db"); namespace N { export const n = 1 } export function f() { return N.n }`,
  ),
  ts(
    "a const enum that an exported function uses",
    `using db = R("db"); const enum L { Info, Warn } export function f() { return L.Warn }`,
  ),
  ts("merged enums", `using db = R("db"); export enum E { A } export enum E { B = 2 }\nlog(E.A, E.B)`),
  ts(
    "a class merged with a namespace",
    `using db = R("db"); export class C {} export namespace C { export const n = 1 }\nlog(C.n)`,
  ),
  ts(
    "a function merged with a namespace",
    `using db = R("db"); export function f() { return 1 } export namespace f { export const n = 1 }\nlog(f.n)`,
  ),
  ts(
    "an enum merged with a namespace",
    `using db = R("db"); export enum E { A = 1 } export namespace E { export const n = 2 }\nlog(E.A, E.n)`,
  ),
  ts(
    "a namespace with all kinds of exports",
    `using db = R("db"); export namespace N { export let v = 1; export const { a, b: [c] } = { a: 1, b: [2] }; export function inc() { v++; return v } export class C {} export enum E { A } export abstract class D { abstract m(): void } export type T = 1; interface I { i: 1 } declare const d: number; export const f = () => 1, g = class {} }\nlog(N.inc(), N.v, N.a, N.c, N.C.name, N.E.A, N.f.name, N.g.name); N.v = 5; log(N.inc(), Object.keys(N).length)`,
  ),
  ts(
    "a namespace in parts",
    `namespace N { export const a = 1 }\nusing db = R("db"); namespace N { export const b = a + 1; function N() { return 3 } export const c = N() } namespace N { export const d = a + b }\nlog(N.a, N.b, N.c, N.d)`,
  ),
  ts(
    "a dotted namespace, and one in another",
    `using db = R("db"); export namespace A.B { export const n = 1 } namespace A.B { export const m = n + 1; export namespace C { export const k = m } export namespace C { export const l = k } namespace P { export const q = 1 } export import alias = P.q; import unused = P }\nlog(A.B.n, A.B.m, A.B.C.k, A.B.C.l, A.B.alias)`,
  ),
  ts(
    "a namespace of types",
    `using db = R("db"); export namespace N { export type T = 1; export namespace M { interface I { i: 1 } } }\nlog(1)`,
  ),
  ts("a using in a namespace", `using db = R("db"); namespace N { using a = R("a"); log("in N") }\nlog(1)`),
  ts(
    "enums in parts, one of them before the using",
    `enum E { A = 1 }\nusing db = R("db"); enum E { B = log(1) ?? 2 } export enum F { A = log(2) ?? 1 } export enum F { B = log(3) ?? 2 }\nlog(E.A, E.B, F.A, F.B)`,
  ),
  ts(
    "an abstract class",
    `using db = R("db"); export abstract class C { abstract m(): void; static s = 1 }\nlog(C.s)`,
  ),
  ts(
    "overloads",
    `using db = R("db"); export function f(a: string): string; export function f(a: number): number; export function f(a: any): any { return a }\nlog(f(1))`,
  ),
  ts(
    "a decorated class",
    `function dec(c: any, x: any) { log(x.kind, x.name) }\nusing db = R("db"); @dec export class C {}`,
  ),
  ts(
    "a decorated default class",
    `function dec(c: any, x: any) { log(x.kind) }\nusing db = R("db"); @dec export default class C {}`,
  ),
  ts(
    "a decorated class without a name",
    `function dec(c: any, x: any) { log(x.kind, x.name) }\nusing db = R("db"); @dec export default class {}`,
  ),
  ts(
    "a class without a name, a decorated method",
    `function dec(c: any, x: any) { log(x.kind, x.name) }\nusing db = R("db"); export default class { @dec m() {} static name = "own" }`,
  ),
  ts(
    "a class without a name, a decorated method, and no name of its own",
    `function dec(c: any, x: any) { log(x.kind, x.name) }\nusing db = R("db"); export default class { @dec m() {} }`,
  ),
  ts(
    "declare, and types of the same name",
    `using db = R("db"); declare const d: number; type T = 1; interface T2 {} export type { T, T2 };\nlog(1)`,
  ),
  // CommonJS that does not say so by module.exports
  ...[
    `Object.assign(exports, { n: 1 });`,
    `exports["k"] = 1;`,
    `module["exports"] = { n: 1 };`,
    `const def = (e) => { e.n = 1 }; def(exports);`,
    `const { o } = require("./other.js"); exports.o = o;`,
    `(0, require)("./other.js"); log(1);`,
  ].map((source) => cjs(`CommonJS: ${source}`, `{ using a = R("a"); log(1) }\n${source}`, "program.js")),
  cjs("CommonJS with a top-level using", `using a = R("a"); exports.n = 1; log(typeof a)`, "program.cjs"),
  cjs("CommonJS that returns", `using a = R("a"); exports.n = 1; return; log(2)`, "program.cjs"),
  // functions in blocks
  js("a function in a block", `{ log(f()); using a = R("a"); function f() { return 1 } }`),
  js(
    "a function in a switch",
    `{ using a = R("a"); switch (1) { case 1: log(f()); function f() { return 2 } } }`,
  ),
  cjs("a sloppy function in a block", `{ using a = R("a"); function f() { return 1 } }\nlog(typeof f)`),
  cjs(
    "a sloppy function in a block of a function",
    `function m() { { using a = R("a"); function f() { return 1 } } return typeof f }\nlog(m())`,
  ),
  // loops
  js("for using", `for (using a = R("a"), b = R("b"); ; ) { log(1); break }`),
  js("for using of", `for (using a of [R("a"), null, R("b")]) log(a)`),
  js("for await using of", `for (await using a of [A("a"), null, A("b")]) log(a)`),
  js(
    "an error in one iteration does not reach the next",
    `for (const i of [1, 2]) { try { using x = null; if (i === 1) throw new Error("one") } catch (e) { log(i, e) } }`,
  ),
  js("labels", `a: b: for (const i of [1, 2]) { using x = R("x"); if (i === 1) continue a; break b }`),
  js("the last statement throws", `using a = R("a"); log(1); throw new Error("last")`),
  js("a disposer throws", `using a = R("a", "closing"); log(1); throw new Error("last")`),
  js("an exported resource", `using r = R("r")\nlog(1)\nexport { r }`),
];

export const cases: readonly Case[] = programs.map((program) => ({
  ...program,
  known: known[program.name] ?? [],
}));
