/// <reference lib="esnext.disposable" preserve="true" />
// The stacks of the specification when disposers throw.
import { asyncStacks, type AsyncStack, syncStacks, type SyncStack } from "../peers.js";
import { counts, fresh, type Row, type Work } from "../row.js";

const failure = new Error("a disposer failed");

class Failing {
  [Symbol.dispose](): void {
    counts.disposed++;
    throw failure;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    counts.disposed++;
    throw failure;
  }
}

class Sound {
  [Symbol.dispose](): void {
    counts.disposed++;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    counts.disposed++;
  }
}

const failing = new Failing();
const sound = new Sound();
const all = Array.from({ length: 16 }, () => failing);
const one = [sound, sound, failing, sound];

function sync(Stack: SyncStack, values: readonly Disposable[]): Work {
  return (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      for (const value of values) stack.use(value);
      try {
        stack.dispose();
      } catch {}
    }
  };
}

function async(Stack: AsyncStack, values: readonly AsyncDisposable[]): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      for (const value of values) stack.use(value);
      try {
        await stack.disposeAsync();
      } catch {}
    }
  };
}

function rows<Stack>(
  what: string,
  stacks: Readonly<Record<string, Stack>>,
  work: (Stack: Stack) => Work,
): Row {
  const contestants = Object.entries(stacks).map(([who, Stack]) => [who, work(Stack)] as const);
  return { group: "errors", name: what, contestants: Object.fromEntries(contestants) };
}

export const errorRows: readonly Row[] = [
  rows("DisposableStack, 1 of 4 disposers throws", syncStacks, (Stack) => fresh(sync, Stack, one)),
  rows("DisposableStack, 16 disposers throw", syncStacks, (Stack) => fresh(sync, Stack, all)),
  rows("AsyncDisposableStack, 1 of 4 disposers rejects", asyncStacks, (Stack) => fresh(async, Stack, one)),
  rows("AsyncDisposableStack, 16 disposers reject", asyncStacks, (Stack) => fresh(async, Stack, all)),
];
