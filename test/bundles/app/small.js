// The least program: one import of one name.
import { enter } from "await-using";

class Session {
  async __aenter__() {
    return "value";
  }

  async __aexit__(type, error) {
    this.told = [type?.name ?? null, error?.message ?? null];
    return true;
  }
}

async function run() {
  const session = new Session();
  const entered = await enter(session);
  const exit = Symbol.for("await-using.exit");
  const ended = await entered[exit]({ error: new RangeError("of the block") });
  return { value: entered.value, told: session.told, suppressed: ended === undefined };
}

globalThis.result = run();
