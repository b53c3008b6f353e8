// Load order and duplicate copies: scripts that are loaded into one realm one after the other, and must agree.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { type Engine, isBrowser, type Realm, type State } from "./engines.js";
import type { Session } from "./run.js";
import type { Places } from "./suites.js";

/** One line of the matrix: what is loaded, in this order. */
export interface Order {
  readonly name: string;
  readonly files: readonly string[];
  /** Where it is known not to work, and why. */
  readonly limit?: { readonly where: (place: Place) => boolean; readonly reason: string };
  /** Needs a realm that can make another. */
  readonly other?: true;
}

export interface Place {
  readonly engine: Engine;
  readonly state: State;
  readonly realm: Realm;
  /** Whether the realm has `Symbol.dispose` of its own. */
  readonly hasSymbols: boolean;
}

/** What one order came to in one realm. */
export interface OrderResult {
  readonly order: string;
  readonly engine: string;
  readonly state: string;
  readonly realm: Realm;
  readonly pairs: number;
  readonly symbols: number;
  readonly problems: readonly string[];
  /** The limit that says so, if it is known not to work here. */
  readonly limit?: string;
}

const [first, second, older] = ["order/first.js", "order/second.js", "order/older.js"];
const [polyfill, olderPolyfill, coreJs] = [
  "order/polyfill.js",
  "order/polyfill-older.js",
  "suites/core-js.js",
];
const handbook = "harness/handbook.js";

// Node 18 and later registered its symbols as "nodejs.dispose"; helpers and core-js fall back to "Symbol.dispose". Where
// Node's own Symbol has neither, in a vm context of Node 18 to 22 such as Jest's realms, we go by the host's objects.
const nodeWithoutSymbols = ({ engine, hasSymbols }: Place): boolean =>
  !hasSymbols && !isBrowser(engine) && engine.name !== "node14" && engine.name !== "node16";
const loadFirst =
  "the symbols stand for Node's own there, and what falls back to others was loaded before: load the polyfill first";

export const orders: readonly Order[] = [
  { name: "two copies", files: [first, second] },
  { name: "two versions, the old one first", files: [older, first] },
  { name: "two versions, the new one first", files: [first, older] },
  { name: "two versions, each with its polyfill", files: [olderPolyfill, older, polyfill, first] },
  { name: "a copy before the polyfill, one after", files: [first, polyfill, second] },
  ...["esbuild", "Babel", "TypeScript"].map((compiler) => ({
    name: `a dependency compiled by ${compiler}, loaded before the polyfill`,
    files: [`order/dependency-${compiler}.js`, polyfill, first],
    limit: { where: nodeWithoutSymbols, reason: loadFirst },
  })),
  { name: "core-js, then the polyfill", files: [coreJs, polyfill, first] },
  { name: "the polyfill, then core-js", files: [polyfill, first, coreJs, second] },
  {
    name: "a copy, then core-js, without the polyfill",
    files: [first, coreJs, second],
    limit: { where: nodeWithoutSymbols, reason: loadFirst },
  },
  { name: "the handbook's `Symbol.dispose ??=`, then the polyfill", files: [handbook, polyfill, first] },
  {
    name: "the polyfill, then the handbook's `Symbol.dispose ??=`",
    files: [polyfill, first, handbook, second],
  },
  { name: "another realm with a polyfill and a copy of its own", files: [polyfill, first], other: true },
];

// A dependency as packages are published: `using` compiled, an object with the symbols as they are when it is loaded.
const dependency = `
  const dispose = Symbol.dispose || Symbol.for("Symbol.dispose");
  const asyncDispose = Symbol.asyncDispose || Symbol.for("Symbol.asyncDispose");
  globalThis.dependency = {
    make: (called) => ({ [dispose]: called, [asyncDispose]: async () => called() }),
    useSync(resource) { using held = resource; },
    async useAsync(resource) { await using held = resource; },
  };
`;

