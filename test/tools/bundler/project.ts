// A user's project with the package in it, packed from the sources as they are, and the real bundlers in reach.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { node, type Run } from "../../package/process.js";
import { unpacked } from "../../toolchains/pack.js";

const root = resolve(__dirname, "../../..");

/** A resource that is told how its block ended, and suppresses what is called "expected". */
export const resource = `
export const exit = Symbol.for("await-using.exit");
export class Told {
  constructor(name) { this.name = name; }
  [exit](completion) {
    const error = completion?.error;
    console.log(this.name, "told", error ? error.message : "nothing");
    return error?.message === "expected" ? undefined : completion;
  }
  [Symbol.dispose ?? Symbol.for("nodejs.dispose")]() { console.log(this.name, "BLIND"); }
  [Symbol.asyncDispose ?? Symbol.for("nodejs.asyncDispose")]() { console.log(this.name, "BLIND"); }
}
`;
/** Its types, for TypeScript. */
export const resourceTypes = `
export declare const exit: unique symbol;
export declare class Told implements Disposable, AsyncDisposable {
  constructor(name: string);
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}
`;

/** A regular expression in a job's options. */
export interface RegExpText {
  readonly regexp: string;
}

/** What bundlers.mjs takes. */
export interface Job {
  readonly tool: string;
  readonly entry?: string;
  readonly out?: string;
  readonly files?: readonly (readonly [file: string, source: string])[];
  readonly urls?: readonly string[];
  readonly options?: Readonly<Record<string, string | boolean | RegExpText | undefined>>;
  readonly config?: object;
}

/** What bundlers.mjs prints. */
export interface Outcome<T = unknown> {
  readonly result?: T;
  readonly error?: {
    readonly message: string;
    readonly place?: { readonly file: string; readonly line: number; readonly column: number };
  };
}

export interface Project {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): void;
  read(path: string): string;
  /** Runs a job in a process of its own. */
  work<T>(job: Job): Promise<Outcome<T>>;
  /** Bundles, and runs what was made of it. */
  bundleAndRun(job: Job): Promise<Run>;
  node(parameters: readonly string[]): Promise<Run>;
  remove(): void;
}

/**
 * Makes a project.
 *
 * @param tools - can the project see the repository's packages? Else only ours is installed.
 */
export async function createProject(tools = true): Promise<Project> {
  const parent = mkdtempSync(join(tmpdir(), "await-using-bundler-"));
  const folder = join(parent, "project");
  const installed = join(folder, "node_modules/await-using");
  cpSync(await unpacked(), installed, { recursive: true });
  if (tools) symlinkSync(join(root, "node_modules"), join(parent, "node_modules"));
  const project = inFolder(folder, () => rmSync(parent, { recursive: true }));
  project.write({
    "package.json": '{ "private": true, "type": "module" }',
    "tsconfig.json": `{
      "compilerOptions": {
        "target": "esnext", "module": "esnext", "moduleResolution": "bundler", "types": [],
        "experimentalDecorators": true, "jsx": "react", "verbatimModuleSyntax": true, "skipLibCheck": true
      },
      "include": ["*.ts", "*.tsx"]
    }`,
  });
  cpSync(join(__dirname, "bundlers.mjs"), join(folder, "bundlers.mjs"));
  return project;
}

function inFolder(folder: string, remove: () => void): Project {
  const project: Project = {
    folder,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
    read: (path) => readFileSync(join(folder, path), "utf8"),
    async work<T>(job: Job) {
      const { stdout, stderr } = await node(["bundlers.mjs", JSON.stringify(job)], folder);
      const json = stdout.slice(stdout.lastIndexOf('\n{"') + 1); // a bundler may have printed something
      try {
        return JSON.parse(json) as Outcome<T>;
      } catch {
        throw new Error(`${stdout}${stderr}`);
      }
    },
    async bundleAndRun(job) {
      const { error } = await project.work(job);
      if (error) throw new Error(error.message);
      return node(["--enable-source-maps", job.out!], folder);
    },
    node: (parameters) => node(parameters, folder),
    remove,
  };
  return project;
}
