/// <reference lib="esnext.disposable" preserve="true" />
// Feature tests for known bugs of engines, and for polyfills that are unlike the specification.
// All are synchronous: disposal runs up to its first await before `disposeAsync` returns, and an await reads `then`.
//
// Not tested, for want of a test that is quick and certain, or because no library can repair it: V8 13.6 (Node 24)
// refuses an `await using` of an object whose `[Symbol.asyncDispose]` is a bound function; WebKit 2.50 overflows on a
// very deep stack of resources that throw.
import { asyncDispose as ourAsyncDispose, dispose as ourDispose } from "./symbols.js";

/** What a feature test found. */
export enum Bug {
  None,
  Missing,
  /** Something no tracker knows: another polyfill, mostly. */
  Unlike,
  /** `Symbol.dispose` can be redefined. */
  Node48699,
  /** `new SuppressedError` takes options and sets `cause`. */
  Bun9283,
  /** A promise that a synchronous disposer returns is awaited. */
  Proposal256,
}

/** Tests a `SuppressedError` constructor. */
export function suppressedErrorBug(found: SuppressedErrorConstructor): Bug {
  try {
    const error = Reflect.construct(found, [0, 0, 0, { cause: 0 }], Object) as object;
    if ("cause" in error) return Bug.Bun9283;
    return error instanceof found ? Bug.Unlike : Bug.None; // newTarget chooses the prototype
  } catch {
    return Bug.Unlike; // no constructor
  }
}

/** Tests a `DisposableStack` constructor: also whether it goes by this `Symbol.dispose`. */
export function disposableStackBug(found: DisposableStackConstructor, dispose: symbol = ourDispose): Bug {
  return attempt(found, () => {
    const stack = new found();
    let trace = "" + stack.disposed;
    stack.use({ [dispose]: () => (trace += 3) } as never);
    stack.adopt(2, (value) => (trace += value));
    stack.defer(() => (trace += 1));
    stack.move().dispose();
    return trace + stack.disposed === "false123true" ? Bug.None : Bug.Unlike;
  });
}

/** Tests an `AsyncDisposableStack` constructor: what it awaits, and what it must not. */
export function asyncDisposableStackBug(
  found: AsyncDisposableStackConstructor,
  dispose: symbol = ourDispose,
  asyncDispose: symbol = ourAsyncDispose,
): Bug {
  return attempt(found, () => {
    let awaited = 0;
    const disposer = (): never =>
      ({
        get then() {
          return void awaited++;
        },
      }) as never;
    const disposeWith = (add: (stack: AsyncDisposableStack) => void): void => {
      const stack = new found();
      add(stack);
      stack.disposeAsync().catch(() => {}); // what it might reject with is no news
    };
    disposeWith((stack) => stack.use({ [dispose]: disposer } as never));
    if (awaited) return Bug.Proposal256;
    disposeWith((stack) => stack.use({ [asyncDispose]: disposer } as never));
    disposeWith((stack) => stack.adopt(0, disposer));
    disposeWith((stack) => stack.defer(disposer));
    return awaited === 3 ? Bug.None : Bug.Unlike;
  });
}

/**
 * Tests the disposer of %IteratorPrototype%, and stands for that of %AsyncIteratorPrototype%, which tells only later.
 * WebKit 2.50 calls a `return` that is null.
 */
export function iteratorDisposeBug(found: (this: unknown) => void): Bug {
  try {
    found.call({ return: null });
    return Bug.None;
  } catch {
    return Bug.Unlike;
  }
}

// An unlike implementation may throw anywhere: Bun 1.3.0 to 1.3.11 does when it is to `use` a synchronous disposable.
function attempt(found: DisposableStackConstructor | AsyncDisposableStackConstructor, test: () => Bug): Bug {
  try {
    return Reflect.construct(found, [], Object) instanceof found ? Bug.Unlike : test();
  } catch {
    return Bug.Unlike;
  }
}
