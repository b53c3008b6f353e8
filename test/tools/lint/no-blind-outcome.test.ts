// `no-blind-outcome`: which managers want to know how their block ended, and which blocks hide it.
import { Linter } from "eslint";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { awarenessOf, saysAware } from "../../../src/tools/doctor/awareness.js";
import { noBlindOutcome } from "../../../src/tools/lint/rules/no-blind-outcome/index.js";
import { checkRule, type Invalid } from "./cases.js";

const names =
  "enter, enterSync, suppress, taskGroup, timeout, acquire, fromCallback, parallel, limitExit, closing, " +
  "asyncContextManager, AsyncExitStack, ExitStack, aware, exit";
const HEAD = `import { ${names} } from "await-using";\n`;
const fn = (...lines: string[]): string =>
  `${HEAD}export async function f(db, use) {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
/** With `withAsync` imported, and the lines in its body. */
const driven = (before: string, ...lines: string[]): string =>
  fn(before, ...lines).replace(`${names} }`, `${names}, withAsync }`);
const options = { aware: false };

/** A case of one manager, with no look at the suggestions that are shown elsewhere. */
const held = (name: string, manager: string, above = "", releases = false): Invalid => {
  const code = (lines: readonly string[], more = ""): string =>
    fn(...lines).replace(`${names} }`, `${names}${more} }`) + above;
  return {
    name,
    options,
    code: code([`await using held = await enter(${manager});`, "use();"]),
    errors: [
      {
        messageId: "blind",
        offers: {
          toWith: code([`await withAsync(${manager}, async () => {`, "  use();", "});"], ", withAsync"),
          toOk: code([`await using held = await enter(${manager});`, "use();", "held.ok();"]),
          ...(releases
            ? {
                toIgnored: code([
                  `await using held = await enter(${manager}, { outcome: "ignored" });`,
                  "use();",
                ]),
              }
            : {}),
        },
      },
    ],
  };
};

const fine = (name: string, manager: string, above = "") => ({
  name,
  options,
  code: fn(`await using held = await enter(${manager});`, "use(held.value);") + above,
});

const REQUIRED = 'class Unit { outcome = "required"; async __aenter__() {} async __aexit__() {} }\n';
const COMMITS = "class Unit { async __aenter__() {} async __aexit__(type) { if (type) return; } }\n";
const CLOSES = "class Transaction { async __aenter__() {} async __aexit__() {} }\n";
const IGNORED =
  'class Transaction { outcome = "ignored"; async __aenter__() {} async __aexit__(type) { type; } }\n';
const CATCHES = "const unit = asyncContextManager(async function* () { try { yield 1; } catch { } });\n";
const COMMITTED =
  "const unit = asyncContextManager(async function* () { yield 1; commit(); });\nfunction commit() {}\n";
const RELEASES =
  "const transaction = asyncContextManager(async function* () { try { yield 1; } finally { } });\n";

checkRule("no-blind-outcome", noBlindOutcome, {
  valid: [
    {
      name: "a project whose blocks are told",
      options: { aware: true },
      code: fn("await using held = await enter(db.transaction());"),
    },
    {
      name: "a file that insists on being told",
      options,
      code: fn("using _ = aware(true);", "await using held = await enter(db.transaction());"),
    },
    {
      name: "ok() is called",
      options,
      code: fn("await using held = await enter(db.transaction());", "use(held.value);", "held.ok();"),
    },
    {
      name: "fail(error) is called",
      options,
      code: fn("await using held = await enter(db.transaction());", "if (db) held.fail(db);"),
    },
    {
      name: "somebody else may call ok()",
      options,
      code: fn("await using held = await enter(db.transaction());", "use(held);"),
    },
    {
      name: "the options say",
      options,
      code: fn("await using held = await enter(db.transaction(), { outcome: 'ignored' });"),
    },
    {
      name: "the options may say",
      options,
      code: fn(
        "await using held = await enter(db.transaction(), use);",
        "await using more = await enter(db.transaction(), { ...use });",
      ),
    },
    {
      name: "a stack whose ok() is called",
      options,
      code: fn(
        "await using stack = new AsyncExitStack();",
        "await stack.enter(db.transaction());",
        "stack.ok();",
      ),
    },
    {
      name: "a driver that tells",
      options,
      code: fn(
        "await AsyncExitStack.run(async (stack) => {",
        "  await stack.enter(db.transaction());",
        "});",
      ),
    },
    {
      name: "enter of another module",
      options,
      code: "import { enter } from 'elsewhere';\nawait using held = await enter(transaction());\nfunction transaction() {}\n",
      untyped: true,
    },
    fine("a manager that closes", "closing(db)"),
    fine("acquire whose release does not take the error", "acquire(use, (value) => value.close())"),
    fine("a manager without a telling name", "db.connection()"),
    fine("a class whose exit takes nothing, whatever its name", "new Transaction()", CLOSES),
    fine("a class that declares its outcome as ignored", "new Transaction()", IGNORED),
    {
      name: "an exit that takes nothing but TypeScript's this",
      options,
      language: "ts",
      code:
        fn("await using held = await enter(new Transaction());") +
        CLOSES.replace("aexit__()", "aexit__(this: object)"),
    },
    fine(
      "a class field without parameters",
      "new Transaction()",
      CLOSES.replace("async __aexit__() {}", "__aexit__ = async () => {};"),
    ),
    fine("an object whose exit takes nothing", "{ async __aenter__() {}, async __aexit__() {} }"),
    fine(
      "an exit that it inherits",
      "new Transaction()",
      `${CLOSES.replace("Transaction", "Base")}class Transaction extends Base {}\n`,
    ),
    fine(
      "a generator whose options say that it does not mind",
      "transaction()",
      RELEASES.replace(/\}\);\n$/, '}, { outcome: "ignored" });\n'),
    ),
    fine(
      "acquire whose release is a function elsewhere",
      "acquire(use, free)",
      "function free(value) { value.end(); }\n",
    ),
    {
      name: "names: none",
      options: { aware: false, names: [] },
      code: fn("await using held = await enter(db.transaction());"),
      untyped: true,
    },
    {
      name: "types: ignored",
      options,
      language: "typed",
      code: `${HEAD}declare class Transaction { readonly outcome: "ignored"; __aenter__(): Promise<void>; __aexit__(type: unknown): Promise<boolean>; }\nawait using held = await enter(new Transaction());\n`,
    },
    {
      name: "types: an exit that takes nothing",
      options,
      language: "typed",
      code: `${HEAD}declare function transaction(): { __aenter__(): Promise<void>; __aexit__(): Promise<void> };\nawait using held = await enter(transaction());\n`,
    },
    {
      name: "types: the stack of this package is judged by what is on it",
      options,
      language: "typed",
      code: `${HEAD}await using stack = new AsyncExitStack();\nawait stack.enter(closing({ close() {} }) as never);\n`,
    },
    {
      name: "a stack that is moved away, or emptied at the end",
      options,
      code: fn(
        "await using stack = new AsyncExitStack();",
        "await stack.enter(db.transaction());",
        "use = stack.move();",
        "await using other = new AsyncExitStack();",
        "await other.enter(db.transaction());",
        "await other.disposeAsync();",
      ),
    },
    {
      name: "disposers that say it",
      options,
      code: `import { exit, unconfirmed, unconfirmedSync } from "await-using";
export class A { async [exit](c) { return c; } [Symbol.asyncDispose]() { return unconfirmed(this); } }
export class B { async [exit](c) { return c; } async [Symbol.asyncDispose]() { await unconfirmed(this); } }
export class C { [exit](c) { return c; } [Symbol.dispose]() { unconfirmedSync(this); } }
export class D { async [exit](c) { return c; } [Symbol.asyncDispose] = () => unconfirmed(this); }
export class E extends A { async [exit](c) { return c; } async [Symbol.asyncDispose]() { await super[Symbol.asyncDispose](); } }
export class F { async [exit](c) { return c; } [Symbol.asyncDispose]() { return this.close(); } async close() { await unconfirmed(this); } }
export class G { async [exit](c) { return c; } async [Symbol.asyncDispose]() { throw new Error("not so"); } }
export class H { async [Symbol.asyncDispose]() {} }
export class I { async [exit](c) { return c; } }
`,
    },
    {
      name: "nothing suppresses, or the type says so, or the function goes on",
      options: { aware: true },
      language: "ts",
      code: `${HEAD}
async function a(): Promise<number> { await using _ = await enter(closing(console as never)); return 1; }
async function b(): Promise<number | undefined> { await using _ = await enter(suppress(SyntaxError)); return 1; }
async function c(): Promise<void> { await using _ = await enter(suppress(SyntaxError)); }
async function d(): Promise<number> { { await using _ = await enter(suppress(SyntaxError)); return 1; } return 2; }
async function e(): Promise<number> { for (;;) { await using _ = await enter(suppress(SyntaxError)); return 1; } }
async function f(): Promise<unknown> { await using _ = await enter(suppress(SyntaxError)); return 1; }
async function* g(): AsyncGenerator<number> { await using _ = await enter(suppress(SyntaxError)); yield 1; }
async function h(x: boolean): Promise<number> { if (x) { await using _ = await enter(suppress(SyntaxError)); return 1; } if (x) return 2; else throw x; }
`,
    },
    {
      name: "where no block is told, nothing suppresses: that is another report",
      options: { aware: false },
      language: "ts",
      code: `${HEAD}async function f(): Promise<number> { await using held = await enter(suppress(SyntaxError)); held.ok(); return 1; }\n`,
    },
    {
      name: "disposing of a stack by hand in finally: nothing asks, or fail(error) is said, or it is no stack of ours",
      options: { aware: true },
      code: fn(
        "const a = new AsyncExitStack(); await a.enter(closing(db));",
        "try { use(); } finally { await a.disposeAsync(); }",
        "const b = new AsyncExitStack(); await b.enter(db.transaction());",
        "try { b.ok(); } catch (error) { b.fail(error); throw error; } finally { await b.disposeAsync(); }",
        "try { use(); } finally { await db.disposeAsync(); }",
        "const c = new AsyncExitStack(); await c.enter(db.transaction()); await c.disposeAsync();",
      ),
    },
  ],
  invalid: [
    ...[
      ["rest", "(...exc) { if (exc[0]) return; }"],
      ["a default", "(type = null) {}"],
      ["a pattern", "([type]) {}"],
      ["a parameter that it does not read", "(_type) {}"],
      ["arguments", "() { if (arguments[0]) return; }"],
      ["arguments handed on", "() { return super.toString(...arguments); }"],
      ["an escaped arguments", "() { return \\u0061rguments[0]; }"],
      ["a direct eval", "() { return eval('argu' + 'ments[0]'); }"],
    ].map(([name, text]) =>
      held(`an exit with ${name}`, "new Unit()", COMMITS.replace("(type) { if (type) return; }", text!)),
    ),
    held(
      "an object whose exit reads the error",
      "{ async __aenter__() {}, async __aexit__(type) { return !type; } }",
    ),
    held(
      "an exit that it inherits, and which reads the error",
      "new More()",
      `${COMMITS}class More extends Unit {}\n`,
    ),
    held("a generator is told by a throw at its yield", "transaction()", RELEASES, true),
    held(
      "a generator whose options require an outcome",
      "transaction()",
      RELEASES.replace(/\}\);\n$/, '}, { outcome: "required" });\n'),
      true,
    ),
    held("timeout turns its abort into a TimeoutError", "timeout(100)"),
    held("acquire whose release has a default", "acquire(use, (value, error = null) => value.end(error))"),
    held(
      "acquire whose release reads arguments",
      "acquire(use, free)",
      "function free(value) { value.end(arguments[1]); }\n",
    ),
    held(
      "limitExit over an exit with a default",
      "limitExit(new Unit(), 100)",
      COMMITS.replace("(type)", "(type = null)"),
    ),
    {
      name: "an outcome that is required and never said",
      options,
      code: fn("await using held = await enter(db.file(), { outcome: 'required' });", "use(held.value);"),
      errors: [
        {
          messageId: "blind",
          offers: {
            toOk: fn(
              "await using held = await enter(db.file(), { outcome: 'required' });",
              "use(held.value);",
              "held.ok();",
            ),
          },
        },
      ],
    },
    held("a name that says transaction", "db.transaction()"),
    held("a name that says savepoint", "new db.SavePoint('a')"),
    held("a class that declares that its outcome is required", "new Unit()", REQUIRED),
    held("a class whose exit reads the error", "new Unit()", COMMITS),
    held("a generator that catches at its yield", "unit()", CATCHES),
    held("a generator that goes on after its yield", "unit()", COMMITTED),
    held("suppress can suppress nothing", "suppress(TypeError)"),
    held("a task group aborts if the block fails", "taskGroup()"),
    held("fromCallback hands the error on", "fromCallback((use) => db.begin(use))"),
    held("acquire whose release takes the error", "acquire(use, (value, error) => value.end(error))"),
    held("a manager in a manager", "parallel(closing(db), db.transaction())"),
    held("a manager with a limit", "limitExit(db.transaction(), 100)"),
    {
      name: "a variable of it, and the value in the body",
      options,
      code: fn(
        "const tx = db.transaction();",
        "await using held = await enter(tx); // begun",
        "await held.value.insert(1);",
        "return `a",
        "b`;",
      ),
      errors: [
        {
          messageId: "blind",
          offers: {
            toWith: driven(
              "const tx = db.transaction();",
              "return await withAsync(tx, async (held) => { // begun",
              "  await held.insert(1);",
              "  return `a",
              "b`;",
              "});",
            ),
          },
        },
      ],
    },
    {
      name: "a plain return: ok() stands in front of it",
      options,
      code: fn(
        "await using held = await enter(db.transaction());",
        "const rows = await held.value.all();",
        "return rows;",
      ),
      errors: [
        {
          messageId: "blind",
          offers: {
            toWith: driven(
              "return await withAsync(db.transaction(), async (held) => {",
              "  const rows = await held.all();",
              "  return rows;",
              "});",
            ),
            toOk: fn(
              "await using held = await enter(db.transaction());",
              "const rows = await held.value.all();",
              "held.ok();",
              "return rows;",
            ),
          },
        },
      ],
    },
    {
      name: "jumps out of the block: neither can be offered",
      options,
      code: fn(
        "for (const x of db) {",
        "  await using held = await enter(db.transaction());",
        "  if (x) continue;",
        "  use(x);",
        "}",
      ),
      errors: [{ messageId: "blind" }],
    },
    {
      name: "what the block declares is used before it: only the outcome can be offered",
      options,
      code: fn("later();", "await using held = await enter(db.transaction());", "function later() {}"),
      errors: [
        {
          messageId: "blind",
          offers: {
            toOk: fn(
              "later();",
              "await using held = await enter(db.transaction());",
              "function later() {}",
              "held.ok();",
            ),
          },
        },
      ],
    },
    {
      name: "a synchronous manager in a function that does not await",
      options,
      code: `import { enterSync } from "await-using";\nexport function f(db) {\n  using held = enterSync(db.transaction());\n  held.value.run();\n}\n`,
      errors: [
        {
          messageId: "blind",
          offers: {
            toWith: `import { enterSync, withSync } from "await-using";\nexport function f(db) {\n  withSync(db.transaction(), (held) => {\n    held.run();\n  });\n}\n`,
            toOk: `import { enterSync } from "await-using";\nexport function f(db) {\n  using held = enterSync(db.transaction());\n  held.value.run();\n  held.ok();\n}\n`,
          },
        },
      ],
    },
    {
      name: "what a stack enters",
      options,
      code: fn(
        "await using stack = new AsyncExitStack();",
        "await stack.enter(closing(db));",
        "await stack.enter(db.transaction());",
      ),
      errors: [{ messageId: "stack" }],
    },
    {
      name: "a stack that asks how its block ended",
      options,
      code: fn("await using stack = new AsyncExitStack();", "stack.deferOnError(use);"),
      errors: [{ messageId: "stack" }],
    },
    {
      name: "a stack with an exit callback that reads the error, and not one that cannot",
      options,
      code: fn(
        "await using stack = new AsyncExitStack();",
        "stack.exit(() => use());",
        "stack.exit((type) => use(type));",
      ),
      errors: [{ messageId: "stack" }],
    },
    {
      name: "a disposer that says nothing",
      options: { aware: true },
      code: `${HEAD}export class Tx {\n  async [exit](c) { return c; }\n  async [Symbol.asyncDispose]() { await this.rollback(); }\n  rollback() {}\n}\n`,
      errors: [
        {
          messageId: "silent",
          offers: {
            toUnconfirmed: `${HEAD.replace("exit }", "exit, unconfirmed }")}export class Tx {\n  async [exit](c) { return c; }\n  async [Symbol.asyncDispose]() { return unconfirmed(this); }\n  rollback() {}\n}\n`,
          },
        },
      ],
    },
    {
      name: "of an object, by the registered symbol, synchronous",
      options,
      code: `import { unconfirmedSync } from "await-using";\nexport const tx = { [Symbol.for("await-using.exit")](c) { return c; }, [Symbol.dispose]() {} };\n`,
      errors: [
        {
          messageId: "silent",
          offers: {
            toUnconfirmed: `import { unconfirmedSync } from "await-using";\nexport const tx = { [Symbol.for("await-using.exit")](c) { return c; }, [Symbol.dispose]() { return unconfirmedSync(this); } };\n`,
          },
        },
      ],
    },
    {
      name: "unconfirmed(this) that nobody waits for",
      options,
      code: `import { exit, unconfirmed } from "await-using";\nexport class Tx { [exit](c) { return c; } async [Symbol.asyncDispose]() { unconfirmed(this); } }\n`,
      errors: [
        {
          messageId: "silent",
          offers: {
            toUnconfirmed: `import { exit, unconfirmed } from "await-using";\nexport class Tx { [exit](c) { return c; } async [Symbol.asyncDispose]() { return unconfirmed(this); } }\n`,
          },
        },
      ],
    },
    ...["", ".map(String)"].map((more) => ({
      name: `suppress in a function whose written type has no undefined${more}`,
      options: { aware: true },
      language: "ts" as const,
      code: `${HEAD}async function f(): Promise<number> { await using _ = await enter(suppress(SyntaxError)); return JSON.parse("x")${more} as number; }\n`,
      errors: [
        {
          messageId: "lie",
          offers: {
            toUndefined: `${HEAD}async function f(): Promise<number | undefined> { await using _ = await enter(suppress(SyntaxError)); return JSON.parse("x")${more} as number; }\n`,
          },
        },
      ],
    })),
    {
      name: "in a block whose end the function's end follows, on a stack",
      options: { aware: true },
      language: "ts",
      code: `${HEAD}async function f(a: string): Promise<string[]> { if (a) { await using s = new AsyncExitStack(); await s.enter(suppress(SyntaxError)); return [a]; } else { return []; } }\n`,
      errors: [
        {
          messageId: "lie",
          offers: {
            toUndefined: `${HEAD}async function f(a: string): Promise<string[] | undefined> { if (a) { await using s = new AsyncExitStack(); await s.enter(suppress(SyntaxError)); return [a]; } else { return []; } }\n`,
          },
        },
      ],
    },
    {
      name: "types: a factory that this file does not declare as a variable",
      options,
      language: "typed",
      code: `${HEAD}const db = { connection: asyncContextManager(async function* () { yield 1; }), closed: asyncContextManager(async function* () { yield 1; }, { outcome: "ignored" }) };\nexport async function f() {\n  for (;;) {\n    await using a = await enter(db.connection());\n    await using b = await enter(db.closed());\n    break;\n  }\n}\n`,
      errors: [{ messageId: "blind" }],
    },
    {
      name: "a generator that catches, an inferred type",
      options: { aware: true },
      language: "typed",
      code: `${HEAD}${CATCHES}export const f = async () => { await using _ = await enter(unit()); return 1; };\n`,
      errors: [{ messageId: "lie" }],
    },
    {
      name: "a class whose exit may return true, by types",
      options: { aware: true },
      language: "typed",
      code: `${HEAD}declare class Guard { __aenter__(): Promise<void>; __aexit__(type: unknown): Promise<boolean>; }\nexport const f: () => Promise<number> = async () => { await using _ = await enter(new Guard()); return 1; };\n`,
      errors: [{ messageId: "lie" }],
    },
    ...["AsyncExitStack", "ExitStack"].map((name) => ({
      name: `a clean end by hand in finally: ${name}`,
      options: { aware: true },
      code: fn(
        `const stack = new ${name}();`,
        "try {",
        "  await stack.enter(db.transaction());",
        "} finally {",
        `  await stack.dispose${name === "ExitStack" ? "" : "Async"}();`,
        "}",
      ),
      errors: [{ messageId: "closed" }],
    })),
    {
      name: "a clean end by hand in .finally(), and ok() does not help where the block throws",
      options: { aware: true },
      code: fn(
        "const stack = new AsyncExitStack();",
        "await stack.enter(suppress(TypeError));",
        "await use().then(() => stack.ok()).finally(() => stack.disposeAsync());",
      ),
      errors: [{ messageId: "closed" }],
    },
    {
      name: "names of the project",
      options: { aware: false, names: ["^batch$"] },
      untyped: true,
      code: fn("await using held = await enter(db.batch(), { none: undefined });"),
      errors: [
        {
          messageId: "blind",
          offers: {
            toWith: driven("await withAsync(db.batch(), async () => {", "}, { none: undefined });"),
            toOk: fn("await using held = await enter(db.batch(), { none: undefined });", "held.ok();"),
          },
        },
      ],
    },
    {
      name: "types: required",
      language: "typed",
      options,
      code: `${HEAD}declare function open(): { readonly outcome: "required"; __aenter__(): Promise<void>; __aexit__(type: unknown): Promise<void> };\nexport async function f() {\n  for (;;) {\n    await using held = await enter(open());\n    break;\n  }\n}\n`,
      errors: [{ messageId: "blind" }],
    },
    {
      name: "types: an exit that can suppress",
      language: "typed",
      options,
      code: `${HEAD}declare class Guard { __aenter__(): Promise<void>; __aexit__(type: unknown): Promise<boolean>; }\nexport async function f() {\n  for (;;) {\n    await using held = await enter(new Guard());\n    break;\n  }\n}\n`,
      errors: [{ messageId: "blind" }],
    },
    {
      name: "types: a resource with [exit]",
      language: "typed",
      options,
      code: `${HEAD}class Unit implements AsyncDisposable { async [exit](c: { readonly error: unknown } | undefined) { return c; } async [Symbol.asyncDispose]() { throw new Error("unconfirmed"); } }\nexport async function f() {\n  await using unit = new Unit();\n}\n`,
      errors: [{ messageId: "resource" }],
    },
  ],
});

