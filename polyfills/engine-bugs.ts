/// <reference lib="esnext.disposable" preserve="true" />
// Feature tests for known bugs of engines and of other polyfills. Each returns which bug it found, "" for none.
// All are synchronous: disposal runs up to its first await before `disposeAsync` returns, and an await reads `then`.
import { asyncDispose as ourAsyncDispose, dispose as ourDispose } from "./symbols.js";

/** Finds the bug of `Symbol.dispose` or `Symbol.asyncDispose`, a property that nothing may change. */
export function symbolBug(native: unknown, own: PropertyDescriptor | undefined): string {
  if (typeof native !== "symbol") return other;
  return own && own.configurable ? "nodejs/node#48699" : "";
}

/** Finds the bug of a `SuppressedError` constructor. */
export function suppressedErrorBug(native: SuppressedErrorConstructor): string {
  return attempt(() => {
    const error = (native as (...args: unknown[]) => SuppressedError)(1, 2, undefined, { cause: 3 });
    if (error.error !== 1 || error.suppressed !== 2) return other;
    if ("cause" in error) return "bugzilla.mozilla.org 1971000, oven-sh/bun#9283";
    return native.length === 3 ? "" : "oven-sh/bun#9282";
  });
}

/** Finds the bug of a `DisposableStack` constructor: also that it works with another `Symbol.dispose`. */
export function disposableStackBug(native: DisposableStackConstructor, dispose: symbol = ourDispose): string {
  return attempt(() => {
    let trace = "";
    const stack = new native();
    trace += stack.disposed;
    stack.use({ [dispose]: () => (trace += "use") } as never);
    stack.adopt("adopt", (value) => (trace += value));
    stack.defer(() => (trace += "defer"));
    stack.move().dispose();
    return trace + stack.disposed === "falsedeferadoptusetrue" ? "" : other;
  });
}

/** Finds the bug of an `AsyncDisposableStack` constructor: what it awaits, and what it must not. */
export function asyncDisposableStackBug(
  native: AsyncDisposableStackConstructor,
  dispose: symbol = ourDispose,
  asyncDispose: symbol = ourAsyncDispose,
): string {
  return attempt(() => {
    let awaited = 0;
    const disposer = (): never =>
      ({
        get then() {
          return void awaited++;
        },
      }) as never;
    const start = (add: (stack: AsyncDisposableStack) => unknown): number => {
      const stack = new native();
      add(stack);
      void stack.disposeAsync();
      return awaited;
    };
    if (start((stack) => stack.use({ [dispose]: disposer } as never)))
      return "tc39/proposal-explicit-resource-management#256";
    start((stack) => stack.use({ [asyncDispose]: disposer } as never));
    start((stack) => stack.adopt(0, disposer));
    return start((stack) => stack.defer(disposer)) === 3 ? "" : other;
  });
}

const other = "not to the specification";

function attempt(test: () => string): string {
  try {
    return test();
  } catch {
    return other;
  }
}
