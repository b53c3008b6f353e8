// `no-floating-resource`: what is dropped, and what is not.
import { noFloatingResource } from "../../../src/tools/lint/rules/no-floating-resource/index.js";
import { checkRule } from "./cases.js";

const names =
  "enter, enterSync, defer, deferAsync, disposable, asyncDisposable, listen, patch, ExitStack, AsyncExitStack";
const HEAD = `import { ${names} } from "await-using";\n`;
/** An async function around statements. */
const fn = (...lines: string[]): string =>
  `${HEAD}export async function f(cm, pool, use) {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const syncFn = (...lines: string[]): string => fn(...lines).replace("async function", "function");

checkRule("no-floating-resource", noFloatingResource, {
  valid: [
    { name: "held with `await using`", code: fn("await using held = await enter(cm);", "use(held.value);") },
    { name: "held with `using`", code: fn("using _ = defer(() => use());", "using held = enterSync(cm);") },
    { name: "returned", code: fn("return enter(cm);") },
    { name: "returned by an arrow", code: fn("return () => defer(use);") },
    { name: "returned later", code: fn("const held = await enter(cm);", "return held;") },
    { name: "passed on", code: fn("use(await enter(cm));", "const d = defer(use);", "use(d);") },
    {
      name: "put on a stack",
      code: fn("using s = new ExitStack();", "s.use(enterSync(cm));", "s.use(defer(use));"),
    },
    {
      name: "stored in a field",
      code: fn("this.held = await enter(cm);", "const d = defer(use);", "this.d = d;"),
    },
    {
      name: "stored in an object or array",
      code: fn("const d = defer(use);", "use({ d });", "return [listen(cm, 'x', use)];"),
    },
    {
      name: "moved off a stack",
      code: fn("const s = new AsyncExitStack();", "s.defer(use);", "return s.move();"),
    },
    {
      name: "disposed of by hand",
      code: fn("const d = defer(use);", "try { use(); } finally { d[Symbol.dispose](); }"),
    },
    { name: "a stack disposed of by hand", code: fn("const s = new ExitStack();", "s.dispose();") },
    { name: "held under another name later", code: fn("const s = new ExitStack();", "using held = s;") },
    { name: "`void`: it shall stay", code: fn("void listen(cm, 'exit', use);") },
    {
      name: "the promise is handled",
      code: fn("enter(cm).then(use);", "await Promise.all([enter(cm), enter(cm)]);"),
    },
    {
      name: "the promise is awaited where it is held",
      code: fn("const p = enter(cm);", "await using held = await p;"),
    },
    {
      name: "exported",
      code: `${HEAD}export const stack = new ExitStack();\nconst d = defer(run);\nexport { d };\n`.replace(
        "run",
        "() => {}",
      ),
    },
    { name: "one branch takes it", code: fn("const d = defer(use);", "if (cm) { use(d); }") },
    { name: "a closure takes it", code: fn("const d = defer(use);", "return () => use(d);") },
    {
      name: "a function of that name that is not ours",
      code: "function defer(f) { f(); }\ndefer(() => {});\nlisten(1);\nenter(2);\nfunction listen() {}\nfunction enter() {}\n",
    },
    {
      name: "another module's function of that name",
      code: 'import { defer } from "elsewhere";\ndefer(() => {});\n',
      untyped: true,
    },
    {
      name: "a script's variable belongs to the other scripts",
      code: "const stack = new DisposableStack();\n",
      sourceType: "script",
    },
    {
      name: "what ends a variable's life elsewhere",
      code: fn("let held;", "use(() => held[Symbol.dispose]());", "held = enterSync(cm);"),
    },
    { name: "ignoreCalls", code: fn("listen(cm, 'exit', use);"), options: { ignoreCalls: ["listen"] } },
    {
      name: "types: timers, servers and iterators of the platform",
      language: "typed",
      options: { types: "statements" },
      code: "setTimeout(() => {}, 1);\nimport { createServer } from 'node:http';\ncreateServer().listen(1);\nnew Map().values();\n",
    },
    {
      name: "types: a method that returns what it is called on",
      language: "typed",
      options: { types: "statements" },
      code: "class Pool implements Disposable { on(): this { return this; } [Symbol.dispose]() {} }\nexport class Pools extends Pool { override on() { super.on(); return this; } }\nexport function f(pool: Pool) { pool.on(); pool.on().on(); }\n",
    },
    {
      name: "types: mocks",
      language: "typed",
      options: { types: "statements" },
      code: "interface MockInstance extends Disposable { calls: number }\ndeclare const vi: { spyOn(): MockInstance };\nvi.spyOn();\n",
    },
    {
      name: "types: the result of a call, which may be there for those who want it",
      language: "typed",
      code: "declare const page: { route(): Promise<AsyncDisposable> };\nexport async function f() { await page.route(); }\n",
    },
    {
      name: "types: ignoreTypes",
      language: "typed",
      options: { ignoreTypes: ["Pool"] },
      code: "class Pool implements Disposable { [Symbol.dispose]() {} }\nnew Pool();\n",
    },
    {
      name: "types: none",
      language: "typed",
      options: { types: "none" },
      code: "class Pool implements Disposable { [Symbol.dispose]() {} }\nnew Pool();\n",
    },
    {
      name: "types: a variable of another library is its own",
      language: "typed",
      code: "class Pool implements Disposable { [Symbol.dispose]() {} }\nexport function f() { const pool = new Pool(); pool.toString(); }\n",
    },
    {
      name: "types: any, and what may be no resource",
      language: "typed",
      options: { types: "statements" },
      code: "declare const open: any;\ndeclare function maybe(): Disposable | string;\nopen();\nmaybe();\n",
    },
  ],
  invalid: [
    {
      name: "a statement of its own",
      code: fn("defer(() => use());"),
      errors: [{ messageId: "floating", offers: { toHeld: fn("using _defer = defer(() => use());") } }],
    },
    {
      name: "a statement that awaits",
      code: fn("await enter(pool);"),
      errors: [{ messageId: "floating", offers: { toHeld: fn("await using _pool = await enter(pool);") } }],
    },
    {
      name: "a statement that does not even await",
      code: fn("enter(new Pool());", "class Pool {}"),
      errors: [
        {
          messageId: "floating",
          offers: {
            toHeld: fn("await using _pool2 = await enter(new Pool());", "class Pool {}").replace(
              "_pool2",
              "_pool",
            ),
          },
        },
      ],
    },
    {
      name: "a new stack",
      code: fn("new AsyncExitStack();"),
      errors: [
        {
          messageId: "floating",
          offers: { toHeld: fn("await using _asyncExitStack = new AsyncExitStack();") },
        },
      ],
    },
    {
      name: "no declaration can stand in a branch without braces",
      code: fn("if (cm) defer(use);", "cm && listen(cm, 'x', use);", "cm ? defer(use) : patch(cm, 'x', 1);"),
      errors: [
        { messageId: "floating" },
        { messageId: "floating" },
        { messageId: "floating" },
        { messageId: "floating" },
      ],
    },
    {
      name: "no `await using` where nothing can await",
      code: syncFn("deferAsync(use);", "switch (cm) { case 1: defer(use); }"),
      errors: [{ messageId: "floating" }, { messageId: "floating" }],
    },
    {
      name: "a variable that nothing takes it from",
      code: fn("const held = await enter(cm);", "use(held.value);"),
      errors: [
        {
          messageId: "undisposed",
          offers: { toHeld: fn("await using held = await enter(cm);", "use(held.value);") },
        },
      ],
    },
    {
      name: "a `let` that is not written again",
      code: fn("let d = disposable(cm, use); // the file", "d.value.read();"),
      errors: [
        {
          messageId: "undisposed",
          offers: { toHeld: fn("using d = disposable(cm, use); // the file", "d.value.read();") },
        },
      ],
    },
    {
      name: "the promise in a variable, awaited and dropped",
      code: fn("const p = enter(cm);", "await p;"),
      errors: [
        { messageId: "undisposed", offers: { toHeld: fn("await using p = await enter(cm);", "await p;") } },
      ],
    },
    {
      name: "a variable of a variable",
      code: fn("const s = new ExitStack();", "const t = s;", "t.enter(cm);"),
      errors: [
        {
          messageId: "undisposed",
          offers: { toHeld: fn("using s = new ExitStack();", "const t = s;", "t.enter(cm);") },
        },
      ],
    },
    {
      name: "a variable that is filled later",
      code: fn("let held;", "held = await enter(cm);", "held.ok();"),
      errors: [{ messageId: "undisposed" }],
    },
    {
      name: "a test is no disposal",
      code: fn("const d = defer(use);", "if (d && d !== cm) use(typeof d);").replace("d && ", ""),
      errors: [
        {
          messageId: "undisposed",
          offers: { toHeld: fn("using d = defer(use);", "if (d !== cm) use(typeof d);") },
        },
      ],
    },
    {
      name: "a `var` has no place for `using`",
      code: fn("var d = defer(use);"),
      errors: [{ messageId: "undisposed" }],
    },
    {
      name: "only the value is kept",
      code: fn("const db = (await enter(pool)).value;", "db.query();"),
      errors: [
        {
          messageId: "partly",
          offers: {
            toHeld: fn(
              "await using pool2 = await enter(pool);",
              "  const db = pool2.value;",
              "db.query();",
            ).replace(
              "  await using pool2 = await enter(pool);\n    const",
              "  await using pool2 = await enter(pool);\n  const",
            ),
          },
        },
      ],
    },
    {
      name: "only the value is taken by a pattern",
      code: fn("const { value } = enterSync(cm);", "value.query();"),
      errors: [
        {
          messageId: "partly",
          offers: { toHeld: fn("using cm2 = enterSync(cm);", "const { value } = cm2;", "value.query();") },
        },
      ],
    },
    {
      name: "only the value is passed on",
      code: fn("use((await enter(cm)).value);"),
      errors: [{ messageId: "partly" }],
    },
    {
      name: "`await using` with the promise of `enter`: no disposer",
      code: fn("await using held = enter(cm);"),
      errors: [{ messageId: "promise", offers: { toAwaited: fn("await using held = await enter(cm);") } }],
    },
    {
      name: "`using` with the promise of `enter`",
      code: fn("using held = enter(cm);"),
      errors: [{ messageId: "promise", offers: { toAwaited: fn("await using held = await enter(cm);") } }],
    },
    {
      name: "a stack with the promise of `enter`",
      code: fn("await using s = new AsyncExitStack();", "s.use(enter(cm));"),
      errors: [
        {
          messageId: "promise",
          offers: { toAwaited: fn("await using s = new AsyncExitStack();", "s.use(await enter(cm));") },
        },
      ],
    },
    {
      name: "`using` with what has only an asynchronous disposer",
      code: fn("using held = await enter(cm);", "using d = deferAsync(use);"),
      errors: [
        {
          messageId: "keyword",
          offers: { toHeld: fn("await using held = await enter(cm);", "using d = deferAsync(use);") },
        },
        {
          messageId: "keyword",
          offers: { toHeld: fn("using held = await enter(cm);", "await using d = deferAsync(use);") },
        },
      ],
    },
    {
      name: "by namespace, and under another name",
      code: 'import * as au from "await-using";\nimport { defer as later } from "await-using";\nau.defer(() => {});\nlater(() => {});\n',
      errors: [
        {
          messageId: "floating",
          offers: {
            toHeld:
              'import * as au from "await-using";\nimport { defer as later } from "await-using";\nusing _defer = au.defer(() => {});\nlater(() => {});\n',
          },
        },
        {
          messageId: "floating",
          offers: {
            toHeld:
              'import * as au from "await-using";\nimport { defer as later } from "await-using";\nau.defer(() => {});\nusing _later = later(() => {});\n',
          },
        },
      ],
    },
    {
      name: "by require",
      code: 'const { defer: later } = require("await-using");\nconst au = require("await-using");\nfunction f() { later(f); au.defer(f); }\n',
      sourceType: "commonjs",
      errors: [
        {
          messageId: "floating",
          offers: {
            toHeld:
              'const { defer: later } = require("await-using");\nconst au = require("await-using");\nfunction f() { using _f = later(f); au.defer(f); }\n',
          },
        },
        {
          messageId: "floating",
          offers: {
            toHeld:
              'const { defer: later } = require("await-using");\nconst au = require("await-using");\nfunction f() { later(f); using _f = au.defer(f); }\n',
          },
        },
      ],
    },
    {
      name: "the engine's own stacks",
      code: "export function f() {\n  const stack = new DisposableStack();\n  stack.use(open());\n}\nfunction open() { return null; }\n",
      errors: [
        {
          messageId: "undisposed",
          offers: {
            toHeld:
              "export function f() {\n  using stack = new DisposableStack();\n  stack.use(open());\n}\nfunction open() { return null; }\n",
          },
        },
      ],
    },
    {
      name: "modules: ours, exported again",
      code: 'import { defer } from "./resources.js";\nexport function f() {\n  if (f) defer(f);\n}\n',
      options: { modules: ["./resources.js"] },
      errors: [{ messageId: "floating" }],
    },
    {
      name: "types in the way",
      language: "ts",
      code: `${HEAD}export function f(use: () => void) {\n  const d = defer(use) as Disposable;\n  (d as unknown as Wide).value;\n}\ntype Wide = { value: typeof d };\ndeclare const d: number;\n`,
      errors: [
        {
          messageId: "undisposed",
          offers: {
            toHeld: `${HEAD}export function f(use: () => void) {\n  using d = defer(use) as Disposable;\n  (d as unknown as Wide).value;\n}\ntype Wide = { value: typeof d };\ndeclare const d: number;\n`,
          },
        },
      ],
    },
    {
      name: "types: a `new` of any library",
      language: "typed",
      code: "class Pool implements Disposable { [Symbol.dispose]() {} }\nexport function f() { new Pool(); }\n",
      errors: [
        {
          messageId: "dropped",
          offers: {
            toHeld:
              "class Pool implements Disposable { [Symbol.dispose]() {} }\nexport function f() { using _pool = new Pool(); }\n",
          },
        },
      ],
    },
    {
      name: "types: statements: a call of any library",
      language: "typed",
      options: { types: "statements" },
      code: "class Pool implements Disposable { [Symbol.dispose]() {} connect(): Client { return new Client(); } }\nclass Client implements AsyncDisposable { async [Symbol.asyncDispose]() {} }\nexport async function f(pool: Pool) {\n  pool.connect();\n}\n",
      errors: [
        {
          messageId: "dropped",
          offers: {
            toHeld:
              "class Pool implements Disposable { [Symbol.dispose]() {} connect(): Client { return new Client(); } }\nclass Client implements AsyncDisposable { async [Symbol.asyncDispose]() {} }\nexport async function f(pool: Pool) {\n  await using _connect = pool.connect();\n}\n",
          },
        },
      ],
    },
  ],
});
