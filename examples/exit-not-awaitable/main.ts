// S15c: an asynchronous exit that forgets to return something to await. Nothing would wait for it to complete, so it is a
// TypeError, as in CPython, however the block ended: never a hang, and never silence.
import { type AsyncContextManager, AsyncExitStack, enter, errorChain, exit, withAsync } from "await-using";
import { library, nameOf, trace } from "../trace.js";

class CardRefused extends Error {}

class Forgetful {
  async __aenter__(): Promise<string> {
    trace("  entered");
    return "value";
  }

  // not async, and nothing is returned
  __aexit__(excType: { name: string } | null): void {
    trace("  exit is told", excType);
  }
}

class ForgetfulEnter {
  __aenter__(): void {
    trace("  enter is called");
  }

  async __aexit__(): Promise<void> {
    trace("  exited");
  }
}

// The type checker refuses both; here they come from plain JavaScript.
const forgetful = () => new Forgetful() as unknown as AsyncContextManager<string>;
const forgetfulEnter = () => new ForgetfulEnter() as unknown as AsyncContextManager<string>;

const fail = async (): Promise<never> => {
  throw new CardRefused("card refused");
};

async function show(title: string, run: () => Promise<unknown>): Promise<void> {
  trace(title);
  try {
    await run();
    trace("  not refused");
  } catch (error) {
    const [newest, ...older] = errorChain(error);
    trace("  refused:", nameOf(newest), ...(older.length > 0 ? ["over", ...older] : []));
    library(" ", (newest as Error).message);
  }
}

await show("the block succeeds", () => withAsync(forgetful(), async () => trace("  the block runs")));

await show("the block fails", () => withAsync(forgetful(), fail));

await show("on a stack", () =>
  AsyncExitStack.run(async (stack) => {
    await stack.enter(forgetful());
    trace("  the block runs");
  }),
);

await show("entered by hand", async () => {
  const entered = await enter(forgetful());
  trace("  the block runs");
  await entered[exit](undefined).then((completion) => {
    if (completion !== undefined) throw completion.error;
  });
});

await show("enter forgets it", () => withAsync(forgetfulEnter(), async () => trace("  the block runs")));
