// The README as a reader follows it: its files and commands in an empty folder, from the packed package, under the versions
// it names. What runs a program blind ends in the refusal, as it says.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engines } from "../engines/engines.js";
import { obtain } from "../engines/obtain.js";
import { root, succeeded } from "../toolchains/pack.js";
import { follow, installAll, type Step, stepsOf, tarballIn } from "./documents.js";
import { run } from "./process.js";

const readme = readFileSync(join(root, "README.md"), "utf8");
const steps = stepsOf("README.md");
const programs = steps.filter((step) => !(step.kind === "command" && /eslint/.test(step.line)));

let parent: string;
let nodeModules: string;
let folder: string;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "await-using-readme-"));
  nodeModules = await installAll(steps, parent, await tarballIn(parent), ["tsx", "typescript-eslint"]);
}, 240_000);
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test("every program prints what the README says, by its own commands", async () => {
  const followed = await follow(programs, parent, nodeModules, { shared: ["main.ts"] });
  folder = followed.folder;
  expect(followed.printed.map(({ commands }) => commands.at(-1))).toEqual([
    "node --import await-using/register dist/main.js",
    "npx tsc && node dist/blind.js",
    "npx tsc && node dist/connection.js",
  ]);
  for (const { found, expected } of followed.printed) expect(found).toBe(expected);
}, 120_000);

const first = steps.slice(
  steps.findIndex((step) => step.kind === "file" && step.name === "main.ts"),
  steps.findIndex((step) => step.kind === "printed") + 1,
);
const printed = (first.at(-1) as Step & { kind: "printed" }).text;

test.each(["typescript-5.2", "typescript-5.9", "typescript", "typescript-7"])(
  "its tsconfig and programs compile under %s as it is installed here",
  async (name) => {
    const out = join(folder, "out", name);
    const tsc = join(root, "node_modules", name, "bin/tsc");
    succeeded(await run(process.execPath, [tsc, "--outDir", out], folder));
    const result = await run(
      process.execPath,
      ["--import", "await-using/register", join(out, "main.js")],
      folder,
    );
    expect(result).toEqual({ status: 0, stdout: printed, stderr: "" });
  },
  60_000,
);

/** Expects the refusal that the README shows the beginning of, and that nothing was committed. */
function expectRefusal({ status, stdout, stderr }: Awaited<ReturnType<typeof run>>): void {
  const shown = /^```text\n(UnconfirmedExitError: .*) …\n```$/m.exec(readme)?.[1];
  expect(stderr).toContain(shown ?? "the README shows no refusal");
  expect(stderr).toContain("the table in");
  expect(status).toBe(1);
  expect(stdout).not.toMatch(/^commit$|kept/m);
}

test.each([24, 26])(
  "Node %i: aware as compiled, and blind by itself",
  async (major) => {
    const engine = engines.find(({ name }) => name === `node${major}`)!;
    const program = await obtain(engine);
    const aware = await run(program, ["--import", "await-using/register", "dist/main.js"], folder);
    expect(aware).toEqual({ status: 0, stdout: printed, stderr: "" });
    expectRefusal(await run(program, ["main.ts"], folder));
    expectRefusal(await run(program, ["--import", "await-using/register", "main.ts"], folder));
  },
  180_000,
);

test("tsx, and the compiled program without register, end in the refusal", async () => {
  expectRefusal(await run(join(nodeModules, ".bin/tsx"), ["main.ts"], folder));
  expectRefusal(await run(process.execPath, ["dist/main.js"], folder));
}, 60_000);

test("its ESLint lines lint TypeScript, and its programs are clean under typescript-eslint too", async () => {
  writeFileSync(
    join(folder, "blind-lint.ts"),
    'import { enter } from "await-using";\nenter({ async __aenter__() {}, async __aexit__(type: unknown) { console.log(type); } });\n',
  );
  const eslint = join(nodeModules, ".bin/eslint");
  const found = await run(eslint, ["--format=json", "."], folder);
  const reported = (JSON.parse(found.stdout) as { filePath: string; messages: { ruleId: string }[] }[])
    .filter(({ filePath, messages }) => /\.ts$/.test(filePath) && messages.length > 0)
    .map(({ filePath, messages }) => [filePath.split("/").pop(), messages[0]?.ruleId]);
  expect(reported).toContainEqual(["blind-lint.ts", "await-using/no-floating-resource"]);

  writeFileSync(
    join(folder, "eslint.strict.js"),
    'import ts from "typescript-eslint";\nexport default [...ts.configs.recommended, { ignores: ["dist", "out"] }];\n',
  );
  const strict = await run(
    eslint,
    ["-c", "eslint.strict.js", "main.ts", "blind.ts", "connection.ts"],
    folder,
  );
  expect(strict).toEqual({ status: 0, stdout: "", stderr: "" });
}, 120_000);

test("the first screen is short, and so is the whole", () => {
  expect(readme.split("\n").length).toBeLessThanOrEqual(302);
  expect(readme.slice(0, readme.indexOf("## Is your code compiled")).split("\n").length).toBeLessThan(100);
});

test("the two commands are scripts of the package", () => {
  expect(readme).toContain("npm ci && npm start");
  expect(readme).toContain("npm cit");
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["start", "test"]));
});
