// The ways in which a program is lowered: by the text lowering with each parser, and by the Babel plugin in Babel 7 and 8,
// kept a module or made CommonJS.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { transform } from "esbuild";
import { lower } from "../../../src/tools/lowering/text/lower.js";
import { babel8 } from "./babel/babel-8.js";

const root = resolve(__dirname, "../../..");

/** A program of the suite. */
export interface Program {
  readonly name: string;
  /** The extension tells the language, as it does to the tools. */
  readonly file: "program.js" | "program.ts" | "program.cjs" | "program.mjs";
  readonly kind: "module" | "commonjs";
  readonly source: string;
}

export type Format = "module" | "commonjs";

/** What a way made of a program: its code, or why there is none. */
export interface Compiled {
  readonly format: Format;
  readonly code?: string;
  readonly failure?: string;
}

/** The code that the engine runs as it is. TypeScript is taken out of it, for all ways alike. */
export function stripped(source: string, file: string): Promise<string> {
  return file.endsWith(".ts") ? strip(source) : Promise.resolve(source);
}

async function strip(source: string): Promise<string> {
  const { code } = await transform(source, {
    loader: "ts",
    target: "es2022",
    supported: { using: true, "top-level-await": true },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    logLevel: "silent",
  });
  return code;
}

const textWays = ["oxc", "babel"] as const;
const babelWays = (["7", "8"] as const).flatMap((version) =>
  (["module", "commonjs"] as const).map((format) => ({ version, format })),
);

/** The names of all ways. */
export const ways: readonly string[] = [
  ...textWays.map((parser) => `text, ${parser}`),
  ...babelWays.map(({ version, format }) => `Babel ${version}, ${format}`),
];

/** Lowers every program in every way; a list for each program, in the order of {@link ways}. */
export async function lowerAll(programs: readonly Program[], plugin: string): Promise<Compiled[][]> {
  const columns: Compiled[][] = [];
  for (const parser of textWays)
    columns.push(await Promise.all(programs.map((each) => byText(each, parser))));
  for (const version of ["7", "8"] as const) {
    const formats = babelWays.filter((way) => way.version === version).map(({ format }) => format);
    columns.push(...byBabel(programs, version, formats, plugin));
  }
  return programs.map((_, index) => columns.map((column) => column[index]!));
}

async function byText({ source, file, kind }: Program, parser: "oxc" | "babel"): Promise<Compiled> {
  try {
    const lowered = await lower(source, file, { parser });
    return { format: kind, code: await stripped(lowered?.code ?? source, file) };
  } catch (error) {
    return { format: kind, failure: (error as Error).message };
  }
}

/** What Babel makes CommonJS of modules without lowering them. */
export function asCommonJs(programs: readonly Program[]): Compiled[] {
  return byBabel(programs, "7", ["commonjs"])[0]!;
}

function byBabel(
  programs: readonly Program[],
  version: "7" | "8",
  formats: readonly Format[],
  plugin?: string,
): Compiled[][] {
  const { directory, node } = version === "8" ? babel8() : { directory: root, node: process.execPath };
  const folder = mkdtempSync(join(tmpdir(), "await-using-lowering-"));
  try {
    const jobs = join(folder, "jobs.json");
    const codes = join(folder, "codes.json");
    writeFileSync(jobs, JSON.stringify({ programs, formats, plugin }));
    execFileSync(node, [join(__dirname, "babel.mjs"), directory, jobs, codes], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    return JSON.parse(readFileSync(codes, "utf8")) as Compiled[][];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
