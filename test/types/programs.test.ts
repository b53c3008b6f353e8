// Right programs with exactly the expected types (results.ts), and wrong programs, each with what the compiler says.
import { join } from "node:path";
import { Linter } from "eslint";
import type ts from "typescript";
import tseslint from "typescript-eslint";
import { complaints, programOf } from "./compiler.js";

const context = `
import * as lib from "await-using";
declare const sync: lib.ContextManager<string, void>;
declare const asynchronous: lib.AsyncContextManager<string, void>;
declare const suppressing: lib.AsyncContextManager<string, boolean>;
declare const socket: { end(): void; port: number };
declare const stack: lib.AsyncExitStack;
declare const syncStack: lib.ExitStack;
`;

const needsAsync =
  "missing the following properties from type 'AsyncContextManager<unknown, unknown>': __aenter__, __aexit__";
const needsSync =
  "missing the following properties from type 'ContextManager<unknown, unknown>': __enter__, __exit__";

/** What is wrong, the program, and a part of what the compiler says of it. */
const wrong: [what: string, program: string, message: string][] = [
  ["a sync manager in withAsync", "await lib.withAsync(sync, async () => {});", needsAsync],
  ["an async manager in withSync", "lib.withSync(asynchronous, () => {});", needsSync],
  ["a sync manager given to enter", "await lib.enter(sync);", needsAsync],
  ["an async manager given to enterSync", "lib.enterSync(asynchronous);", needsSync],
  ["a sync manager given to stack.enter", "await stack.enter(sync);", needsAsync],
  ["an async manager given to stack.enterSync", "stack.enterSync(asynchronous);", needsSync],
  ["an async manager on an ExitStack", "syncStack.enter(asynchronous);", needsSync],
  [
    "an async disposable on an ExitStack",
    "syncStack.use({ async [Symbol.asyncDispose]() {} });",
    "'[Symbol.asyncDispose]' does not exist in type 'Disposable'",
  ],
  [
    "a promise given to enter",
    "await lib.enter(Promise.resolve(asynchronous));",
    `Type 'Promise<AsyncContextManager<string, void>>' is ${needsAsync}`,
  ],
  [
    "a promise given to withAsync",
    "await lib.withAsync(Promise.resolve(asynchronous), () => {});",
    `Type 'Promise<AsyncContextManager<string, void>>' is ${needsAsync}`,
  ],
  [
    "enter not awaited",
    "await using db = lib.enter(asynchronous);",
    "The initializer of an 'await using' declaration must be either an object with a '[Symbol.asyncDispose]()'",
  ],
  [
    "an entered async manager in using",
    "using db = await lib.enter(asynchronous);",
    "Property '[Symbol.dispose]' is missing in type 'Entered<string>'",
  ],
  [
    "a manager that was not entered in await using",
    "await using db = asynchronous;",
    "The initializer of an 'await using' declaration must be either an object with a '[Symbol.asyncDispose]()'",
  ],
  [
    "a manager's factory, not called",
    "await lib.enter(lib.asyncContextManager(async function* () { yield 1; }));",
    "Argument of type '(this: unknown) => AsyncGeneratorManager<number, boolean>' is not assignable",
  ],
  [
    "an async [exit] that returns nothing",
    `export class R implements lib.ErrorAwareAsyncDisposable {
      async [lib.exit]() {}
      async [Symbol.asyncDispose]() {}
    }`,
    "Type 'void' is not assignable to type 'Completion'",
  ],
  [
    "a sync [exit] that returns nothing",
    `export class R implements lib.ErrorAwareDisposable {
      [lib.exit](completion: lib.Completion) {}
      [Symbol.dispose]() {}
    }`,
    "Type 'void' is not assignable to type 'Completion'",
  ],
  [
    "a sync [exit] that returns a promise",
    `export class R implements lib.ErrorAwareDisposable {
      async [lib.exit](completion: lib.Completion) { return completion; }
      [Symbol.dispose]() {}
    }`,
    "Property 'error' is missing in type 'Promise<Completion>'",
  ],
  [
    "an async manager without __aexit__",
    "export class M implements lib.AsyncContextManager<number> { async __aenter__() { return 1; } }",
    "Property '__aexit__' is missing in type 'M'",
  ],
  [
    "an async manager whose __aenter__ gives no promise",
    "export class M implements lib.AsyncContextManager<number> { __aenter__() { return 1; } async __aexit__() {} }",
    "Type 'number' is not assignable to type 'PromiseLike<number>'",
  ],
  [
    "a result used as if nothing could be suppressed",
    "export const rows: number = await lib.withAsync(suppressing, async () => 1);",
    "Type 'number | undefined' is not assignable to type 'number'",
  ],
  [
    "a result used as if nothing could be suppressed, of an exit typed any",
    `class M { async __aenter__() { return 1; } async __aexit__(): Promise<any> {} }
    export const rows: number = await lib.withAsync(new M(), async () => 1);`,
    "Type 'number | undefined' is not assignable to type 'number'",
  ],
  [
    "closing by a method that is not there",
    'lib.closing(socket, "nope");',
    `Argument of type '"nope"' is not assignable`,
  ],
  [
    "closing by what is no method",
    'lib.closing(socket, "port");',
    `Argument of type '"port"' is not assignable`,
  ],
  ["closing what has no close", "lib.closing(socket);", "Property 'close' is missing in type"],
  [
    "aclosing by a method that is not there",
    'lib.aclosing(socket, "nope");',
    `Argument of type '"nope"' is not assignable`,
  ],
  ["suppress with a name", 'lib.suppress("TypeError");', "Argument of type 'string' is not assignable"],
  [
    "suppress with an error",
    "lib.suppress(new TypeError());",
    "Type 'TypeError' provides no match for the signature",
  ],
  [
    "contextManager of an async generator",
    "lib.contextManager(async function* () { yield 1; });",
    "Type 'AsyncGenerator<number, void, unknown>' is missing the following properties from type 'Generator<",
  ],
  [
    "asyncContextManager of a generator",
    "lib.asyncContextManager(function* () { yield 1; });",
    "Type 'Generator<number, void, unknown>' is missing the following properties from type 'AsyncGenerator<",
  ],
  [
    "asyncContextManager of an async function",
    "lib.asyncContextManager(async () => 1);",
    "Type 'Promise<number>' is missing the following properties from type 'AsyncGenerator<",
  ],
  [
    "an unknown outcome",
    'lib.enterSync(sync, { outcome: "maybe" });',
    `Type '"maybe"' is not assignable to type`,
  ],
  [
    "a none that is not none",
    "lib.enterSync(sync, { none: 0 });",
    "Type 'number' is not assignable to type 'None'",
  ],
  ["fromDisposable of what is not", "lib.fromDisposable({ close() {} });", "No overload matches this call"],
  [
    "a number pushed as an exit",
    "stack.exit(1);",
    "Argument of type 'number' is not assignable to parameter",
  ],
  ["acquire without release", "lib.acquire(() => 1);", "Expected 2 arguments, but got 1"],
  [
    ".value of what stack.enter gives",
    "(await stack.enter(asynchronous)).value;",
    "Property 'value' does not exist on type 'string'",
  ],
];

