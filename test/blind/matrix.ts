// Every kind in every blind driver, after every end of the block: what each exit was told, and what came out.
import { AsyncExitStack, enter, enterSync, ExitStack } from "await-using";
import type { Driver } from "./drivers.js";
import type { Kind, Told } from "./kinds.js";

export const bodies = ["good", "throws", "throws undefined"] as const;

export interface Cell {
  readonly kind: string;
  readonly driver: string;
  readonly holder: string;
  readonly way: string;
  readonly body: (typeof bodies)[number];
  /** What the first exit that can say it was told; nothing, if none can. */
  readonly told: readonly Told[];
  /** Is there an error, is a refusal in it, is the block's own? */
  readonly ends: "clean" | "error";
  readonly isRefused: boolean;
  readonly hasOwn: boolean;
  /** Nothing, if all is as it must be. */
  readonly wrong: readonly string[];
  readonly silentCommit: boolean;
  readonly silentLoss: boolean;
}

type Held = Omit<Kind, "entered"> & { readonly entered?: Kind["entered"] | undefined };

interface Holder {
  readonly name: string;
  /** Is it a stack of the library, which has a method to dispose of it by hand? */
  readonly isStack: boolean;
  open(kind: Held, made: object, say: (told: Told) => void): object | Promise<object>;
}

const entered = (kind: Held, value: unknown, say: (told: Told) => void): void =>
  kind.entered?.(value as never, say);

const asyncHolders: Holder[] = [
  {
    name: "",
    isStack: false,
    async open(kind, made, say) {
      if (kind.is === "resource") return made;
      const held = kind.isAsync
        ? await enter(made as never, kind.options)
        : enterSync(made as never, kind.options);
      entered(kind, held.value, say);
      return held;
    },
  },
  {
    name: "in an AsyncExitStack",
    isStack: true,
    async open(kind, made, say) {
      const stack = new AsyncExitStack();
      if (kind.is === "resource") stack.use(made as never);
      else if (kind.isAsync) entered(kind, await stack.enter(made as never, kind.options), say);
      else entered(kind, stack.enterSync(made as never, kind.options), say);
      return stack;
    },
  },
  {
    name: "entered, and used by an AsyncExitStack",
    isStack: true,
    async open(kind, made, say) {
      const stack = new AsyncExitStack();
      stack.use((await asyncHolders[0]!.open(kind, made, say)) as never);
      return stack;
    },
  },
];

const syncHolders: Holder[] = [
  {
    name: "",
    isStack: false,
    open(kind, made) {
      return kind.is === "resource" ? made : enterSync(made as never, kind.options);
    },
  },
  {
    name: "in an ExitStack",
    isStack: true,
    open(kind, made) {
      const stack = new ExitStack();
      if (kind.is === "resource") stack.use(made as never);
      else stack.enter(made as never, kind.options);
      return stack;
    },
  },
  {
    name: "entered, and used by an ExitStack",
    isStack: true,
    open(kind, made, say) {
      const stack = new ExitStack();
      stack.use(syncHolders[0]!.open(kind, made, say) as never);
      return stack;
    },
  },
];

/** Is a refusal, or an error, in what came out? */
function holds(error: unknown, wanted: (each: unknown) => boolean): boolean {
  if (wanted(error)) return true;
  const {
    name,
    error: inner,
    suppressed,
    errors,
  } = (error ?? {}) as Partial<SuppressedError & AggregateError>;
  if (errors?.some((each: unknown) => holds(each, wanted))) return true; // a task group's
  return name === "SuppressedError" && (holds(inner, wanted) || holds(suppressed, wanted));
}

const isRefusal = (error: unknown): boolean =>
  (error as { code?: unknown } | undefined)?.code === "AWAIT_USING_UNCONFIRMED_EXIT";

/** Runs them all. `hidesText`: no function of this realm shows its text, so none is seen not to read. */
export async function runAll(
  kinds: readonly Kind[],
  drivers: readonly Driver[],
  hidesText = false,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const kind of kinds) {
    for (const driver of drivers) {
      if (kind.isAsync && !driver.isAsync) continue;
      for (const holder of driver.isAsync ? asyncHolders : syncHolders) {
        if (driver.byHand && !holder.isStack) continue;
        for (const body of bodies) cells.push(await run(kind, driver, holder, body, hidesText));
      }
    }
  }
  return cells;
}

const own = new Error("block");

async function run(
  given: Kind,
  driver: Driver,
  holder: Holder,
  body: Cell["body"],
  hidesText: boolean,
): Promise<Cell> {
  // By hand a clean end waits for what the block left running, and is meant to.
  const kind = driver.byHand ? { ...given, entered: undefined } : given;
  const told: Told[] = [];
  const say = (what: Told): void => void told.push(what);
  const block = (): void => {
    if (body !== "good") throw body === "throws" ? own : undefined;
  };
  let out: { readonly error: unknown } | undefined;
  try {
    if (driver.isAsync) {
      await driver.run(async () => holder.open(kind, await kind.make(say), say), block);
    } else driver.run(() => holder.open(kind, kind.make(say), say), block);
  } catch (error) {
    out = { error };
  }
  const isRefused = out !== undefined && holds(out.error, isRefusal);
  const hasOwn =
    out !== undefined &&
    body !== "good" &&
    holds(out.error, (each) => each === (body === "throws" ? own : undefined));
  const mustAsk = driver.byHand
    ? kind.asks === "always"
    : kind.asks !== "never" || (hidesText && kind.is === "manager");
  // A manager by its word: `stack.dispose()` by hand is a clean end.
  const isByWord = driver.byHand === true && kind.asks !== "always";
  const wrong: string[] = [];
  if (isRefused !== mustAsk) wrong.push(mustAsk ? "it was not refused" : "it was refused");
  if (mustAsk && told.includes("clean")) wrong.push("it was told a clean end");
  if (!mustAsk && told.includes("error")) wrong.push("it was told an error");
  if (body === "good" && out !== undefined && !isRefused) wrong.push("another error came out");
  if (body !== "good" && out === undefined) wrong.push("the block's error is gone");
  // `finally` lets its own error take the place of the block's: JavaScript's rule. Declarations keep both.
  if (body !== "good" && !hasOwn && !(isRefused && / in a finally|'s use$/.test(driver.name))) {
    wrong.push("the block's error is not in what came out");
  }
  const silentCommit = body !== "good" && !isByWord && !isRefused && (told.includes("clean") || mustAsk);
  const silentLoss =
    body === "good"
      ? told.includes("error") && out === undefined
      : out === undefined || (mustAsk && !isRefused && !hasOwn);
  return {
    kind: kind.name,
    driver: driver.name,
    holder: holder.name,
    way: mustAsk && kind.asks === "never" ? 'say `{ outcome: "ignored" }`' : kind.way,
    body,
    told,
    ends: out === undefined ? "clean" : "error",
    isRefused,
    hasOwn,
    wrong,
    silentCommit,
    silentLoss,
  };
}
