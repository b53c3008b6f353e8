// The lifecycle timeline, and that whoever looks on changes nothing.
import {
  AsyncExitStack,
  type AsyncContextManager,
  enter,
  errorChain,
  exit,
  ExitStack,
  suppress,
  withAsync,
  withSync,
} from "await-using";
import { recordTimeline, trackResources } from "await-using/diagnostics";
import { observe } from "../../src/scope/observer.js";
import { faces } from "../scope/managers.js";

class Pool {
  async __aenter__(): Promise<this> {
    return this;
  }
  async __aexit__(): Promise<void> {}
}
class Client extends Pool {}
class CardRefused extends Error {}

test("a timeline shows each step, nested as the blocks are", async () => {
  using timeline = recordTimeline();
  await withAsync(new Pool(), () => withAsync(new Client(), async () => {}));
  expect(timeline.report({ times: false }).split("\n")).toEqual([
    "entering Pool",
    "entered Pool",
    "  entering Client",
    "  entered Client",
    "  exiting Client",
    "  exited Client",
    "exiting Pool",
    "exited Pool",
  ]);
});

test("it names the errors: told, suppressed, of enter, of exit", async () => {
  using timeline = recordTimeline();
  await withAsync(suppress(CardRefused), () =>
    withAsync(new Pool(), async () => {
      throw new CardRefused();
    }),
  );
  const failing = {
    async __aenter__(): Promise<void> {},
    async __aexit__(): Promise<void> {
      throw new RangeError();
    },
  };
  await withAsync(failing, async () => {}).catch(() => {});
  const closed = { ...failing, __aenter__: () => Promise.reject(new TypeError()) };
  await withAsync(closed, async () => {}).catch(() => {});
  const forgetful = { ...failing, __aexit__: () => undefined } as unknown as AsyncContextManager;
  await withAsync(forgetful, async () => {}).catch(() => {});
  expect(timeline.report({ times: false }).split("\n")).toEqual([
    "entering Suppress",
    "entered Suppress",
    "  entering Pool",
    "  entered Pool",
    "  exiting Pool: CardRefused",
    "  exited Pool: CardRefused",
    "exiting Suppress: CardRefused",
    "suppressed Suppress: CardRefused",
    "entering Object",
    "entered Object",
    "exiting Object",
    "exit failed Object: RangeError",
    "entering Object",
    "enter failed Object: TypeError",
    "entering Object",
    "entered Object",
    "exiting Object",
    "exit failed Object: TypeError",
  ]);
});

test("it shows what stacks register, move and leave", () => {
  using timeline = recordTimeline();
  const stack = new ExitStack();
  stack.use({ [Symbol.dispose]: () => {} });
  stack.defer(function flush() {});
  stack.move().dispose();
  expect(timeline.report({ times: false }).split("\n")).toEqual([
    "entered Object",
    "  entered flush",
    "moved Object",
    "  moved flush",
    "  exiting flush",
    "  exited flush",
    "exiting Object",
    "exited Object",
  ]);
});

test("events carry the time in ms since the recording began, and never go back", async () => {
  jest.useFakeTimers({ now: 0, doNotFake: ["nextTick", "queueMicrotask"] });
  try {
    using timeline = recordTimeline();
    jest.advanceTimersByTime(5);
    const held = await enter(new Pool());
    jest.advanceTimersByTime(20);
    await held[exit](undefined);
    expect(timeline.events().map(({ at, phase }) => [at, phase])).toEqual([
      [5, "entering"],
      [5, "entered"],
      [25, "exiting"],
      [25, "exited"],
    ]);
    expect(timeline.report().split("\n").at(-1)).toBe("     25.0 ms  exited Pool");
  } finally {
    jest.useRealTimers();
  }
});

test("after its disposal it records nothing, and keeps what it has", async () => {
  const timeline = recordTimeline();
  withSync(suppress(), () => {});
  timeline[Symbol.dispose]();
  withSync(suppress(), () => {});
  expect(timeline.events().length).toBe(4);
});

describe.each(faces)("observed, the $name face does what it does unobserved", (face) => {
  const E = new Error("body");
  const X = new Error("exit");

  /** What a program sees of all ways to enter and leave, in order. */
  async function program(): Promise<unknown[]> {
    const trace: unknown[] = [];
    const manager = (more: object = {}): never => face.manager({ name: "m", trace, ...more });
    const note = async (run: () => unknown): Promise<void> => {
      try {
        trace.push(["returned", await run()]);
      } catch (error) {
        const chain = errorChain(error);
        trace.push(["threw", ...chain.map((each) => (each as Error).message)]);
      }
    };
    const fail = (): never => {
      throw E;
    };
    await note(() => face.with(manager(), () => 1));
    await note(() => face.with(manager(), fail));
    await note(() => face.with(manager({ result: true }), fail));
    await note(() => face.with(manager({ exitThrows: { error: X } }), fail));
    await note(() => face.with(manager({ enterThrows: { error: X } }), fail));
    await note(() => face.with(manager({ result: Promise.resolve(true) }), fail));
    await note(() => face.with({ __aenter__: () => 1, __aexit__: async () => {} } as never, () => 1));
    await note(() => face.with({ __aenter__: async () => 1, __aexit__: () => true } as never, fail));
    await note(async () => face.blind(await face.enter(manager(), { outcome: "required" })));
    await note(() =>
      face.run(async (stack: AsyncExitStack) => {
        stack.defer(() => void trace.push("deferred"));
        stack.adopt("value", (value) => void trace.push(value));
        stack.exit((type, error) => void trace.push([type, error]));
        stack.use({ [Symbol.dispose]: () => void trace.push("disposed") });
        stack.deferOnError(() => void trace.push("on error"));
        stack.deferOnSuccess(() => void trace.push("on success"));
        await stack.enter(manager({ result: true }));
        throw E;
      }),
    );
    await note(() => face.run((stack: ExitStack) => void stack.exit(() => Promise.resolve(true) as never)));
    await note(() =>
      face.run((stack: ExitStack) => void stack.use({ [exit]: () => 1, [Symbol.dispose]() {} } as never)),
    );
    return trace;
  }

  test("a tracker and a timeline change nothing", async () => {
    const unobserved = await program();
    using _leaks = trackResources();
    using timeline = recordTimeline();
    expect(await program()).toEqual(unobserved);
    expect(timeline.events().length).toBeGreaterThan(40);
  });

  test("an observer that throws changes nothing; the console is told", async () => {
    const unobserved = await program();
    const told = jest.spyOn(console, "warn").mockImplementation(() => {});
    const stop = observe(() => {
      throw X;
    });
    try {
      expect(await program()).toEqual(unobserved);
      expect(told).toHaveBeenCalledWith("await-using: an observer threw", X);
    } finally {
      stop();
      told.mockRestore();
    }
  });
});
