// The leak detector: what is open, and which line entered it.
import { runInNewContext } from "node:vm";
import { setFlagsFromString } from "node:v8";
import {
  AsyncExitStack,
  asyncContextManager,
  type Completion,
  contextManager,
  decorate,
  decorateSync,
  enter,
  exit,
  ExitStack,
  withAsync,
  withSync,
} from "await-using";
import { OpenResourcesError, type ResourceTracker, trackResources } from "await-using/diagnostics";
import { faces, type Plan } from "../scope/managers.js";

/** The line of this file that calls it, as a tracker gives a site. */
function here(): string {
  const [, , caller = ""] = String(new Error().stack).split("\n");
  return /leaks\.test\.ts:\d+/.exec(caller)?.[0] ?? "no line";
}

const line = (site: string): string => /leaks\.test\.ts:\d+/.exec(site)?.[0] ?? site;

let leaks: ResourceTracker;
beforeEach(() => {
  leaks = trackResources();
});
afterEach(() => leaks[Symbol.dispose]());

const open = (): string[] => leaks.open().map(({ name, phase }) => `${name} ${phase}`);

describe.each(faces)("$name", (face) => {
  const E = new Error("body");
  const className = face.name === "synchronous" ? "SyncManager" : "AsyncManager";
  let trace: unknown[];
  const manager = (more: Partial<Plan> = {}): never => face.manager({ name: "m", trace, ...more });
  beforeEach(() => {
    trace = [];
  });

  test("an entered manager is open until its exit ran", async () => {
    const held = await face.enter(manager());
    expect(open()).toEqual([`${className} entered`]);
    await face.exit(held, undefined);
    expect(open()).toEqual([]);
  });

  test("a blind exit closes it too", async () => {
    const held = await face.enter(manager(), { outcome: "ignored" });
    await face.blind(held);
    expect(open()).toEqual([]);
  });

  test.each([
    ["cleanly", {}, false],
    ["with an error", {}, true],
    ["with an error that exit suppresses", { result: true }, true],
    ["with an error of exit", { exitThrows: { error: new Error("exit") } }, true],
  ])("a block's manager is open in the block, which ends %s", async (_, plan, fails) => {
    const during: string[] = [];
    const block = face.with(manager(plan), () => {
      during.push(...open());
      if (fails) throw E;
    });
    await block.catch(() => {});
    expect(during).toEqual([`${className} entered`]);
    expect(open()).toEqual([]);
  });

  test("a manager whose enter fails is not open", async () => {
    const block = face.with(manager({ enterThrows: { error: E } }), () => {});
    await expect(block).rejects.toBe(E);
    expect(open()).toEqual([]);
  });

  test("what a stack registers is open until the stack is disposed, also after a move", async () => {
    const stack = face.stack() as ExitStack;
    const resource = { [Symbol.dispose]: () => {} };
    await stack.enter(manager());
    stack.use(resource);
    stack.adopt(new Map(), () => {});
    stack.defer(function flush() {});
    stack.exit(function report() {});
    const all = [className, "Object", "Map", "flush", "report"].map((name) => `${name} entered`);
    expect(open()).toEqual(all);
    const moved = stack.move();
    expect(open()).toEqual(all);
    await face.dispose(moved);
    expect(open()).toEqual([]);
  });

  test("says what kind each is", async () => {
    const stack = face.stack() as ExitStack;
    await stack.enter(manager());
    stack.use({ [Symbol.dispose]: () => {} });
    stack.exit({ __exit__: () => false });
    stack.adopt(1, () => {});
    stack.defer(() => {});
    expect(leaks.open().map(({ kind }) => kind)).toEqual([
      `${face.name === "synchronous" ? "sync" : "async"} manager`,
      "resource",
      "pushed exit",
      "adopted value",
      "deferred callback",
    ]);
    await face.dispose(stack);
  });

  test("null, and callbacks for one way of ending, hold nothing open", async () => {
    const stack = face.stack() as ExitStack;
    stack.use(null);
    stack.deferOnError(() => {});
    stack.deferOnSuccess(() => {});
    expect(open()).toEqual([]);
    await face.exit(stack, undefined);
  });

  test("a resource with [exit] is closed by the stack's blind exit", async () => {
    const stack = face.stack() as ExitStack;
    const aware = {
      [exit]: (completion: Completion) => completion,
      [Symbol.dispose]: () => {},
      [Symbol.asyncDispose]: async () => {},
    };
    stack.use(aware);
    expect(open()).toEqual(["Object entered"]);
    await expect(face.blind(stack)).rejects.toMatchObject({ name: "UnconfirmedExitError" });
    expect(open()).toEqual([]);
  });

  test("names the line of the program that entered it", async () => {
    const stack = face.stack() as ExitStack;
    const held = await face.enter(manager());
    const lines: string[] = [];
    await (lines.push(here()), stack.enter(manager()));
    lines.push((stack.use({ [Symbol.dispose]: () => {} }), here()));
    lines.push((stack.exit({ __exit__: () => false }), here()));
    lines.push((stack.adopt(1, () => {}), here()));
    lines.push((stack.defer(() => {}), here()));
    const sites = leaks.open().map(({ site }) => line(site));
    expect(sites.slice(1)).toEqual(lines); // the first was entered by the face
    await face.exit(held, undefined);
    await face.dispose(stack);
  });
});

