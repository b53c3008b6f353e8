// The same programs built by the real bundlers, and run.
import { createProject, type Project, resource, resourceTypes } from "./project.js";

const tools = ["vite", "rollup", "rollup, TypeScript", "rolldown", "webpack", "webpack, CommonJS", "esbuild"];
/** Those that our own lowering makes, not TypeScript's. */
const lowering = tools.filter((tool) => tool !== "rollup, TypeScript");

let project: Project;

beforeAll(async () => {
  project = await createProject();
}, 60_000);

afterAll(() => project?.remove());

const outOf = (tool: string, name: string): string => `out/${tool.replace(/\W+/g, "-")}/${name}.mjs`;

async function outputOf(tool: string, entry: string, options = {}): Promise<string[]> {
  const out = outOf(tool, entry.replace(/\W/g, "-"));
  const { stdout, stderr, status } = await project.bundleAndRun({ tool, entry, out, options });
  if (status !== 0) throw new Error(stderr);
  return stdout.split("\n").filter(Boolean);
}

test.each(tools)(
  "%s: TypeScript, with decorators, types of parameters and class fields",
  async (tool) => {
    project.write({
      "resource.js": resource,
      "resource.d.ts": resourceTypes,
      "program.ts": `
      import { Told } from "./resource.js";
      import type { Shape } from "./types.js";
      enum Level { Low = 1, High }
      function logged<T extends new (...parameters: any[]) => object>(target: T): T {
        return class extends target { constructor(...parameters: any[]) { super(...parameters); console.log("made"); } };
      }
      function named(target: object, key: string, index?: number): void { console.log("decorated", key, index); }
      @logged
      class Service<T> {
        field: number = 1;
        constructor(private readonly label: string) {}
        async run(@named shape: Shape<T>, cast = <any>null): Promise<string> {
          using inner: Told = new Told("inner");
          await using outer = new Told("outer")!;
          if (shape.fails) throw new Error("expected");
          return \`\${this.label} \${this.field} \${Level.High} \${shape satisfies object}\`;
        }
      }
      const service = new Service<string>("label");
      console.log(await service.run({ fails: false, toString: () => "shape" }));
      console.log(await service.run({ fails: true }));
      await using top = new Told("top");
      export const value: number = 5;
      for (using each of [new Told("first"), new Told("second")]) { if (value > 4) continue; }
      throw new Error("expected");
    `,
      "types.ts": "export interface Shape<T> { fails: boolean; value?: T; toString?(): string }\n",
    });
    expect(await outputOf(tool, "program.ts")).toEqual([
      "decorated run 0",
      "made",
      "outer told nothing",
      "inner told nothing",
      "label 1 2 shape",
      "outer told expected",
      "inner told nothing",
      "undefined",
      "first told nothing",
      "second told nothing",
      "top told expected",
    ]);
  },
  60_000,
);

test.each(lowering)(
  "%s: JavaScript, as ESM and as CommonJS",
  async (tool) => {
    project.write({
      "resource.js": resource,
      "main.js": `
      import { Told } from "./resource.js";
      import { later, made } from "./module.js";
      {
        using x = new Told("x");
        throw new Error("expected");
      }
      console.log(later(), made.name, typeof made);
    `,
      "module.js": `
      import { Told } from "./resource.js";
      export function later() { return constant; }
      using resource = new Told("module");
      export const constant = "constant";
      export class made {}
      export default () => {};
    `,
    });
    expect(await outputOf(tool, "main.js")).toEqual([
      "module told nothing",
      "x told expected",
      "constant made function",
    ]);
  },
  60_000,
);

test.each(tools)(
  "%s: the word in strings, comments and identifiers changes nothing",
  async (tool) => {
    project.write({
      "words.ts": `
      // We are using things here, using them = well
      const using = { using: "using x = y" }; /* using a = b */
      const text = \`using \${using.using} await using c\`;
      let await_using = using
      using
      await_using = using; console.log(text, /using x/.test("using x"), await_using === using);
    `,
    });
    expect(await outputOf(tool, "words.ts")).toEqual(["using using x = y await using c true true"]);
  },
  60_000,
);

