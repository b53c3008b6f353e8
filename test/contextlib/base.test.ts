// The abstract bases.
import {
  AbstractAsyncContextManager,
  AbstractContextManager,
  AsyncExitStack,
  nullContext,
  withAsync,
  withSync,
} from "await-using";

class Sync extends AbstractContextManager<void> {
  told: unknown[] = [];
  __exit__(...args: unknown[]): void {
    this.told.push(args.length, args[0]);
  }
}

class Async extends AbstractAsyncContextManager<boolean> {
  told: unknown[] = [];
  async __aexit__(...args: unknown[]): Promise<boolean> {
    this.told.push(args.length, args[0]);
    return true;
  }
}

test("enter gives the manager itself", async () => {
  const sync = new Sync();
  const async = new Async();
  expect(withSync(sync, (value) => value)).toBe(sync);
  await expect(withAsync(async, (value) => value)).resolves.toBe(async);
  expect([sync.told, async.told]).toEqual([
    [3, null],
    [3, null],
  ]);
});

test("what exit returns suppresses, or does not", async () => {
  const fail = (): never => {
    throw new RangeError("block");
  };
  expect(() => withSync(new Sync(), fail)).toThrow("block");
  await expect(withAsync(new Async(), fail)).resolves.toBeUndefined();
});

test("instanceof a base asks for the two methods, as isinstance does", () => {
  const plain = { __enter__() {}, __exit__() {} };
  const half = { __enter__() {} };
  expect([new Sync(), plain, nullContext(), half, new Async(), null].map(isSync)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(
    [new Async(), new AsyncExitStack(), plain, 5].map(
      (value) => value instanceof AbstractAsyncContextManager,
    ),
  ).toEqual([true, true, false, false]);
});

test("instanceof a subclass asks for the class", () => {
  class Derived extends Sync {}
  const plain: unknown = { __enter__() {}, __exit__() {} };
  expect([new Derived() instanceof Sync, plain instanceof Sync, new Sync() instanceof Derived]).toEqual([
    true,
    false,
    false,
  ]);
  expect(new Async() instanceof Async).toBe(true);
});

function isSync(value: unknown): boolean {
  return value instanceof AbstractContextManager;
}
