// What the entries export, and what the objects they make can do: the names that the catalogue must have.
import * as main from "await-using";
import * as diagnostics from "await-using/diagnostics";
import * as locks from "await-using/locks";
import * as node from "await-using/node";
import * as ponyfill from "await-using/ponyfill";
import { asyncDispose, dispose } from "await-using/ponyfill";
import * as runtime from "await-using/runtime";
import * as babel from "await-using/runtime/babel";
import * as swcAdd from "await-using/runtime/swc/_ts_add_disposable_resource";
import * as swcDispose from "await-using/runtime/swc/_ts_dispose_resources";
import * as tslib from "await-using/runtime/tslib";
import * as original from "tslib";

/** Objects whose methods are public, beside the classes that are exported. */
async function samples(): Promise<Record<string, object>> {
  const manager = main.nullContext();
  const generated = main.contextManager(function* () {
    yield;
  });
  const asyncGenerated = main.asyncContextManager(async function* () {
    yield;
  });
  const [tracker, timeline] = [diagnostics.trackResources(), diagnostics.recordTimeline()];
  tracker[dispose]();
  timeline[dispose]();
  return {
    AsyncExitStack: new main.AsyncExitStack(),
    ExitStack: new main.ExitStack(),
    AsyncDisposableStack: new ponyfill.AsyncDisposableStack(),
    DisposableStack: new ponyfill.DisposableStack(),
    Entered: await main.enter(manager),
    EnteredSync: main.enterSync(manager),
    AsyncGeneratorManager: asyncGenerated(),
    GeneratorManager: generated(),
    Timeout: main.timeout(null),
    TaskGroup: main.taskGroup(),
    ResourceTracker: tracker,
    Timeline: timeline,
  };
}

/** What the main entry, diagnostics, locks, node and the ponyfill export. */
export function publicExports(): string[] {
  const names = [main, diagnostics, locks, node, ponyfill].flatMap((entry) => Object.keys(entry));
  return [...new Set(names)];
}

/** Every public name, as the catalogue calls it. */
export async function publicNames(): Promise<string[]> {
  const names = publicExports();
  const ours = Object.entries(tslib).filter(
    ([name, value]) => name !== "default" && value !== (original as Record<string, unknown>)[name],
  );
  const prefixed = [
    ...Object.keys(runtime).map((name) => `runtime:${name}`),
    ...Object.keys(babel).map((name) => `babel:${name}`),
    ...Object.keys(swcAdd).map((name) => `swc:${name}add`),
    ...Object.keys(swcDispose).map((name) => `swc:${name}dispose`),
    ...ours.map(([name]) => `tslib:${name}`),
  ];
  const members = Object.entries(await samples()).flatMap(([name, sample]) =>
    membersOf(name, sample).map((member) => `${name}#${member}`),
  );
  const statics = [main.AsyncExitStack, main.ExitStack].flatMap((each) =>
    Object.getOwnPropertyNames(each)
      .filter((name) => !["length", "name", "prototype"].includes(name))
      .map((name) => `${each.name}.${name}`),
  );
  return [...new Set([...names, ...prefixed, ...members, ...statics])].sort();
}

/** The members of an object's classes, but for the library's own and, where they are what its maker is about, the protocol's. */
function membersOf(name: string, sample: object): string[] {
  const found = new Set<string>();
  const isStack = /^(Async)?ExitStack$/.test(name);
  for (
    let proto = Object.getPrototypeOf(sample) as object;
    proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto) as object
  ) {
    for (const key of Reflect.ownKeys(proto)) {
      const text = keyName(key);
      if (text === undefined || text === "constructor") continue;
      if (text.startsWith("__") && !isStack) continue; // see the function that makes the manager
      found.add(text);
    }
    if (isStack) break; // what comes after is TC39's, of which the stack has none
  }
  return [...found];
}

function keyName(key: PropertyKey): string | undefined {
  if (typeof key !== "symbol") return String(key);
  if (key === main.exit) return "[exit]";
  if (key === dispose) return "[Symbol.dispose]";
  if (key === asyncDispose) return "[Symbol.asyncDispose]";
  if (key === Symbol.toStringTag) return "[Symbol.toStringTag]";
  return undefined; // the library's own
}
