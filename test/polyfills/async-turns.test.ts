/// <reference lib="esnext.disposable" preserve="true" />
// How many turns of the microtask queue an AsyncDisposableStack takes: exactly the awaits of DisposeResources.
import { asyncDispose, dispose } from "../../polyfills/index.js";
import { type AnyStack, asyncFaces, thrownBy } from "./support/faces.js";

/** Counts the turns until `promise` is settled; 1 for one that is settled already. */
async function turns(promise: Promise<unknown>): Promise<number> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  let count = 0;
  for (; !settled; count++) await (undefined as unknown);
  return count;
}

const thenable = { then: (resolve: () => void) => resolve() };
const rejects = (): Promise<never> => Promise.reject(new Error("rejected"));
const throws = (): never => {
  throw new Error("thrown");
};

describe.each(asyncFaces)("$title", (face) => {
  const { Stack } = face;

  test.each<[string, number, (stack: AnyStack) => void]>([
    ["nothing", 1, () => {}],
    ["a deferred callback", 2, (stack) => stack.defer(() => {})],
    ["an async deferred callback", 2, (stack) => stack.defer(async () => {})],
    ["an adopted value", 2, (stack) => stack.adopt(1, () => {})],
    ["an async disposable", 2, (stack) => stack.use({ async [asyncDispose]() {} })],
    ["an async disposable that returns nothing", 2, (stack) => stack.use({ [asyncDispose]() {} })],
    ["a sync disposable", 2, (stack) => stack.use({ [dispose]() {} })],
    ["a sync disposable that throws", 2, (stack) => stack.use({ [dispose]: throws })],
    ["a callback that throws: no await", 1, (stack) => stack.defer(throws)],
    ["a callback that rejects", 2, (stack) => stack.defer(rejects)],
    ["a thenable: a turn more", 3, (stack) => stack.defer(() => thenable)],
    ["null", 2, (stack) => stack.use(null)],
    ["undefined", 2, (stack) => stack.use(undefined)],
    ["null three times: one await", 2, (stack) => [null, null, null].forEach((value) => stack.use(value))],
    ["null under a callback: no await of its own", 2, (stack) => (stack.use(null), stack.defer(() => {}))],
    ["null over a callback: no await of its own", 2, (stack) => (stack.defer(() => {}), stack.use(null))],
    ["null under a callback that throws: one await", 2, (stack) => (stack.use(null), stack.defer(throws))],
    [
      "null under a callback that rejects: no await of its own",
      2,
      (stack) => (stack.use(null), stack.defer(rejects)),
    ],
    ["16 callbacks", 17, (stack) => Array.from({ length: 16 }, () => stack.defer(() => {}))],
    ["16 sync disposables", 17, (stack) => Array.from({ length: 16 }, () => stack.use({ [dispose]() {} }))],
    ["16 rejections", 17, (stack) => Array.from({ length: 16 }, () => stack.defer(rejects))],
  ])("[spec] %s: %i turns", async (_, expected, fill) => {
    const stack = new Stack();
    fill(stack);
    expect(await turns(face.dispose(stack) as Promise<void>)).toBe(expected);
  });

  test("[spec] the first disposer is called before disposeAsync returns, the second after a turn", async () => {
    const trace: string[] = [];
    const stack = new Stack();
    stack.defer(() => trace.push("second"));
    stack.defer(() => trace.push("first"));
    const promise = face.dispose(stack);
    trace.push("returned");
    await promise;
    expect(trace).toEqual(["first", "returned", "second"]);
  });

  test("[spec] waits for one disposer before it calls the next", async () => {
    const trace: string[] = [];
    const slow = (label: string) => async (): Promise<void> => {
      trace.push(`${label} starts`);
      for (let i = 0; i < 5; i++) await (undefined as unknown);
      trace.push(`${label} ends`);
    };
    const stack = new Stack();
    stack.use({ [asyncDispose]: slow("use") });
    stack.adopt(1, slow("adopt"));
    stack.defer(slow("defer"));
    await face.dispose(stack);
    expect(trace).toEqual([
      "defer starts",
      "defer ends",
      "adopt starts",
      "adopt ends",
      "use starts",
      "use ends",
    ]);
  });

  test("[spec] the async disposer is preferred; null or undefined there means the sync one", async () => {
    const trace: string[] = [];
    const stack = new Stack();
    stack.use({ [asyncDispose]: () => trace.push("async"), [dispose]: () => trace.push("sync") });
    stack.use({ [asyncDispose]: null, [dispose]: () => trace.push("for null") });
    stack.use({ [asyncDispose]: undefined, [dispose]: () => trace.push("for undefined") });
    await face.dispose(stack);
    expect(trace).toEqual(["for undefined", "for null", "async"]);
  });

  test("[spec] a promise that a sync disposer returns is not awaited, its rejection not caught", async () => {
    const trace: string[] = [];
    const stack = new Stack();
    stack.use({
      [dispose]: () => ({
        get then() {
          trace.push("awaited");
          return undefined;
        },
      }),
    });
    await face.dispose(stack);
    expect(trace).toEqual([]);
  });

  test("[spec] the disposer that throws at once, the one that rejects and the sync one nest alike", async () => {
    const stack = new Stack();
    stack.defer(throws);
    stack.use({ [dispose]: throws });
    stack.defer(rejects);
    const { error } = (await thrownBy(() => face.dispose(stack))) as { error: SuppressedError };
    expect((error.error as Error).message).toBe("thrown");
    expect(((error.suppressed as SuppressedError).error as Error).message).toBe("thrown");
    expect(((error.suppressed as SuppressedError).suppressed as Error).message).toBe("rejected");
  });

  test("[spec] a resource added while another is being disposed is refused", async () => {
    const stack = new Stack();
    stack.defer(async () => {
      await (undefined as unknown);
      stack.defer(() => {});
    });
    expect((await thrownBy(() => face.dispose(stack)))?.error).toBeInstanceOf(ReferenceError);
  });

  test("[spec] disposeAsync of the wrong this rejects, and does not throw", async () => {
    const { disposeAsync } = face.Stack.prototype as never as AsyncDisposableStack;
    const promise = disposeAsync.call({} as never);
    await expect(promise).rejects.toBeInstanceOf(TypeError);
  });
});
