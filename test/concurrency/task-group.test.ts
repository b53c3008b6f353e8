// taskGroup: what asyncio.TaskGroup does with cancelled tasks, done with a signal.
import { EventEmitter, once } from "node:events";
import {
  enter,
  errorChain,
  RuntimeError,
  taskGroup,
  type TaskGroup,
  timeout,
  TimeoutError,
  withAsync,
} from "await-using";
import { caught, errorOf } from "../caught.js";
import { where } from "../where.js";

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

const ticks = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await null;
};
const never = new Promise<never>(() => {});
const abortable = (signal: AbortSignal): Promise<unknown> => once(new EventEmitter(), "never", { signal });
const failing =
  (error: unknown, after = 1) =>
  async (): Promise<never> => {
    await ticks(after);
    throw error;
  };
const A = new RangeError("a");
const B = new TypeError("b");
const E = new Error("block");

describe("a group that succeeds", () => {
  test("awaits its tasks at the exit, and gives the block's value", async () => {
    const trace: string[] = [];
    const value = await withAsync(taskGroup(), (group) => {
      void group.createTask(async () => {
        await ticks(5);
        trace.push("slow");
      });
      void group.createTask(() => void trace.push("fast"));
      trace.push("block");
      return "value";
    });
    expect([value, ...trace]).toEqual(["value", "block", "fast", "slow"]);
  });

  test("a task's promise gives its result, inside the block and after it", async () => {
    const task = await withAsync(taskGroup(), async (group) => {
      expect(await group.createTask(async () => 1)).toBe(1);
      expect(await group.createTask(Promise.resolve(2))).toBe(2);
      return { task: group.createTask(() => 3) };
    });
    await expect(task.task).resolves.toBe(3);
  });

  test("tasks may start tasks, also while the exit waits", async () => {
    const trace: string[] = [];
    const spawn = (group: TaskGroup, left: number): Promise<void> =>
      group.createTask(async () => {
        await ticks(3);
        trace.push(`task ${left}`);
        if (left > 0) void spawn(group, left - 1);
      });
    await withAsync(taskGroup(), (group) => void spawn(group, 2));
    expect(trace).toEqual(["task 2", "task 1", "task 0"]);
  });

  test("without tasks nothing is awaited, and nothing aborted", async () => {
    const group = taskGroup();
    await withAsync(group, (value) => expect(value).toBe(group));
    expect(group.signal.aborted).toBe(false);
  });
});

