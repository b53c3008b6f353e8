// What a frozen realm must not break, as `run`: it resolves to what happened.
import {
  asyncContextManager,
  AsyncExitStack,
  enter,
  exit,
  formatError,
  RuntimeError,
  SuppressedError,
  taskGroup,
  timeout,
  TimeoutError,
  UnconfirmedExitError,
  withAsync,
} from "await-using";
import { asyncDispose, AsyncDisposableStack, DisposableStack } from "await-using/ponyfill";

class Session {
  told = [];

  async __aenter__() {
    return "value";
  }

  async __aexit__(type, error) {
    this.told.push(type?.name ?? null, error?.message ?? null);
    return true;
  }
}

globalThis.run = async () => {
  const trace = [];
  const session = new Session();
  await AsyncExitStack.run(async (stack) => {
    await stack.enter(session);
    stack.defer(() => Promise.reject(new Error("of a callback")));
    throw new RangeError("of the block");
  });
  const section = asyncContextManager(async function* () {
    yield "yielded";
    trace.push("after yield");
  });
  await withAsync(section(), (value) => trace.push(value));

  const late = await withAsync(timeout(1), ({ signal }) => {
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  }).catch((error) => error);
  const failed = await withAsync(taskGroup(), (group) => {
    group.createTask(() => Promise.reject(new Error("of a task")));
  }).catch((error) => error);

  const required = new Session();
  const entered = await enter(required, { outcome: "required" });
  const refused = await entered[asyncDispose]().catch((error) => error);
  const stack = new DisposableStack();
  stack.defer(() => trace.push("disposed"));
  stack.dispose();
  const asyncStack = new AsyncDisposableStack();
  asyncStack.defer(() => Promise.reject(new Error("first")));
  asyncStack.use({ [asyncDispose]: () => Promise.reject(new Error("second")) });
  const both = await asyncStack.disposeAsync().catch((error) => error);
  return {
    told: session.told,
    trace,
    late: [late instanceof TimeoutError, late.name, late.message],
    failed: [failed.name, failed.errors.map(({ message }) => message)],
    required: [required.told[0], refused instanceof UnconfirmedExitError, refused.code],
    both: [both.name, both.error.message, both.suppressed.message],
    errors: [RuntimeError, TimeoutError, UnconfirmedExitError].map((Type) => String(new Type("message"))),
    text:
      formatError(new SuppressedError(new Error("newer"), new Error("older"))).match(/(newer|older)/g)
        .length > 1,
    exit: typeof (await enter(new Session()))[exit],
  };
};
