// A polyfill that comes after the helpers, as it does where TypeScript imports those before the file's own imports: its
// symbols are looked up at the call. In a realm of its own, which on Node 20 has no Symbol.dispose.
import { build } from "esbuild";
import { resolve } from "node:path";
import vm from "node:vm";

const root = resolve(__dirname, "../..");

const load = async (): Promise<vm.Context> => {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * as helpers from "./src/runtime/tslib.ts"; export { usingCtx } from "./src/runtime/babel.ts"; export { asyncDispose, dispose } from "./polyfills/index.ts";`,
      resolveDir: root,
    },
    bundle: true,
    format: "iife",
    globalName: "ours",
    target: "es2022",
    write: false,
  });
  const context = vm.createContext({});
  vm.runInContext(outputFiles[0]!.text, context);
  vm.runInContext(
    `for (const name of ["dispose", "asyncDispose"]) if (!Symbol[name]) Object.defineProperty(Symbol, name, { value: Symbol("Symbol." + name) });`,
    context,
  );
  return context;
};

const drivers: readonly [name: string, drive: string][] = [
  [
    "tslib",
    `const env = { stack: [], error: undefined, hasError: false };
     ours.helpers.__addDisposableResource(env, value, isAsync);
     return ours.helpers.__disposeResources(env);`,
  ],
  ["Babel", `const using = ours.usingCtx(); (isAsync ? using.a : using.u)(value); return using.d();`],
];

test.each(drivers)(
  "%s: a disposer at a symbol that came later, or at the one before it",
  async (_, drive) => {
    const context = await load();
    const trace = vm.runInContext(
      `const trace = [];
     const run = (isAsync, value) => { ${drive} };
     run(false, { [Symbol.dispose]: () => trace.push("later") });
     run(false, { [ours.dispose]: () => trace.push("before") });
     run(true, { [Symbol.asyncDispose]: () => trace.push("later, async") });
     run(true, { [ours.asyncDispose]: () => trace.push("before, async") });
     run(true, { [Symbol.asyncDispose]: null, [Symbol.dispose]: () => trace.push("later, sync") });
     trace`,
      context,
    ) as string[];
    await null;
    expect([...trace]).toEqual(["later", "before", "later, async", "before, async", "later, sync"]);
  },
);
