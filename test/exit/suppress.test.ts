// Whose SuppressedError a bundled program gets (R1): the class that it imported, or the engine's, or an Error of that
// shape. In realms of their own, which have no class to begin with.
import { build } from "esbuild";
import { resolve } from "node:path";
import { type Context, createContext, runInContext } from "node:vm";

interface Bundled {
  combine(thrown: unknown, completion: { error: unknown }): { error: SuppressedError };
  SuppressedError: SuppressedErrorConstructor;
}

/** Runs the exit rules in `realm`, bundled as for a program that imports no more than `also` beside them. */
async function load(realm: Context, also = ""): Promise<Bundled> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { combine } from "./src/exit/rules.ts"; ${also}`,
      resolveDir: resolve(__dirname, "../.."),
    },
    bundle: true,
    format: "iife",
    globalName: "bundled",
    write: false,
  });
  runInContext(outputFiles[0]!.text, realm);
  return runInContext("bundled", realm) as Bundled;
}

/** A realm without the class, on whatever engine. */
function bare(): Context {
  const realm = createContext({});
  runInContext("delete globalThis.SuppressedError", realm);
  return realm;
}

function suppressedBy({ combine }: Bundled): SuppressedError {
  return combine("newer", { error: "older" }).error;
}

test("R1: without a class it is an Error of that shape, with a message", async () => {
  const realm = bare();
  const error = suppressedBy(await load(realm));
  expect(Object.getPrototypeOf(error)).toBe(runInContext("Error.prototype", realm));
  expect([error.name, error.message]).toEqual(["SuppressedError", "An error was suppressed during disposal"]);
  expect([error.error, error.suppressed]).toEqual(["newer", "older"]);
});

test("R1: the engine's class is taken when the error is made, however late it was installed", async () => {
  const realm = bare();
  const bundled = await load(realm);
  const Installed = runInContext(
    `globalThis.SuppressedError = class extends Error {
      constructor(error, suppressed, message) { super(message); Object.assign(this, { error, suppressed }); }
    }`,
    realm,
  ) as SuppressedErrorConstructor;
  const error = suppressedBy(bundled);
  expect(error).toBeInstanceOf(Installed);
  expect([error.error, error.suppressed]).toEqual(["newer", "older"]);
});

test("R1: a global of that name that is no class is passed over", async () => {
  const realm = bare();
  realm.SuppressedError = {};
  expect(suppressedBy(await load(realm)).name).toBe("SuppressedError");
});

test("R1: a program that imported the ponyfill's class gets errors of that class", async () => {
  const realm = bare();
  const bundled = await load(realm, `export { SuppressedError } from "./polyfills/index.ts"`);
  runInContext("globalThis.SuppressedError = class Later {}", realm);
  expect(suppressedBy(bundled)).toBeInstanceOf(bundled.SuppressedError);
});