describe("a group that fails", () => {
  test("the first failure aborts the siblings, whose aborts are no failures", async () => {
    const reasons: unknown[] = [];
    const error = await caught(
      withAsync(taskGroup(), (group) => {
        void group.createTask((signal) => abortable(signal));
        void group.createTask(() => group.race(never));
        void group.createTask(async (signal) => {
          await group.race(never).catch((reason: unknown) => reasons.push(reason));
          signal.throwIfAborted();
        });
        void group.createTask(failing(A));
      }),
    );
    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({ message: "unhandled errors in a TaskGroup", errors: [A] });
    expect((error as AggregateError).errors[0]).toBe(A);
    expect(reasons).toEqual([expect.objectContaining({ name: "AbortError", cause: A })]);
  });

  test("all failures are in one AggregateError, in the order they happened, the block's last", async () => {
    const error = await caught(
      withAsync(taskGroup(), async (group) => {
        void group.createTask(failing(B, 6));
        void group.createTask(failing(A, 2));
        throw E;
      }),
    );
    expect((error as AggregateError).errors).toEqual([A, B, E]);
    expect((error as AggregateError).cause).toBe(E);
    expect(errorChain(error)).toEqual([error, E]);
  });

  test("the block's failure alone is in an AggregateError too, and aborts the tasks", async () => {
    const error = await caught(
      withAsync(taskGroup(), (group) => {
        void group.createTask((signal) => abortable(signal));
        throw E;
      }),
    );
    expect((error as AggregateError).errors).toEqual([E]);
  });

  test.each([undefined, null, 0])("throw %p is a failure", async (thrown) => {
    const error = await caught(withAsync(taskGroup(), (group) => void group.createTask(failing(thrown))));
    expect((error as AggregateError).errors).toEqual([thrown]);
  });

  test("a block that awaits the failed task does not fail once more", async () => {
    const error = await caught(withAsync(taskGroup(), (group) => group.createTask(failing(A))));
    expect((error as AggregateError).errors).toEqual([A]);
    expect(errorChain(error)).toEqual([error, A]);
  });

  test("a task that awaits the failed task does not fail once more", async () => {
    const error = await caught(
      withAsync(taskGroup(), (group) => {
        const failed = group.createTask(failing(A));
        void group.createTask(async () => failed);
      }),
    );
    expect((error as AggregateError).errors).toEqual([A]);
  });

  test("the block is aborted through race, and that is no failure", async () => {
    const error = await caught(
      withAsync(taskGroup(), (group) => {
        void group.createTask(failing(A));
        return group.race(never);
      }),
    );
    expect((error as AggregateError).errors).toEqual([A]);
  });

  test("failures during the abort are failures", async () => {
    const error = await caught(
      withAsync(taskGroup(), (group) => {
        void group.createTask(async () => {
          await group.race(never).catch(() => {});
          throw B;
        });
        void group.createTask(failing(A));
      }),
    );
    expect((error as AggregateError).errors).toEqual([A, B]);
  });

  test("an AbortError of another cause is a failure", async () => {
    const other = new DOMException("Aborted", "AbortError");
    const error = await caught(withAsync(taskGroup(), (group) => void group.createTask(failing(other))));
    expect((error as AggregateError).errors).toEqual([other]);
  });

  test("an AbortError of the block aborts the tasks and passes, unless a task fails", async () => {
    const abort = new DOMException("Aborted", "AbortError");
    let aborted = false;
    const block = (error?: Error): Promise<unknown> =>
      caught(
        withAsync(taskGroup(), (group) => {
          void group.createTask(async () => {
            await group.race(never).catch(() => (aborted = true));
            if (error) throw error;
          });
          return ticks(2).then(() => Promise.reject(abort));
        }),
      );
    expect(await block()).toBe(abort);
    expect(aborted).toBe(true);
    expect(await block(A)).toMatchObject({ errors: [A], cause: abort });
  });

  test("a task whose turn has not come is not called", async () => {
    const called = jest.fn();
    const error = await caught(
      withAsync(taskGroup(), (group) => {
        void group.createTask(called);
        throw E;
      }),
    );
    expect((error as AggregateError).errors).toEqual([E]);
    expect(called).not.toHaveBeenCalled();
  });

  test("tasks that take no notice are awaited to their end", async () => {
    let ended = false;
    await caught(
      withAsync(taskGroup(), async (group) => {
        void group.createTask(async () => {
          await ticks(50);
          ended = true;
        });
        await ticks(2);
        throw E;
      }),
    );
    expect(ended).toBe(true);
  });
});

describe("groups and timeouts in one another", () => {
  test("an inner group's failure is one member of the outer group's", async () => {
    let sibling: unknown;
    const error = await caught(
      withAsync(taskGroup(), (outer) => {
        void outer.createTask(async () => {
          sibling = await caught(outer.race(never));
        });
        void outer.createTask((signal) =>
          withAsync(taskGroup({ signal }), (inner) => void inner.createTask(failing(A))),
        );
      }),
    );
    expect(error).toMatchObject({ errors: [expect.objectContaining({ errors: [A] })] });
    expect(sibling).toMatchObject({ name: "AbortError" });
  });

  test("an outer group's abort passes through the inner one, and is no failure", async () => {
    const inside: unknown[] = [];
    const error = await caught(
      withAsync(taskGroup(), (outer) => {
        void outer.createTask(async (signal) => {
          const inner = caught(
            withAsync(taskGroup({ signal }), (inner) => {
              void inner.createTask((innerSignal) => abortable(innerSignal));
            }),
          );
          inside.push(await inner);
          throw inside[0];
        });
        void outer.createTask(failing(A, 5));
      }),
    );
    expect((error as AggregateError).errors).toEqual([A]);
    expect(inside).toEqual([expect.objectContaining({ name: "AbortError", cause: A })]);
  });

  test("a timeout around a group: its tasks are aborted, and a TimeoutError leaves", async () => {
    const error = await caught(
      withAsync(timeout(1), ({ signal }) =>
        withAsync(taskGroup({ signal }), (group) => {
          void group.createTask((inner) => abortable(inner));
          void group.createTask(() => group.race(never));
        }),
      ),
    );
    expect(error).toBeInstanceOf(TimeoutError);
  });

  test("failures go before the outer abort", async () => {
    const error = await caught(
      withAsync(timeout(1), ({ signal }) =>
        withAsync(taskGroup({ signal }), (group) => {
          void group.createTask(async () => {
            await group.race(never).catch(() => {});
            throw A;
          });
        }),
      ),
    );
    expect((error as AggregateError).errors).toEqual([A]);
  });

  test("a timeout of one task is a failure of that task", async () => {
    const error = await caught(
      withAsync(taskGroup(), (group) => {
        void group.createTask((signal) => withAsync(timeout(1, { signal }), (limit) => limit.race(never)));
      }),
    );
    expect((error as AggregateError).errors).toEqual([expect.any(TimeoutError)]);
  });

  test("an outer abort that nobody noticed changes nothing", async () => {
    const controller = new AbortController();
    const value = await withAsync(taskGroup({ signal: controller.signal }), () => {
      controller.abort();
      return "value";
    });
    expect(value).toBe("value");
  });

  test("an outer abort while the exit waits leaves for its own reason", async () => {
    const controller = new AbortController();
    const reason = new RangeError("user left");
    const block = withAsync(taskGroup({ signal: controller.signal }), (group) => {
      void group.createTask(async () => {
        await ticks(3);
        controller.abort(reason);
        await ticks(3);
      });
    });
    expect(await caught(block)).toBe(reason);
  });
});

