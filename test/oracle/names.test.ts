// docs/contextlib.md, beside the Python that is installed here.
// Needs: python.
import { execFileSync } from "node:child_process";
import { names, rows } from "../contextlib/page.js";

const script = `
import contextlib, json
public = lambda kind: [name for name in dir(kind) if not name.startswith("_")]
print(json.dumps([contextlib.__all__, public(contextlib.ExitStack) + public(contextlib.AsyncExitStack)]))`;

test("every name of the installed contextlib has a row, its stacks' methods included", () => {
  const python = execFileSync("python3", ["-c", script], { encoding: "utf8" });
  const [all, methods] = JSON.parse(python) as [string[], string[]];
  const found = rows("contextlib").flatMap((cells) => names(cells[0]));
  expect(all.length).toBeGreaterThan(10);
  expect(all.filter((name) => !found.includes(name))).toEqual([]);
  const stackMethods = rows("contextlib").filter((cells) => cells.length === 2);
  const called = stackMethods.flatMap((cells) => names(cells[0])).map((name) => name.replace(/\(.*/, ""));
  expect(methods.filter((name) => !called.includes(name))).toEqual([]);
});
