// The presets, as a user's flat configuration loads them from the built package, in both ESLints.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const root = join(__dirname, "../../..");
let project: string;

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
};

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "presets-"));
  await promisify(execFile)(process.execPath, [
    join(root, "src/tools/lint/build.mjs"),
    join(project, "built"),
  ]);
  write(
    "node_modules/await-using/package.json",
    '{ "name": "await-using", "exports": { "./eslint": { "import": "./esm/eslint.js", "require": "./cjs/eslint.js" } } }',
  );
  for (const format of ["esm", "cjs"]) {
    symlinkSync(join(project, "built", format), join(project, "node_modules/await-using", format));
  }
  write("built/esm/package.json", '{ "type": "module" }');
  write("built/cjs/package.json", '{ "type": "commonjs" }');
  for (const name of ["eslint-9", "eslint"]) {
    symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name));
  }
  write("package.json", '{ "type": "module", "engines": { "node": ">=24" } }');
  write(".git/HEAD", "");
  write(
    "wrong.js",
    `import { defer, enter } from "await-using";
export async function f(cm, db, g) {
  defer(g);
  await using held = await enter(db.transaction());
  try { g(); } finally { await cm.__aexit__(null, null, null); }
}
export function h(lock) {
  lock.take();
  try { return lock.count; } finally { lock.give(); }
}
`,
  );
  write(
    "unused.js",
    `import { defer } from "await-using";
export function f(g) {
  using _done = defer(g);
  const left = g();
}
`,
  );
});

afterAll(() => rmSync(project, { recursive: true }));

interface Result {
  readonly messages: readonly {
    readonly ruleId: string;
    readonly severity: number;
    readonly message: string;
  }[];
  readonly output?: string;
}

/** Lints a file, or a folder, by a configuration file, and returns what ESLint says of the first file. */
async function resultOf(
  eslint: string,
  config: string,
  file: string,
  args: readonly string[] = [],
): Promise<Result | undefined> {
  write("eslint.config.mjs", config.replaceAll("ESLINT", eslint));
  const bin = join(root, "node_modules", eslint, "bin/eslint.js");
  const run = promisify(execFile)(process.execPath, [bin, "--format", "json", ...args, file], {
    cwd: project,
  });
  const { stdout } = await run.catch((error: { stdout: string; stderr: string }) => {
    if (!error.stdout) throw new Error(error.stderr);
    return error;
  });
  return (JSON.parse(stdout) as Result[])[0];
}

/** What is reported: rules with their severity; or the text, if it was fixed. */
async function lint(...parameters: Parameters<typeof resultOf>): Promise<string[]> {
  const result = await resultOf(...parameters);
  return result?.output !== undefined
    ? [result.output]
    : (result?.messages ?? []).map(({ ruleId, severity }) => `${ruleId}: ${severity}`);
}

async function messages(...parameters: Parameters<typeof resultOf>): Promise<string[]> {
  return ((await resultOf(...parameters))?.messages ?? []).map(({ message }) => message);
}

const RECOMMENDED = [
  "await-using/no-floating-resource: 2",
  "await-using/no-blind-outcome: 2",
  "await-using/no-dunder-finally: 2",
];

describe.each(["eslint", "eslint-9"])("%s", (eslint) => {
  test.each([
    ["in an array", "export default [awaitUsing.configs.recommended];"],
    ["by defineConfig", "export default defineConfig(awaitUsing.configs.recommended);"],
    [
      "by extends",
      "export default defineConfig({ extends: [awaitUsing.configs.recommended], files: ['**/*.js'] });",
    ],
    [
      "by the name of a preset",
      'export default defineConfig({ plugins: { "await-using": awaitUsing }, extends: ["await-using/recommended"] });',
    ],
  ])("recommended, %s: what is wrong is an error, what could be `using` a warning", async (_name, config) => {
    const head = `import { defineConfig } from "ESLINT/config";\nimport awaitUsing from "await-using/eslint";\n`;
    const found = await lint(eslint, head + config, "wrong.js");
    expect(found.filter((line) => line.endsWith("2"))).toEqual(RECOMMENDED);
    expect(found).toContain("await-using/prefer-using: 1");
  });

  test("recommended, required by CommonJS", async () => {
    const config = `import { createRequire } from "node:module";
const awaitUsing = createRequire(import.meta.url)("await-using/eslint");
export default [(awaitUsing.default ?? awaitUsing).configs.recommended];`;
    expect(await lint(eslint, config, "wrong.js")).toEqual(expect.arrayContaining(RECOMMENDED));
  });

  describe("a project of TypeScript alone", () => {
    const wrong = `import { enter } from "await-using";
export async function f(db: { transaction(): never }): Promise<void> {
  await using held = await enter(db.transaction());
}
`;
    const config = `import awaitUsing from "await-using/eslint";\nexport default [awaitUsing.configs.recommended, awaitUsing.configs.typescript];`;
    beforeAll(() => {
      for (const name of ["wrong.ts", "wrong.tsx", "wrong.mts"]) write(`${eslint}-only/${name}`, wrong);
    });
    const link = (name: string): (() => void) => {
      const path = join(project, "node_modules", name);
      symlinkSync(join(root, "node_modules", name), path);
      return () => rmSync(path);
    };

    test("the preset typescript makes ESLint lint its folder", async () => {
      const unlink = link("@typescript-eslint");
      try {
        for (const file of ["wrong.ts", "wrong.tsx", "wrong.mts"])
          expect(await lint(eslint, config, `${eslint}-only/${file}`)).toEqual([
            "await-using/no-blind-outcome: 2",
          ]);
        expect(await lint(eslint, config, `${eslint}-only`)).toEqual(["await-using/no-blind-outcome: 2"]);
        expect((await lint(eslint, config, "wrong.js")).filter((line) => line.endsWith("2"))).toEqual(
          RECOMMENDED,
        );
      } finally {
        unlink();
      }
    });

    test("typescript-eslint's whole package does as well", async () => {
      const unlink = link("typescript-eslint");
      try {
        expect(await lint(eslint, config, `${eslint}-only`)).toEqual(["await-using/no-blind-outcome: 2"]);
      } finally {
        unlink();
      }
    });

    test("without a parser, the error says what to install, and JavaScript is linted", async () => {
      expect(await messages(eslint, config, `${eslint}-only/wrong.ts`)).toEqual([
        expect.stringContaining("found none: npm install --save-dev @typescript-eslint/parser typescript"),
      ]);
      expect((await lint(eslint, config, "wrong.js")).filter((line) => line.endsWith("2"))).toEqual(
        RECOMMENDED,
      );
    });
  });

  test("migrate: --fix writes the declaration and its import", async () => {
    const config = `import awaitUsing from "await-using/eslint";\nexport default [awaitUsing.configs.migrate];`;
    const [output] = await lint(eslint, config, "wrong.js", ["--fix-dry-run"]);
    expect(output).toContain("  using _lock = defer(() => lock.give());\n  return lock.count;");
  });

  test("unused-vars: a `using` declaration is used by its disposal, another variable is not", async () => {
    const config = `import awaitUsing from "await-using/eslint";\nexport default [awaitUsing.configs["unused-vars"]];`;
    expect(await lint(eslint, config, "unused.js")).toEqual(["no-unused-vars: 2"]);
  });
});
