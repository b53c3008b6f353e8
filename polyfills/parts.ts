/// <reference lib="esnext.disposable" preserve="true" />
// The properties that explicit resource management adds to a global object: which are there, and are they sound.
import { createAsyncDisposableStack } from "./async-disposable-stack.js";
import { createDisposableStack } from "./disposable-stack.js";
import {
  asyncDisposableStackBug,
  Bug,
  disposableStackBug,
  iteratorDisposeBug,
  suppressedErrorBug,
} from "./engine-bugs.js";
import {
  asyncDispose as ourAsyncDispose,
  AsyncDisposableStack,
  asyncIteratorDispose,
  DisposableStack,
  dispose as ourDispose,
  iteratorDispose,
  SuppressedError,
} from "./index.js";
import { AsyncIteratorPrototype, IteratorPrototype } from "./iterator-prototypes.js";

/** The part of a global object that is read, and defined where it is missing or broken. */
export interface InstallTarget {
  Symbol: object;
  SuppressedError?: unknown;
  DisposableStack?: unknown;
  AsyncDisposableStack?: unknown;
}

/** One property: `holder[key]`, what is wrong with it, and the value it should have. */
export interface Part {
  readonly name: string;
  readonly holder: object;
  readonly key: PropertyKey;
  readonly bug: Bug;
  readonly value: unknown;
}

/** Examines `target`; changes nothing. The iterators' prototypes are this realm's, so they go with its `Symbol`. */
export function examine(target: InstallTarget): Part[] {
  const { Symbol } = target as typeof globalThis;
  const dispose: symbol = Symbol.dispose ?? ourDispose;
  const asyncDispose: symbol = Symbol.asyncDispose ?? ourAsyncDispose;
  const error = part("SuppressedError", target, "SuppressedError", SuppressedError, suppressedErrorBug);
  return [
    part("Symbol.dispose", Symbol, "dispose", dispose, symbolBug),
    part("Symbol.asyncDispose", Symbol, "asyncDispose", asyncDispose, symbolBug),
    error,
    ...stacks(target, dispose, asyncDispose),
    ...(Symbol === globalThis.Symbol ? iterators(dispose, asyncDispose) : []),
    ...constructorOf(error),
  ];
}

function stacks(target: InstallTarget, dispose: symbol, asyncDispose: symbol): Part[] {
  // Another polyfill may have chosen other symbols after the ponyfill was loaded.
  const agreed = dispose === ourDispose && asyncDispose === ourAsyncDispose;
  return [
    part(
      "DisposableStack",
      target,
      "DisposableStack",
      agreed ? DisposableStack : createDisposableStack(dispose),
      (found) => disposableStackBug(found, dispose),
    ),
    part(
      "AsyncDisposableStack",
      target,
      "AsyncDisposableStack",
      agreed ? AsyncDisposableStack : createAsyncDisposableStack(dispose, asyncDispose),
      (found) => asyncDisposableStackBug(found, dispose, asyncDispose),
    ),
  ];
}

function iterators(dispose: symbol, asyncDispose: symbol): Part[] {
  return [
    part(
      "Iterator.prototype[Symbol.dispose]",
      IteratorPrototype(),
      dispose,
      iteratorDispose,
      iteratorDisposeBug,
    ),
    part(
      "AsyncIterator.prototype[Symbol.asyncDispose]",
      AsyncIteratorPrototype(),
      asyncDispose,
      asyncIteratorDispose,
      () => iteratorDisposeBug([][Symbol.iterator]()[dispose as typeof Symbol.dispose]),
    ),
  ];
}

/** Ours in the place of a broken one has its prototype, which goes on naming that one. */
function constructorOf(error: Part): Part[] {
  const { prototype } = SuppressedError;
  if (prototype.constructor === SuppressedError) return [];
  return [{ ...error, name: "SuppressedError.prototype.constructor", holder: prototype, key: "constructor" }];
}

/**
 * Defines those parts that are missing or broken.
 * @throws TypeError when one of them cannot be defined; then none is
 */
export function defineParts(parts: readonly Part[]): void {
  const faulty = parts.filter(({ bug }) => bug !== Bug.None);
  for (const { name, holder, key } of faulty) {
    const property = Object.getOwnPropertyDescriptor(holder, key);
    if (!(property ? property.configurable || property.writable : Object.isExtensible(holder))) {
      throw new TypeError(
        `install() has to define ${name}, but its object is frozen: call install() before freezing it`,
      );
    }
  }
  for (const { holder, key, value } of faulty) {
    const changeable = typeof value !== "symbol";
    Object.defineProperty(
      holder,
      key,
      // what a script declared with `var` can only be written
      Object.getOwnPropertyDescriptor(holder, key)?.configurable === false
        ? { value }
        : { value, writable: changeable, enumerable: false, configurable: changeable },
    );
  }
}

function part<T>(
  name: string,
  holder: object,
  key: PropertyKey,
  value: T,
  bugOf?: (found: never, property?: PropertyDescriptor) => Bug,
): Part {
  const found = (holder as Record<PropertyKey, unknown>)[key];
  const property = Object.getOwnPropertyDescriptor(holder, key);
  return {
    name,
    holder,
    key,
    value,
    bug: found === undefined ? Bug.Missing : bugOf ? bugOf(found as never, property) : Bug.None,
  };
}

// A well-known symbol's property cannot be changed.
function symbolBug(_found: symbol, property?: PropertyDescriptor): Bug {
  return property?.configurable ? Bug.Node48699 : Bug.None;
}
