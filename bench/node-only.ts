// What only a program of Node can tell: bytes of a resource on a stack, a million of them, and how long an import takes.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const built = (name: string): string => join(resolve(__dirname, ".."), "dist/esm", `${name}.js`);

const memory = `
import { createRequire } from "node:module";
delete globalThis.DisposableStack; delete globalThis.AsyncDisposableStack;
const { AsyncDisposableStack, DisposableStack } = await import(${JSON.stringify(built("ponyfill"))});
const collect = globalThis.gc;
const used = () => { collect(); collect(); return process.memoryUsage().heapUsed; };
const shared = { [Symbol.dispose]() {}, async [Symbol.asyncDispose]() {} };
const callback = () => {};
const count = Number(process.argv[2]);
const lines = [];
for (const [name, Stack] of Object.entries({ DisposableStack, AsyncDisposableStack })) {
  const each = (make) => { const before = used(); const kept = make(); const bytes = used() - before; globalThis.kept = kept; return bytes; };
  const fill = (put) => each(() => { const stack = new Stack(); for (let i = 0; i < count; i++) put(stack); return stack; }) / count;
  const empty = each(() => { const all = new Array(1e5); for (let i = 0; i < 1e5; i++) all[i] = new Stack(); return all; }) / 1e5 - 8;
  const bytes = [empty, fill((s) => s.use(shared)), fill((s) => s.defer(callback)), fill((s) => s.adopt(shared, callback))];
  globalThis.kept = undefined;
  const disposal = async (number, value) => {
    const stack = new Stack();
    for (let i = 0; i < number; i++) stack.use(value);
    const began = performance.now();
    try { await (stack.disposeAsync ?? stack.dispose).call(stack); } catch {}
    return performance.now() - began;
  };
  const failing = { [Symbol.dispose]() { throw shared; }, async [Symbol.asyncDispose]() { throw shared; } };
  await disposal(count / 10, shared); await disposal(count / 100, failing);
  lines.push({ name, bytes, ms: [await disposal(count / 10, shared), await disposal(count, shared), await disposal(count, failing)] });
}
console.log(JSON.stringify(lines));
`;

export interface Memory {
  readonly name: string;
  /** Of an empty stack, and of each resource that was used, deferred, adopted. */
  readonly bytes: readonly number[];
  /** To dispose of a tenth of `count` resources, of all, and of as many that all throw. */
  readonly ms: readonly number[];
}

/**
 * @param node the path of a Node
 * @param count how many resources are many
 */
export async function measureMemory(node: string, count: number): Promise<Memory[]> {
  return within(memory, async (file) => {
    const { stdout } = await run(node, ["--expose-gc", file, String(count)], {
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    return JSON.parse(stdout) as Memory[];
  });
}

/** How many ms longer a program takes that imports the package, the median of pairs started in turns. */
export async function measureStart(node: string, pairs: number): Promise<number> {
  return within(`import ${JSON.stringify(built("index"))};`, (importing) =>
    within("", async (empty) => {
      const took = async (file: string): Promise<number> => {
        const began = performance.now();
        await run(node, [file], { env: { ...process.env, NODE_OPTIONS: "" } });
        return performance.now() - began;
      };
      const differences: number[] = [];
      for (let i = 0; i < pairs; i++) {
        const [one, other] = i % 2 ? [empty, importing] : [importing, empty];
        const times = new Map([[one, await took(one)]]);
        times.set(other, await took(other));
        differences.push((times.get(importing) ?? NaN) - (times.get(empty) ?? NaN));
      }
      return differences.sort((one, other) => one - other)[pairs >> 1] ?? NaN;
    }),
  );
}

async function within<T>(code: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "await-using-bench-"));
  try {
    const file = join(folder, "program.mjs");
    writeFileSync(file, code);
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
