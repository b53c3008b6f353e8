// fromCallback: APIs of the form withResource(callback) as managers.
import {
  AsyncExitStack,
  enter,
  errorChain,
  fromCallback,
  RuntimeError,
  UnconfirmedExitError,
  withAsync,
} from "await-using";
import { caught, errorOf } from "../caught.js";

const E = new Error("block");
const T = new Error("api");
const unhandled = jest.fn();
beforeEach(() => {
  unhandled.mockClear();
  process.on("unhandledRejection", unhandled);
});
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

const fail = (): never => {
  throw E;
};

/** A database as its clients have it: begin commits if the callback's promise resolves, else it rolls back. */
class Database {
  readonly trace: string[] = [];
  begin = async <R>(callback: (tx: string) => Promise<R>): Promise<R> => {
    await null;
    this.trace.push("begin");
    let result: R;
    try {
      result = await callback("tx");
    } catch (error) {
      this.trace.push(`rollback: ${(error as Error).name}`);
      throw error;
    }
    await null;
    this.trace.push("commit");
    return result;
  };
  transaction = fromCallback<string>((use) => this.begin(use));
}

describe("the callback stands for the block", () => {
  test("enter gives its argument, a clean end resolves it, and the whole call is awaited", async () => {
    const database = new Database();
    const value = await withAsync(database.transaction, (tx) => {
      database.trace.push(tx);
      return "value";
    });
    expect([value, ...database.trace]).toEqual(["value", "begin", "tx", "commit"]);
  });

  test("a failed block rejects it, and its error propagates unchanged", async () => {
    const database = new Database();
    expect(await caught(withAsync(database.transaction, fail))).toBe(E);
    expect(database.trace).toEqual(["begin", "rollback: Error"]);
  });

  test.each([undefined, null, 0])("throw %p rejects it", async (thrown) => {
    const told: unknown[] = [];
    const manager = fromCallback<void>((use) => use().catch((error: unknown) => void told.push([error])));
    await withAsync(manager, () => {
      throw thrown;
    }).catch(() => {});
    expect(told).toEqual([[thrown]]);
  });

  test("is reusable, and works on a stack", async () => {
    const database = new Database();
    for (let i = 0; i < 2; i++) {
      await AsyncExitStack.run(async (stack) => {
        expect(await stack.enter(database.transaction)).toBe("tx");
      });
    }
    expect(database.trace).toEqual(["begin", "commit", "begin", "commit"]);
  });

  test("a callback without an argument, and one that is called at once", async () => {
    const value = await withAsync(
      fromCallback<void>((use) => use()),
      (given) => [given],
    );
    expect(value).toEqual([undefined]);
  });
});

describe("what the API's promise does follows the exit rules", () => {
  test("rejecting after a clean block: that error, as it is", async () => {
    const manager = fromCallback<void>((use) => use().then(() => Promise.reject(T)));
    expect(await caught(withAsync(manager, () => 1))).toBe(T);
  });

  test("R7: rejecting with another error after a failed block: both", async () => {
    const manager = fromCallback<void>((use) => use().catch(() => Promise.reject(T)));
    expect(errorChain(await caught(withAsync(manager, fail)))).toEqual([T, E]);
  });

  test("R5: rejecting with an error caused by the block's: that error", async () => {
    const manager = fromCallback<void>((use) =>
      use().catch((cause: unknown) => Promise.reject(new RangeError("wrapped", { cause }))),
    );
    expect(await caught(withAsync(manager, fail))).toMatchObject({ message: "wrapped", cause: E });
  });

  test("resolving although the block failed suppresses nothing", async () => {
    const manager = fromCallback<void>((use) => use().catch(() => {}));
    expect(await caught(withAsync(manager, fail))).toBe(E);
  });

  test("rejecting while the block runs is not unhandled, and is the exit's error", async () => {
    const stolen = fromCallback<void>((use) => {
      void use();
      return Promise.reject(T);
    });
    const block = withAsync(stolen, () => new Promise((resolve) => setImmediate(resolve)));
    expect(await caught(block)).toBe(T);
  });

  test("a rejection that the API never looks at is not unhandled", async () => {
    const deaf = fromCallback<void>(async (use) => void use());
    expect(await caught(withAsync(deaf, fail))).toBe(E);
  });
});

