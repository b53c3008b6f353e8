// docs/contextlib.md: no name of Python's is missing, no name of ours is made up, and each manager is entered as often as it says.
import * as library from "await-using";
import * as locks from "await-using/locks";
import * as node from "await-using/node";
import { Mutex, Semaphore } from "async-mutex";
import { names, page, rows } from "./page.js";

const table = rows("contextlib").filter((cells) => cells.length === 4 && cells[0] !== "Python");

// `contextlib.__all__` of Python 3.14.
const python314 = [
  ...[
    "AbstractAsyncContextManager",
    "AbstractContextManager",
    "AsyncExitStack",
    "ContextDecorator",
    "ExitStack",
  ],
  ...["aclosing", "asynccontextmanager", "chdir", "closing", "contextmanager", "nullcontext"],
  ...["redirect_stderr", "redirect_stdout", "suppress"],
];

test("every name of contextlib has one row", () => {
  const found = table.flatMap((cells) => names(cells[0]));
  expect(found.filter((name) => name !== "AsyncContextDecorator").sort()).toEqual(python314);
  expect(found).toContain("AsyncContextDecorator");
});

test.each(table.map(([python, ours = ""]) => [python, ours] as const))(
  "%s: %s is exported",
  (_python, ours) => {
    const from: object = ours.includes("_node_") ? node : library;
    expect(names(ours).filter((name) => !(name in from))).toEqual([]);
    expect(names(ours)).toHaveLength(1);
  },
);

test("every function that the other tables call is exported", () => {
  const others = [...rows("asyncio"), ...rows("Other systems")].filter(
    (cells) => !/^(Python|there)$/.test(cells[0]!),
  );
  expect(others.length).toBeGreaterThan(15);
  const own = new Set([...Object.keys(library), ...Object.keys(locks), ...Object.keys(node)]);
  const host = ["api", "fn", "setInterval", "abort", "AbortController", "createTask", "reschedule", "race"];
  const called = others.flatMap((cells) =>
    [...cells[1]!.matchAll(/(?<![.\w])(\w+)\(/g)].map(([, name]) => name!),
  );
  expect([...new Set(called)].filter((name) => !own.has(name) && !host.includes(name))).toEqual([]);
});

test("every method of a stack that the tables name is one", () => {
  const called = [...page.matchAll(/`(?:await )?stack\.(\w+)\(/g)].map(([, name]) => name!);
  const stacks = [library.ExitStack.prototype, library.AsyncExitStack.prototype];
  expect(called.length).toBeGreaterThan(8);
  expect(called.filter((name) => !stacks.some((stack) => name in stack))).toEqual([]);
});

describe("each manager is entered as often as its row says", () => {
  const makers: Record<string, () => object> = {
    contextmanager: library.contextManager(function* () {
      yield;
    }),
    asynccontextmanager: library.asyncContextManager(async function* () {
      yield;
    }),
    nullcontext: () => library.nullContext(),
    suppress: () => library.suppress(TypeError),
    redirect_stdout: () => node.redirectStdout(null),
    redirect_stderr: () => node.redirectStderr(null),
    chdir: () => node.chdir("."),
    ExitStack: () => new library.ExitStack(),
    AsyncExitStack: () => new library.AsyncExitStack(),
    "asyncio.timeout(s)": () => library.timeout(1e6),
    "asyncio.timeout_at(when)": () => library.timeoutAt(null),
    "asyncio.TaskGroup()": () => library.taskGroup(),
    "asyncio.Lock()": () => locks.lock(new Mutex()),
    "asyncio.Semaphore(n)": () => locks.semaphore(new Semaphore(1)),
  };
  const all = [...table, ...rows("asyncio")];
  const said = new Map(all.flatMap((cells) => names(cells[0]).map((name) => [name, cells[2]] as const)));

  const enterTwice = async (manager: object, nested: boolean): Promise<string> => {
    const run = async (body: () => unknown): Promise<unknown> =>
      library.isAsyncContextManager(manager)
        ? library.withAsync(manager, async () => void (await body()))
        : library.withSync(manager as never, body);
    try {
      const block = run(nested ? () => run(() => {}) : () => {});
      const waits = (async () => {
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
        return "waits";
      })();
      if ((await Promise.race([block, waits])) === "waits") return "waits";
      if (!nested) await run(() => {});
      return "entered";
    } catch (error) {
      const [first = error] = (error as { errors?: unknown[] }).errors ?? []; // an outer group's only failure
      return (first as Error).name;
    }
  };

  test.each(Object.keys(makers))("%s", async (name) => {
    const found = [await enterTwice(makers[name]!(), false), await enterTwice(makers[name]!(), true)];
    const refused = expect.stringMatching(/^(RuntimeError|ReferenceError)$/) as string;
    const expected = {
      "single-use": name.endsWith("Stack") ? [refused, expect.anything()] : [refused, refused],
      reusable: ["entered", refused],
      reentrant: ["entered", "entered"],
      shared: ["entered", "waits"],
    }[said.get(name) ?? ""];
    expect(expected).toBeDefined();
    expect(found).toEqual(expected);
  });
});
