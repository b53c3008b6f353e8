// docs/getting-started.md as a reader follows it, under Jest, Vitest and tsc, in empty folders, from the packed package.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { engines } from "../engines/engines.js";
import { obtain } from "../engines/obtain.js";
import { follow, installAll, type Step, stepsOf, tarballIn } from "./documents.js";

const steps = stepsOf("docs/getting-started.md");
const begin = (step: Step): boolean => step.kind === "command" && step.line.startsWith("npm init");
const at = steps.map(begin).lastIndexOf(true);
const [runners, compiled] = [steps.slice(0, at), steps.slice(at)];

let parent: string;
let nodeModules: string;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "await-using-started-"));
  nodeModules = await installAll(steps, parent, await tarballIn(parent));
}, 240_000);
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test("Jest and Vitest pass the tests of the page, set up as it says", async () => {
  const shared = ["transaction.ts", "transaction.test.ts"];
  const { printed } = await follow(runners, parent, nodeModules, { shared });
  expect(printed.map(({ commands }) => commands.at(-1))).toEqual(["npx jest", "npx jest", "npx vitest run"]);
  for (const { commands, found, expected } of printed)
    expect({ commands, found }).toEqual({ commands, found: expected });
}, 240_000);

const programs = [
  "node --import await-using/register dist/generator.js",
  "node --import await-using/register dist/suppression.js",
  "node dist/stack.js",
  "node --import await-using/register dist/payment.js",
  "node dist/payment.js # exits with 1",
  "node dist/blind.js",
];
let folder: string;

test("what tsc compiles prints what the page says on Node 20", async () => {
  const node = dirname(await obtain(engines.find(({ name }) => name === "node20")!));
  const { printed, folder: last } = await follow(compiled, parent, nodeModules, { node });
  folder = last;
  expect(printed.map(({ commands }) => commands.at(-1))).toEqual(programs);
  for (const { commands, found, expected } of printed)
    expect({ commands, found }).toEqual({ commands, found: expected });
}, 240_000);

test.each([24, 26])(
  "and the same on Node %i",
  async (major) => {
    const node = dirname(await obtain(engines.find(({ name }) => name === `node${major}`)!));
    // What tsc makes does not depend on Node.
    const runs = compiled
      .filter(({ kind }) => kind !== "file")
      .flatMap((step): Step[] => {
        if (step.kind !== "command") return [step];
        const line = step.line.replace(/^npx tsc && /, "");
        return line.startsWith("node ") ? [{ kind: "command", line }] : [];
      });
    const { printed } = await follow(runs, parent, nodeModules, { node, folder });
    expect(printed.map(({ commands }) => commands.at(-1))).toEqual(programs);
    for (const { commands, found, expected } of printed)
      expect({ commands, found }).toEqual({ commands, found: expected });
  },
  120_000,
);