describe("misuse", () => {
  const message = (fn: () => unknown): unknown => {
    try {
      fn();
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
    return "nothing was thrown";
  };

  test("tasks outside the block, and after a failure, are refused as in CPython", async () => {
    const group = taskGroup();
    const rejected = (): Promise<never> => Promise.reject(new Error("abandoned"));
    expect(message(() => group.createTask(rejected()))).toBe("RuntimeError: TaskGroup has not been entered");
    await caught(
      withAsync(group, async () => {
        await caught(group.createTask(failing(A)));
        expect(message(() => group.createTask(rejected()))).toBe("RuntimeError: TaskGroup is shutting down");
      }),
    );
    expect(message(() => group.createTask(rejected()))).toBe("RuntimeError: TaskGroup is finished");
  });

  test("is single-use", async () => {
    const group = taskGroup();
    await withAsync(group, () => {});
    await expect(withAsync(group, () => {})).rejects.toEqual(
      new RuntimeError("TaskGroup has already been entered"),
    );
  });

  test("a task is a function or a promise", async () => {
    await withAsync(taskGroup(), (group) => {
      expect(message(() => group.createTask(5 as never))).toBe(
        "TypeError: createTask takes a function or a promise, found 5: createTask((signal) => …)",
      );
    });
  });

  test("a blind exit asks, because the block may have failed; the tasks are aborted, and it ends", async () => {
    const block = async (): Promise<void> => {
      await using held = await enter(taskGroup());
      void held.value.createTask((signal) => abortable(signal)).catch(() => {});
      throw new Error("block");
    };
    const chain = errorChain(await block().catch((error: unknown) => error));
    expect(chain.map((error) => (error as Error).name)).toEqual([
      "AggregateError",
      "UnconfirmedExitError",
      "Error",
    ]);
  });
});

describe("taskGroup", () => {
  test("refusals say in which state it is", async () => {
    const group = taskGroup();
    const refusal = async (): Promise<unknown> =>
      ((await errorOf(() => group.createTask(async () => 1))) as Error).message;
    const refusals = [await refusal()];
    await errorOf(() =>
      withAsync(group, async () => {
        await errorOf(() => group.createTask(() => Promise.reject(E)));
        await null;
        refusals.push(await refusal());
      }),
    );
    refusals.push(await refusal());
    expect(refusals).toEqual([
      "TaskGroup has not been entered",
      "TaskGroup is shutting down",
      "TaskGroup is finished",
    ]);
    expect(((await errorOf(() => group.__aenter__())) as Error).message).toBe(
      "TaskGroup has already been entered",
    );
  });

  test("a task that the outer signal cut short makes the clean end of the block that signal's", async () => {
    const outer = new AbortController();
    const error = await errorOf(() =>
      withAsync(taskGroup({ signal: outer.signal }), async (group) => {
        const task = group.createTask(() => group.race(new Promise(() => {})));
        await null;
        await null;
        outer.abort(E);
        await errorOf(() => task);
        await null;
      }),
    );
    expect(error).toBe(E);
  });

  test("a promise that is refused is handled", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    const refused = Promise.reject(new Error("nobody's"));
    expect(await errorOf(() => taskGroup().createTask(refused))).not.toBe("nothing was thrown");
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test("an exit told a clean end with undefined is one", async () => {
    const group = taskGroup();
    await group.__aenter__();
    await expect(group.__aexit__(undefined, E, undefined)).resolves.toBeUndefined();
  });

  test("on a host without AggregateError its failures are on an Error of that name", async () => {
    const error = await where("AggregateError", undefined, () =>
      errorOf(() =>
        withAsync(taskGroup(), async (group) => {
          void group.createTask(() => Promise.reject(E));
        }),
      ),
    );
    expect(error).toMatchObject({
      name: "AggregateError",
      message: "unhandled errors in a TaskGroup",
      errors: [E],
    });
  });
});