test.each(lowering)(
  "%s: TSX",
  async (tool) => {
    project.write({
      "resource.js": resource,
      "resource.d.ts": resourceTypes,
      "view.tsx": `
      import { Told } from "./resource.js";
      const React = { createElement: (name: string, properties: object | null, ...children: unknown[]) => ({ name, properties, children }) };
      /* @jsx React.createElement */
      const View = <T,>(value: T) => {
        using _told = new Told("view");
        return <div title="using x = 1">{value as any} using y = 2</div>;
      };
      console.log(JSON.stringify(View(3)));
    `,
    });
    const config =
      tool === "vite"
        ? { oxc: { jsx: { runtime: "classic" } } }
        : tool === "rolldown"
          ? { transform: { jsx: { runtime: "classic" } } }
          : undefined;
    const out = outOf(tool, "view");
    const { stdout } = await project.bundleAndRun({
      tool,
      entry: "view.tsx",
      out,
      ...(config && { config }),
    });
    expect(stdout.split("\n").filter(Boolean)).toEqual([
      "view told nothing",
      '{"name":"div","properties":{"title":"using x = 1"},"children":[3," using y = 2"]}',
    ]);
  },
  60_000,
);

test.each(tools)(
  "%s: a stack trace names the place in the source",
  async (tool) => {
    project.write({
      "resource.js": resource,
      "resource.d.ts": resourceTypes,
      "throws.ts": `import { Told } from "./resource.js";
interface Ignored { a: number }

export async function fails(): Promise<void> {
  await using first = new Told("first"), second = new Told("second");
  for (using each of [new Told("each")]) { using inner = each; void (inner as object as Ignored); throwsHere(); }
}

function throwsHere(): never {
    const message: string = "unexpected"; throw new RangeError(message);
}

void fails();
`,
    });
    const out = outOf(tool, "throws");
    const { stderr } = await project.bundleAndRun({ tool, entry: "throws.ts", out });
    expect(stderr).toMatch(/throws\.ts:10:49\)?\n/);
    expect(stderr).toMatch(/fails.*throws\.ts:6:99\)?\n/);
  },
  60_000,
);

test.each(lowering)(
  "%s: a file that cannot be parsed is reported with its place",
  async (tool) => {
    project.write({ "broken.ts": `export const fine = 1;\nfunction f() {\n  using x = = 5;\n}\n` });
    const { error } = await project.work({ tool, entry: "broken.ts", out: outOf(tool, "broken") });
    expect(error?.message).toMatch(/broken\.ts:3:1[23]\b/);
    if (tool === "esbuild") expect(error?.place).toMatchObject({ line: 3, column: 12 });
  },
  60_000,
);

