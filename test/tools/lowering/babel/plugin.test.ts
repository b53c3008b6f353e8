// The plugin in Babel's configurations: what it writes into a file, its options, its place among other plugins.
import "../../../../polyfills/auto.js";
import { type TransformOptions, transformSync } from "@babel/core";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import vm from "node:vm";
import { exit } from "../../../../src/index.js";
import { compile, evaluate, ours, theirs } from "./compile.js";

const USING = "{ using x = f(); }";
const bare = { presets: [] };

describe("the helper", () => {
  test("is imported in a module, after what the module imports", () => {
    const code = compile(
      `import "polyfill"; export const a = 1; import { f } from "f"; ${USING}`,
      [ours],
      bare,
    );
    expect(code).toMatch(
      /"polyfill";[^]*from "f";\s*import \{ usingCtx as _usingCtx\d? \} from "await-using\/runtime\/babel";/,
    );
  });

  test("is required in a script, after what the script requires first", () => {
    const options = { ...bare, sourceType: "script" } as const;
    const code = compile(
      `"use strict"; require("polyfill"); const f = require("f"); ${USING}`,
      [ours],
      options,
    );
    expect(code).toMatch(
      /^"use strict";\s*require\("polyfill"\);\s*const f = require\("f"\);\s*var _usingCtx\d? = require\("await-using\/runtime\/babel"\)\.usingCtx;/,
    );
    expect(compile(USING, [ours], options)).toMatch(/^var _usingCtx/);
  });

  test("becomes what Babel makes of other imports", () => {
    const code = compile(`export function main(f) { ${USING} }`, [ours]);
    expect(code).toContain(`require("await-using/runtime/babel")`);
    const f = () => ({ [Symbol.dispose]: () => trace.push("disposed") });
    const trace: string[] = [];
    (evaluate(code)["main"] as (value: unknown) => void)(f);
    expect(trace).toEqual(["disposed"]);
  });

  test("is not in a file that declares no resources, though it speaks of using", () => {
    const source = `const using = "using"; using[1];`;
    expect(compile(source, [ours], bare)).toBe(`const using = "using";\nusing[1];`);
  });

  test("is there once, however many blocks there are", () => {
    const code = compile(`${USING} async () => { await using x = y; for (using z of []); }`, [ours], bare);
    expect(code.match(/await-using\/runtime\/babel/g)).toHaveLength(1);
  });

  test("does not clash with names of the file", () => {
    const code = compile(
      `const _usingCtx = 1; export const f = (g) => { using x = g(); return _usingCtx; };`,
      [ours],
    );
    const { f } = evaluate(code) as { f(g: () => null): number };
    expect(f(() => null)).toBe(1);
  });
});

describe("inline: true", () => {
  const source = `globalThis.run = async (trace, resource) => {
    { await using x = resource; trace.push("in"); throw new RangeError("gone"); }
    trace.push("after");
  };`;
  const native =
    "Symbol.asyncDispose ??= Symbol.for('nodejs.asyncDispose'); Symbol.dispose ??= Symbol.for('nodejs.dispose');";

  test.each(["node 20", "node 14", "ie 11"])(
    "needs nothing else, for %s, and is error-aware",
    async (targets) => {
      const code = compile(source, [[ours, { inline: true }]], {
        sourceType: "script",
        presets: [["@babel/preset-env", { targets }]],
      });
      expect(code).not.toMatch(/\b(?:require|import)\b/);
      const context = vm.createContext({});
      vm.runInContext(native, context);
      vm.runInContext(code, context);
      const trace: string[] = [];
      const resource = {
        async [exit](completion: { error: Error } | undefined) {
          trace.push(`told ${completion?.error.message}`);
          return undefined;
        },
        async [Symbol.asyncDispose]() {},
      };
      await (context["run"] as (trace: string[], resource: unknown) => Promise<void>)(trace, resource);
      expect(trace).toEqual(["in", "told gone", "after"]);
    },
  );

  test("writes modern syntax into a modern file, once", () => {
    const code = compile(`${USING} ${USING}`, [[ours, { inline: true }]], bare);
    expect(code).not.toContain("import");
    expect(code.match(/await-using\.exit/g)).toHaveLength(1);
  });

  test("has the helper that the runtime has", () => {
    expect(readFileSync(ours, "utf8")).toContain("await-using.exit");
  });
});

