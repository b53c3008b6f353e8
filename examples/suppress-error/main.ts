// S6: exit is told the error's class, the error and its traceback. A truthy result suppresses the error; any other
// lets it propagate. The meaning is the same however the manager is driven.
import "await-using/polyfill";
import { AsyncExitStack, enter, exit, withAsync, unconfirmed } from "await-using";
import { trace } from "../trace.js";

class Handler {
  constructor(readonly result: unknown) {}

  async __aenter__(): Promise<this> {
    return this;
  }

  async __aexit__(excType: unknown, error: unknown, tb: unknown): Promise<unknown> {
    trace("  told:", excType, error, tb && "traceback");
    return this.result;
  }
}

type Body = () => Promise<void>;

// Each way is one function that drives the manager around the body: a new way is a new row here and in the twin.
const ways: Record<string, (manager: Handler, body: Body) => Promise<void>> = {
  async function(manager, body) {
    await withAsync(manager, body);
  },
  async stack(manager, body) {
    await AsyncExitStack.run(async (stack) => {
      await stack.enter(manager);
      await body();
    });
  },
  // Run with `node --import await-using/register`: TypeScript's helpers are ours, and tell how the block ended.
  async "await using"(manager, body) {
    await using _held = await enter(manager);
    await body();
  },
};

class SensorError extends Error {}

for (const [way, drive] of Object.entries(ways)) {
  for (const result of [true, "handled", 1, false, null, 0]) {
    trace(way, "returns", result);
    try {
      await drive(new Handler(result), async () => {
        throw new SensorError("no signal");
      });
      trace("  suppressed");
    } catch (error) {
      trace("  propagates:", error);
    }
  }
  trace(way, "ends well");
  await drive(new Handler(true), async () => trace("  body"));
}

// A class of your own needs no Python methods: [exit] takes how the block ended and returns how it ends now.
class Retryable {
  async [exit](ended: { error: unknown } | undefined): Promise<{ error: unknown } | undefined> {
    trace("  told:", ended?.error);
    return ended?.error instanceof SensorError ? undefined : ended; // undefined: a clean end
  }

  [Symbol.asyncDispose](): Promise<void> {
    return unconfirmed(this); // who calls this does not know how the block ended
  }
}

for (const error of [new SensorError("no signal"), new TypeError("not a sensor")]) {
  trace("[exit] on a stack");
  try {
    await AsyncExitStack.run(async (stack) => {
      stack.use(new Retryable());
      throw error;
    });
    trace("  suppressed");
  } catch (error) {
    trace("  propagates:", error);
  }
  trace("[exit] in a plain await using");
  try {
    {
      await using _sensor = new Retryable();
      throw error;
    }
    trace("  suppressed"); // reached: an error that was suppressed ends its block, and no more
  } catch (error) {
    trace("  propagates:", error);
  }
}