/** Builds the scripts of all orders. */
export async function buildOrders({ root, target }: Places): Promise<void> {
  const esm = join(target, "package/dist/esm");
  const everything = `export * from "./index.js"; export * from "./ponyfill.js";`;
  const script = async (name: string, contents: string, globalName?: string): Promise<void> => {
    const isOlder = name.includes("older");
    await build({
      stdin: { contents, resolveDir: esm },
      outfile: join(target, `order/${name}.js`),
      bundle: true,
      format: "iife",
      ...(globalName ? { globalName } : {}),
      // Another build, all of whose own names are others: no two versions share more than symbols and protocols.
      minify: isOlder,
      mangleProps: isOlder ? /^_\w+[^_]$/ : undefined,
      target: "node14.6",
      supported: { "class-field": true, "class-private-field": true, "class-static-field": true },
      logLevel: "error",
    });
  };
  await script("first", everything, "first");
  await script("second", everything, "second");
  await script("older", everything, "older");
  await script("polyfill", `import "./polyfill.js";`);
  await script("polyfill-older", `import "./polyfill.js";`);
  mkdirSync(join(target, "order"), { recursive: true });
  for (const [compiler, compile] of Object.entries(compilers(root))) {
    const { code } = await transform(await compile(), { target: "node14.6" });
    writeFileSync(join(target, `order/dependency-${compiler}.js`), `(() => {${code}\n})();\n`);
  }
}

function compilers(root: string): Record<string, () => Promise<string>> {
  const require = createRequire(join(root, "package.json"));
  return {
    esbuild: async () => (await transform(dependency, { target: "es2022" })).code,
    Babel: async () => {
      const { transformAsync } = require("@babel/core") as typeof import("@babel/core");
      const plugins = [require.resolve("@babel/plugin-proposal-explicit-resource-management")];
      const result = await transformAsync(dependency, {
        configFile: false,
        babelrc: false,
        sourceType: "script",
        plugins,
      });
      return result?.code ?? "";
    },
    TypeScript: async () => {
      const { default: ts } = (await import("typescript")) as unknown as {
        default: typeof import("typescript");
      };
      const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.None };
      return ts.transpileModule(dependency, { compilerOptions }).outputText;
    },
  };
}

/** The realms of an engine that the orders are tried in. */
export function realmsOf(engine: Engine): Realm[] {
  return isBrowser(engine) ? ["main", "iframe", "worker"] : ["main", "worker", "vm context"];
}

/** Tries all orders in one state of an engine. */
export async function runOrders(engine: Engine, state: State, session: Session): Promise<OrderResult[]> {
  const results: OrderResult[] = [];
  for (const realm of realmsOf(engine)) {
    const { names } = await session.run<{ names: string[] }>({
      realm,
      format: "classic",
      files: ["harness/probe.js"],
    });
    const place = { engine, state, realm, hasSymbols: names.includes("Symbol.dispose") };
    for (const order of orders) {
      if (order.other && realm !== "main") continue;
      const last = order.other ? "harness/order-realms.js" : "harness/order-here.js";
      const files = [...order.files, "harness/order-check.js", last];
      const where = { order: order.name, engine: engine.name, state: state.name, realm };
      let result: Pick<OrderResult, "pairs" | "symbols" | "problems">;
      try {
        result = await session.run({ realm, format: "classic", files });
      } catch (error) {
        result = { pairs: 0, symbols: 0, problems: [String(error)] };
      }
      const limit = order.limit?.where(place) ? { limit: order.limit.reason } : {};
      results.push({ ...where, ...result, ...limit });
    }
  }
  return results;
}

/** Whether an order went as it should: all pairs, one symbol; or, where that is known not to work, not. */
export const isRight = ({ problems, symbols, limit }: OrderResult): boolean =>
  (problems.length === 0 && symbols <= 1) === (limit === undefined);
