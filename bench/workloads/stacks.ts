/// <reference lib="esnext.disposable" preserve="true" />
// The stacks of the specification: what goes in, and comes out again without an error.
import { asyncStacks, type AsyncStack, syncStacks, type SyncStack } from "../peers.js";
import { counts, fresh, type Row, type Work } from "../row.js";

class Resource {
  [Symbol.dispose](): void {
    counts.disposed++;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    counts.disposed++;
  }
}

const resource = new Resource();
const release = (): void => void counts.disposed++;
const releaseAsync = async (): Promise<void> => void counts.disposed++;
const sizes = [1, 4, 16, 1024];

function syncUse(Stack: SyncStack, size: number, value: Disposable): Work {
  return (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      for (let k = 0; k < size; k++) stack.use(value);
      stack.dispose();
    }
  };
}

function syncAdopt(Stack: SyncStack, size: number, callback: (value: number) => void): Work {
  return (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      for (let k = 0; k < size; k++) stack.adopt(k, callback);
      stack.dispose();
    }
  };
}

function syncDefer(Stack: SyncStack, size: number, callback: () => void): Work {
  return (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      for (let k = 0; k < size; k++) stack.defer(callback);
      stack.dispose();
    }
  };
}

function syncMove(Stack: SyncStack, size: number, value: Disposable): Work {
  return (n) => {
    for (let i = 0; i < n; i++) {
      let stack = new Stack();
      for (let k = 0; k < size; k++) stack.use(value);
      for (let k = 0; k < 64; k++) stack = stack.move();
      stack.dispose();
    }
  };
}

function asyncUse(Stack: AsyncStack, size: number, value: AsyncDisposable): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      for (let k = 0; k < size; k++) stack.use(value);
      await stack.disposeAsync();
    }
  };
}

function asyncAdopt(Stack: AsyncStack, size: number, callback: (value: number) => Promise<void>): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      for (let k = 0; k < size; k++) stack.adopt(k, callback);
      await stack.disposeAsync();
    }
  };
}

function asyncDefer(Stack: AsyncStack, size: number, callback: () => Promise<void>): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) {
      const stack = new Stack();
      for (let k = 0; k < size; k++) stack.defer(callback);
      await stack.disposeAsync();
    }
  };
}

function asyncMove(Stack: AsyncStack, size: number, value: AsyncDisposable): Work {
  return async (n) => {
    for (let i = 0; i < n; i++) {
      let stack = new Stack();
      for (let k = 0; k < size; k++) stack.use(value);
      for (let k = 0; k < 64; k++) stack = stack.move();
      await stack.disposeAsync();
    }
  };
}

const verbs = ["use", "adopt", "defer"] as const;
type Verb = (typeof verbs)[number];

function row<Stack extends SyncStack | AsyncStack>(
  name: string,
  stacks: Readonly<Record<string, Stack>>,
  work: (Stack: Stack) => Work,
  methods: readonly (Verb | "move")[],
): Row {
  const contestants = Object.entries(stacks)
    .filter(([, Stack]) => methods.every((method) => method in Stack.prototype)) // some have no adopt, some no move
    .map(([who, Stack]) => [who, work(Stack)] as const);
  return { group: "stacks", name, contestants: Object.fromEntries(contestants) };
}

const syncWork: Readonly<Record<Verb, (Stack: SyncStack, size: number) => Work>> = {
  use: (Stack, size) => fresh(syncUse, Stack, size, resource),
  adopt: (Stack, size) => fresh(syncAdopt, Stack, size, release),
  defer: (Stack, size) => fresh(syncDefer, Stack, size, release),
};
const asyncWork: Readonly<Record<Verb, (Stack: AsyncStack, size: number) => Work>> = {
  use: (Stack, size) => fresh(asyncUse, Stack, size, resource),
  adopt: (Stack, size) => fresh(asyncAdopt, Stack, size, releaseAsync),
  defer: (Stack, size) => fresh(asyncDefer, Stack, size, releaseAsync),
};
const moved = "16 resources moved 64 times";

export const stackRows: readonly Row[] = [
  ...sizes.flatMap((size) =>
    verbs.map((verb) =>
      row(`DisposableStack, ${size} × ${verb}`, syncStacks, (Stack) => syncWork[verb](Stack, size), [verb]),
    ),
  ),
  row(`DisposableStack, ${moved}`, syncStacks, (Stack) => fresh(syncMove, Stack, 16, resource), [
    "use",
    "move",
  ]),
  ...sizes.flatMap((size) =>
    verbs.map((verb) =>
      row(`AsyncDisposableStack, ${size} × ${verb}`, asyncStacks, (Stack) => asyncWork[verb](Stack, size), [
        verb,
      ]),
    ),
  ),
  row(`AsyncDisposableStack, ${moved}`, asyncStacks, (Stack) => fresh(asyncMove, Stack, 16, resource), [
    "use",
    "move",
  ]),
];
