// Programs against the packed declarations, under every TypeScript from 5.2 to 7: those that must compile, with the types
// that `declaration` writes of them, and those that must not, with the code of what the compiler says.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mapPairs, node, run } from "../package/process.js";
import { link, root, succeeded, unpacked } from "./pack.js";

const versions = ["typescript-5.2", "typescript-5.9", "typescript", "typescript-7"] as const;

const start = `
import * as lib from "await-using";
declare const flag: boolean;
const connection = lib.asyncContextManager(async function* (id: number) { yield { id }; });
const closingOnly = lib.asyncContextManager(async function* (id: number) { yield { id }; }, { suppresses: false });
const file = lib.contextManager(function* (path = "a.txt") { yield { path }; }, { suppresses: false });
interface Service { name: string }
`;

/** What is right, the program, and what its declarations say of the names it exports. */
const right: [what: string, program: string, types: Readonly<Record<string, string>>][] = [
  [
    "a parameter with a default, of an async generator",
    `export const made = lib.asyncContextManager(async function* (ms = 1000) { const x: number = ms; yield x; });`,
    { made: `(this: unknown, ms?: number) => lib.AsyncGeneratorManager<number, boolean>` },
  ],
  [
    "a parameter with a default, of a generator, and options",
    `export const made = lib.contextManager(function* (ms = 1000) { const x: number = ms; yield x; }, { name: "made" });`,
    { made: `(this: unknown, ms?: number) => lib.GeneratorManager<number, boolean>` },
  ],
  [
    "defaults behind what is annotated",
    `export const made = lib.contextManager(function* (path: string, mode = "r", ...rest: number[]) { yield [path, mode, rest] as const; });`,
    {
      made: `(this: unknown, path: string, mode?: string, ...rest: number[]) => lib.GeneratorManager<readonly [string, string, number[]], boolean>`,
    },
  ],
  [
    "a pattern with a default",
    `const made = lib.contextManager(function* ({ deep = 1, flat = "" } = {}) { yield [deep, flat] as const; });
    export const manager = made({ deep: 2 });`,
    { manager: `lib.GeneratorManager<readonly [number, string], boolean>` },
  ],
  [
    "this, and a default",
    `export const made = lib.asyncContextManager(async function* (this: Service, times = 2) { yield this.name.repeat(times); });`,
    { made: `(this: Service, times?: number) => lib.AsyncGeneratorManager<string, boolean>` },
  ],
  [
    "type parameters, and a default",
    `export const made = lib.contextManager(function* <T>(value: T, times = 2) { yield { value, times }; });
    export const manager = made("text" as string);`,
    {
      made: `<T>(this: unknown, value: T, times?: number) => lib.GeneratorManager<{ value: T; times: number; }, boolean>`,
      manager: `lib.GeneratorManager<{ value: string; times: number; }, boolean>`,
    },
  ],
  [
    "type parameters and suppresses",
    `export const made = lib.contextManager(function* <T>(value: T) { yield value; }, { suppresses: false });`,
    { made: `<T>(this: unknown, value: T) => lib.GeneratorManager<T, false>` },
  ],
  [
    "an overloaded function: its last signature",
    `function rows(id: number): AsyncGenerator<string>;
    function rows(id: string): AsyncGenerator<string>;
    function rows(id: unknown): AsyncGenerator<string> { return all(id); }
    async function* all(id: unknown): AsyncGenerator<string> { yield String(id); }
    
    export const made = lib.asyncContextManager(rows);`,
    { made: `(this: unknown, id: string) => lib.AsyncGeneratorManager<string, boolean>` },
  ],
  [
    "type arguments said",
    `export const made = lib.contextManager<unknown, [number], string>(function* (n) { yield n.toFixed(); });
    export const manager = made(1);`,
    { manager: `lib.GeneratorManager<string, boolean>` },
  ],
  [
    "a generator typed any",
    `declare const loose: any;
    export const made = lib.contextManager(loose);
    export const manager = made(1, "any", {});`,
    { manager: `lib.GeneratorManager<unknown, boolean>` },
  ],
  [
    "a union in withAsync: value and result are unions",
    `const cm = flag ? connection(1) : lib.nullContext();
    export const result = await lib.withAsync(cm, (value) => ({ value }));`,
    { result: `{ value: { id: number; } | undefined; } | undefined` },
  ],
  [
    "a union of managers that do not suppress",
    `const cm = flag ? closingOnly(1) : lib.nullContext("none");
    export const result = await lib.withAsync(cm, (value) => ({ value }));`,
    { result: `{ value: string | { id: number; }; }` },
  ],
  [
    "a union in withSync, enter, enterSync and the stacks",
    `const cm = flag ? connection(1) : lib.nullContext("none");
    const sync = flag ? file() : lib.nullContext(5);
    export const result = lib.withSync(sync, (value) => [value]);
    export const entered = await lib.enter(cm);
    export const enteredSync = lib.enterSync(sync);
    export const onStack = await lib.AsyncExitStack.run(async (stack) => [await stack.enter(cm)]);
    export const onSyncStack = lib.ExitStack.run((stack) => [stack.enter(sync)]);`,
    {
      result: `(number | { path: string; })[]`,
      entered: `lib.Entered<string | { id: number; }>`,
      enteredSync: `lib.EnteredSync<number | { path: string; }>`,
      onStack: `(string | { id: number; })[] | undefined`,
      onSyncStack: `(number | { path: string; })[] | undefined`,
    },
  ],
  [
    "suppresses: false, in drivers and around functions",
    `export const result = await lib.withAsync(closingOnly(1), ({ id }) => id);
    export const wrapped = closingOnly(1).decorate(async (text: string) => text.length);
    export const called = await wrapped("text");
    export const calledSync = file().decorate((text: string) => text.length)("text");`,
    { result: `number`, called: `number`, calledSync: `number` },
  ],
  [
    "classes whose exit cannot suppress, and one that widens false",
    `class Nothing { async __aenter__() { return 1; } async __aexit__(): Promise<void> {} }
    class No { async __aenter__() { return 1; } async __aexit__(): Promise<false> { return false; } }
    class AsConst { __enter__() { return 1; } __exit__() { return false as const; } }
    class Widens { __enter__() { return 1; } __exit__() { return false; } }
    export const nothing = await lib.withAsync(new Nothing(), (value) => value);
    export const no = await lib.withAsync(new No(), (value) => value);
    export const asConst = lib.withSync(new AsConst(), (value) => value);
    export const widens = lib.withSync(new Widens(), (value) => value);`,
    { nothing: "number", no: "number", asConst: "number", widens: "number | undefined" },
  ],
  [
    "inferred exports of what the library makes",
    `export const deadline = lib.timeout(1);
    export const group = lib.taskGroup();
    export const caught = lib.suppress(TypeError);
    export const none = lib.nullContext(1);
    export const wrapped = connection(1).decorate(async (text: string) => text.length);
    export const limited = lib.limitExit(connection(1), 5);
    export const all = lib.parallel(connection(1), closingOnly(2));
    export const locked = lib.decorate(() => lib.timeout(5));`,
    {
      deadline: `lib.Timeout`,
      group: `lib.TaskGroup`,
      caught: `lib.Suppress`,
      none: `lib.NullContext<number>`,
    },
  ],
  [
    "an exit's first parameter as ErrorType",
    `class Transaction { async __aenter__() { return 1; } async __aexit__(excType: lib.ErrorType | null): Promise<void> { void excType?.name; } }
    export const result = await lib.withAsync(new Transaction(), (value) => value);`,
    { result: "number" },
  ],
];

