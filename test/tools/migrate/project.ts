// A project in a git repository of its own, and the built command run in it as a child process.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { node, type Run } from "../../package/process.js";

export const root = resolve(__dirname, "../../..");
export const cli = join(root, "dist/cli.js");

export interface Project {
  readonly folder: string;
  read(path: string): string;
  write(path: string, content: string | Buffer): void;
  commit(): void;
  migrate(...args: string[]): Promise<Run>;
  remove(): void;
}

/** What every project has, unless it says otherwise. */
const usual = {
  "package.json": `{ "type": "module", "devDependencies": { "typescript": "^6.0.0" } }\n`,
  "tsconfig.json": `{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "types": [] } }\n`,
  ".gitignore": "node_modules\n",
};

export interface Setting {
  /** The tools in its node_modules, by name, with the folder of ours. */
  readonly tools?: Readonly<Record<string, string>>;
  readonly git?: boolean;
}

/** Makes a project of these files, committed. */
export function makeProject(
  files: Readonly<Record<string, string | Buffer>>,
  {
    tools = { eslint: "eslint", typescript: "typescript", "@typescript-eslint": "@typescript-eslint" },
    git = true,
  }: Setting = {},
): Project {
  if (!existsSync(cli)) throw new Error("there is no dist/cli.js to test: npm run build");
  const folder = mkdtempSync(join(tmpdir(), "await-using-migrate-"));
  const run = (...args: string[]): void => void execFileSync("git", args, { cwd: folder, stdio: "pipe" });
  const project: Project = {
    folder,
    read: (path) => readFileSync(join(folder, path), "utf8"),
    write(path, content) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    commit() {
      run("add", "-A");
      run("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "-q", "-m", "as it is");
    },
    migrate: (...args) => node([cli, "migrate", ...args], folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  for (const [path, content] of Object.entries({ ...usual, ...files })) project.write(path, content);
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  for (const [name, target] of Object.entries(tools)) {
    symlinkSync(join(root, "node_modules", target), join(folder, "node_modules", name));
  }
  if (git) {
    run("init", "-q");
    project.commit();
  }
  return project;
}

/** What the command complained of: standard error without how far it was, which a busy machine gets to see. */
export function complaints({ stderr }: Run): string {
  return stderr.replace(/^await-using migrate: .* \d+\/\d+\n/gm, "");
}

/** A function that every form of migration takes. */
export const job = {
  before: `export interface Job { run(): Promise<number>; release(): Promise<void> }
export async function work(take: () => Promise<Job>): Promise<number> {
  const job = await take();
  try {
    return await job.run();
  } finally {
    await job.release();
  }
}
`,
  after: `import { deferAsync } from "await-using";

export interface Job { run(): Promise<number>; release(): Promise<void> }
export async function work(take: () => Promise<Job>): Promise<number> {
  const job = await take();
  await using _job = deferAsync(() => job.release());
  return await job.run();
}
`,
};
