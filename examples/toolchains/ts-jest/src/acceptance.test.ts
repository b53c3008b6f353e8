import { readFileSync } from "node:fs";
import { aware, type Completion, exit } from "await-using";

test("this file's `using` tells its resources how the block ended", () => {
  using check = aware();
  expect(check.aware).toBe(true);
});

test("a resource suppresses the error of its block", async () => {
  const told: unknown[] = [];
  {
    await using _resource = {
      async [exit](completion: Completion): Promise<Completion> {
        told.push(completion);
        return undefined;
      },
      async [Symbol.asyncDispose](): Promise<void> {},
    };
    JSON.parse("no JSON");
  }
  expect(told).toEqual([{ error: expect.any(SyntaxError) }]);
});

test("the acceptance program prints what it must", async () => {
  const expected = readFileSync("../acceptance/expected.txt", "utf8").trimEnd().split("\n");
  const lines: string[] = [];
  jest.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  require("./main"); // it starts by itself
  while (lines.length < expected.length) await new Promise((resolve) => setImmediate(resolve));
  expect(lines).toEqual(expected);
});
