// S10: two locks, taken in order and released in reverse: nested blocks, one stack and one scope of declarations do
// the same, also when the block fails.
import "await-using/polyfill";
import { AsyncExitStack, acquire, enter, withAsync } from "await-using";
import { Mutex } from "async-mutex";
import { trace } from "../trace.js";

class Lock {
  #mutex = new Mutex();

  constructor(readonly name: string) {}

  hold() {
    return acquire(
      async () => {
        const release = await this.#mutex.acquire();
        trace("  acquired", this.name);
        return release;
      },
      (release) => {
        release();
        trace("  released", this.name);
      },
    );
  }
}

const accounts = new Lock("accounts");
const journal = new Lock("journal");

type Work = () => void;

const ways: Record<string, (work: Work) => Promise<void>> = {
  async "nested blocks"(work) {
    await withAsync(accounts.hold(), () =>
      withAsync(journal.hold(), async () => {
        work();
      }),
    );
  },
  async "one stack"(work) {
    await AsyncExitStack.run(async (stack) => {
      await stack.enter(accounts.hold());
      await stack.enter(journal.hold());
      work();
    });
  },
  async "one scope"(work) {
    await using _accounts = await enter(accounts.hold());
    await using _journal = await enter(journal.hold());
    work();
  },
};

class TransferError extends Error {}

for (const [way, drive] of Object.entries(ways)) {
  trace(way);
  await drive(() => trace("  transfer"));

  trace(way, "with an error");
  try {
    await drive(() => {
      throw new TransferError("overdrawn");
    });
  } catch (error) {
    trace("  the caller got", error);
  }
}
