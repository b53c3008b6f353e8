// Runs programs as the newest Node runs them, and as this Node does what each way made of them, and compares.
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { engines } from "../../engines/engines.js";
import { obtain } from "../../engines/obtain.js";
import { asCommonJs, type Compiled, type Format, lowerAll, type Program, stripped, ways } from "./ways.js";

const root = resolve(__dirname, "../../..");
const run = promisify(execFile);

/** What a program did. */
export interface Outcome {
  readonly events?: readonly string[];
  readonly error?: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly refused?: string;
}

/** One way of one program that differs from the engine. */
export interface Difference {
  readonly program: Program;
  readonly way: string;
  readonly native: Outcome;
  readonly found: Outcome | string;
  readonly code?: string;
}

export interface Comparison {
  /** Programs that the engine runs. */
  readonly programs: number;
  /** Programs that the engine refuses; nothing is compared of them. */
  readonly refused: readonly { readonly program: Program; readonly reason: string }[];
  /** Runs that were compared. */
  readonly runs: number;
  readonly differences: readonly Difference[];
}

/** Compares all programs in all ways. */
export async function compare(programs: readonly Program[]): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), "await-using-lowering-"));
  try {
    const { plugin, runtime } = await buildParts(folder);
    const newest = await obtain(engines.find(({ name }) => name === "node26")!);
    const references = await Promise.all(programs.map(reference));
    const natives = await evaluate(newest, references, runtime, folder);
    // Babel's CommonJS differs from a module (what is not yet initialized is `undefined`), with or without us.
    const made = asCommonJs(programs).map(({ format, code = "refused by Babel (" }) => ({ format, code }));
    const nativesAsCommonJs = await evaluate(newest, made, runtime, folder);
    const compiled = await lowerAll(programs, plugin);
    const jobs = programs.flatMap((program, index) =>
      natives[index]!.refused === undefined
        ? ways.flatMap((way, at) => {
            const made = compiled[index]![at]!;
            const native = (made.format === program.kind ? natives : nativesAsCommonJs)[index]!;
            return isLeftOut(made, native) ? [] : [{ program, way, native, made }];
          })
        : [],
    );
    const running = jobs.filter(({ made }) => made.code !== undefined);
    const outcomes = await evaluate(
      process.execPath,
      running.map(({ made }) => made as { format: Format; code: string }),
      runtime,
      folder,
    );
    const found = new Map(running.map((job, index) => [job, outcomes[index]!]));
    return {
      programs: natives.filter(({ refused }) => refused === undefined).length,
      refused: natives.flatMap(({ refused }, index) =>
        refused === undefined ? [] : [{ program: programs[index]!, reason: refused }],
      ),
      runs: jobs.length,
      differences: jobs.flatMap((job) => {
        const { program, way, native, made } = job;
        const outcome = found.get(job) ?? `does not build: ${made.failure}`;
        if (JSON.stringify(outcome) === JSON.stringify(native)) return [];
        return [{ program, way, native, found: outcome, ...(made.code && { code: made.code }) }];
      }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reference({ source, file, kind }: Program): Promise<{ format: Format; code: string }> {
  try {
    return { format: kind, code: await stripped(source, file) };
  } catch {
    return { format: kind, code: "refused by the TypeScript compiler" };
  }
}

/** CommonJS is no module, and a module that awaits at its top level cannot be CommonJS, with or without us. */
function isLeftOut({ failure }: Compiled, native: Outcome): boolean {
  return failure === "left out" || native.refused !== undefined;
}

async function evaluate(
  node: string,
  programs: readonly { format: Format; code: string }[],
  runtime: string,
  folder: string,
): Promise<Outcome[]> {
  const [input, output] = [join(folder, "programs.json"), join(folder, "results.json")];
  writeFileSync(input, JSON.stringify(programs));
  const script = join(__dirname, "evaluate.mjs");
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  await run(node, [...flags, script, input, output, runtime], { maxBuffer: 2 ** 26 });
  return JSON.parse(readFileSync(output, "utf8")) as Outcome[];
}

async function buildParts(folder: string): Promise<{ plugin: string; runtime: string }> {
  const runtime = join(folder, "runtime.cjs");
  await build({
    entryPoints: [join(root, "src/runtime/babel.ts")],
    outfile: runtime,
    bundle: true,
    format: "cjs",
    platform: "node",
    logLevel: "error",
  });
  await run(process.execPath, ["src/tools/lowering/babel/build.mjs", join(folder, "babel")], { cwd: root });
  return { plugin: join(folder, "babel/cjs/babel.js"), runtime };
}
