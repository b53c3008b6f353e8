// The installed tarball under Node: every sub-path as an ES module and as CommonJS, the classic script in a bare realm,
// and what the oldest engines must be able to parse.
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { node } from "./process.js";
import { newerSyntax } from "./syntax.js";
import { type Installed, packAndInstall, root } from "./tarball.js";

let installed: Installed;

beforeAll(async () => {
  installed = await packAndInstall();
}, 120_000);

afterAll(() => installed?.remove());

async function evaluate(
  code: string,
  type: "module" | "commonjs",
  flags: readonly string[] = [],
): Promise<unknown> {
  const { stdout, stderr } = await node([...flags, `--input-type=${type}`, "-e", code], installed.project);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

/** The sub-paths that run under Node when a program is built, and need peers. */
const tools = /\/(register|babel|eslint|vite|rollup|rolldown|webpack|esbuild|svelte)$/;

function specifiers(): string[] {
  const { name, exports } = installed.manifest;
  return Object.keys(exports).map((path) => path.replace(/^\./, name));
}

describe("in an empty folder", () => {
  test.each(["module", "commonjs"] as const)(
    "diagnostics see what the main entry enters: %s",
    async (type) => {
      const load = type === "module" ? "await import" : "require";
      const code = `
      (async () => {
        const { enter, AsyncExitStack, exit } = ${load}("await-using");
        const { trackResources, OpenResourcesError } = ${load}("await-using/diagnostics");
        class Pool { async __aenter__() {} async __aexit__() {} }
        const leaks = trackResources();
        const held = await enter(new Pool());
        new AsyncExitStack().defer(function flush() {});
        const open = leaks.open().map(({ name }) => name);
        await held[exit](undefined);
        console.log(JSON.stringify([open, leaks.open().length, OpenResourcesError.name]));
      })();
    `;
      expect(await evaluate(code, type)).toEqual([["Pool", "flush"], 1, "OpenResourcesError"]);
    },
  );

  test("every sub-path of the library works without any peer", async () => {
    const paths = specifiers().filter((path) => !tools.test(path) && !path.endsWith("/core-js"));
    const code = `
      for (const path of ${JSON.stringify(paths)}) if (!path.endsWith(".json")) require(path);
      console.log(JSON.stringify("loaded"));
    `;
    expect(paths).toContain("await-using/runtime/tslib");
    expect(await evaluate(code, "commonjs")).toBe("loaded");
  });

  test("every sub-path gives the same names imported and required", async () => {
    linkPeers();
    const paths = specifiers().filter((path) => !path.endsWith(".json"));
    const names = `(module) => Object.keys(module).filter((name) => name !== "default" && name !== "module.exports")`;
    const list = JSON.stringify(paths);
    const imported = await evaluate(
      `const names = ${names}; const all = {};
       for (const path of ${list}) all[path] = names(await import(path)).sort();
       console.log(JSON.stringify(all));`,
      "module",
    );
    const required = await evaluate(
      `const names = ${names}; const all = {};
       for (const path of ${list}) all[path] = names(require(path)).sort();
       console.log(JSON.stringify(all));`,
      "commonjs",
    );
    expect(required).toEqual(imported);
    expect(imported).toMatchObject({
      "await-using": expect.arrayContaining(["AsyncExitStack", "enter", "withAsync"]),
      "await-using/ponyfill": expect.arrayContaining(["AsyncDisposableStack", "asyncDispose"]),
      "await-using/polyfill": [],
      "await-using/polyfill/install": ["install"],
      "await-using/runtime/babel": ["usingCtx"],
    });
  });

  test("functions and classes have the names that they are imported by", async () => {
    const code = `
      import * as all from "await-using";
      import * as ponyfill from "await-using/ponyfill";
      const found = Object.entries({ ...all, ...ponyfill }).filter(([, value]) => typeof value === "function");
      console.log(JSON.stringify(found.filter(([name, value]) => value.name !== name).map(([name, value]) => [name, value.name])));
    `;
    expect(await evaluate(code, "module")).toEqual([
      ["asyncIteratorDispose", "[Symbol.asyncDispose]"], // the specification's
      ["iteratorDispose", "[Symbol.dispose]"],
    ]);
  });

  test("package.json can be required", async () => {
    const code = 'console.log(JSON.stringify(require("await-using/package.json").name))';
    expect(await evaluate(code, "commonjs")).toBe("await-using");
  });

  test("both copies of the library in one program understand each other", async () => {
    const code = `
      import { createRequire } from "node:module";
      import { AsyncExitStack, enter, exit } from "await-using";
      const required = createRequire(process.cwd() + "/x.js")("await-using");
      const told = [];
      const manager = {
        async __aenter__() { return "value"; },
        async __aexit__(type, error) { told.push(type?.name ?? null, error?.message ?? null); return true; },
      };
      const result = await AsyncExitStack.run(async (stack) => {
        stack.use(await required.enter(manager));
        throw new RangeError("of the block");
      });
      console.log(JSON.stringify([exit === required.exit, enter === required.enter, told, result ?? "suppressed"]));
    `;
    const expected = [true, false, ["RangeError", "of the block"], "suppressed"];
    expect(await evaluate(code, "module")).toEqual(expected);
  });

  test("only the polyfill touches globals", async () => {
    const code = `
      const state = () => JSON.stringify([
        Object.getOwnPropertyNames(globalThis).sort(),
        [Symbol, Error, Promise, Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))].map((object) =>
          Reflect.ownKeys(object).map(String)),
      ]);
      const before = state();
      const same = [];
      for (const path of ["", "/ponyfill", "/polyfill/install", "/runtime", "/runtime/tslib", "/runtime/babel", "/locks"]) {
        await import("await-using" + path);
        same.push(state() === before);
      }
      await import("await-using/polyfill");
      console.log(JSON.stringify([same.every(Boolean), typeof AsyncDisposableStack, typeof SuppressedError]));
    `;
    expect(await evaluate(code, "module")).toEqual([true, "function", "function"]);
  });

  test("./polyfill/core-js installs core-js's", async () => {
    linkPeers();
    const code = `
      require("await-using/polyfill/core-js");
      console.log(JSON.stringify([typeof DisposableStack, "__core-js_shared__" in globalThis]));
    `;
    expect(await evaluate(code, "commonjs")).toEqual(["function", true]);
  });

  test("runs where code cannot be made from strings, and warns of nothing deprecated", async () => {
    const code =
      'const { withSync, nullContext } = require("await-using"); console.log(withSync(nullContext(7), (n) => n))';
    const flags = ["--disallow-code-generation-from-strings", "--throw-deprecation"];
    expect(await evaluate(code, "commonjs", flags)).toBe(7);
  });
});

describe("the classic script", () => {
  const script = (): string => installed.read("dist/await-using.global.js");

  test("defines awaitUsing in a realm that has nothing but the language, and no other global", () => {
    const realm = createContext({});
    const own = (): string[] => runInContext("Object.getOwnPropertyNames(globalThis)", realm) as string[];
    const before = own();
    runInContext(script(), realm);
    expect(own().filter((name) => !before.includes(name))).toEqual(["awaitUsing"]);
  });

  test("has every public name, and install", async () => {
    const names = (await evaluate(
      'console.log(JSON.stringify(Object.keys(require("await-using"))))',
      "commonjs",
    )) as string[];
    const realm = createContext({});
    runInContext(script(), realm);
    const inScript = runInContext("Object.keys(awaitUsing)", realm) as string[];
    expect([...inScript].sort()).toEqual([...names, "install"].sort());
  });

  test("drives managers, and installs the polyfill in its realm", async () => {
    const realm = createContext({});
    runInContext(script(), realm);
    const result: unknown = await runInContext(
      `(async () => {
        const trace = [];
        const manager = {
          async __aenter__() { trace.push("enter"); return 1; },
          async __aexit__(type) { trace.push(type && type.name); return true; },
        };
        await awaitUsing.AsyncExitStack.run(async (stack) => {
          trace.push(await stack.enter(manager));
          throw new TypeError("suppressed");
        });
        awaitUsing.install();
        trace.push(typeof DisposableStack, typeof Symbol.dispose, new SuppressedError(1, 2, "three").message);
        return JSON.stringify(trace);
      })()`,
      realm,
    );
    expect(JSON.parse(result as string)).toEqual(["enter", 1, "TypeError", "function", "symbol", "three"]);
  });
});

describe("for the oldest engines", () => {
  /** The built files that end up in programs: what the library's sub-paths load, and the classic script. */
  const scripts = (): string[] => {
    const found = new Set(["dist/await-using.global.js"]);
    const follow = (path: string): void => {
      if (!path.endsWith(".js") || found.has(path)) return;
      found.add(path);
      for (const [, next] of installed.read(path).matchAll(/(?:from |import |require\()"(\.[^"]+)"/g)) {
        follow(join(dirname(path), next as string));
      }
    };
    for (const [name, target] of Object.entries(installed.manifest.exports)) {
      if (typeof target === "string" || tools.test(name)) continue;
      for (const file of [target.import?.default, target.require?.default]) follow(join(file ?? ""));
    }
    return [...found];
  };
  const isModule = (path: string): boolean => path.startsWith("dist/esm/");

  test("no built file has newer syntax, or a newer method or global, than Node 14.6 and Safari 14.1", () => {
    const found = scripts().flatMap((path) =>
      newerSyntax(installed.read(path), isModule(path) ? "module" : "script").map(
        (what) => `${path}:${what}`,
      ),
    );
    expect(scripts().length).toBeGreaterThan(20);
    expect(found).toEqual([]);
  });

  test("private fields are the engine's own, not WeakMaps", () => {
    const helper = /\b__(private(Get|Set|Add|Method|Wrapper)|accessCheck)\b/; // as esbuild names them
    expect(scripts().filter((path) => helper.test(installed.read(path)))).toEqual([]);
    for (const path of ["dist/esm/index.js", "dist/cjs/index.js", "dist/await-using.global.js"]) {
      expect(installed.read(path).includes("this.#")).toBe(true);
    }
  });

  test("the check sees newer syntax", () => {
    const code = `
      class A { static {} #m() {} has(o) { return #m in o; } }
      a ??= b; 1_000; /(?<=a)b/; list.at(-1); await 1; new WeakRef(a);
    `;
    expect(newerSyntax(code, "module")).toEqual([
      "2: a static block",
      "2: a private method",
      "2: #name in object",
      "3: ??=",
      "3: a numeric separator",
      "3: /(?<=a)b/",
      "3: .at()",
      "3: top-level await",
      "3: WeakRef without a typeof test",
    ]);
  });
});

/** Puts the peers of the tools, all optional, beside the package. */
function linkPeers(): void {
  for (const peer of Object.keys(installed.manifest["peerDependencies"] as object)) {
    const target = join(installed.project, "node_modules", peer);
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) symlinkSync(join(root, "node_modules", peer), target);
  }
}