describe("options", () => {
  test.each([
    [{ inlined: true }, `no option is called "inlined"; there is "inline"`],
    [{ inline: "yes" }, `the option "inline" must be a boolean, found "yes"`],
  ])("%j is refused", (options, message) => {
    expect(() => compile(USING, [[ours, options]])).toThrow(`await-using/babel: ${message}`);
  });

  test("Babel's plugin before it is refused, after it is harmless", () => {
    expect(() => compile(USING, [theirs, ours])).toThrow(
      /"@babel\/plugin-proposal-explicit-resource-management" runs before it\. Remove that plugin/,
    );
    expect(compile(`export const f = () => { using x = null; }`, [ours, theirs])).toContain(
      "await-using/runtime/babel",
    );
  });

  test("a missing plugin of Babel's is named", () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "await-using-alone-"));
    try {
      const alone = join(elsewhere, "plugin.cjs");
      copyFileSync(ours, alone);
      const options: TransformOptions = {
        cwd: elsewhere,
        configFile: false,
        babelrc: false,
        plugins: [alone],
      };
      expect(() => transformSync(USING, options)).toThrow(
        /npm install --save-dev @babel\/plugin-proposal-explicit-resource-management/,
      );
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });
});

describe("error awareness", () => {
  const source = `
    export async function main(resource, trace) {
      {
        await using a = resource("a");
        await using b = resource("b", true);
        await using c = { async [Symbol.asyncDispose]() { trace.push("c: blind"); } };
        throw new Error("gone");
      }
      trace.push("after");
      for (await using x of [resource("x", true)]) throw new Error("in loop");
      for (await using y = resource("y", true); ; ) throw new Error("in for");
      trace.push("end");
    }
    export function sync(resource, trace) {
      { using d = resource("d", true, true); throw undefined; }
      trace.push("end");
    }`;

  test.each(["node 20", "node 14", "ie 11"])("lowered to %s", async (targets) => {
    const trace: unknown[] = [];
    const resource = (name: string, suppresses = false, isSync = false) => ({
      [exit](completion: { error: Error | undefined } | undefined) {
        trace.push(`${name}: ${completion ? `told ${completion.error?.message}` : "clean"}`);
        const ended = suppresses ? undefined : completion;
        return isSync ? ended : Promise.resolve(ended);
      },
      [Symbol.dispose]() {},
      async [Symbol.asyncDispose]() {},
    });
    const presets = [["@babel/preset-env", { targets, modules: "commonjs" }]] as const;
    const { main, sync } = evaluate(compile(source, [ours], { presets: presets as never })) as Record<
      string,
      (make: typeof resource, trace: unknown[]) => Promise<void>
    >;
    await main!(resource, trace);
    await sync!(resource, trace);
    expect(trace).toEqual([
      "c: blind",
      "b: told gone",
      "a: clean",
      "after",
      "x: told in loop",
      "y: told in for",
      "end",
      "d: told undefined",
      "end",
    ]);
  });
});

describe("the top level of a module", () => {
  const run = (source: string, options = {}): Record<string, unknown> =>
    evaluate(
      compile(
        `const r = (name) => ({ name, [Symbol.dispose]() { log.push("-" + name); } }); export const log = [];\n${source}`,
        [ours],
        options,
      ),
    );

  test("exports what it exported, under the names it had", () => {
    const found = run(`
      using a = r("a");
      export { a as resource, log as again };
      export function f() { return g() + a.name; }
      function g() { return k; }
      const k = "k";
      export class C { static self = C; }
      export let [one, { two }] = [1, { two: 2 }];
      export default class {}
      log.push(f());`);
    expect(found["log"]).toEqual(["ka", "-a"]);
    expect(found["resource"]).toMatchObject({ name: "a" });
    expect((found["f"] as () => string)()).toBe("ka");
    expect(found["C"]).toHaveProperty("self", found["C"]);
    expect(found["default"]).toHaveProperty("name", "default");
    expect(found).toMatchObject({ one: 1, two: 2, again: found["log"] });
  });

  test("as Babel's plugin compiles it, CommonJS exports nothing but functions", () => {
    const source = `using a = null; export const k = 1; export function f() { return k; }`;
    expect({ ...evaluate(compile(source, [theirs])) }).toMatchObject({ k: undefined });
    expect({ ...evaluate(compile(source, [ours])) }).toMatchObject({ k: 1 });
  });

  test("lets exports change", () => {
    const found = run(`using a = r("a"); export let n = 1; export const next = () => { n++; };`);
    (found["next"] as () => void)();
    expect(found["n"]).toBe(2);
  });

  test.each([
    [
      "a variable that is not exported yet",
      `using a = r("a"); try { later; } catch (e) { log.push(e.name); } const later = 1;`,
      ["ReferenceError", "-a"],
    ],
    [
      "a constant",
      `using a = r("a"); const k = 1; try { eval("k = 2"); } catch (e) { log.push(e.name); }`,
      ["TypeError", "-a"],
    ],
    [
      "a resource",
      `try { (() => a)(); } catch (e) { log.push(e.name); } using a = r("a");`,
      ["ReferenceError", "-a"],
    ],
  ])("guards %s", (_what, source, log) => {
    expect(run(source)["log"]).toEqual(log);
  });

  test("with TypeScript's enums, namespaces, types and overloads", () => {
    const found = run(
      `import type { T } from "nowhere";
       import { Unused } from "nowhere";
       using a: { name: string } = r("a");
       export enum E { A = 1, B = A + 1 }
       enum Inner { X = E.B }
       export namespace N { using n = r("n"); export const x = Inner.X as number; }
       export interface I extends Unused {}
       export type U = T | I;
       export declare const nowhere: U;
       export function f(x: string): string;
       export function f(x: any): any { return x + E.A; }
       log.push(f("f"));`,
      {
        filename: "source.ts",
        presets: [
          ["@babel/preset-env", { targets: "node 20", modules: "commonjs" }],
          "@babel/preset-typescript",
        ],
      },
    );
    expect(found).toMatchObject({ E: { A: 1, B: 2 }, N: { x: 2 }, log: ["-n", "f1", "-a"] });
  });

  test("of CommonJS", () => {
    const code = compile(
      `using a = { [Symbol.dispose]() { module.exports.log.push("-a"); } };
       module.exports.log = [f()];
       function f() { return 1; }
       function f() { return 2; }`,
      [ours],
      { presets: [], sourceType: "commonjs" as "script" },
    );
    expect(evaluate(code)["log"]).toEqual([2, "-a"]);
  });
});