/** What is wrong, the program, and the code of the error. */
const wrong: [what: string, program: string, code: string][] = [
  ["suppresses: true", `lib.contextManager(function* () {}, { suppresses: true });`, "TS2322"],
  ["an unknown outcome", `lib.contextManager(function* () {}, { outcome: "maybe" });`, "TS2322"],
  ["a name that is a number", `lib.contextManager(function* () {}, { name: 1 });`, "TS2322"],
  ["an unknown option", `lib.contextManager(function* () {}, { suppress: false });`, "TS2(353|345|561|769)"],
  ["a name instead of options", `lib.contextManager(function* () {}, "name");`, "TS2(345|559)"],
  ["a parameter without type and default", `lib.contextManager(function* (path) { yield path; });`, "TS7006"],
  ["an argument of another type than the default's", `file(5);`, "TS2345"],
  [
    "a generator in asyncContextManager",
    `lib.asyncContextManager(function* (ms = 1) { yield ms; });`,
    "TS2345",
  ],
  [
    "a result that may be suppressed",
    `export const id: number = await lib.withAsync(connection(1), ({ id }) => id);`,
    "TS2322",
  ],
  [
    "a result that a member of a union may suppress",
    `const cm = flag ? closingOnly(1) : lib.suppress(TypeError);
    export const text: string = await lib.withAsync(cm, () => "text");`,
    "TS2322",
  ],
  [
    "a union's value used as one member's",
    `const cm = flag ? connection(1) : lib.nullContext();
    await lib.withAsync(cm, (value) => value.id);`,
    "TS18048",
  ],
  [
    "a union of an async and a sync manager",
    `await lib.withAsync(flag ? connection(1) : file(), () => {});`,
    "TS2345",
  ],
  ["a sync union in enter", `await lib.enter(flag ? file() : file("b.txt"));`, "TS(2345|2739)"],
];

