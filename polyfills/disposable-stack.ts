/// <reference lib="esnext.disposable" preserve="true" />
// DisposableStack, after the proposal's "DisposableStack Objects".
import { AsMethod, Call, FallBackToPrototype, IsObject, RequireCallable } from "./abstract-ops.js";
import { ADOPTED, type Entries, finishStack, newEntries, notDisposable } from "./stack-entries.js";
import { SuppressedError } from "./suppressed-error.js";
import { dispose as ourDispose } from "./symbols.js";

/**
 * Makes a new `DisposableStack` class over one symbol.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-disposablestack-objects
 */
export function createDisposableStack(dispose: symbol = ourDispose): DisposableStackConstructor {
  class DisposableStack {
    // [[DisposeCapability]] and the state in one: see Entries. Reading it is the brand check of every method.
    #entries: Entries = undefined;

    constructor() {
      if (new.target !== DisposableStack) FallBackToPrototype(this, new.target, DisposableStack);
    }

    get disposed(): boolean {
      return this.#entries === null;
    }

    dispose(): void {
      const entries = this.#entries;
      this.#entries = null;
      if (entries) disposeResources(entries);
    }

    use(value: unknown): unknown {
      const entries = (this.#entries ??= newEntries(this.#entries)); // 2, 3
      // 4: AddDisposableResource, CreateDisposableResource, GetDisposeMethod
      const method = IsObject(value) ? AsMethod((value as never)[dispose], dispose) : undefined;
      if (method) entries.push(value, method);
      else if (value !== undefined && value !== null) throw notDisposable(value, "Symbol.dispose");
      return value;
    }

    adopt(value: unknown, onDispose: unknown): unknown {
      const entries = (this.#entries ??= newEntries(this.#entries)); // 2, 3
      // 4 to 7
      entries.push(value, RequireCallable(onDispose, "onDispose"), ADOPTED);
      return value;
    }

    defer(onDispose: unknown): void {
      const entries = (this.#entries ??= newEntries(this.#entries)); // 2, 3
      // 4, 5
      entries.push(undefined, RequireCallable(onDispose, "onDispose"));
    }

    move(): DisposableStack {
      const entries = (this.#entries ??= newEntries(this.#entries)); // 2, 3
      const newDisposableStack = new DisposableStack(); // 4
      newDisposableStack.#entries = entries; // 5, 6
      this.#entries = null; // 7, 8
      return newDisposableStack;
    }
  }
  return finishStack(DisposableStack, "DisposableStack", dispose, "dispose");
}

// DisposeResources with only sync-dispose resources
function disposeResources(entries: unknown[]): void {
  let i = entries.length;
  let failed = false;
  let completion: unknown;
  while (i > 0) {
    try {
      while (i > 0) {
        const top = entries[--i];
        if (top === ADOPTED) {
          const onDispose = entries[--i] as (value: unknown) => void;
          onDispose(entries[--i]);
        } else {
          Call(top as never, entries[--i], []);
        }
      }
    } catch (error) {
      completion = failed ? new SuppressedError(error, completion) : error; // 3.e.iii
      failed = true;
    }
  }
  if (failed) throw completion;
}
