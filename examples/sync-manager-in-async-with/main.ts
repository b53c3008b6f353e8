// S19: `async with` over a manager that is only synchronous is refused, before anything is entered. The type checker
// says so first; the TypeError at run time names the missing method and the right call.
import { AsyncExitStack, withAsync, withSync } from "await-using";
import { library, trace } from "../trace.js";

class SyncLog {
  __enter__(): string {
    trace("  entered");
    return "log";
  }

  __exit__(): void {
    trace("  exited");
  }
}

class HalfManager {
  async __aenter__(): Promise<void> {
    trace("  entered");
  }
}

async function refused(title: string, run: () => Promise<unknown>): Promise<void> {
  trace(title);
  try {
    await run();
    trace("  not refused");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    trace("  TypeError, missing", /\bno (__\w+__)/.exec(error.message)?.[1]);
    library(" ", error.message);
  }
}

await refused("a synchronous manager", () =>
  // @ts-expect-error SyncLog has no __aenter__
  withAsync(new SyncLog(), async () => trace("  the block runs")),
);

await refused("a manager without exit", () =>
  // @ts-expect-error HalfManager has no __aexit__
  withAsync(new HalfManager(), async () => trace("  the block runs")),
);

await refused("a synchronous manager on a stack", () =>
  AsyncExitStack.run(async (stack) => {
    // @ts-expect-error SyncLog has no __aenter__
    await stack.enter(new SyncLog());
  }),
);

trace("the right call");
withSync(new SyncLog(), (value) => trace("  the block runs with", value));
