// Compiles the examples of the doc comments strictly, in the world of examples.ts, and runs them.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { node } from "../package/process.js";
import { root, unpacked } from "../toolchains/pack.js";
import { after, type Example, world } from "./examples.js";

const entries = [
  "await-using",
  "await-using/diagnostics",
  "await-using/locks",
  "await-using/node",
  "await-using/polyfill/install",
];

export interface Ran {
  /** What the compiler says of it; nothing if all is right. */
  readonly diagnostics: string;
  readonly printed: string;
  readonly status: number;
}

/** Runs the examples, each in a process of its own, compiled by TypeScript over this package's helpers. */
export async function runExamples(all: readonly Example[]): Promise<Map<string, Ran>> {
  const folder = mkdtempSync(join(tmpdir(), "await-using-examples-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    mkdirSync(join(folder, "packages/core"), { recursive: true });
    symlinkSync(await unpacked(), join(folder, "node_modules/await-using"));
    symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
    symlinkSync(join(root, "node_modules/tslib"), join(folder, "node_modules/tslib"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const exported = new Map<string, string>();
    for (const entry of entries) {
      const listed = await node(
        [
          "--input-type=module",
          "-e",
          `console.log(Object.keys(await import(${JSON.stringify(entry)})).join())`,
        ],
        folder,
      );
      for (const name of listed.stdout.trim().split(",")) if (!exported.has(name)) exported.set(name, entry);
    }
    for (const type of ["Completion", "AsyncContextManager", "ContextManager"])
      exported.set(type, "await-using");
    const names = new Map(all.map((example, at) => [example, `example-${at}.ts`]));
    for (const [example, file] of names) writeFileSync(join(folder, file), program(example, exported));
    const options =
      "--strict --target es2022 --module nodenext --lib es2022,esnext.disposable,dom --types node --importHelpers";
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await node([tsc, ...options.split(" "), ...names.values()], folder);
    const ran = new Map<string, Ran>();
    for (const [example, file] of names) {
      const diagnostics = stdout
        .split("\n")
        .filter((line) => line.startsWith(`${file}(`))
        .join("\n");
      const {
        status,
        stdout: printed,
        stderr,
      } = await node(["--import", "await-using/register", file.replace(/ts$/, "js")], folder);
      ran.set(example.name, { diagnostics, printed: printed + stderr, status });
    }
    return ran;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const standIns = new Map(Object.entries(world));

function program({ name, code }: Example, exported: ReadonlyMap<string, string>): string {
  const body = `${code}\n${new Map(Object.entries(after)).get(name) ?? ""}`;
  const declared = (word: string): boolean =>
    new RegExp(`\\b(const|let|class|function\\*?|type) ${word}\\b`).test(code) ||
    new RegExp(`\\b(const|let) [[{][^=]*\\b${word}\\b[^=]*[\\]}] =`).test(code);
  const around: string[] = [];
  const used = new Set<string>();
  const add = (text: string): void => {
    for (const [word] of text.matchAll(/\b[A-Za-z]\w*\b/g)) {
      const standIn = standIns.get(`${name.split(" ")[0]}: ${word}`) ?? standIns.get(word);
      if (used.has(word) || declared(word) || standIn === undefined) continue;
      used.add(word);
      add(standIn);
      around.push(standIn);
    }
  };
  add(body);
  const text = `${around.join("\n")}\n${body}`;
  const imports = [...exported].filter(
    ([word]) => new RegExp(`\\b${word}\\b`).test(text) && !used.has(word) && !declared(word),
  );
  const lines = imports.map(([word, entry]) =>
    ["Completion", "AsyncContextManager", "ContextManager"].includes(word)
      ? `import { type ${word} } from "${entry}";`
      : `import { ${word} } from "${entry}";`,
  );
  return [
    `import "await-using/polyfill";`,
    ...lines,
    `const note = (text: string): void => void process.stdout.write(text + "\\n");`,
    ...around,
    `async function example(this: { busy: boolean }): Promise<void> {\n${body}\n}`,
    `await example.call({ busy: true });`,
    "",
  ].join("\n");
}
