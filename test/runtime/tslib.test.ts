// The drop-in for tslib: all its functions themselves, and the two helpers of `using` ours.
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import * as tslib from "tslib";
import * as runtime from "../../src/runtime/index.js";
import * as ours from "../../src/runtime/tslib.js";

const replaced = ["__addDisposableResource", "__disposeResources"] as const;
const names = Object.keys(tslib).filter((name) => name !== "default") as Exclude<
  keyof typeof tslib,
  "default"
>[];

test.each(names.filter((name) => !replaced.includes(name as never)))("%s is tslib's", (name) => {
  expect(ours[name]).toBe(tslib[name]);
});

test.each(replaced)("%s is the runtime's", (name) => {
  expect(names).toContain(name);
  expect(ours[name]).toBe(runtime[name]);
});

test("the default export, which tslib's ES module has, holds them all", () => {
  // As it is built: bundled with tslib's ES module, where CommonJS has no default.
  const script = `
    const { buildSync } = require("esbuild");
    const options = { bundle: true, write: false, format: "cjs", platform: "neutral", mainFields: ["module"] };
    const { outputFiles } = buildSync({ ...options, entryPoints: ["src/runtime/tslib.ts"] });
    const module = { exports: {} };
    new Function("module", "exports", outputFiles[0].text)(module, module.exports);
    const { default: all, ...named } = module.exports;
    console.log(JSON.stringify(Object.keys(all).filter((name) => all[name] === named[name])));`;
  const root = resolve(__dirname, "../..");
  const same: unknown = JSON.parse(
    execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }),
  );
  expect((same as string[]).sort()).toEqual([...names].sort());
});

test("tslib's default export has our two helpers too", () => {
  expect(ours.default.__addDisposableResource).toBe(runtime.__addDisposableResource);
  expect(ours.default.__disposeResources).toBe(runtime.__disposeResources);
});