describe("aware: auto", () => {
  const texts = (...folders: Record<string, string>[]) =>
    folders.map((files) => new Map(Object.entries(files)));
  const helpers = '{ "compilerOptions": { "target": "ES2022", "importHelpers": true } }';
  const register = '{ "scripts": { "start": "node --import await-using/register dist/main.js" } }';

  test.each([
    ["a bundler's plugin", [{ "vite.config.ts": 'import awaitUsing from "await-using/vite";' }], true],
    ["Babel's plugin", [{ ".babelrc": '{ "plugins": ["await-using/babel"] }' }], true],
    [
      "a plugin of the workspace",
      [{ "package.json": "{}" }, { "build.mjs": 'import "await-using/esbuild"' }],
      true,
    ],
    [
      "TypeScript's helpers, and the hook that replaces them",
      [{ "tsconfig.json": helpers, "package.json": register }],
      true,
    ],
    ["the hook without imported helpers", [{ "tsconfig.json": "{}", "package.json": register }], false],
    ["imported helpers without the hook", [{ "tsconfig.json": helpers, "package.json": "{}" }], false],
    [
      "a target that leaves `using` to the engine",
      [{ "tsconfig.json": helpers.replace("ES2022", "ESNext"), "package.json": register }],
      false,
    ],
    [
      "SWC's helpers",
      [{ ".swcrc": '{ "jsc": { "externalHelpers": true } }', "package.json": register }],
      true,
    ],
    ["nothing", [{}], false],
  ] as const)("%s", (_name, folders, expected) => {
    expect(saysAware(texts(...folders))).toBe(expected);
  });

  test("the files of the project are found around the linted one, up to the repository's root, and read once", () => {
    const folder = mkdtempSync(join(tmpdir(), "aware-"));
    try {
      const write = (path: string, text: string): void => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      };
      write("a/.git/HEAD", "");
      write("a/rollup.config.mjs", 'import awaitUsing from "await-using/rollup";');
      write("a/packages/x/src/file.ts", "");
      write("b/.git/HEAD", "");
      write("b/src/file.ts", "");
      expect(awarenessOf(join(folder, "a/packages/x/src/file.ts")).aware).toBe(true);
      expect(awarenessOf(join(folder, "b/src/file.ts")).aware).toBe(false);
      write("b/vite.config.js", 'import awaitUsing from "await-using/vite";');
      expect(awarenessOf(join(folder, "b/src/other.ts")).aware).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a script that runs the code of an aware project blindly is named by the report", () => {
    const folder = mkdtempSync(join(tmpdir(), "aware-"));
    try {
      const scripts = {
        start: "node --import await-using/register dist/main.js",
        dev: "tsx watch src/main.ts",
      };
      for (const path of [".git", "src", "scripts"]) mkdirSync(join(folder, path));
      writeFileSync(join(folder, "package.json"), JSON.stringify({ scripts }));
      writeFileSync(join(folder, "tsconfig.json"), helpers);
      const lint = (path: string): string[] =>
        new Linter({ cwd: folder })
          .verify(
            fn("await using held = await enter(db.transaction());", "use(held.value);"),
            {
              files: ["**/*.ts"],
              plugins: { "await-using": { rules: { "no-blind-outcome": noBlindOutcome } } },
              rules: { "await-using/no-blind-outcome": "error" },
            },
            { filename: join(folder, path) },
          )
          .map(({ message }) => message);
      expect(lint("src/db.ts")).toEqual([
        expect.stringContaining(
          "in the script `dev`, because tsx compiles it with helpers of its own: it ends in",
        ),
      ]);
      expect(lint("scripts/db.ts")).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
