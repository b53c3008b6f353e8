// One table of sub-paths: what is written from it is as it says.
import { spawnSync } from "node:child_process";
import { read, root } from "./sources.js";

test("package.json, tsconfig.json and typedoc.json follow from entries.mjs", () => {
  const { stderr, status } = spawnSync(process.execPath, ["entries.mjs"], { cwd: root, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("every sub-path that has a size is in the table of entries", () => {
  const { exports } = JSON.parse(read("package.json")) as { exports: Record<string, unknown> };
  const sizes = Object.keys(JSON.parse(read(".ci/size.json")) as object);
  const paths = sizes.map((what) => /"await-using([^"]*)"$/.exec(what)?.[1]);
  expect(paths.filter((path) => path === undefined || !(`.${path}` in exports))).toEqual([]);
});
