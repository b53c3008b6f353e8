// Where the functions are run: a context of their own with the language's globals, and with this package as it is.

import { createContext, runInContext, type Context } from "node:vm";

type Names = Readonly<Record<string, unknown>>;

/** The package itself, which compiled `using` and rewritten code use. */
export interface Library {
  readonly main: Names;
  readonly dispose: symbol;
  readonly asyncDispose: symbol;
  /** Names that code finds in the global object. */
  readonly globals: Names;
  /** Makes an error of the realm in which the code runs. */
  readonly makeError: (message: string) => object;
  readonly context: Context;
  /** Is the value an object of that realm? */
  readonly isOurs: (value: unknown) => boolean;
}

/** The globals that code gets as they are; all others are stubs. They take no input and give no surprise. */
const language = new Set(
  (
    "Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Error AggregateError EvalError " +
    "FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl JSON " +
    "Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol " +
    "SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet " +
    "decodeURI decodeURIComponent encodeURI encodeURIComponent eval isFinite isNaN parseFloat parseInt undefined"
  ).split(" "),
);

/** Is this a name that the language itself gives a meaning, the same in every world? */
export function isLanguage(name: string): boolean {
  return language.has(name);
}

/** Loads the package by its name, and makes a context for it. */
export async function makeRealm(): Promise<Library> {
  const [entry, ponyfill] = ["await-using", "await-using/ponyfill"];
  const main = (await import(entry!)) as Names;
  const standard = (await import(ponyfill!)) as Names;
  const context = createContext({});
  const { dispose, asyncDispose } = standard as { dispose: symbol; asyncDispose: symbol };
  const own = runInContext("({ Symbol, Math, Error, Object })", context) as {
    Object: ObjectConstructor;
    Symbol: object;
    Math: object;
    Error: ErrorConstructor;
  };
  for (const [key, value] of Object.entries({ dispose, asyncDispose })) {
    if (!(key in own.Symbol)) Object.defineProperty(own.Symbol, key, { value });
  }
  Object.defineProperty(own.Math, "random", { value: () => 0.5 });
  const { DisposableStack, AsyncDisposableStack, SuppressedError } = standard;
  return {
    main,
    dispose,
    asyncDispose,
    globals: { DisposableStack, AsyncDisposableStack, SuppressedError },
    makeError: (message) => new own.Error(message),
    context,
    isOurs: (value) => value instanceof own.Object,
  };
}