let project: string;
const said = new Map<string, string>();
const names = [...right.map((_, index) => `right-${index}`), ...wrong.map((_, index) => `wrong-${index}`)];

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "await-using-programs-"));
  link(project, "await-using", await unpacked());
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  for (const [index, name] of names.entries()) {
    const [, program] = [...right, ...wrong][index] as readonly string[];
    writeFileSync(join(project, `${name}.ts`), `${start}${program}\nexport {};\n`);
  }
  await mapPairs(versions, async (version) => {
    const compilerOptions = {
      target: "ES2022",
      module: "nodenext",
      strict: true,
      declaration: true,
      noEmitOnError: false,
      types: [],
      lib: ["ES2022"],
      skipLibCheck: true, // test/package/compilers.test.ts checks the declarations themselves
      outDir: version,
    };
    const config = join(project, `${version}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: names.map((name) => `${name}.ts`) }));
    const tsc = join(root, "node_modules", version, "bin/tsc");
    const { stdout } = await node([tsc, "-p", config, "--pretty", "false"], project);
    said.set(version, stdout);
  });
}, 400_000);

afterAll(() => rmSync(project, { recursive: true }));

const linesOf = (version: string, name: string): string[] =>
  (said.get(version) ?? "").split("\n").filter((line) => line.startsWith(`${name}.ts`));

/** One line of declaration: TypeScript 5.2 writes `| undefined` for optional parameters and prints objects on lines. */
const plain = (text: string): string =>
  text.replace(/\s+/g, " ").replace(/(\w\?: \w+) \| undefined(?=[,)])/g, "$1");

describe.each(versions)("%s", (version) => {
  test("says nothing but of the programs", () => {
    const others = (said.get(version) ?? "")
      .split("\n")
      .filter((line) => !/^(right|wrong)-\d+\.ts|^ |^$/.test(line));
    expect(others).toEqual([]);
  });

  test.each(right.map((row, index) => [...row, index] as const))("compiles: %s", (_, __, types, index) => {
    expect(linesOf(version, `right-${index}`)).toEqual([]);
    const declared = plain(readFileSync(join(project, version, `right-${index}.d.ts`), "utf8"));
    for (const [name, type] of Object.entries(types)) {
      const [, found] =
        new RegExp(`\\b${name}: (.*?);(?= export| declare| \\w+: |$| \\})`).exec(declared) ?? [];
      expect([name, declared.includes(` ${name}: ${type}`) ? type : found]).toEqual([name, type]);
    }
  });

  test.each(wrong.map((row, index) => [...row, index] as const))(
    "does not compile: %s",
    (_, __, code, index) => {
      const lines = linesOf(version, `wrong-${index}`);
      expect(lines).toEqual([expect.stringMatching(new RegExp(`error ${code}:`))]);
    },
  );
});

describe("the page's own programs", () => {
  const page = readFileSync(join(root, "docs/toolchains-typescript.md"), "utf8");

  /** The first block of that language under a heading, or the one that begins with a comment that names the file. */
  function block(heading: string, begins: string): string {
    const section = page.slice(page.indexOf(`\n${heading}\n`));
    const blocks = [...section.matchAll(/^```\w+\n([^]*?)^```$/gm)].map(([, text = ""]) => text);
    const found = blocks.find((text) => text.startsWith(begins));
    if (found === undefined) throw new Error(`${heading} has no block that begins with ${begins}`);
    return found;
  }

  function folder(version: string, files: Readonly<Record<string, string>>): string {
    const path = mkdtempSync(join(project, "page-"));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(path, name, ".."), { recursive: true });
      writeFileSync(join(path, name), text);
    }
    link(path, "typescript", join(root, "node_modules", version));
    link(path, "tslib", join(root, "node_modules/tslib"));
    return path;
  }

  const tsc = "node_modules/typescript/bin/tsc";
  const main = `
    import { enter, suppress } from "await-using";
    async function parsed(): Promise<string> {
      await using _ = await enter(suppress(SyntaxError));
      return JSON.parse("no JSON") as string;
    }
    console.log(await parsed());
    export {};
  `;

  test.each(versions)("%s: tsc and Node, as it stands there", async (version) => {
    const path = folder(version, {
      "tsconfig.json": block("## tsc and Node", "// tsconfig.json"),
      "package.json": block("## tsc and Node", "// package.json").replace(/^\/\/.*\n/, ""),
      "src/main.ts": main,
    });
    // What the block of shell says; `npx` finds what is linked.
    const [compile, start] = block("## tsc and Node", "npx tsc").trim().split("\n") as [string, string];
    succeeded(await run("npx", ["--no-install", ...compile.split(" ").slice(1)], path));
    expect(succeeded(await run("node", start.split(" ").slice(1), path)).stdout).toBe("undefined\n");
  });

  test.each(versions.flatMap((version) => ["module", "commonjs"].map((type) => [version, type] as const)))(
    "%s: a published library, as %s",
    async (version, type) => {
      const heading = "## A library that is published";
      const path = folder(version, {
        "tsconfig.json": block(heading, "// tsconfig.json"),
        "package.json": JSON.stringify({ type }),
        "src/transfer.ts": block(heading, "// src/transfer.ts"),
        "use.mjs": `
          import * as library from "./dist/transfer.js";
          const { transfer } = library;
          await transfer(5);
          await transfer(500).catch((error) => console.log(error.name));`,
      });
      succeeded(await node([tsc, "--skipLibCheck"], path));
      expect(succeeded(await node(["use.mjs"], path)).stdout).toBe("commit\nrollback\nRangeError\n");
    },
  );

  test.each(versions.slice(1))("%s: a class with [exit] under isolatedDeclarations", async (version) => {
    const text = block("### `isolatedDeclarations`", "// src/transaction.ts");
    const exported = text.replace("class PgTransaction", "export class PgTransaction");
    const compilerOptions = {
      target: "ES2022",
      module: "nodenext",
      strict: true,
      declaration: true,
      isolatedDeclarations: true,
      skipLibCheck: true,
      types: [],
      rootDir: "src",
      outDir: "out",
    };
    const path = folder(version, {
      "tsconfig.json": JSON.stringify({ compilerOptions }),
      "package.json": '{ "type": "module" }',
      "src/transaction.ts": text,
      "src/exported.ts": exported,
    });
    const { stdout } = await node([tsc, "--pretty", "false"], path);
    // Exported, the class is what TS9038 refuses: as long as it does, the detour is needed.
    expect(stdout.trim().split("\n")).toEqual([expect.stringMatching(/^src\/exported\.ts.* TS9038:/)]);
  });
});
