// Installs a project of `installs.ts` with a package manager, the packed package beside it, and runs its programs.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { files, programs } from "./install-programs.js";
import { type Outcome, PNPM, type Project, toolsOf } from "./installs.js";
import { run, type Run } from "./process.js";

export type Manager = "npm" | "pnpm";
export const managers: readonly Manager[] = ["npm", "pnpm"];

/** How a program ended, and what was expected. */
export interface Result {
  readonly project: string;
  readonly manager: Manager;
  readonly program: string;
  /** The tools that it used, with the versions that were installed. */
  readonly tools: readonly string[];
  readonly expected: Outcome;
  /** What ended otherwise; undefined if all is as expected. */
  readonly wrong: string | undefined;
}

/** What came of installing a project. */
export interface Installation {
  /** The package manager's refusal or its warning about peers; undefined if it had none. */
  readonly complaint: string | undefined;
  readonly results: readonly Result[];
}

const quiet: Readonly<Record<Manager, readonly string[]>> = {
  npm: ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=warn"],
  pnpm: ["--prefer-offline", "--ignore-scripts", "--config.confirmModulesPurge=false"],
};

/** Installs the tools, then `tarball`, as somebody who had them before; then runs the programs. */
export async function tryProject(project: Project, manager: Manager, tarball: string): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), `await-using-beside-${project.name}-${manager}-`));
  try {
    writeFileSync(
      join(folder, "package.json"),
      '{ "name": "beside", "private": true, "type": "module", "engines": { "node": ">=24" } }',
    );
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const tools = Object.entries(project.tools).map(([name, version]) => `${name}@${version}`);
    const before = await install(folder, manager, tools, []);
    if (before.status !== 0) throw new Error(`${manager}: ${before.stdout}${before.stderr}`);
    const after = await install(folder, manager, [tarball], manager === "npm" ? ["--strict-peer-deps"] : []);
    const complaint = complaintOf(after);
    if (complaint !== undefined) return { complaint, results: [] };
    const results: Result[] = [];
    for (const { program, outcome } of project.uses) {
      const wrong = await use(program, outcome, folder, project);
      const versions = (toolsOf[program] ?? [])
        .filter((tool) => tool in project.tools)
        .map((tool) => `${tool} ${versionOf(folder, tool)}`);
      results.push({ project: project.name, manager, program, tools: versions, expected: outcome, wrong });
    }
    return { complaint: undefined, results };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function install(
  folder: string,
  manager: Manager,
  packages: readonly string[],
  more: readonly string[],
): Promise<Run> {
  return manager === "npm"
    ? run("npm", ["install", ...quiet.npm, ...more, ...packages], folder)
    : run("npx", ["--yes", "--prefer-offline", PNPM, "add", ...quiet.pnpm, ...more, ...packages], folder);
}

/** A refusal, or pnpm's warning of our peers: it names, as a tree, each package whose peers are missing or do not fit. */
function complaintOf({ status, stdout, stderr }: Run): string | undefined {
  const printed = `${stdout}${stderr}`;
  return status !== 0 || /┬ await-using|ERESOLVE/.test(printed) ? printed : undefined;
}

async function use(
  name: string,
  expected: Outcome,
  folder: string,
  project: Project,
): Promise<string | undefined> {
  const { module, command, prints } = programs[name]!;
  if (module !== undefined) writeFileSync(join(folder, "use.mjs"), module);
  const executable = project.node ? join(folder, "node_modules", project.node, "bin/node") : process.execPath;
  const parameters =
    command === undefined ? ["use.mjs"] : [join(folder, "node_modules/await-using/dist/cli.js"), ...command];
  mkdirSync(join(folder, "out"), { recursive: true });
  const { status, stdout, stderr } = await run(executable, parameters, folder);
  const isRight =
    expected === "works"
      ? status === 0 && (typeof prints === "string" ? stdout === prints : prints.test(stdout))
      : status !== 0 && refusal.test(`${stdout}${stderr}`);
  return isRight ? undefined : `${name}: status ${status}\n${stdout}${stderr}`.slice(0, 3000);
}

/** The refusal: who needs which version, what was found, what to do, and the code. */
const refusal = /(works with|needs) .* and found [^]*npm install [^]*\[AWAIT_USING_TOOL_VERSION\]/;

function versionOf(folder: string, tool: string): string {
  const manifest = readFileSync(join(folder, "node_modules", tool, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
