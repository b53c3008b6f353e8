// A test runner for Stryker: the suites, bundled with the instrumented sources as the other engines run them, in a new
// process for each mutant. Jest itself takes ten times as long to start.
import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { build } from "esbuild";
import jestConfig from "../../jest.config.js";

/** Which tests a room's mutants meet: folders below test/, and files in them that see no mutant, or make processes. */
const folders = {
  polyfills: ["polyfills", "exit/suppress.test.ts"],
  library: [
    "protocol",
    "exit",
    "scope",
    "contextlib",
    "concurrency",
    "adapters",
    "runtime",
    "diagnostics",
    "locks",
    "faults",
  ],
};
const blind = /(bundle|helpers|scale|table|faults\/properties)\.test\.ts$/;

const sources = new Map(
  Object.entries(jestConfig.projects[0].moduleNameMapper).map(([name, file]) => [
    name.slice(1, -1),
    file.replace("<rootDir>/", ""),
  ]),
);

class SuitesRunner {
  #program;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.#program = await bundle(
      process.cwd(),
      process.env.MUTATED === "polyfills" ? "polyfills" : "library",
    );
  }

  async dryRun({ timeout }) {
    const { report, hung, crash } = await runIn(this.#program, {}, timeout);
    if (hung) return { status: "timeout" };
    if (report === undefined) return { status: "error", errorMessage: crash };
    const broken = new Map(report.failed.map(({ title, message }) => [title, message]));
    const tests = report.tests.map(({ title, ms }) => ({
      id: title,
      name: title,
      timeSpentMs: ms,
      ...(broken.has(title) ? { status: 1, failureMessage: broken.get(title) } : { status: 0 }),
    }));
    if (broken.size > 0 && tests.every(({ status }) => status === 0)) {
      return { status: "error", errorMessage: JSON.stringify([...broken]) };
    }
    return { status: "complete", tests, mutantCoverage: report.coverage };
  }

  async mutantRun({ activeMutant, testFilter, timeout, hitLimit }) {
    const { report, hung, crash } = await runIn(
      this.#program,
      { mutant: activeMutant.id, filter: testFilter, hitLimit, bail: true },
      timeout,
    );
    if (hung) return { status: "timeout", reason: `no end after ${timeout} ms` };
    if (report === undefined) {
      return { status: "killed", killedBy: ["the process"], failureMessage: crash, nrOfTests: 1 };
    }
    const [failure] = report.failed;
    if (failure === undefined) return { status: "survived", nrOfTests: report.tests.length };
    if (/Hit count limit reached/.test(failure.message))
      return { status: "timeout", reason: failure.message };
    return {
      status: "killed",
      killedBy: [failure.title],
      failureMessage: failure.message,
      nrOfTests: report.tests.length,
    };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "suites", SuitesRunner)];

export async function bundle(root, suite) {
  const files = folders[suite].flatMap((folder) =>
    (folder.endsWith(".ts")
      ? [`test/${folder}`]
      : readdirSync(join(root, "test", folder), { recursive: true }).map((name) => `test/${folder}/${name}`)
    )
      .filter((name) => name.endsWith(".test.ts") && !blind.test(name))
      .sort(),
  );
  const outfile = join(root, `${suite}-${process.pid}.mjs`); // named as the suites expect of a bundle
  await build({
    stdin: {
      contents: [
        `import { file } from "./test/engines/harness/jest.ts";`,
        `import { run } from "./test/mutation/suites.ts";`,
        ...(suite === "library" ? [`import "./polyfills/auto.ts";`] : []),
        ...files.flatMap((name) => [`import "mark:${name}";`, `import "./${name}";`]),
        `globalThis.__run = run;`,
      ].join("\n"),
      resolveDir: root,
      loader: "ts",
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`,
    },
    target: "es2022",
    tsconfigRaw: "{}",
    keepNames: true,
    ignoreAnnotations: true,
    logLevel: "error",
    define: { __dirname: JSON.stringify(join(root, "test/x")) },
    alias: { "node:vm": join(root, "test/mutation/vm.ts") },
    plugins: [
      {
        name: "names", // of files, for titles; and of the package's entries, as Jest has them
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^await-using/ }, ({ path }) => ({ path: join(root, sources.get(path)) }));
          // It takes longer to load than most mutants run.
          onResolve({ filter: /^typescript$/ }, ({ namespace }) =>
            namespace === "late"
              ? { path: "typescript", external: true }
              : { path: "typescript", namespace: "late" },
          );
          onLoad({ filter: /.*/, namespace: "late" }, () => ({
            contents: `module.exports = new Proxy({}, { get: (_, key) => require("typescript")[key] });`,
          }));
          onResolve({ filter: /^mark:/ }, ({ path }) => ({ path, namespace: "mark" }));
          onLoad({ filter: /.*/, namespace: "mark" }, ({ path }) => ({
            contents: `import { file } from "./test/engines/harness/jest.ts"; file(${JSON.stringify(path.slice(5))});`,
            resolveDir: root,
            loader: "ts",
          }));
        },
      },
    ],
  });
  const program = `${outfile}.main.mjs`;
  writeFileSync(
    program,
    `import { writeSync } from "node:fs";
const task = JSON.parse(process.argv[2]);
globalThis.__stryker__ = { activeMutant: task.mutant, hitLimit: task.hitLimit, hitCount: task.hitLimit && 0 };
await import(${JSON.stringify(outfile)});
const report = await globalThis.__run(task);
writeSync(3, JSON.stringify(report));
process.exit(0);
`,
  );
  return program;
}

function runIn(program, task, timeout) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--expose-gc", program, JSON.stringify(task)], {
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    let text = "";
    let crash = "";
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      child.kill("SIGKILL");
    }, timeout);
    child.stdio[3].setEncoding("utf8").on("data", (chunk) => (text += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk) => (crash = (crash + chunk).slice(-2000)));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      let report;
      try {
        report = JSON.parse(text);
      } catch {
        crash ||= `exit status ${code ?? signal}`;
      }
      resolve({ report, hung, crash });
    });
  });
}
