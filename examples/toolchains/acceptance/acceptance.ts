// The acceptance program: one source that every toolchain example compiles and runs. It prints expected.txt only if the
// toolchain's `await using` tells resources how their block ended; compiled by anything else, the transactions go wrong.
import {
  asyncContextManager,
  AsyncExitStack,
  type Completion,
  contextManager,
  enter,
  enterSync,
  errorChain,
  exit,
  suppress,
} from "await-using";

const say = (line: string): void => console.log(line);

/** The errors that `error` carries, newest first, on one line. */
function described(error: unknown): string {
  return errorChain(error)
    .map((each) => (each instanceof Error ? `${each.name}: ${each.message}` : String(each)))
    .join(", suppressing ");
}

/** Throws, though neither the compiler nor a minifier can know. */
function fail(error: unknown): void {
  throw error;
}

/** An error-aware resource without Python in it: commits when its block succeeds, rolls back when it fails. */
class Transaction {
  constructor(
    readonly name: string,
    readonly commitFails = false,
  ) {
    say(`  ${name}: begin`);
  }

  async [exit](completion: Completion): Promise<Completion> {
    if (completion) {
      say(`  ${this.name}: rollback, told ${described(completion.error)}`);
    } else if (this.commitFails) {
      throw new Error("commit failed");
    } else {
      say(`  ${this.name}: commit`);
    }
    return completion;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    say(`  ${this.name}: BLIND, this toolchain does not tell how the block ended`);
  }
}

/** A manager written as Python's programs are. */
class Connection {
  constructor(
    readonly name: string,
    readonly closeFails = false,
  ) {}

  async __aenter__(): Promise<string> {
    say(`  ${this.name}: open`);
    return this.name;
  }

  async __aexit__(excType: unknown, exc: unknown, _tb: unknown): Promise<void> {
    say(`  ${this.name}: close, told ${excType === null ? "nothing" : described(exc)}`);
    if (this.closeFails) throw new Error(`${this.name} cannot close`);
  }
}

/** A manager written as a generator. */
const phase = asyncContextManager(async function* (name: string) {
  say(`  ${name}: enter`);
  try {
    yield name;
    say(`  ${name}: succeeded`);
  } catch (error) {
    say(`  ${name}: failed with ${described(error)}`);
    throw error;
  } finally {
    say(`  ${name}: leave`);
  }
});

const retrying = contextManager(function* (name: string) {
  try {
    yield name;
  } catch (error) {
    say(`  ${name}: ignores ${described(error)}`);
  }
});

async function commits(): Promise<string> {
  await using _transaction = new Transaction("transaction");
  say("  insert");
  return "inserted";
}

async function rollsBack(): Promise<void> {
  await using _transaction = new Transaction("transaction");
  throw new RangeError("card refused");
}

async function suppresses(): Promise<string> {
  {
    await using _transaction = new Transaction("transaction");
    await using _ignore = await enter(suppress(RangeError));
    fail(new RangeError("never seen outside"));
  }
  // execution goes on here, as after Python's `async with`
  say("  after the block");
  return "reached";
}

async function nests(): Promise<void> {
  await using outer = await enter(phase("outer"));
  {
    await using inner = await enter(phase("inner"));
    say(`  in ${outer.value} and ${inner.value}`);
    await Promise.resolve();
    throw new Error("deep down");
  }
}

async function loops(): Promise<number> {
  let attempts = 0;
  for (const name of ["first", "second", "third", "fourth"]) {
    await using _transaction = new Transaction(name);
    using _tolerant = enterSync(retrying(name));
    attempts++;
    if (name === "first") continue;
    if (name === "second") throw new TypeError("try again");
    break;
  }
  return attempts;
}

async function exitFails(): Promise<void> {
  await using _transaction = new Transaction("transaction", true);
  say("  insert");
}

async function outerIsToldOfInner(): Promise<void> {
  await using _transaction = new Transaction("transaction");
  await using _connection = await enter(new Connection("connection", true));
  throw new RangeError("card refused");
}

async function suppressedThenFails(): Promise<void> {
  await using _transaction = new Transaction("transaction", true);
  await using _ignore = await enter(suppress(RangeError));
  throw new RangeError("never seen outside");
}

async function stacks(): Promise<void> {
  await using stack = new AsyncExitStack();
  stack.deferOnSuccess(() => say("  stack: success"));
  stack.deferOnError(() => say("  stack: error"));
  const name = await stack.enter(new Connection("connection"));
  throw new RangeError(`lost ${name}`);
}

async function mixes(): Promise<void> {
  await using _transaction = new Transaction("transaction");
  await using _nothing = null as AsyncDisposable | null;
  using _plain = { [Symbol.dispose]: () => say("  plain: disposed") };
  await using _asyncPlain = { [Symbol.asyncDispose]: async () => say("  async plain: disposed") };
  throw undefined; // it is an error all the same
}

function synchronous(): string {
  {
    using first = enterSync(retrying("first"));
    using second = enterSync(retrying("second"));
    fail(new Error(`in ${first.value} and ${second.value}`));
  }
  return "reached";
}

async function show(title: string, run: () => unknown): Promise<void> {
  say(title);
  try {
    const result = await run();
    say(`  the caller got: ${String(result)}`);
  } catch (error) {
    say(`  the caller caught: ${described(error)}`);
  }
}

export async function main(): Promise<void> {
  await show("commit", commits);
  await show("rollback", rollsBack);
  await show("suppression", suppresses);
  await show("nesting", nests);
  await show("a loop with continue, break and a suppressed error", loops);
  await show("an exit that fails", exitFails);
  await show("an exit told of an inner exit's failure", outerIsToldOfInner);
  await show("a failing exit after a suppressed error", suppressedThenFails);
  await show("an exit stack", stacks);
  await show("throw undefined through plain resources", mixes);
  await show("synchronous", synchronous);
}

main().catch((error: unknown) => {
  say(`failed: ${String(error)}`);
  throw error;
});
