// The rooms and the arrows between them: which file may import what, what no source file does, what the main entry names.
import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  exportedNames,
  importsOf,
  javaScript,
  read,
  repositoryFiles,
  root,
  runsStatements,
} from "./sources.js";

const files = repositoryFiles();
const sources = files.filter((path) => /^(src|polyfills)\/.*\.ts$/.test(path));
const inSrc = sources.filter((path) => path.startsWith("src/"));

const ponyfill = "polyfills/index.ts";
const operations = "polyfills/abstract-ops.ts";
const drivers = "src/scope/with.ts";
const suppression = "polyfills/new-suppressed-error.ts";

/** What the files of a room may import, itself aside: rooms, files, packages. */
const arrows: Record<string, readonly string[]> = {
  polyfills: [],
  "src/protocol": [ponyfill],
  // Of the polyfill's SuppressedError the making of one, which takes no class along.
  "src/exit": ["src/protocol", ponyfill, suppression],
  "src/scope": ["src/protocol", "src/exit", ponyfill],
  // What drives a manager may use the function drivers.
  "src/contextlib": ["src/protocol", "src/exit", drivers, ponyfill],
  "src/concurrency": ["src/protocol", "src/exit", drivers, ponyfill],
  "src/adapters": ["src/protocol", "src/exit", drivers, ponyfill],
  "src/node": ["src/protocol"],
  // Of concurrency what a signal is, and how its abort is told.
  "src/locks": ["src/protocol", "src/concurrency/abort-scope.ts", "src/concurrency/timeout.ts"],
  // Of the protocol only the symbol, types and what tells objects apart: compiled blocks carry no Python.
  "src/runtime": ["src/protocol", "src/exit", ponyfill, operations],
  "src/diagnostics": ["src/scope/observer.ts", ponyfill],
};

/** Departures from the arrows, each with its reason. */
const exceptions = [
  // The one entry that installs core-js's polyfill; an optional peer dependency.
  "polyfills/core-js.ts -> core-js/proposals/explicit-resource-management.js",
  // A drop-in for tslib bundles it: this module stands where tslib was.
  "src/runtime/tslib.ts -> tslib",
];

/** The entries that are imported for their effect, and change globals. */
const effects = ["polyfills/auto.ts", "polyfills/fresh-symbols.ts", "src/runtime/global.ts"];

/** Who may name the engine's own classes. */
const nativeReaders = [
  // Every compiled program carries it, so it has no SuppressedError of its own: it looks up the engine's when needed.
  "src/runtime/after-throw.ts",
];

/** The rooms of tools, which may use packages, but no room of the library. */
const tools = ["src/tools"];

function roomOf(path: string): string {
  if (path.startsWith("polyfills/")) return "polyfills";
  const [, room] = /^(src\/[^/]+)\//.exec(path) ?? [];
  return room ?? path;
}

