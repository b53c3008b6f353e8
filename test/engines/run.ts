// Runs the suites, and whatever else is asked for, in the realms of one engine in one of its states.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { type Browser, launch } from "../browsers/launch.js";
import { serve } from "../browsers/serve.js";
import { type Engine, type Format, isBrowser, type Realm, type State } from "./engines.js";
import type { Outcome } from "./harness/jest.js";
import { obtain } from "./obtain.js";
import { type Host, type Suite, suiteFiles } from "./suites.js";

/** Files to load in a fresh realm, one after the other; the last leaves a report, which is the result. */
export interface Task {
  readonly realm: Realm;
  readonly format: Format;
  /** Below the target folder. */
  readonly files: readonly string[];
  /** Words for exceptions.ts. */
  readonly where?: readonly string[];
}

/** An engine that was started. */
export interface Session {
  readonly version: string;
  run<T>(task: Task): Promise<T>;
  close(): Promise<void>;
}

const limit = 240_000; // ms, for one task

/** Starts an engine in a state; its tasks load files from `target`. */
export async function start(engine: Engine, state: State, target: string): Promise<Session> {
  return isBrowser(engine) ? startBrowser(engine, state, target) : startProgram(engine, state, target);
}

const before = (state: State): string[] => (state.hidden ? ["harness/hide.js"] : []);

async function startProgram(engine: Engine, state: State, target: string): Promise<Session> {
  const program = await obtain(engine);
  const host = join(target, "harness/host.cjs");
  const starts =
    engine.kind === "deno" ? ["run", "--allow-all", "--no-lock"] : engine.kind === "bun" ? ["run"] : [];
  const run = <T>(task: Task): Promise<T> => {
    const files = [...before(state), ...task.files].map((file) => join(target, file));
    const parameters = [
      ...starts,
      ...(state.flags ?? []),
      host,
      JSON.stringify({ ...task, files, where: task.where ?? [] }),
    ];
    const env = { ...process.env, ...state.env, NO_COLOR: "1", NODE_OPTIONS: "" };
    return new Promise((resolve, reject) => {
      execFile(
        program,
        parameters,
        { cwd: target, env, timeout: limit, maxBuffer: 2 ** 26 },
        (error, stdout, stderr) => {
          const line = stdout.split("\n").find((each) => each.startsWith("REPORT "));
          if (line !== undefined && line !== "REPORT undefined") resolve(JSON.parse(line.slice(7)) as T);
          else reject(new Error(`${engine.name}: no report\n${stdout}${stderr || String(error)}`));
        },
      ).stdin?.end();
    });
  };
  const { version } = await run<{ version: string }>({
    realm: "main",
    format: "classic",
    files: ["harness/probe.js"],
  });
  return { version, run, close: async () => {} };
}

async function startBrowser(engine: Engine, state: State, target: string): Promise<Session> {
  const site = await serve(target);
  let browser: Browser;
  try {
    browser = await launch(engine.kind as "chromium" | "firefox" | "webkit", state);
  } catch (error) {
    await site.close();
    throw error;
  }
  return {
    version: browser.version,
    async run<T>({ realm, format, files, where = [] }: Task): Promise<T> {
      const page = await browser.open(site.url("/harness/realm.html"));
      try {
        const urls = [...before(state), ...files].map((file) => `/${file}`);
        const task = JSON.stringify({ format, where, files: urls });
        return await page.evaluate<T>(`runIn(${JSON.stringify(realm)}, ${task})`, limit);
      } catch (error) {
        const [first] = page.errors;
        throw first === undefined ? error : new Error(`${String(error)}\nin the page: ${first}`);
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}

/** What a realm had before anything was loaded. */
export interface Native {
  readonly names: readonly string[];
  /** Whether `await using` can be parsed. */
  readonly syntax: boolean;
}

export interface InstallReport {
  readonly native: readonly string[];
  readonly installed: readonly string[];
  readonly repaired: readonly { readonly name: string; readonly bug: string }[];
}

/** One suite in one realm. */
export interface SuiteRun extends Outcome {
  readonly suite: Suite;
  readonly realm: Realm;
  readonly format: Format;
  readonly install?: InstallReport;
  readonly seconds: number;
}

/** What one engine in one state came to. */
export interface StateResult {
  readonly engine: string;
  readonly state: string;
  readonly version: string;
  readonly native: Native;
  readonly runs: readonly SuiteRun[];
  readonly seconds: number;
}

/** Which bundle of the suites an engine takes. */
export const hostOf = ({ name, kind }: Engine): Host =>
  isBrowser({ kind } as Engine) ? "browser" : name === "node14" || name === "node16" ? name : "node";

/** The runs of the suites in an engine: the suite, the realm, the format. */
export function plan(engine: Engine): [Suite, Realm, Format][] {
  const main: [Suite, Realm, Format][] = [
    ["polyfills", "main", "module"],
    ["polyfills-after-core-js", "main", "module"],
    ["polyfills-installed", "main", "module"],
    ["library", "main", "module"],
  ];
  if (!isBrowser(engine)) return main;
  const realms = ["main", "iframe", "worker"] as const;
  const others = realms.flatMap((realm) =>
    (["module", "classic"] as const).flatMap((format) =>
      (["polyfills", "library"] as const).map((suite): [Suite, Realm, Format] => [suite, realm, format]),
    ),
  );
  return [...main, ...others.filter(([, realm, format]) => realm !== "main" || format !== "module")];
}

/** Whether tests of a million resources run: once in an engine of each maker. */
const isLarge = (
  { name, kind, states }: Engine,
  state: State,
  realm: Realm,
  format: Format,
  suite: Suite,
): boolean =>
  ((kind !== "node" && kind !== "deno") || name === "node26") &&
  state === states[0] &&
  realm === "main" &&
  format === "module" &&
  (suite === "polyfills" || suite === "library");

/** Runs all suites in one state of an engine. Rejects if it cannot be started; a run that breaks off counts as a failed test. */
export async function runState(engine: Engine, state: State, session: Session): Promise<StateResult> {
  const started = Date.now();
  const native = await session.run<Native>({ realm: "main", format: "classic", files: ["harness/probe.js"] });
  const runs: SuiteRun[] = [];
  for (const [suite, realm, format] of plan(engine)) {
    const where = [
      engine.name,
      engine.kind,
      ...(isBrowser(engine) ? ["browser"] : []),
      `${engine.name}, ${state.name.replace(/:.*/, "")}`,
      `${engine.name}, ${state.name.replace(/:.*/, "")}, ${format}`,
      `${engine.name}, ${realm}`,
      realm,
      format,
      suite,
      ...(isLarge(engine, state, realm, format, suite) ? [] : ["small"]),
    ];
    const files = suiteFiles(suite, hostOf(engine), format);
    const began = Date.now();
    const what = (): { suite: Suite; realm: Realm; format: Format; seconds: number } => ({
      suite,
      realm,
      format,
      seconds: secondsSince(began),
    });
    try {
      runs.push({ ...(await session.run<Outcome>({ realm, format, files, where })), ...what() });
    } catch (error) {
      const title = `${suite}, ${realm}, ${format}`;
      runs.push({
        ...what(),
        passed: 0,
        skipped: 0,
        excepted: 0,
        slow: [],
        failed: [{ title, message: String(error) }],
      });
    }
  }
  return {
    engine: engine.name,
    state: state.name,
    version: session.version,
    native,
    runs,
    seconds: secondsSince(started),
  };
}

const secondsSince = (time: number): number => Math.round((Date.now() - time) / 100) / 10;
