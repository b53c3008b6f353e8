// The drop-in for tslib: all its functions themselves, and the two helpers of `using` ours.
import * as tslib from "tslib";
import * as runtime from "../../src/runtime/index.js";
import all, * as ours from "../../src/runtime/tslib.js";

const replaced = ["__addDisposableResource", "__disposeResources"] as const;
const names = Object.keys(tslib).filter((name) => name !== "default") as Exclude<
  keyof typeof tslib,
  "default"
>[];

test.each(names.filter((name) => !replaced.includes(name as never)))("%s is tslib's", (name) => {
  expect(ours[name]).toBe(tslib[name]);
  expect((all as Record<string, unknown>)[name]).toBe(tslib[name]);
});

test.each(replaced)("%s is the runtime's", (name) => {
  expect(names).toContain(name);
  expect(ours[name]).toBe(runtime[name]);
  expect(all[name]).toBe(runtime[name]);
});
