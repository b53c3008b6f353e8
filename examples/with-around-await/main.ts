// S15a: a synchronous `with` around something that must await. An asynchronous manager is refused before it is entered, by
// the type checker first. One whose exit turned async is refused when the exit returns its promise: there Python takes the
// coroutine for true, swallows the block's error, and never runs the exit.
import { errorChain, ExitStack, withAsync, withSync } from "await-using";
import { library, nameOf, trace } from "../trace.js";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

class Session {
  async __aenter__(): Promise<string> {
    await turn();
    trace("  opened");
    return "session";
  }

  async __aexit__(): Promise<void> {
    await turn();
    trace("  closed");
  }
}

class File {
  __enter__(): string {
    trace("  opened");
    return "file";
  }

  __exit__(): void {
    trace("  closed");
  }
}

let say = trace;

function refused(title: string, run: () => unknown): void {
  say(title);
  try {
    run();
    say("  not refused");
  } catch (error) {
    const [newest, ...older] = errorChain(error);
    say("  refused:", nameOf(newest), ...(older.length > 0 ? ["over", ...older.map(nameOf)] : []));
    library(" ", (newest as Error).message);
  }
}

refused("with around an asynchronous manager", () =>
  // @ts-expect-error Session has no __enter__
  withSync(new Session(), () => trace("  the block runs")),
);

refused("the same on a stack", () =>
  ExitStack.run((stack) => {
    // @ts-expect-error Session has no __enter__
    stack.enter(new Session());
  }),
);

trace("async with awaits");
await withAsync(new Session(), async (value) => {
  await turn();
  trace("  the block runs with", value);
});

trace("with around a block that awaits");
await withSync(new File(), async (value) => {
  await turn();
  trace("  the block runs with", value);
});

say = library; // From here on there is no twin: Python only warns, when the coroutine is collected.

class Flushed {
  __enter__(): void {}

  async __exit__(): Promise<void> {
    await turn(); // somebody made it async
  }
}

refused("with around an exit that turned async", () => withSync(new Flushed(), () => {}));

refused("the same, and the block fails", () =>
  withSync(new Flushed(), () => {
    throw new RangeError("the disk is full");
  }),
);
