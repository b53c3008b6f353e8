// S16: the five steps of `async with`, in order. Both methods are looked up before enter is called, and a clean exit is
// told None three times (null here).
import { withAsync } from "await-using";
import { trace } from "../trace.js";

class Manager {
  constructor() {
    trace("1. the expression makes the manager");
  }

  // Getters, to see the look-up; an ordinary manager has methods.
  get __aenter__(): () => Promise<string> {
    trace("2. __aenter__ is looked up");
    return async () => {
      trace("3. __aenter__ is called and awaited");
      return "value";
    };
  }

  get __aexit__(): (excType: unknown, error: unknown, tb: unknown) => Promise<void> {
    trace("2. __aexit__ is looked up");
    return async (excType, error, tb) => {
      trace("5. __aexit__ is called and awaited, told", excType, error, tb && "traceback");
    };
  }
}

class BodyError extends Error {}

// async with Manager() as value:
await withAsync(new Manager(), async (value) => trace("4. the block runs with", value));
trace("after the block");

try {
  await withAsync(new Manager(), async (value) => {
    trace("4. the block runs with", value);
    throw new BodyError("from the block");
  });
} catch (error) {
  trace("after the block:", error);
}
