/// <reference lib="esnext.disposable" preserve="true" />
// Installs explicit resource management on a global object: what is missing or broken, and nothing else.
import { createAsyncDisposableStack } from "./async-disposable-stack.js";
import { createDisposableStack } from "./disposable-stack.js";
import { asyncDisposableStackBug, disposableStackBug, suppressedErrorBug, symbolBug } from "./engine-bugs.js";
import * as ponyfill from "./index.js";
import { AsyncIteratorPrototype, IteratorPrototype } from "./iterator-prototypes.js";

/** What `install` found and did, by name: `"Symbol.dispose"`, `"DisposableStack"` and so on. */
export interface InstallReport {
  /** Present and sound: left alone. */
  readonly native: string[];
  /** Missing: defined. */
  readonly installed: string[];
  /** Present but broken: replaced; `bug` is the tracker's name and number. */
  readonly repaired: { readonly name: string; readonly bug: string }[];
}

/** The part of a global object that `install` reads and defines. */
export interface InstallTarget {
  Symbol: object;
  SuppressedError?: unknown;
  DisposableStack?: unknown;
  AsyncDisposableStack?: unknown;
}

/**
 * Defines on `target` the parts of explicit resource management that are missing there or broken.
 *
 * What it defines are the ponyfill's values; with this realm's `Symbol`, also the disposers of this realm's iterators.
 * A second call finds everything present.
 * @throws TypeError when something cannot be defined, on a frozen global for example; then nothing has been defined
 * @example
 * const { repaired } = install();
 */
export function install(target: InstallTarget = globalThis): InstallReport {
  const report: InstallReport = { native: [], installed: [], repaired: [] };
  const definitions: [holder: object, key: PropertyKey, attributes: PropertyDescriptor][] = [];

  function examine(name: string, holder: object, key: PropertyKey, bugOf: BugOf, ours: unknown): void {
    const found = (holder as Record<PropertyKey, unknown>)[key];
    const own = Object.getOwnPropertyDescriptor(holder, key);
    const bug = found !== undefined && bugOf(found as never, own);
    if (bug === "") {
      report.native.push(name);
      return;
    }
    const configurable = own ? own.configurable : Object.isExtensible(holder);
    if (!configurable && !own?.writable) {
      throw new TypeError(
        `install() has to define ${name}, but its object is frozen: call install() before freezing it`,
      );
    }
    const writable = typeof ours !== "symbol";
    definitions.push([
      holder,
      key,
      // a script's `var` cannot be configured, only written
      configurable ? { value: ours, writable, enumerable: false, configurable: writable } : { value: ours },
    ]);
    if (bug) report.repaired.push({ name, bug });
    else report.installed.push(name);
  }

  const { Symbol } = target as typeof globalThis;
  const dispose: symbol = typeof Symbol.dispose === "symbol" ? Symbol.dispose : ponyfill.dispose;
  const asyncDispose: symbol =
    typeof Symbol.asyncDispose === "symbol" ? Symbol.asyncDispose : ponyfill.asyncDispose;
  // The ponyfill may have been loaded before another polyfill chose other symbols.
  const agreed = dispose === ponyfill.dispose && asyncDispose === ponyfill.asyncDispose;

  examine("Symbol.dispose", Symbol, "dispose", symbolBug, dispose);
  examine("Symbol.asyncDispose", Symbol, "asyncDispose", symbolBug, asyncDispose);
  examine("SuppressedError", target, "SuppressedError", suppressedErrorBug, ponyfill.SuppressedError);
  examine(
    "DisposableStack",
    target,
    "DisposableStack",
    (found) => disposableStackBug(found, dispose),
    agreed ? ponyfill.DisposableStack : createDisposableStack(dispose),
  );
  examine(
    "AsyncDisposableStack",
    target,
    "AsyncDisposableStack",
    (found) => asyncDisposableStackBug(found, dispose, asyncDispose),
    agreed ? ponyfill.AsyncDisposableStack : createAsyncDisposableStack(dispose, asyncDispose),
  );
  if (Symbol === globalThis.Symbol) {
    examine(
      "Iterator.prototype[Symbol.dispose]",
      IteratorPrototype(),
      dispose,
      isSound,
      ponyfill.iteratorDispose,
    );
    examine(
      "AsyncIterator.prototype[Symbol.asyncDispose]",
      AsyncIteratorPrototype(),
      asyncDispose,
      isSound,
      ponyfill.asyncIteratorDispose,
    );
  }

  const { SuppressedError } = ponyfill;
  if (SuppressedError.prototype.constructor !== SuppressedError) {
    // ours, over the prototype of a broken native one
    definitions.push([SuppressedError.prototype, "constructor", { value: SuppressedError }]);
  }
  for (const definition of definitions) Object.defineProperty(...definition);
  return report;
}

type BugOf = (found: never, own: PropertyDescriptor | undefined) => string;

const isSound = (): string => "";
