// S8: connecting fails inside enter. Enter reports the error and throws it again; the block does not run, and exit is
// not called, for nothing was entered. What was entered before is exited, as after any error.
import { AsyncExitStack, withAsync } from "await-using";
import { connect, type Connection } from "../database.js";
import { nameOf, trace } from "../trace.js";

const nobodyListensHere = "postgres://127.0.0.1:1/test";

class DatabaseConnection {
  #connection: Connection | undefined;

  async __aenter__(): Promise<Connection> {
    trace("connecting");
    try {
      this.#connection = await connect(nobodyListensHere);
    } catch (error) {
      trace("enter failed:", nameOf(error));
      throw error;
    }
    return this.#connection;
  }

  async __aexit__(): Promise<void> {
    trace("exit is called");
    await this.#connection?.close();
  }
}

class Log {
  async __aenter__(): Promise<void> {
    trace("log opened");
  }

  async __aexit__(_excType: unknown, error: unknown, _tb: unknown): Promise<void> {
    trace("log closed after", nameOf(error));
  }
}

try {
  await withAsync(new DatabaseConnection(), async () => trace("the block runs"));
} catch (error) {
  trace("the caller got", nameOf(error));
}

try {
  await AsyncExitStack.run(async (stack) => {
    await stack.enter(new Log());
    await stack.enter(new DatabaseConnection());
    trace("the block runs");
  });
} catch (error) {
  trace("the caller got", nameOf(error));
}
