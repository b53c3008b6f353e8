/// <reference lib="esnext.disposable" preserve="true" />
// The stacks to test, sync and async alike: ours, what the ponyfill chose, and the engine's where it has them.
import { createAsyncDisposableStack } from "../../../polyfills/async-disposable-stack.js";
import { createDisposableStack } from "../../../polyfills/disposable-stack.js";
import * as ponyfill from "../../../polyfills/index.js";

/** What a DisposableStack and an AsyncDisposableStack have in common. */
export interface AnyStack {
  readonly disposed: boolean;
  use<T>(value: T): T;
  adopt<T>(value: T, onDispose: (this: unknown, value: T, ...rest: unknown[]) => unknown): T;
  defer(onDispose: (this: unknown, ...rest: unknown[]) => unknown): undefined;
  move(): AnyStack;
}

/** One class to test. `dispose` calls the method named `method`. */
export interface Face {
  readonly title: string;
  readonly Stack: { new (): AnyStack; readonly prototype: AnyStack };
  readonly isAsync: boolean;
  readonly name: "DisposableStack" | "AsyncDisposableStack";
  readonly method: "dispose" | "disposeAsync";
  readonly symbol: symbol;
  /** The class is V8's own, which departs from the specification where tests say so. */
  readonly isV8: boolean;
  dispose(stack: AnyStack): unknown;
}

function sync(title: string, Stack: DisposableStackConstructor): Face {
  return {
    title: `${title} DisposableStack`,
    Stack: Stack as never,
    isAsync: false,
    name: "DisposableStack",
    method: "dispose",
    symbol: ponyfill.dispose,
    isV8: isV8 && isNative(Stack),
    dispose: (stack) => (stack as never as DisposableStack).dispose(),
  };
}

function async(title: string, Stack: AsyncDisposableStackConstructor): Face {
  return {
    title: `${title} AsyncDisposableStack`,
    Stack: Stack as never,
    isAsync: true,
    name: "AsyncDisposableStack",
    method: "disposeAsync",
    symbol: ponyfill.asyncDispose,
    isV8: isV8 && isNative(Stack),
    dispose: (stack) => (stack as never as AsyncDisposableStack).disposeAsync(),
  };
}

const host = globalThis as {
  Bun?: unknown;
  process?: { versions?: { v8?: string } };
  navigator?: { userAgent?: string };
  nativeStacks?: readonly unknown[];
};

// Bun tells of a V8 too, for the sake of programs that ask.
const isV8 =
  host.Bun === undefined &&
  (host.process?.versions?.v8 !== undefined || /Chrom/.test(host.navigator?.userAgent ?? ""));

// core-js makes its own functions look native; test/engines notes the engine's before core-js is loaded.
function isNative(value: unknown): boolean {
  return host.nativeStacks
    ? host.nativeStacks.includes(value)
    : !("__core-js_shared__" in globalThis) && String(value).includes("[native code]");
}

const nativeSync = globalThis.DisposableStack as DisposableStackConstructor | undefined;
const nativeAsync = globalThis.AsyncDisposableStack as AsyncDisposableStackConstructor | undefined;

/** Every class that the abstract suite runs on. */
export const faces: readonly Face[] = [
  sync("our", createDisposableStack()),
  async("our", createAsyncDisposableStack()),
  sync("the ponyfill's", ponyfill.DisposableStack),
  async("the ponyfill's", ponyfill.AsyncDisposableStack),
  ...(nativeSync && isNative(nativeSync) ? [sync("the native", nativeSync)] : []),
  ...(nativeAsync && isNative(nativeAsync) ? [async("the native", nativeAsync)] : []),
];

/** The async ones among them. */
export const asyncFaces = faces.filter((face) => face.isAsync);

/** Returns what `action` throws or rejects with, in a box, since `undefined` may be thrown; or nothing. */
export async function thrownBy(action: () => unknown): Promise<{ error: unknown } | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return { error };
  }
}
