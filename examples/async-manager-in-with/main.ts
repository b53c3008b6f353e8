// S20: `with` over a manager that is only asynchronous is refused, before anything is entered. The type checker says so
// first; the TypeError at run time names the missing method and the right call.
import { ExitStack, withAsync, withSync } from "await-using";
import { library, trace } from "../trace.js";

class AsyncLog {
  async __aenter__(): Promise<string> {
    trace("  entered");
    return "log";
  }

  async __aexit__(): Promise<void> {
    trace("  exited");
  }
}

class HalfManager {
  __enter__(): void {
    trace("  entered");
  }
}

function refused(title: string, run: () => unknown): void {
  trace(title);
  try {
    run();
    trace("  not refused");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    trace("  TypeError, missing", /\bno (__\w+__)/.exec(error.message)?.[1]);
    library(" ", error.message);
  }
}

refused("an asynchronous manager", () =>
  // @ts-expect-error AsyncLog has no __enter__
  withSync(new AsyncLog(), () => trace("  the block runs")),
);

refused("a manager without exit", () =>
  // @ts-expect-error HalfManager has no __exit__
  withSync(new HalfManager(), () => trace("  the block runs")),
);

refused("an asynchronous manager on a stack", () =>
  ExitStack.run((stack) => {
    // @ts-expect-error AsyncLog has no __enter__
    stack.enter(new AsyncLog());
  }),
);

trace("the right call");
await withAsync(new AsyncLog(), async (value) => trace("  the block runs with", value));
