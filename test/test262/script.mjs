// Turns a test into the scripts to run: after test262's INTERPRETING.md, once as sloppy and once as strict code.
import { readFileSync } from "node:fs";
import { join } from "node:path";

let count = 0;

/** Returns the scripts of one test, each complete with its harness files; `id` counts all scripts from 0. */
export function prepare(test, checkout) {
  const { path, negative } = test;
  const has = (flag) => test.flags.includes(flag);
  const script = (mode, code) => ({
    id: count++,
    path,
    mode,
    code,
    negative,
    async: has("async"),
    module: has("module"),
  });
  if (has("raw")) return [script("raw", test.source)];

  const files = ["assert.js", "sta.js", ...(has("async") ? ["doneprintHandle.js"] : []), ...test.includes];
  const harness = files.map((file) => readFileSync(join(checkout, "harness", file), "utf8")).join("\n");
  const code = `${harness}\n${test.source}`;
  if (has("module")) return [script("module", code)];
  return [
    ...(has("onlyStrict") ? [] : [script("sloppy", code)]),
    ...(has("noStrict") ? [] : [script("strict", `"use strict";\n${code}`)]),
  ];
}
