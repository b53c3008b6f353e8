// The plugin in Babel 8, which runs in a process of its own, on the Node that it needs.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import "../../../../polyfills/auto.js";
import { exit } from "../../../../src/index.js";
import { babel8 } from "./babel-8.js";
import { evaluate, ours, oursAsModule } from "./compile.js";

let installed: ReturnType<typeof babel8>;

beforeAll(() => {
  installed = babel8();
}, 300_000);

const SCRIPT = `
  import { createRequire } from "node:module";
  import { transformSync } from "@babel/core";
  import { readFileSync } from "node:fs";
  const { source, plugin, options, preset } = JSON.parse(readFileSync(0, "utf8"));
  const { default: loaded } = plugin.endsWith(".mjs") || plugin.includes("/esm/")
    ? await import(plugin) : createRequire(import.meta.url)(plugin);
  const { code } = transformSync(source, {
    configFile: false, babelrc: false, sourceType: "module", cwd: process.cwd(), compact: false,
    presets: [["@babel/preset-env", preset]], plugins: [[loaded, options]],
  });
  process.stdout.write(code);
`;

function compile(source: string, plugin: string, options: object, targets: string, script = SCRIPT): string {
  const input = JSON.stringify({ source, plugin, options, preset: { targets, modules: "commonjs" } });
  return execFileSync(installed.node, ["--input-type=module", "-e", script], {
    cwd: installed.directory,
    input,
    encoding: "utf8",
  });
}

const SOURCE = `
  export const names = [];
  using top = { [Symbol.dispose]() { names.push("top"); } };
  export async function main(trace, make) {
    { await using x = make("x"); throw new Error("gone"); }
    for (await using y of [make("y")]) throw new Error("in loop");
    for (using z = class { static [Symbol.dispose]() { trace.push("-" + z.name); } }; ; ) break;
    try { for (using w of [w]) {} } catch (e) { trace.push(e.name); }
    return "end";
  }`;

test.each([
  ["CommonJS", ours, {}, "node 20"],
  ["ESM", oursAsModule, {}, "node 20"],
  ["CommonJS", ours, { inline: true }, "node 20"],
  ["CommonJS", ours, {}, "node 14"],
])("the %s build (%s), %j, %s", async (_build, plugin, options, targets) => {
  writeFileSync(join(plugin, "../package.json"), `{ "type": "${plugin === ours ? "commonjs" : "module"}" }`);
  const code = compile(SOURCE, plugin, options, targets);
  if ("inline" in options) expect(code).not.toContain("require(");
  const { main, names } = evaluate(code) as {
    names: string[];
    main(trace: string[], make: (name: string) => unknown): Promise<string>;
  };
  const trace: string[] = [];
  const make = (name: string): unknown => ({
    async [exit](completion: { error: Error }) {
      trace.push(`${name} told ${completion.error.message}`);
    },
    async [Symbol.asyncDispose]() {},
  });
  expect(await main(trace, make)).toBe("end");
  expect(trace).toEqual(["x told gone", "y told in loop", "-z", "ReferenceError"]);
  expect(names).toEqual(["top"]);
});

test("a resource without a name: `using void`", () => {
  const source = `export const log = []; const r = (name) => ({ [Symbol.dispose]() { log.push(name); } });
    { using void = r("a"), b = r("b"), void = r("c"); } for (using void of [r("d")]) log.push("in loop");
    using void = r("e");`;
  const script = SCRIPT.replace(
    "compact: false,",
    `compact: false, parserOpts: { plugins: [["discardBinding", { syntaxType: "void" }]] },`,
  );
  const code = compile(source, ours, {}, "node 20", script);
  expect(evaluate(code)["log"]).toEqual(["c", "b", "a", "in loop", "d", "e"]);
});