describe("the line that entered", () => {
  const sync = contextManager(function* name() {
    yield;
  });
  const async = asyncContextManager(async function* name() {
    yield;
  });

  test("is the program's, not one of the library's own", async () => {
    const sites: string[] = [];
    const note = (): void => void sites.push(...leaks.open().map(({ site }) => line(site)));
    const lines: string[] = [];
    await (lines.push(here()), withAsync(async(), note));
    lines.push((withSync(sync(), note), here()));
    await (lines.push(here()), AsyncExitStack.run(note));
    lines.push((ExitStack.run(note), here()));
    await (lines.push(here()), decorate(() => async())(note)());
    lines.push((decorateSync(() => sync())(note)(), here()));
    await (lines.push(here()), async().decorate(note)());
    expect(sites).toEqual(lines);
  });

  test("is followed by the calls that led there", async () => {
    const lines: string[] = [];
    function innermost(): void {
      lines.push((new ExitStack().defer(() => {}), here()));
    }
    async function outermost(): Promise<void> {
      lines.push((innermost(), here()));
    }
    await (outermost(), lines.push(here()));
    const [resource] = leaks.open();
    expect(resource?.stack.split("\n").slice(0, 3).map(line)).toEqual(lines);
  });
});

describe("a tracker", () => {
  const deferred = (): ExitStack => {
    const stack = new ExitStack();
    stack.defer(function flush() {});
    return stack;
  };

  test("shows an enter that does not end, and an exit that does not", async () => {
    let proceed = (): void => {};
    const wait = (): Promise<void> => new Promise((resolve) => (proceed = resolve));
    const entering = enter({ __aenter__: wait, __aexit__: wait });
    expect(open()).toEqual(["Object entering"]);
    proceed();
    const held = await entering;
    const exiting = held[exit](undefined);
    expect(open()).toEqual(["Object exiting"]);
    proceed();
    await exiting;
    expect(open()).toEqual([]);
  });

  test("knows nothing of what was entered before it began", async () => {
    using _other = trackResources();
    const early = await enter({ __aenter__: async () => 1, __aexit__: async () => {} });
    using late = trackResources();
    expect(late.open()).toEqual([]);
    await early[exit](undefined);
    expect(late.open()).toEqual([]);
  });

  test("says since when", () => {
    const before = performance.now();
    deferred();
    const { since } = leaks.open()[0] as { since: number };
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThanOrEqual(performance.now());
  });

  test("reports in words", () => {
    expect(leaks.report()).toBe("no resource is open");
    deferred();
    const [first, second, third] = leaks.report().split("\n");
    expect(first).toBe("1 resource is open:");
    expect(second).toMatch(
      /^ {2}flush \(deferred callback\), entered, \d+ ms, entered at .*leaks\.test\.ts:\d+:\d+$/,
    );
    expect(third).toMatch(/^ {6}at .*leaks\.test\.ts:\d+:\d+\)$/);
  });

  test("assertNone() throws an error that names each, and nothing if none is open", () => {
    leaks.assertNone();
    deferred();
    deferred();
    expect(() => leaks.assertNone()).toThrow(OpenResourcesError);
    expect(() => leaks.assertNone()).toThrow(
      /^2 resources are never exited: flush \(entered at .*leaks\.test\.ts:\d+:\d+\), flush \(entered at .*\); hold each/,
    );
  });

  test('atEnd: "throw" throws it when the tracker is disposed', () => {
    const tracker = trackResources({ atEnd: "throw" });
    deferred();
    expect(() => tracker[Symbol.dispose]()).toThrow(OpenResourcesError);
    tracker[Symbol.dispose](); // once
  });

  test("atEnd: a function is called with what is open, if anything is", () => {
    const seen: string[][] = [];
    const atEnd = (all: readonly { name: string }[]): void => void seen.push(all.map(({ name }) => name));
    trackResources({ atEnd })[Symbol.dispose]();
    expect(seen).toEqual([]);
    const tracker = trackResources({ atEnd });
    deferred();
    tracker[Symbol.dispose]();
    expect(seen).toEqual([["flush"]]);
  });

  test("is told nothing after its disposal", () => {
    leaks[Symbol.dispose]();
    deferred();
    expect(leaks.open()).toEqual([]);
  });

  test.each([
    [{ atEnd: "report" }, 'trackResources: atEnd is "throw" or a function, found report'],
    [{ onLost: 1 }, "trackResources: onLost is a function, found 1"],
  ])("refuses %j", (options, message) => {
    expect(() => trackResources(options as never)).toThrow(new TypeError(message));
  });

  test("tells of what was garbage collected without exit", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const lost: string[] = [];
    using tracker = trackResources({ onLost: ({ name }) => lost.push(name) });
    const kept = deferred();
    class Socket {
      async __aenter__(): Promise<void> {}
      async __aexit__(): Promise<void> {}
    }
    await enter(new Socket()); // and nobody holds it
    for (let turn = 0; turn < 100 && lost.length === 0; turn++) {
      await new Promise(setImmediate);
      collect();
    }
    expect(lost).toEqual(["Socket"]);
    expect(tracker.open().map(({ name, lost }) => [name, lost])).toEqual([
      ["flush", false],
      ["Socket", true],
    ]);
    expect(tracker.report()).toContain("Socket (async manager), lost: collected without exit,");
    kept.dispose();
  });
});