describe("APIs that do not call back once", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["rejects", () => Promise.reject(T)],
    [
      "throws",
      () => {
        throw T;
      },
    ],
  ])("one that %s first fails enter, and is free again", async (_name, api) => {
    const manager = fromCallback<void>(api);
    const body = jest.fn();
    expect(await caught(withAsync(manager, body))).toBe(T);
    expect(await caught(withAsync(manager, body))).toBe(T);
    expect(body).not.toHaveBeenCalled();
  });

  test("one that resolves without calling back fails enter; a call after that is refused", async () => {
    let late!: () => Promise<void>;
    const manager = fromCallback<void>(async (use) => void (late = use));
    expect(await caught(withAsync(manager, () => {}))).toEqual(
      new RuntimeError("fromCallback: the API's promise resolved, but its callback was never called"),
    );
    await expect(late()).rejects.toThrow("called after the API's promise had settled");
  });

  test("a second call is refused: a block runs once", async () => {
    const retrying = fromCallback<void>(async (use) => {
      try {
        await use();
      } catch {
        await use();
      }
    });
    expect(
      (errorChain(await caught(withAsync(retrying, fail))) as Error[]).map((each) => each.message),
    ).toEqual([
      "fromCallback: the API called its callback again, but a block runs once: put the retry around the block",
      "block",
    ]);
  });

  test("a function that returns no promise is refused, and the API lets go", async () => {
    let ended: unknown;
    const manager = fromCallback<void>(((use: () => Promise<void>) => {
      use().catch((error: unknown) => (ended = error));
    }) as never);
    const error = await caught(withAsync(manager, () => {}));
    expect(error).toEqual(
      new TypeError(
        "fromCallback: the function must return the API's promise, it returned undefined: (use) => api(use), without braces",
      ),
    );
    expect(ended).toBe(error);
  });
});

describe("misuse and blind exits", () => {
  test("one block at a time", async () => {
    const { transaction } = new Database();
    const nested = withAsync(transaction, () => withAsync(transaction, () => {}));
    await expect(nested).rejects.toThrow("this fromCallback(…) manager is held already");
  });

  test("the argument is a function", () => {
    expect(() => fromCallback(Promise.resolve() as never)).toThrow(
      "fromCallback takes a function, found 'Promise' object",
    );
  });

  test("a blind exit without ok() rolls back, with ok() it commits", async () => {
    const database = new Database();
    const unsaid = await enter(database.transaction);
    await expect(unsaid[Symbol.asyncDispose]()).rejects.toBeInstanceOf(UnconfirmedExitError);
    const said = await enter(database.transaction);
    said.ok();
    await said[Symbol.asyncDispose]();
    const ignored = await enter(database.transaction, { outcome: "ignored" });
    await ignored[Symbol.asyncDispose]();
    expect(database.trace).toEqual([
      "begin",
      "rollback: UnconfirmedExitError",
      "begin",
      "commit",
      "begin",
      "commit",
    ]);
  });
});

test("a second exit does nothing, also while the first one waits for the API", async () => {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const manager = fromCallback(async (use) => {
    await use(1);
    await opened;
  });
  await manager.__aenter__();
  const first = manager.__aexit__(null, null, null);
  await manager.__aexit__(null, null, null);
  await expect(manager.__aenter__()).rejects.toThrow(RuntimeError); // it is still held
  open();
  await first;
  await manager.__aexit__(null, null, null);
});

describe("fromCallback", () => {
  test("held already: the refusal says what to write", async () => {
    const lock = fromCallback<number>(async (use) => use(1));
    await lock.__aenter__();
    expect(((await errorOf(() => lock.__aenter__())) as Error).message).toBe(
      "this fromCallback(…) manager is held already: one block at a time; make one per block, " +
        "const lock = () => fromCallback(…)",
    );
    await lock.__aexit__(null, null, null);
  });

  test.each([[null], [undefined]])("told %s, the callback's promise resolves", async (none) => {
    const ends: string[] = [];
    const lock = fromCallback<number>(async (use) => {
      await use(1).then(
        () => ends.push("resolved"),
        () => ends.push("rejected"),
      );
    });
    await lock.__aenter__();
    await lock.__aexit__(none, "not an error of the block", none);
    expect(ends).toEqual(["resolved"]);
  });

  test("a callback that is kept, and called when the start has thrown, is refused", async () => {
    let kept!: (value: number) => Promise<void>;
    const lock = fromCallback<number>((use) => {
      kept = use;
      throw new Error("the API is down");
    });
    await expect(withAsync(lock, () => {})).rejects.toThrow("the API is down");
    await expect(kept(1)).rejects.toThrow("the callback was called after the API's promise had settled");
  });
});
