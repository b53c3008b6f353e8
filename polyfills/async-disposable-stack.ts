/// <reference lib="esnext.disposable" preserve="true" />
// AsyncDisposableStack, after the proposal's "AsyncDisposableStack Objects".
import {
  AsMethod,
  Call,
  type Callable,
  FallBackToPrototype,
  IsObject,
  RequireCallable,
} from "./abstract-ops.js";
import {
  ADOPTED,
  EMPTY,
  type Entries,
  finishStack,
  newEntries,
  notDisposable,
  SYNC,
} from "./stack-entries.js";
import { SuppressedError } from "./suppressed-error.js";
import { asyncDispose as ourAsyncDispose, dispose as ourDispose } from "./symbols.js";

/**
 * Makes a new `AsyncDisposableStack` class over one pair of symbols.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-asyncdisposablestack-objects
 */
export function createAsyncDisposableStack(
  dispose: symbol = ourDispose,
  asyncDispose: symbol = ourAsyncDispose,
): AsyncDisposableStackConstructor {
  class AsyncDisposableStack {
    // [[DisposeCapability]] and the state in one: see Entries. Reading it is the brand check of every method.
    #entries: Entries = undefined;

    constructor() {
      if (new.target !== AsyncDisposableStack) FallBackToPrototype(this, new.target, AsyncDisposableStack);
    }

    get disposed(): boolean {
      return this.#entries === null;
    }

    // DisposeResources, where every hint is async-dispose. It awaits here and nowhere else: N resources take N turns,
    // and the promise of this one async function is settled with the last of them.
    async disposeAsync(): Promise<void> {
      const entries = this.#entries;
      this.#entries = null;
      if (!entries) return;
      let i = entries.length;
      let needsAwait = false;
      let hasAwaited = false;
      let failed = false;
      let completion: unknown;
      while (i > 0) {
        try {
          while (i > 0) {
            const top = entries[--i];
            if (top === EMPTY) {
              needsAwait = true; // 3.f.ii
              continue;
            }
            let result: unknown;
            if (typeof top === "function") {
              result = Call(top as Callable, entries[--i], []);
            } else {
              const method = entries[--i] as Callable;
              const value = entries[--i];
              result = top === ADOPTED ? method(value) : callSyncDisposer(method, value);
            }
            hasAwaited = true;
            await result; // 3.e.ii
          }
        } catch (error) {
          completion = failed ? new SuppressedError(error, completion) : error; // 3.e.iii
          failed = true;
        }
      }
      if (needsAwait && !hasAwaited) await (undefined as unknown); // 4
      if (failed) throw completion;
    }

    use(value: unknown): unknown {
      const entries = (this.#entries ??= newEntries(this.#entries)); // 2, 3
      // 4: AddDisposableResource, CreateDisposableResource, GetDisposeMethod
      const method = IsObject(value) ? AsMethod((value as never)[asyncDispose], asyncDispose) : undefined;
      if (method) entries.push(value, method);
      else if (value === undefined || value === null) entries.push(EMPTY);
      else {
        const syncMethod = IsObject(value) ? AsMethod((value as never)[dispose], dispose) : undefined;
        if (!syncMethod) throw notDisposable(value, "Symbol.asyncDispose");
        entries.push(value, syncMethod, SYNC);
      }
      return value;
    }

    adopt(value: unknown, onDisposeAsync: unknown): unknown {
      const entries = (this.#entries ??= newEntries(this.#entries)); // 2, 3
      // 4 to 7
      entries.push(value, RequireCallable(onDisposeAsync, "onDisposeAsync"), ADOPTED);
      return value;
    }

    defer(onDisposeAsync: unknown): void {
      const entries = (this.#entries ??= newEntries(this.#entries)); // 2, 3
      // 4, 5
      entries.push(undefined, RequireCallable(onDisposeAsync, "onDisposeAsync"));
    }

    move(): AsyncDisposableStack {
      const entries = (this.#entries ??= newEntries(this.#entries)); // 2, 3
      const newAsyncDisposableStack = new AsyncDisposableStack(); // 4
      newAsyncDisposableStack.#entries = entries; // 5, 6
      this.#entries = null; // 7, 8
      return newAsyncDisposableStack;
    }
  }
  return finishStack(AsyncDisposableStack, "AsyncDisposableStack", asyncDispose, "disposeAsync");
}

// GetDisposeMethod 1.b.ii: a promise returned by a sync disposer is not awaited, an error it throws is a rejection.
function callSyncDisposer(method: Callable, value: unknown): Promise<never> | undefined {
  try {
    Call(method, value, []);
  } catch (error) {
    return reject(error);
  }
  return undefined;
}

async function reject(error: unknown): Promise<never> {
  throw error;
}