describe("arrows", () => {
  test.each(Object.keys(arrows))("%s imports only what it may", (room) => {
    const found = sources
      .filter((path) => roomOf(path) === room)
      .flatMap((path) => importsOf(path).map((target) => [path, target] as const))
      .filter(([, target]) => roomOf(target) !== room)
      .filter(
        ([, target]) => !arrows[room]?.some((allowed) => allowed === target || allowed === roomOf(target)),
      )
      .map(([path, target]) => `${path} -> ${target}`);
    expect(found.filter((arrow) => !exceptions.includes(arrow))).toEqual([]);
  });

  test("every exception is still used", () => {
    const all = sources.flatMap((path) => importsOf(path).map((target) => `${path} -> ${target}`));
    expect(exceptions.filter((arrow) => !all.includes(arrow))).toEqual([]);
  });

  test("every room is known", () => {
    const rooms = new Set(sources.map(roomOf));
    const known = [...Object.keys(arrows), ...tools, "src/index.ts", "src/script.ts"];
    expect([...rooms].filter((room) => !known.includes(room))).toEqual([]);
  });

  test("tools import no room of the library", () => {
    const found = sources
      .filter((path) => tools.includes(roomOf(path)))
      .flatMap((path) => importsOf(path).map((target) => `${path} -> ${target}`))
      .filter((arrow) => / -> (src|polyfills)\//.test(arrow))
      .filter((arrow) => !tools.some((tool) => arrow.includes(` -> ${tool}/`)));
    expect(found).toEqual([]);
  });

  test("nothing imports diagnostics, and only the classic script imports what has a side effect", () => {
    const found = inSrc
      .filter((path) => path !== "src/script.ts" && !path.startsWith("src/diagnostics/"))
      .flatMap((path) => importsOf(path).map((target) => `${path} -> ${target}`))
      .filter((arrow) =>
        /-> (src\/diagnostics|polyfills\/(install|auto|strict|core-js|fresh-symbols|parts))/.test(arrow),
      );
    expect(found).toEqual([]);
  });
});

describe("globals", () => {
  const names = ["AsyncDisposableStack", "DisposableStack", "SuppressedError"];

  test.each(names)("src takes %s from the ponyfill, never from the engine", (name) => {
    const found = inSrc.filter((path) => {
      const code = javaScript(path).replace(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""');
      const isNamed = new RegExp(`(?<![\\w$.])${name}\\b`).test(code);
      const isImported = new RegExp(`(import|export)\\s*\\{[^}]*\\b${name}\\b[^}]*\\}\\s*from`).test(code);
      return (
        (isNamed && !isImported) || new RegExp(`globalThis(\\.|\\?\\.|\\[["'])${name}`).test(javaScript(path))
      );
    });
    expect(found.filter((path) => !tools.includes(roomOf(path)) && !nativeReaders.includes(path))).toEqual(
      [],
    );
  });

  test("src assigns to no global", () => {
    const writes =
      /globalThis(\.\w+|\[[^\]]*\])\s*(\?\?|\|\||&&)?=[^=]|(defineProperty|defineProperties|assign|set)\(\s*(globalThis|Symbol|Error|Promise)\b/;
    const found = inSrc.filter((path) => writes.test(javaScript(path)));
    expect(found.filter((path) => !effects.includes(path))).toEqual([]);
  });

  test("only the entries with a side effect run a statement when they are imported", () => {
    expect(sources.filter((path) => !tools.includes(roomOf(path)) && runsStatements(path))).toEqual(effects);
  });
});

describe("errors", () => {
  test.each(["Error", "SuppressedError"])("src never asks instanceof %s", (name) => {
    const asks = new RegExp(`instanceof\\s+${name}\\b`);
    expect(inSrc.filter((path) => asks.test(javaScript(path)))).toEqual([]);
  });
});

describe("files", () => {
  test("every source file has at most 300 lines", () => {
    expect(sources.filter((path) => read(path).split("\n").length > 301)).toEqual([]);
  });

  test("no file names a folder of somebody's machine, or the address of a registry", () => {
    // Put together here, so that this file does not name them either.
    const folders = ["work", "tmp", "root", "home"].join("|");
    const forbidden = new RegExp(
      [
        `(?<![\\w.$}~)-])/(${folders})/`,
        "\\.\\./" + "shared",
        homedir().replace(/[^\w/]/g, "\\$&") + "/",
        "registry\\." + "(npmjs|yarnpkg)",
        "deb\\." + "debian",
      ].join("|"),
    );
    const found = files.filter((path) => forbidden.test(read(path)));
    expect(found).toEqual([]);
  });
});

describe("public names", () => {
  const { values, types } = exportedNames("src/index.ts");

  test("the main entry has exactly these values", () => {
    expect(values).toEqual([
      "AbstractAsyncContextManager",
      "AbstractContextManager",
      "AsyncExitStack",
      "ExitStack",
      "RuntimeError",
      "SuppressedError",
      "TimeoutError",
      "UnconfirmedExitError",
      "aclosing",
      "acquire",
      "asyncContextManager",
      "asyncDisposable",
      "aware",
      "blindExits",
      "closing",
      "contextManager",
      "decorate",
      "decorateSync",
      "defer",
      "deferAsync",
      "disposable",
      "enter",
      "enterSync",
      "errorChain",
      "exit",
      "formatError",
      "fromCallback",
      "fromDisposable",
      "isAsyncContextManager",
      "isContextManager",
      "limitExit",
      "listen",
      "newestError",
      "nullContext",
      "parallel",
      "patch",
      "suppress",
      "taskGroup",
      "timeout",
      "timeoutAt",
      "unconfirmed",
      "unconfirmedSync",
      "withAsync",
      "withSync",
    ]);
  });

  test("the main entry has exactly these types", () => {
    expect(types).toEqual([
      "AsyncContextDecorator",
      "AsyncContextManager",
      "AsyncExitCallback",
      "AsyncGeneratorManager",
      "AsyncHeld",
      "AsyncWrapped",
      "AwareCheck",
      "CallbackStart",
      "Completion",
      "ContextDecorator",
      "ContextManager",
      "EnterResult",
      "EnterResultSync",
      "Entered",
      "EnteredSync",
      "EnteredValues",
      "ErrorAwareAsyncDisposable",
      "ErrorAwareDisposable",
      "ErrorType",
      "ExitCallback",
      "ExitOptions",
      "ExitResult",
      "ExitResultSync",
      "GeneratorManager",
      "GeneratorManagerOptions",
      "Held",
      "ListenOptions",
      "MethodContext",
      "None",
      "NullContext",
      "Release",
      "SignalOptions",
      "Suppress",
      "Suppressed",
      "SuppressibleType",
      "SyncResult",
      "SyncWrapped",
      "TaskGroup",
      "Timeout",
    ]);
  });
});

describe("tests", () => {
  test("every test file is run by a Jest project", () => {
    const jest = join(root, "node_modules/jest/bin/jest.js");
    const printed = execFileSync(process.execPath, [jest, "--listTests", "--json"], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, AWAIT_USING_WITHOUT: "" }, // those that this machine cannot run, too
    });
    const listed = new Set((JSON.parse(printed) as string[]).map((path) => path.slice(root.length + 1)));
    const tests = files.filter((path) => /^test\/.*\.(test|spec)\.[cm]?[jt]sx?$/.test(path));
    expect(tests.length).toBeGreaterThan(3);
    expect(tests.filter((path) => !listed.has(path))).toEqual([]);
  }, 30_000);
});
