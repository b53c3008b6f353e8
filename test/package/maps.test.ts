// Source maps and declaration maps of the installed package: stack traces and "go to definition" end in TypeScript.
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { unpacked } from "../toolchains/pack.js";
import { node } from "./process.js";

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

let project: string;
let installed: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "await-using-maps-"));
  installed = join(project, "node_modules/await-using");
  mkdirSync(dirname(installed));
  cpSync(await unpacked(), installed, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
}, 180_000);

afterAll(() => rmSync(project, { recursive: true }));

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}

test.each([".js.map", ".d.ts.map"])("every source that a %s names is in the package", (ending) => {
  const maps = filesOf(join(installed, "dist")).filter((path) => path.endsWith(ending));
  expect(maps.length).toBeGreaterThan(30);
  const missing = maps.flatMap((path) => {
    const { sources, sourcesContent } = JSON.parse(readFileSync(path, "utf8")) as SourceMap;
    expect(sources.length).toBeGreaterThan(0);
    const gone = sources.filter(
      (source, index) => !existsSync(resolve(dirname(path), source)) && !sourcesContent?.[index],
    );
    return gone.map((source) => `${path}: ${source}`);
  });
  expect(missing).toEqual([]);
});

test("every declaration, and every file of the library that has code, links its map", () => {
  const without = filesOf(join(installed, "dist")).filter(
    (path) => /\.(d\.ts|js)$/.test(path) && !existsSync(`${path}.map`),
  );
  const isTool =
    // The files of tools; run.test.ts has the same of sub-paths.
    /\/(babel|bundler-\w+|esbuild|eslint|rolldown|rollup|svelte|vite|webpack|webpack-loader|helper-[\w-]+|cli)\.js$/;
  const others = without.filter((path) => !isTool.test(path) && !path.endsWith("tslib-own.d.ts"));
  const withCode = others.filter((path) =>
    /\bfunction\b|\bclass\b|=>/.test(readFileSync(path, "utf8").replace(/^var __.*[^]*?;$/gm, "")),
  );
  expect(withCode.filter((path) => path.startsWith(join(installed, "dist/esm")))).toEqual([]);
  const broken = filesOf(join(installed, "dist")).filter((path) => {
    if (!/\.(d\.ts|js)$/.test(path)) return false;
    const [, link] = /^\/\/# sourceMappingURL=(.*)$/m.exec(readFileSync(path, "utf8").slice(-200)) ?? [];
    return link !== undefined && !existsSync(join(dirname(path), link));
  });
  expect(broken).toEqual([]);
});

/** A call of the library that throws, and the source and a part of the line that its stack begins with. */
const thrown: [call: string, source: string, line: string][] = [
  ["lib.suppress(5)", "src/contextlib/suppress.ts", "throw new TypeError("],
  ["lib.withSync({}, () => {})", "src/protocol/lookup.ts", "return new TypeError("],
  ["new lib.AsyncExitStack().defer(5)", "src/scope/", "throw "],
  ["new lib.RuntimeError(Symbol())", "src/protocol/runtime-error.ts", "super(message, options)"],
  [
    "new lib.ExitStack().ok.call({})",
    "src/scope/exit-stack.ts",
    "this.#confirmed = confirm(this.#entries, undefined)",
  ],
  [
    "class extends lib.ExitStack { static x = lib.ExitStack.prototype.move.call(5) }",
    "src/scope/exit-stack.ts",
    "live(this.#entries",
  ],
];
const kinds = [
  ["ESM", `import * as lib from "await-using";`],
  [
    "CommonJS",
    `import { createRequire } from "node:module"; const lib = createRequire(import.meta.url)("await-using");`,
  ],
  [
    "the classic script",
    // Node maps the stacks of modules only: the script, as one.
    `import { createRequire } from "node:module";
    const lib = createRequire(import.meta.url)("./node_modules/await-using/dist/script.cjs");`,
  ],
] as const;

test.each(kinds)("%s: the stack of an error names the line of TypeScript", async (_, start) => {
  const program = `${start}
    const calls = [${thrown.map(([call]) => `() => ${call}`).join(", ")}];
    const stacks = calls.map((call) => { try { call(); } catch (error) { return error.stack; } });
    console.log(JSON.stringify(stacks));`;
  writeFileSync(join(project, "program.mjs"), program);
  const script = readFileSync(join(installed, "dist/await-using.global.js"), "utf8");
  writeFileSync(
    join(installed, "dist/script.cjs"),
    script.replace(/(?=^\/\/# source)/m, "module.exports = awaitUsing;\n"),
  );
  const { stdout, stderr } = await node(["--enable-source-maps", "program.mjs"], project);
  expect(stderr).toBe("");
  const found = (JSON.parse(stdout) as string[]).map((stack, index) => {
    const [, path = "", line = ""] =
      /\n +at .*?([^ (]*await-using\/(?:src|polyfills)\/[^:]*):(\d+):\d+/.exec(stack) ?? [];
    const [, source, part] = thrown[index] as (typeof thrown)[number];
    const text = existsSync(path) ? readFileSync(path, "utf8").split("\n")[Number(line) - 1] : stack;
    return path.includes(source) && text?.includes(part) ? "right" : `${path}:${line} ${text}`;
  });
  expect(found).toEqual(thrown.map(() => "right"));
});

test.each([
  ["import", "main.mts", {}],
  ["require", "main.cts", {}],
  [
    "the old resolution",
    "main.ts",
    { module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0" },
  ],
])('"go to definition" of an editor ends in TypeScript: %s', async (_, name, options) => {
  const folder = mkdtempSync(join(project, "editor-"));
  const file = join(folder, name);
  const compilerOptions = { target: "ES2022", module: "nodenext", types: [], ...options };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  const names = ["enter", "AsyncExitStack", "timeout", "asyncContextManager"];
  const text = `import { ${names.join(", ")} } from "await-using";\n`;
  writeFileSync(file, text);
  const places = await definitionsOf(
    file,
    names.map((each) => text.indexOf(each) + 1),
  );
  expect(places).toHaveLength(names.length);
  for (const [index, { file: path, start }] of places.entries()) {
    expect(path).toMatch(/await-using\/src\/.*(?<!\.d)\.ts$/);
    const line = readFileSync(path, "utf8").split("\n")[start.line - 1] ?? "";
    expect(line.slice(start.offset - 1).startsWith(names[index] as string)).toBe(true);
  }
});

interface Place {
  readonly file: string;
  readonly start: { readonly line: number; readonly offset: number };
}

/** Asks tsserver, as editors do, where the names at `offsets` of the first line of `file` are defined. */
async function definitionsOf(file: string, offsets: readonly number[]): Promise<Place[]> {
  const requests = [
    { command: "open", arguments: { file } },
    ...offsets.map((offset) => ({ command: "definition", arguments: { file, line: 1, offset } })),
  ];
  const server = spawn(process.execPath, [
    require.resolve("typescript/lib/tsserver.js"),
    "--disableAutomaticTypingAcquisition",
  ]);
  server.stdin.write(
    requests.map((request, seq) => `${JSON.stringify({ seq, type: "request", ...request })}\n`).join(""),
  );
  const found: Place[] = [];
  let out = "";
  for await (const chunk of server.stdout) {
    out += String(chunk);
    const messages = out.split("\n");
    out = messages.pop() ?? "";
    for (const message of messages.filter((line) => line.startsWith("{"))) {
      const { command, body } = JSON.parse(message) as { command?: string; body?: Place[] };
      if (command === "definition") found.push(...(body ?? []).slice(0, 1));
    }
    if (found.length === offsets.length) server.kill();
  }
  return found;
}
