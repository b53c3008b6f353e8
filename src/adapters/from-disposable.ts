/// <reference lib="esnext.disposable" preserve="true" />
// The reverse adapter: a JavaScript disposable as a Python-style manager.

import { asyncDispose, dispose } from "../../polyfills/index.js";
import { type BlindBlock, handsOn } from "../exit/blind.js";
import { apply, describe, findMethod, type Method } from "../protocol/lookup.js";
import {
  type AsyncContextManager,
  type Completion,
  type ContextManager,
  type ErrorAwareAsyncDisposable,
  type ErrorAwareDisposable,
  exit,
} from "../protocol/types.js";

/**
 * Returns a manager whose enter gives `resource`, and whose exit disposes of it; an error-aware resource is told how
 * the block ended, and may suppress the error.
 *
 * A resource with `[Symbol.asyncDispose]` becomes an asynchronous manager, one with `[Symbol.dispose]` only a
 * synchronous one.
 *
 * @throws TypeError if `resource` is not disposable
 * @example
 * await withAsync(fromDisposable(await open("a.txt")), (file) => file.readFile("utf8"));
 */
export function fromDisposable<T extends ErrorAwareAsyncDisposable>(
  resource: T,
): AsyncContextManager<T, boolean>;
export function fromDisposable<T extends AsyncDisposable>(resource: T): AsyncContextManager<T, void>;
export function fromDisposable<T extends ErrorAwareDisposable>(resource: T): ContextManager<T, boolean>;
export function fromDisposable<T extends Disposable>(resource: T): ContextManager<T, void>;
export function fromDisposable(resource: object): AsyncContextManager | ContextManager {
  const aware = findMethod(resource, exit);
  const asynchronous = findMethod(resource, asyncDispose);
  const method = asynchronous ?? findMethod(resource, dispose);
  if (method === undefined) {
    throw new TypeError(
      `fromDisposable takes an object with [Symbol.asyncDispose] or [Symbol.dispose], found ${describe(resource)}`,
    );
  }
  const manager = asynchronous ? new AsyncManager(resource, method) : new Manager(resource, method);
  if (aware === undefined) return Object.assign(manager, { outcome: "ignored" });
  // Drivers prefer [exit] to the dunder method. What the library made takes the blind block that it ends in.
  const { outcome } = resource as { outcome?: unknown };
  const leave = (completion: Completion, block?: BlindBlock): unknown =>
    apply(aware, resource, block ? [completion, block] : [completion]);
  const handing = findMethod(resource, handsOn) === aware ? { [handsOn]: leave } : undefined;
  return Object.assign(manager, { [exit]: leave, outcome }, handing);
}

class Manager implements ContextManager<unknown, void> {
  constructor(
    protected readonly resource: object,
    protected readonly method: Method,
  ) {}

  __enter__(): unknown {
    return this.resource;
  }

  __exit__(): void {
    apply(this.method, this.resource, []);
  }
}

class AsyncManager implements AsyncContextManager<unknown, void> {
  constructor(
    protected readonly resource: object,
    protected readonly method: Method,
  ) {}

  async __aenter__(): Promise<unknown> {
    return this.resource;
  }

  async __aexit__(): Promise<void> {
    await apply(this.method, this.resource, []);
  }
}