test("a preset's TypeScript and decorators see no `using`", () => {
  const code = compile(
    `abstract class A<T> { constructor(readonly t: T) { using x = null!; } }
     class B extends A<number> { static { using y = ((() => 0) as any) satisfies unknown as never; } }
     export const b = (): void => { using f = (() => {}) as any; }`,
    [ours],
    {
      filename: "source.ts",
      presets: [["@babel/preset-env", { targets: "node 14" }], "@babel/preset-typescript"],
    },
  );
  expect(code).not.toMatch(/\busing /);
});

describe("beside other plugins, and where Babel does not know what a file is", () => {
  const bare = { presets: [] };

  test("decorators of 2023-11: an anonymous default class compiles, and is called default", () => {
    const decorators = ["@babel/plugin-proposal-decorators", { version: "2023-11" }] as const;
    const source = (head: string): string =>
      `export const log = []; function dec(value, { kind, name }) { log.push(kind, name); }
      using x = null; ${head} class { @dec m() {} static n = this.name }`;
    for (const head of ["@dec export default", "export default"]) {
      const found = evaluate(compile(source(head), [ours, [...decorators]]));
      expect(found["default"]).toHaveProperty("name", "default");
      expect(found["default"]).toHaveProperty("n", "default");
      expect(found["log"]).toEqual(["method", "m", ...(head.startsWith("@") ? ["class", "default"] : [])]);
    }
  });

  test("unambiguous: what awaits at its top level, or names import.meta, is a module", () => {
    const helper = (source: string): string =>
      /import \{ usingCtx|require\(/.exec(
        compile(source, [ours], { ...bare, sourceType: "unambiguous" }),
      )![0];
    expect(helper("{ await using a = f(); }")).toBe("import { usingCtx");
    expect(helper("for await (const a of b); { using c = d; }")).toBe("import { usingCtx");
    expect(helper("{ using a = import.meta.url; }")).toBe("import { usingCtx");
    expect(helper("async function f() { await using a = b; }")).toBe("require(");
    expect(helper("class A { async m() { await 0; } } { using a = b; }")).toBe("require(");
  });

  test("export import after a resource", () => {
    const source = "namespace ns { export const sub = 1; } using a = null; export import Foo = ns.sub;";
    const code = compile(source, [ours], {
      filename: "source.ts",
      presets: [
        "@babel/preset-typescript",
        ["@babel/preset-env", { targets: "node 20", modules: "commonjs" }],
      ],
    });
    expect(evaluate(code)).toMatchObject({ Foo: 1 });
  });

  test("2,000 functions, each of which uses the next", () => {
    const functions = Array.from(
      { length: 2_000 },
      (_, i) => `export function f${i}() { return f${(i + 1) % 2_000} }`,
    );
    const code = compile(`using a = null;\n${functions.join("\n")}`, [ours], bare);
    expect(code.match(/export function/g)).toHaveLength(2_000);
  });
});