test.each(lowering)(
  "%s: node_modules stays as it is, unless it is included",
  async (tool) => {
    project.write({
      "resource.js": resource,
      "node_modules/has-using/package.json":
        '{ "name": "has-using", "type": "module", "exports": "./index.js" }',
      "node_modules/has-using/index.js": `
      export function use(resource) { using x = resource; throw new Error("expected"); }
    `,
      "uses.js": `
      import { Told } from "./resource.js";
      import { use } from "has-using";
      try { use(new Told("x")); } catch (error) { console.log("caught", error.message); }
    `,
    });
    const include = { regexp: "/node_modules/has-using/|/project/[^/]+$" };
    expect(await outputOf(tool, "uses.js", { include })).toEqual(["x told expected"]);
    const out = outOf(tool, "excluded");
    await project.work({ tool, entry: "uses.js", out });
    // left to the bundler: lowered by it for its target, blind, or left as it is
    expect(project.read(out)).not.toMatch(/usingCtx as|_using\.u\(/);
  },
  60_000,
);

test.each(tools)(
  "%s: helpers of other compilers are ours",
  async (tool) => {
    const typescript = (helpers: string, close = ""): string => `
    ${helpers}
    ${close}
    const env = { stack: [], error: void 0, hasError: false };
    try { add(env, new Told(name), false); throw new Error("expected"); }
    catch (error) { env.error = error; env.hasError = true; }
    finally { dispose(env); }
  `;
    const babel = `
    var context = usingCtx();
    try { context.u(new Told(name)); throw new Error("expected"); } catch (error) { context.e = error; } finally { context.d(); }
  `;
    const head = (name: string): string => `import { Told } from "./resource.js";\nconst name = "${name}";\n`;
    project.write({
      "resource.js": resource,
      "tslib-user.js":
        head("tslib") +
        typescript(
          `import { __addDisposableResource as add, __disposeResources as dispose, __assign } from "tslib";`,
        ) +
        "console.log(__assign({ a: 1 }).a);",
      "swc-user.js":
        head("swc") +
        typescript(`import { _ as add } from "@swc/helpers/_/_ts_add_disposable_resource";
        import { _ as dispose } from "@swc/helpers/_/_ts_dispose_resources";`),
      "swc-context-user.js": `${head("swc context")}import { _ as usingCtx } from "@swc/helpers/_/_using_ctx";${babel}`,
      "babel-user.js": `${head("babel")}import usingCtx from "@babel/runtime/helpers/usingCtx";${babel}`,
      "oxc-user.js": `${head("oxc")}import usingCtx from "@oxc-project/runtime/helpers/usingCtx";${babel}`,
      "all.js": ["tslib", "swc", "swc-context", "babel", "oxc"]
        .map((name) => `import "./${name}-user.js";`)
        .join("\n"),
    });
    expect(await outputOf(tool, "all.js")).toEqual([
      "tslib told expected",
      "1",
      "swc told expected",
      "swc context told expected",
      "babel told expected",
      "oxc told expected",
    ]);
  },
  60_000,
);

test.each(["vite", "rollup", "rolldown"])(
  "%s: what a plugin makes of another language",
  async (tool) => {
    project.write({
      "resource.js": resource,
      "view.component": `<script>
      import { Told } from "./resource.js";
      export function render() { using x = new Told("component"); throw new Error("expected"); }
</script>`,
      "component-user.js": `import { render } from "./view.component"; render();`,
    });
    expect(await outputOf(tool, "component-user.js")).toEqual(["component told expected"]);
  },
  60_000,
);

test("a file that is excluded is left to the bundler", async () => {
  project.write({
    "resource.js": resource,
    "excluded.js": `
      import { Told } from "./resource.js";
      try { await (async () => { await using x = new Told("x"); throw new Error("expected"); })(); } catch (error) { console.log("caught"); }
    `,
  });
  const options = { exclude: { regexp: "/excluded\\.js$" } };
  expect(await outputOf("esbuild", "excluded.js", options)).toEqual(["x BLIND", "caught"]);
  expect(await outputOf("esbuild", "excluded.js")).toEqual(["x told expected"]);
}, 60_000);

test.each([
  [
    { includes: "a" },
    'awaitUsing: no option is called "includes"; there are "parser", "include", "exclude" and "helpers"',
  ],
  [{ parser: "swc" }, 'awaitUsing: the option "parser" must be "oxc" or "babel", found "swc"'],
  [{ include: "a" }, 'awaitUsing: the option "include" takes regular expressions, found "a"'],
  [{ helpers: "no" }, 'awaitUsing: the option "helpers" must be a boolean, found "no"'],
])("the options %j are refused", async (options, message) => {
  const { error } = await project.work({ tool: "esbuild", entry: "main.js", out: "out/x.mjs", options });
  expect(error?.message).toBe(message);
});
