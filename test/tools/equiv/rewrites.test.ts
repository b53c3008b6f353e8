// Wrong rewrites are told from right ones.

import { proveEqual } from "../../../src/tools/equiv/index.js";
import { type Rewrite, rewrites } from "./rewrites.js";

const imports = `import { defer, deferAsync } from "await-using";\n`;
const requires = `const { defer, deferAsync } = require("await-using");\n`;

async function verdicts({ before, language = "ts", same = [] }: Rewrite, after: string): Promise<string[]> {
  const from = /\brequire\(/.test(before) ? requires : imports;
  const { sites } = await proveEqual(before, from + after, { file: `file.${language}`, same });
  return sites.map(({ verdict, reason }) => (verdict === "unproven" ? `unproven: ${reason}` : verdict));
}

const rows = (side: "right" | "wrong"): [string, string, Rewrite, string][] =>
  Object.entries(rewrites).flatMap(([name, rewrite]) =>
    Object.entries(rewrite[side]).map(([what, code]): [string, string, Rewrite, string] => [
      name,
      what,
      rewrite,
      code,
    ]),
  );

test.each(rows("right"))("%s: %s is equal", async (_name, _what, rewrite, after) => {
  expect(await verdicts(rewrite, after)).toEqual(["equal"]);
});

test.each(rows("wrong"))("%s: %s is different", async (_name, _what, rewrite, after) => {
  expect(new Set(await verdicts(rewrite, after))).toContain("different");
});

test("there are at least 40 wrong rewrites, each of a function that has a right one", () => {
  expect(rows("wrong").length).toBeGreaterThanOrEqual(40);
  expect(Object.values(rewrites).filter(({ right }) => Object.keys(right).length === 0)).toEqual([]);
});
