// What Jest gives a test file, for engines that Jest does not run in: describe, test, expect, jest. The matchers are
// Jest's own (`expect`), so are the mocks (`jest-mock`), and its fake timers' (`@sinonjs/fake-timers`).
import FakeTimers from "@sinonjs/fake-timers";
import { expect } from "expect";
import { ModuleMocker } from "jest-mock";

type Action = () => unknown;

interface Suite {
  readonly title: string;
  readonly skipped: boolean;
  readonly parent: Suite | undefined;
  readonly items: (Suite | Test)[];
  readonly beforeAll: Action[];
  readonly beforeEach: Action[];
  readonly afterEach: Action[];
  readonly afterAll: Action[];
}

interface Test {
  readonly title: string;
  readonly skipped: boolean;
  readonly run: Action;
  /** ms */
  readonly limit: number;
}

/** What `runSuites` found: the titles of what failed, with the errors' texts. */
export interface Outcome {
  passed: number;
  /** Tests that the suites themselves leave out here. */
  skipped: number;
  /** Tests that a listed exception leaves out. */
  excepted: number;
  readonly failed: { readonly title: string; readonly message: string }[];
  /** Tests that took longer than a second, and how many milliseconds. */
  readonly slow: { readonly title: string; readonly ms: number }[];
}

// Before any test fakes them.
const { setTimeout, clearTimeout } = globalThis;
const now = Date.now.bind(Date);

const top = suite("", undefined, false);
let current = top;

function suite(title: string, parent: Suite | undefined, skipped: boolean): Suite {
  return { title, parent, skipped, items: [], beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] };
}

function declareSuite(title: string, fill: () => void, skipped: boolean): void {
  const declared = suite(title, current, skipped);
  current.items.push(declared);
  const outer = current;
  current = declared;
  fill();
  current = outer;
}

/** Declares the tests of a file: `runSuites` names them after it. */
export function file(title: string): void {
  current = suite(title, top, false);
  top.items.push(current);
}

// Jest's titles of tables: `$name` of an object, else %s, %i, %d, %j, %p for one value of the row after the other.
function titled(title: string, row: readonly unknown[]): string {
  const [first] = row;
  if (typeof first === "object" && first !== null && /\$\w/.test(title)) {
    return title.replace(/\$(\w+)/g, (_, key: string) => String((first as Record<string, unknown>)[key]));
  }
  let next = 0;
  return title.replace(/%[sidjp]/g, () => {
    const value = row[next++];
    return typeof value === "object" ? Object.prototype.toString.call(value) : String(value);
  });
}

type Declare = (title: string, run: (...row: never[]) => unknown, limit?: number) => void;

const each =
  (declare: Declare) =>
  (rows: readonly unknown[]): Declare =>
  (title, run, limit) => {
    for (const row of rows) {
      const values = Array.isArray(row) ? row : [row];
      declare(titled(title, values), () => run(...(values as never[])), limit);
    }
  };

function both<D extends Declare>(declare: (skipped: boolean) => D): D & { each: unknown; skip: unknown } {
  const [on, off] = [declare(false), declare(true)];
  return Object.assign(on, { each: each(on), skip: Object.assign(off, { each: each(off) }) });
}

const describe = both((skipped) => (title, fill) => declareSuite(title, fill as () => void, skipped));
const test = both((skipped) => (title, run, limit = 60_000) => {
  current.items.push({ title, run: run as Action, limit, skipped });
});

const mocker = new ModuleMocker(globalThis);
type Clock = ReturnType<typeof FakeTimers.install>;

let clock: Clock | undefined;
const faked = (): Clock => {
  if (clock === undefined) throw new Error("call jest.useFakeTimers() first");
  return clock;
};

const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  useFakeTimers({ now = Date.now() }: { now?: number | Date } = {}) {
    clock?.uninstall();
    const toFake = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] as const;
    clock = FakeTimers.install({ now, toFake: [...toFake] });
  },
  useRealTimers() {
    clock?.uninstall();
    clock = undefined;
  },
  getTimerCount: () => faked().countTimers(),
  advanceTimersByTime: (ms: number) => void faked().tick(ms),
  advanceTimersByTimeAsync: async (ms: number) => void (await faked().tickAsync(ms)),
};

Object.assign(globalThis, {
  describe,
  test,
  it: test,
  expect,
  jest,
  beforeAll: (action: Action) => current.beforeAll.push(action),
  beforeEach: (action: Action) => current.beforeEach.push(action),
  afterEach: (action: Action) => current.afterEach.unshift(action),
  afterAll: (action: Action) => current.afterAll.unshift(action),
});

/**
 * Runs all that was declared, one test after the other.
 * @param isExcepted tells of a test's whole title whether it is left out here; asked right before the test runs
 * @param ended is told of each test that ran how long it took
 */
export async function runSuites(
  isExcepted: (title: string, outcome: Outcome) => boolean,
  ended: (title: string, ms: number) => void = () => {},
): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, skipped: 0, excepted: 0, failed: [], slow: [] };
  const attempt = async (title: string, actions: readonly Action[], limit = 60_000): Promise<boolean> => {
    for (const action of actions) {
      try {
        await within(action, limit);
      } catch (error) {
        outcome.failed.push({ title, message: textOf(error) });
        return false;
      }
    }
    return true;
  };
  const walk = async (at: Suite, path: string, skipped: boolean): Promise<void> => {
    const runnable = (item: Suite | Test): boolean => "items" in item || !(skipped || item.skipped);
    if (at.items.some(runnable)) await attempt(`${path} › beforeAll`, at.beforeAll);
    for (const item of at.items) {
      const title = path === "" ? item.title : `${path} › ${item.title}`;
      if ("items" in item) await walk(item, title, skipped || item.skipped);
      else if (skipped || item.skipped) outcome.skipped++;
      else if (isExcepted(title, outcome)) outcome.excepted++;
      else {
        const before = ancestors(at).flatMap((each) => each.beforeEach);
        const after = ancestors(at)
          .reverse()
          .flatMap((each) => each.afterEach);
        const began = now();
        const ran = await attempt(title, [...before, item.run], item.limit);
        const ms = Math.round(now() - began);
        ended(title, ms);
        if (ms > 1000) outcome.slow.push({ title, ms });
        const cleaned = await attempt(`${title} (afterEach)`, after);
        if (ran && cleaned) outcome.passed++;
      }
    }
    if (at.items.some(runnable)) await attempt(`${path} › afterAll`, at.afterAll);
  };
  await walk(top, "", false);
  return outcome;
}

function ancestors(at: Suite | undefined): Suite[] {
  return at === undefined ? [] : [...ancestors(at.parent), at];
}

async function within(action: Action, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${ms} ms`)), ms);
  });
  try {
    await Promise.race([action(), late]);
  } finally {
    clearTimeout(timer);
  }
}

// Without the colours of Jest's messages.
function textOf(error: unknown): string {
  const { message, stack } = (error ?? {}) as { message?: unknown; stack?: unknown };
  const text = message === undefined ? String(error) : `${String(message)}\n${String(stack)}`;
  return text.replace(/\u001b\[\d*m/g, "");
}
