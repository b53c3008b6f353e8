// Cells that are no programs: what is called from within, or too late, and what only one function does.
import assert from "node:assert/strict";
import FakeTimers from "@sinonjs/fake-timers";
import { turns } from "../bench.js";
import { type Answer } from "../programs.js";

/** Counts what a row enters and exits: every resource is exited exactly once. */
export class Ledger {
  readonly entered = new Map<string, number>();
  readonly exited = new Map<string, number>();

  enter(name: string): void {
    this.entered.set(name, (this.entered.get(name) ?? 0) + 1);
  }

  exit(name: string): void {
    this.exited.set(name, (this.exited.get(name) ?? 0) + 1);
  }

  /** How many resources were entered and never exited, and exited more often than entered. */
  balance(): { lost: number; twice: number } {
    let [lost, twice] = [0, 0];
    for (const name of new Set([...this.entered.keys(), ...this.exited.keys()])) {
      const open = (this.entered.get(name) ?? 0) - (this.exited.get(name) ?? 0);
      if (open > 0) lost += open;
      else twice -= open;
    }
    return { lost, twice };
  }

  /** An asynchronous manager, and a synchronous one, that count. */
  manager(name: string, more: { entering?: () => unknown; exiting?: (told: unknown) => unknown } = {}) {
    return {
      __aenter__: async () => {
        await more.entering?.();
        this.enter(name);
        return name;
      },
      __aexit__: async (_type: unknown, error: unknown) => {
        this.exit(name);
        return (await more.exiting?.(error)) as boolean;
      },
      __enter__: () => {
        more.entering?.();
        this.enter(name);
        return name;
      },
      __exit__: (_type: unknown, error: unknown) => {
        this.exit(name);
        return more.exiting?.(error) as boolean;
      },
    };
  }
}

export interface Row {
  /** The public names that the row is about. */
  readonly names: readonly string[];
  /** The callback, or what is awaited, that has the fault. */
  readonly point: string;
  readonly fault: Answer;
  readonly title: string;
  /** Throws if something is not as it must be. */
  run(ledger: Ledger): unknown;
}

/** Writes rows of one function: `rows("name")("point", "fault", "what is so", (ledger) => …)`. */
export function rowsOf(...names: string[]) {
  return (point: string, fault: Answer, title: string, run: (ledger: Ledger) => unknown): Row => ({
    names,
    point,
    fault,
    title: `${names[0]}, ${point} ${fault}: ${title}`,
    run,
  });
}

/** What a promise rejects with, or a function throws. */
export async function thrownBy(act: (() => unknown) | PromiseLike<unknown>): Promise<unknown> {
  try {
    await (typeof act === "function" ? act() : act);
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}

/** Is what an act throws an error of that name? Returns it. */
export async function throwsNamed(
  act: (() => unknown) | PromiseLike<unknown>,
  name: string,
): Promise<object> {
  const error = (await thrownBy(act)) as { name?: unknown };
  assert.equal(error?.name, name, String(error));
  return error;
}

/** Has the promise not settled, although everything that can move has moved? */
export async function isPending(promise: PromiseLike<unknown>): Promise<boolean> {
  let pending = true;
  const settled = (): void => void (pending = false);
  promise.then(settled, settled);
  await turns(100);
  return pending;
}

/** A promise, and what settles it. */
export function gate<T = void>() {
  let open!: (value: T) => void;
  let fail!: (error: unknown) => void;
  const opened = new Promise<T>((resolve, reject) => ([open, fail] = [resolve, reject]));
  return { opened, open, fail };
}

/** Runs with a clock that stands still until it is moved. */
export async function withClock(run: (move: (ms: number) => Promise<void>) => Promise<void>): Promise<void> {
  const clock = FakeTimers.withGlobal(globalThis).install({
    toFake: ["setTimeout", "clearTimeout", "Date"],
    now: 1000,
  });
  try {
    await run(async (ms) => {
      await turns(50);
      clock.tick(ms);
      await turns(50);
    });
    assert.equal(clock.countTimers(), 0, "a timer is left");
  } finally {
    clock.uninstall();
  }
}
