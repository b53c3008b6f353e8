/// <reference lib="esnext.disposable" preserve="true" />
// The limit: the least code that keeps the semantics. Bare classes over one flat array for stacks, the hand-written
// try/catch/finally for managers.
import type { AsyncContextManager, ContextManager } from "await-using";

type Method = (this: unknown, value?: unknown) => unknown;

const enum Kind {
  Used,
  Adopted,
  Deferred,
}

const flat = (error: unknown, suppressed: unknown): unknown =>
  Object.assign(new Error(), { error, suppressed });

/** A `DisposableStack` without its fences. */
export class BareStack {
  #entries: unknown[] = [];
  #isDisposed = false;

  use<T>(value: T): T {
    if (this.#isDisposed) throw new ReferenceError();
    if (value === null || value === undefined) return value;
    const method = (value as Partial<Disposable>)[Symbol.dispose];
    if (typeof method !== "function") throw new TypeError();
    this.#entries.push(value, method, Kind.Used);
    return value;
  }

  adopt<T>(value: T, method: (value: T) => void): T {
    if (this.#isDisposed) throw new ReferenceError();
    if (typeof method !== "function") throw new TypeError();
    this.#entries.push(value, method, Kind.Adopted);
    return value;
  }

  defer(method: () => void): void {
    if (this.#isDisposed) throw new ReferenceError();
    if (typeof method !== "function") throw new TypeError();
    this.#entries.push(undefined, method, Kind.Deferred);
  }

  move(): BareStack {
    if (this.#isDisposed) throw new ReferenceError();
    const moved = new BareStack();
    moved.#entries = this.#entries;
    this.#entries = [];
    this.#isDisposed = true;
    return moved;
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const entries = this.#entries;
    this.#entries = [];
    let hasFailed = false;
    let failure: unknown;
    while (entries.length > 0) {
      try {
        while (entries.length > 0) {
          const kind = entries.pop();
          const method = entries.pop() as Method;
          const value = entries.pop();
          if (kind === Kind.Used) method.call(value);
          else if (kind === Kind.Adopted) method(value);
          else method();
        }
      } catch (error) {
        failure = hasFailed ? flat(error, failure) : error;
        hasFailed = true;
      }
    }
    if (hasFailed) throw failure;
  }
}

/** An `AsyncDisposableStack` without its fences. */
export class BareAsyncStack {
  #entries: unknown[] = [];
  #isDisposed = false;

  use<T>(value: T): T {
    if (this.#isDisposed) throw new ReferenceError();
    if (value === null || value === undefined) return value;
    const method = (value as Partial<AsyncDisposable>)[Symbol.asyncDispose];
    if (typeof method !== "function") throw new TypeError();
    this.#entries.push(value, method, Kind.Used);
    return value;
  }

  adopt<T>(value: T, method: (value: T) => unknown): T {
    if (this.#isDisposed) throw new ReferenceError();
    if (typeof method !== "function") throw new TypeError();
    this.#entries.push(value, method, Kind.Adopted);
    return value;
  }

  defer(method: () => unknown): void {
    if (this.#isDisposed) throw new ReferenceError();
    if (typeof method !== "function") throw new TypeError();
    this.#entries.push(undefined, method, Kind.Deferred);
  }

  move(): BareAsyncStack {
    if (this.#isDisposed) throw new ReferenceError();
    const moved = new BareAsyncStack();
    moved.#entries = this.#entries;
    this.#entries = [];
    this.#isDisposed = true;
    return moved;
  }

  async disposeAsync(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const entries = this.#entries;
    this.#entries = [];
    let hasFailed = false;
    let failure: unknown;
    while (entries.length > 0) {
      try {
        while (entries.length > 0) {
          const kind = entries.pop();
          const method = entries.pop() as Method;
          const value = entries.pop();
          await (kind === Kind.Used ? method.call(value) : kind === Kind.Adopted ? method(value) : method());
        }
      } catch (error) {
        failure = hasFailed ? flat(error, failure) : error;
        hasFailed = true;
      }
    }
    if (hasFailed) throw failure;
  }
}

/** `with manager: body`, by hand. */
export function withByHand<T, R>(manager: ContextManager<T>, body: (value: T) => R): R | undefined {
  const value = manager.__enter__();
  let result: R;
  try {
    result = body(value);
  } catch (error) {
    const { constructor, stack } = error as Error;
    if (manager.__exit__(constructor as never, error, stack as never)) return undefined;
    throw error;
  }
  manager.__exit__(null, null, null);
  return result;
}

/** `async with manager: body`, by hand. */
export async function asyncWithByHand<T, R>(
  manager: AsyncContextManager<T>,
  body: (value: T) => R | PromiseLike<R>,
): Promise<R | undefined> {
  const value = await manager.__aenter__();
  let result: R;
  try {
    result = await body(value);
  } catch (error) {
    const { constructor, stack } = error as Error;
    if (await manager.__aexit__(constructor as never, error, stack as never)) return undefined;
    throw error;
  }
  await manager.__aexit__(null, null, null);
  return result;
}

/** An exit stack of managers, without its fences. */
export class BareAsyncExitStack {
  #entries: unknown[] = [];

  async enter<T>(manager: AsyncContextManager<T>): Promise<T> {
    const method = manager.__aexit__;
    const value = await manager.__aenter__();
    this.#entries.push(manager, method);
    return value;
  }

  async unwind(hasFailed: boolean, failure: unknown): Promise<boolean> {
    const entries = this.#entries;
    const isSuppressible = hasFailed;
    while (entries.length > 0) {
      try {
        while (entries.length > 0) {
          const method = entries.pop() as AsyncContextManager<unknown>["__aexit__"];
          const manager = entries.pop() as AsyncContextManager<unknown>;
          if (hasFailed) {
            const { constructor, stack } = failure as Error;
            if (await method.call(manager, constructor as never, failure, stack as never)) hasFailed = false;
          } else await method.call(manager, null, null, null);
        }
      } catch (error) {
        hasFailed = true;
        failure = error;
      }
    }
    if (hasFailed) throw failure;
    return isSuppressible;
  }

  static async run<R>(body: (stack: BareAsyncExitStack) => Promise<R>): Promise<R | undefined> {
    const stack = new BareAsyncExitStack();
    let result: R;
    try {
      result = await body(stack);
    } catch (error) {
      await stack.unwind(true, error);
      return undefined;
    }
    await stack.unwind(false, undefined);
    return result;
  }
}

/** The same without promises. */
export class BareExitStack {
  #entries: unknown[] = [];

  enter<T>(manager: ContextManager<T>): T {
    const method = manager.__exit__;
    const value = manager.__enter__();
    this.#entries.push(manager, method);
    return value;
  }

  unwind(hasFailed: boolean, failure: unknown): void {
    const entries = this.#entries;
    while (entries.length > 0) {
      try {
        while (entries.length > 0) {
          const method = entries.pop() as ContextManager<unknown>["__exit__"];
          const manager = entries.pop() as ContextManager<unknown>;
          if (hasFailed) {
            const { constructor, stack } = failure as Error;
            if (method.call(manager, constructor as never, failure, stack as never)) hasFailed = false;
          } else method.call(manager, null, null, null);
        }
      } catch (error) {
        hasFailed = true;
        failure = error;
      }
    }
    if (hasFailed) throw failure;
  }

  static run<R>(body: (stack: BareExitStack) => R): R | undefined {
    const stack = new BareExitStack();
    let result: R;
    try {
      result = body(stack);
    } catch (error) {
      stack.unwind(true, error);
      return undefined;
    }
    stack.unwind(false, undefined);
    return result;
  }
}
