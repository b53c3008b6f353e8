// S17: a generator manager must yield exactly once. An error of the block is raised at the yield: catching it there
// suppresses it, throwing another replaces it.
import { asyncContextManager, newestError, withAsync } from "await-using";
import { trace } from "../trace.js";

class BodyError extends Error {}
class CleanupError extends Error {}

const managers = {
  yieldsOnce: asyncContextManager(async function* () {
    try {
      yield "value";
    } finally {
      trace("  finally");
    }
  }),
  neverYields: asyncContextManager(async function* (): AsyncGenerator<string> {
    trace("  no yield");
  }),
  yieldsTwice: asyncContextManager(async function* () {
    yield "first";
    yield "second";
  }),
  catches: asyncContextManager(async function* () {
    try {
      yield "value";
    } catch (error) {
      trace("  caught at the yield:", error);
    }
  }),
  replaces: asyncContextManager(async function* () {
    try {
      yield "value";
    } catch {
      throw new CleanupError("from the manager");
    }
  }),
  yieldsAgainAfterAnError: asyncContextManager(async function* () {
    try {
      yield "first";
    } catch {
      yield "second";
    }
  }),
};

for (const [name, manager] of Object.entries(managers)) {
  for (const fails of [false, true]) {
    trace(name, fails ? "and the block fails" : "and the block ends well");
    try {
      await withAsync(manager(), async (value) => {
        trace("  the block runs with", value);
        if (fails) throw new BodyError("from the block");
      });
      trace("  after the block");
    } catch (error) {
      trace("  the caller got", newestError(error));
    }
  }
}
