// `using` and `await using` as compilers write them with inline helpers, in a realm where the polyfill is installed.
import { transformSync as babel } from "@babel/core";
import { transformSync as esbuild } from "esbuild";
import ts from "typescript";
import { createRealm, run, script } from "./support/realm.js";

const program = `
  globalThis.trace = [];
  const resource = (name) => ({ [Symbol.dispose]() { trace.push(name); } });
  const asyncResource = (name) => ({ async [Symbol.asyncDispose]() { await null; trace.push(name); } });
  const fails = (name) => ({ [Symbol.dispose]() { throw name; } });
  globalThis.disposes = async function () {
    using first = resource("using");
    await using second = asyncResource("await using");
    await using third = resource("await using of a sync resource");
    await using stack = new AsyncDisposableStack();
    stack.use(resource("in a stack"));
    using iterator = [].values();
    await using nothing = null;
    trace.push("block");
  };
  globalThis.suppresses = function () {
    using first = fails("first");
    using second = fails("second");
    throw "block";
  };
`;

const compilers: [string, () => string][] = [
  [
    "TypeScript",
    () =>
      ts.transpileModule(program, {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.None },
      }).outputText,
  ],
  ["esbuild", () => esbuild(program, { target: "es2022" }).code],
  [
    "Babel",
    () =>
      babel(program, {
        configFile: false,
        babelrc: false,
        sourceType: "script",
        plugins: ["@babel/plugin-proposal-explicit-resource-management"],
      })!.code!,
  ],
];

describe.each(compilers)("code compiled by %s", (_, compile) => {
  const realm = createRealm();
  run(realm, script("auto"));
  run(realm, compile());

  test("[spec] disposes in reverse order, awaiting what is async", async () => {
    await run(realm, "disposes()");
    expect(run(realm, "trace.join()")).toBe(
      ["block", "in a stack", "await using of a sync resource", "await using", "using"].join(),
    );
  });

  test("[spec] throws the polyfill's SuppressedError", () => {
    expect(
      run(
        realm,
        `try { suppresses(); } catch (error) {
          [error instanceof SuppressedError, error.error, error.suppressed.error, error.suppressed.suppressed].join();
        }`,
      ),
    ).toBe("true,first,second,block");
  });
});
