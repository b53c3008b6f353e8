/// <reference lib="esnext.disposable" preserve="true" />
// A million resources on one stack, and 200,000 errors: no overflow, and nothing that grows faster than their number.
import { createAsyncDisposableStack } from "../../polyfills/async-disposable-stack.js";
import { createDisposableStack } from "../../polyfills/disposable-stack.js";
import { asyncDispose, dispose } from "../../polyfills/index.js";
import { thrownBy } from "./support/faces.js";

const MANY = 1_000_000;
const ERRORS = 200_000; // an error takes as long as fifty resources
const throws = (): never => {
  throw 1;
};

/** Walks down `suppressed` and counts the steps. */
function depth(error: unknown): number {
  let count = 0;
  for (let at = error; typeof at === "object" && at !== null; at = (at as SuppressedError).suppressed)
    count++;
  return count;
}

describe("a million resources", () => {
  const { stackTraceLimit } = Error;
  // Stack traces of a million errors are the engine's affair.
  beforeAll(() => void (Error.stackTraceLimit = 0));
  afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

  test("[non-spec] are disposed by a DisposableStack", () => {
    let count = 0;
    const resource = { [dispose]: () => void count++ };
    const stack = new (createDisposableStack())();
    for (let i = 0; i < MANY; i++) stack.use(resource as never);
    stack.dispose();
    expect(count).toBe(MANY);
  });

  test("[non-spec] are disposed by a DisposableStack when each throws", async () => {
    const stack = new (createDisposableStack())();
    for (let i = 0; i < ERRORS; i++) stack.defer(throws);
    const thrown = await thrownBy(() => stack.dispose());
    expect(depth(thrown?.error)).toBe(ERRORS - 1);
  });

  test("[non-spec] are disposed by an AsyncDisposableStack", async () => {
    let count = 0;
    const resource = { [asyncDispose]: async () => void count++ };
    const stack = new (createAsyncDisposableStack())();
    for (let i = 0; i < MANY; i++) stack.use(resource as never);
    await stack.disposeAsync();
    expect(count).toBe(MANY);
  });

  test("[non-spec] are disposed by an AsyncDisposableStack when each throws", async () => {
    const stack = new (createAsyncDisposableStack())();
    for (let i = 0; i < ERRORS; i++) stack.defer(throws);
    const thrown = await thrownBy(() => stack.disposeAsync());
    expect(depth(thrown?.error)).toBe(ERRORS - 1);
  });
});
