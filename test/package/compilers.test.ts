// A user's program against the installed tarball: every TypeScript from 5.2 to 7, every module mode, with and without
// the disposable lib named by the user. No @types package is there, and no skipLibCheck hides a declaration.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mapPairs, node } from "./process.js";
import { type Installed, packAndInstall, root } from "./tarball.js";

const compilers = ["typescript-5.2", "typescript-5.9", "typescript", "typescript-7"] as const;
const modes = {
  nodenext: { files: ["consumer.mts", "consumer.cts"], options: { module: "nodenext" } },
  bundler: { files: ["consumer.ts"], options: { module: "esnext", moduleResolution: "bundler" } },
  node10: { files: ["consumer.ts"], options: { module: "commonjs", moduleResolution: "node10" } },
};
const libs = {
  "the default lib": {},
  'lib: ["ES2022"]': { lib: ["ES2022"] },
  'lib: ["ES2022", "ESNext.Disposable"]': { lib: ["ES2022", "ESNext.Disposable"] },
};

interface Way {
  readonly compiler: (typeof compilers)[number];
  readonly mode: keyof typeof modes;
  readonly lib: keyof typeof libs;
  /** The folder of the program, in the project that the package is installed in. */
  readonly folder: string;
}

const ways: Way[] = compilers.flatMap((compiler) =>
  (Object.keys(modes) as Way["mode"][])
    // TypeScript 7 has no node10 resolution any more.
    .filter((mode) => compiler !== "typescript-7" || mode !== "node10")
    .flatMap((mode) =>
      (Object.keys(libs) as Way["lib"][]).map((lib, index) => ({
        compiler,
        mode,
        lib,
        folder: `${compiler}-${mode}-${index}`,
      })),
    ),
);
const runnable = ways.filter(({ lib, mode }) => lib === "the default lib" && mode !== "bundler");

let installed: Installed;
const printed = new Map<string, string[]>();

beforeAll(async () => {
  installed = await packAndInstall();
  for (const way of ways) layOut(way);
  await mapPairs(compilers, compileAll);
}, 400_000);

afterAll(() => installed?.remove());

test("the compilers are what their aliases say", () => {
  const manifests = compilers.map((name) =>
    readFileSync(join(root, "node_modules", name, "package.json"), "utf8"),
  );
  const versions = manifests.map((text) => (JSON.parse(text) as { version: string }).version);
  expect(versions.map((version) => version.replace(/(\d+\.\d+).*/, "$1"))).toEqual([
    "5.2",
    "5.9",
    "6.0",
    "7.0",
  ]);
});

test.each(ways)("$compiler, $mode, $lib: the program compiles", ({ compiler, folder }) => {
  const lines = printed.get(compiler) as string[];
  expect(lines.filter((line) => line.startsWith(`${folder}/`) || !/^[\w.-]+\//.test(line))).toEqual([]);
});

test.each(runnable)("$compiler, $mode: the compiled program runs", async ({ mode, folder }) => {
  const expected = readFileSync(join(__dirname, "fixtures/consumer.txt"), "utf8").split("\n").slice(0, -1);
  for (const file of mode === "node10" ? ["consumer.js"] : ["consumer.mjs", "consumer.cjs"]) {
    expect(await runProgram(join(installed.project, folder, file))).toEqual(expected);
  }
});

function layOut({ compiler, mode, lib, folder }: Way): void {
  const { files, options } = modes[mode];
  mkdirSync(join(installed.project, folder));
  for (const file of files) {
    copyFileSync(join(__dirname, "fixtures/consumer.ts"), join(installed.project, folder, file));
  }
  const compilerOptions = {
    target: "ES2022",
    ...options,
    ...libs[lib],
    // TypeScript 6 calls node10 deprecated, and takes this word to say so no more.
    ...(compiler === "typescript" && mode === "node10" && { ignoreDeprecations: "6.0" }),
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types: [],
  };
  write(folder, "tsconfig.json", { compilerOptions, files });
  write(folder, "package.json", { type: mode === "node10" ? "commonjs" : "module" });
}

/** Compiles all programs of a compiler in one process, which reads the libs once. */
async function compileAll(compiler: Way["compiler"]): Promise<void> {
  const folders = ways.filter((way) => way.compiler === compiler).map(({ folder }) => folder);
  const tsc = join(root, "node_modules", compiler, "bin/tsc");
  const { stdout, stderr } = await node([tsc, "--build", "--pretty", "false", ...folders], installed.project);
  printed.set(compiler, `${stdout}${stderr}`.split("\n").filter(Boolean));
}

async function runProgram(file: string): Promise<string[]> {
  const program = `
    const { run } = await import(${JSON.stringify(`file://${file}`)});
    console.log(JSON.stringify(await run()));
  `;
  const { stdout, stderr, status } = await node(["--input-type=module", "-e", program], installed.project);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

function write(folder: string, file: string, content: unknown): void {
  writeFileSync(join(installed.project, folder, file), JSON.stringify(content));
}
