// The acceptance program as babel-jest compiles it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const expected = readFileSync(join(__dirname, "../acceptance/expected.txt"), "utf8").trimEnd().split("\n");

test("await using tells resources how their block ended", async () => {
  const lines = [];
  jest.spyOn(console, "log").mockImplementation((line) => lines.push(line));
  await import("./src/main.ts"); // it starts by itself
  while (lines.length < expected.length) await new Promise(setImmediate);
  expect(lines).toEqual(expected);
});
