// Where an error seems to come from: the compiled code runs, and each place in its stack is looked up in the source map.
import "../../../../polyfills/auto.js";
import { transformSync } from "@babel/core";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { join } from "node:path";
import { evaluate, ours } from "./compile.js";

const source = `import { f } from "f";
export async function inside(resource) {
  log("before");
  await using x = resource;
  fail("inside");
}
export async function after(resource) {
  {
    await using x = resource;
  }
  fail("after");
}
export async function inLoop(resource) {
  for (await using x of [resource]) {
    fail("in loop");
  }
}
export async function notDisposable(resource) {
  const n = 1;
  await using x = ({});
}
export function disposalFails(resource) {
  using x = { [Symbol.dispose]() { fail("disposal"); } };
  log("in");
}
export function named(resource) {
  using x = () => fail("in x");
  x();
}
`.replace('import { f } from "f";\n', "// the first line\n");

describe.each([
  ["node 20", {}],
  ["node 20", { inline: true }],
  ["node 14", {}],
])("compiled for %s, %j", (targets, options) => {
  const { code, map } = transformSync(source, {
    filename: join(__dirname, "source.js"),
    configFile: false,
    babelrc: false,
    sourceMaps: true,
    sourceType: "module",
    presets: [["@babel/preset-env", { targets, modules: "commonjs" }]],
    plugins: [[ours, options]],
  })!;
  const trace = new TraceMap(map as never);
  // `new Function` puts two lines before a body
  const found = evaluate(`${code}\n//# sourceURL=compiled.js`, {
    log() {},
    fail(message: string) {
      throw new Error(message);
    },
  }) as Record<string, (resource: unknown) => unknown>;

  /** The lines of the source, with the text there, that the stack of the error of `name` goes through. */
  async function places(name: string): Promise<string[]> {
    const resource = { async [Symbol.asyncDispose]() {} };
    const error = await Promise.resolve()
      .then(() => found[name]!(resource))
      .then(
        () => undefined,
        (thrown: unknown) => thrown as Error,
      );
    const frames = [...(error!.stack ?? "").matchAll(/compiled\.js:(\d+):(\d+)/g)];
    return frames.flatMap(([, line, column]) => {
      const place = originalPositionFor(trace, { line: Number(line) - 2, column: Number(column) - 1 });
      return place.line === null ? [] : [source.split("\n")[place.line - 1]!.trim()];
    });
  }

  test.each([
    ["inside", `fail("inside");`],
    ["after", `fail("after");`],
    ["inLoop", `fail("in loop");`],
    ["notDisposable", `await using x = ({});`],
    ["disposalFails", `using x = { [Symbol.dispose]() { fail("disposal"); } };`],
    ["named", `using x = () => fail("in x");`],
  ])("%s", async (name, place) => {
    expect((await places(name))[0]).toBe(place);
  });

  test("a disposal is called from the last line of its block", async () => {
    const [, caller] = await places("disposalFails");
    expect(caller).toBe("}");
  });
});
