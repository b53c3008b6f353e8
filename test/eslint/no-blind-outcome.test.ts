// `no-blind-outcome`: which managers want to know how their block ended, and which blocks hide it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isAwareProject, saysAware } from "../../src/eslint/awareness.js";
import { noBlindOutcome } from "../../src/eslint/rules/no-blind-outcome/index.js";
import { checkRule, type Invalid } from "./both.js";

const names =
  "enter, enterSync, suppress, taskGroup, timeout, acquire, fromCallback, parallel, limitExit, closing, " +
  "asyncContextManager, AsyncExitStack, aware, exit";
const HEAD = `import { ${names} } from "await-using";\n`;
const fn = (...lines: string[]): string =>
  `${HEAD}export async function f(db, use) {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
/** With `withAsync` imported, and the lines in its body. */
const driven = (before: string, ...lines: string[]): string =>
  fn(before, ...lines).replace(`${names} }`, `${names}, withAsync }`);
const options = { aware: false };

/** A case of one manager, with no look at the suggestions that are shown elsewhere. */
const held = (name: string, manager: string, above = ""): Invalid => {
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
          toRequired: code([
            `await using held = await enter(${manager}, { outcome: "required" });`,
            "use();",
            "held.ok();",
          ]),
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
      code: fn(
        "await using held = await enter(db.transaction(), { outcome: 'ignored' });",
        "await using more = await enter(db.transaction(), { outcome: 'required' });",
      ),
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
    fine("timeout declares that it does not mind", "timeout(100)"),
    fine("acquire whose release does not take the error", "acquire(use, (value) => value.close())"),
    fine("a manager without a telling name", "db.connection()"),
    fine("a class whose exit takes nothing, whatever its name", "new Transaction()", CLOSES),
    fine("a class that declares its outcome as ignored", "new Transaction()", IGNORED),
    fine("a generator that only releases, whatever its name", "transaction()", RELEASES),
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
  ],
  invalid: [
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
            toRequired: fn(
              'await using held = await enter(db.transaction(), { outcome: "required" });',
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
            toRequired: fn(
              "later();",
              'await using held = await enter(db.transaction(), { outcome: "required" });',
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
            toRequired: `import { enterSync } from "await-using";\nexport function f(db) {\n  using held = enterSync(db.transaction(), { outcome: "required" });\n  held.value.run();\n  held.ok();\n}\n`,
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
      name: "names of the project",
      options: { aware: false, names: ["^batch$"] },
      untyped: true,
      code: fn("await using held = await enter(db.batch(), { none: undefined });"),
      errors: [
        {
          messageId: "blind",
          offers: { toWith: driven("await withAsync(db.batch(), async () => {", "}, { none: undefined });") },
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
      code: `${HEAD}class Unit implements AsyncDisposable { async [exit](c: { readonly error: unknown } | undefined) { return c; } async [Symbol.asyncDispose]() {} }\nexport async function f() {\n  await using unit = new Unit();\n}\n`,
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
      expect(isAwareProject(join(folder, "a/packages/x/src/file.ts"))).toBe(true);
      expect(isAwareProject(join(folder, "b/src/file.ts"))).toBe(false);
      write("b/vite.config.js", 'import awaitUsing from "await-using/vite";');
      expect(isAwareProject(join(folder, "b/src/other.ts"))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