/** Programs that compile, and are wrong all the same: what no-misused-promises reports. */
const misused: [what: string, program: string][] = [
  ["defer of an async function", "lib.defer(async () => {});"],
  ["disposable released by an async function", "lib.disposable(1, async () => {});"],
  ["an ExitStack's defer of an async function", "syncStack.defer(async () => {});"],
  ["an ExitStack's adopt released by an async function", "syncStack.adopt(1, async () => {});"],
];
const proper: [what: string, program: string][] = [
  ["deferAsync of an async function", "lib.deferAsync(async () => {});"],
  ["an AsyncExitStack's defer of an async function", "stack.defer(async () => {});"],
  ["an AsyncExitStack's adopt released by an async function", "stack.adopt(1, async () => {});"],
];

const all = [...wrong, ...misused, ...proper];
const textOf = ([, program]: readonly string[]): string => `${context}${program}\nexport {};\n`;

let compiled: { program: ts.Program; paths: string[] };
const pathOf = (row: readonly unknown[]): string => {
  const index = all.findIndex(([what]) => what === row[0]);
  return compiled.paths[index] as string;
};

beforeAll(() => {
  compiled = programOf(all.map(textOf), [join(__dirname, "results.ts")]);
}, 60_000);

test("the right programs compile, with exactly their types", () => {
  expect(complaints(compiled.program, join(__dirname, "results.ts"))).toEqual([]);
}, 60_000);

test.each(wrong)("does not compile: %s", (...row) => {
  const [, , message] = row;
  expect(complaints(compiled.program, pathOf(row))).toEqual([expect.stringContaining(message)]);
});

test.each(misused)("compiles, and no-misused-promises reports: %s", (...row) => {
  expect(complaints(compiled.program, pathOf(row))).toEqual([]);
  expect(lint(row)).toEqual(["Promise returned in function argument where a void return was expected."]);
});

test.each(proper)("compiles, and no-misused-promises has nothing against: %s", (...row) => {
  expect(complaints(compiled.program, pathOf(row))).toEqual([]);
  expect(lint(row)).toEqual([]);
});

function lint(row: readonly string[]): string[] {
  const config = {
    files: ["**/*.ts"],
    languageOptions: {
      parser: tseslint.parser as Linter.Parser,
      parserOptions: { programs: [compiled.program] },
    },
    plugins: { "@typescript-eslint": tseslint.plugin as object },
    rules: { "@typescript-eslint/no-misused-promises": "error" as const },
  };
  const linter = new Linter({ cwd: __dirname });
  return linter.verify(textOf(row), [config], pathOf(row)).map(({ message }) => message);
}
