// Polyfill, ponyfill, adapter, contextlib and diagnostics in one program.
import "await-using/polyfill";
import {
  asyncContextManager,
  AsyncExitStack,
  errorChain,
  timeout,
  TimeoutError,
  withAsync,
} from "await-using";
import { trackResources } from "await-using/diagnostics";
import { AsyncDisposableStack as Ponyfill } from "await-using/ponyfill";

async function run() {
  const leaks = trackResources();
  const trace = [];
  const section = asyncContextManager(async function* (name) {
    trace.push(`enter ${name}`);
    try {
      yield name;
    } finally {
      trace.push(`exit ${name}`);
    }
  });
  const error = await AsyncExitStack.run(async (stack) => {
    await stack.enter(section("a"));
    stack.use({ [Symbol.asyncDispose]: async () => void trace.push("disposed") });
    stack.defer(() => Promise.reject(new Error("of a callback")));
    trace.push(`${leaks.open().length} open`);
    throw new Error("of the block");
  }).catch((thrown) => thrown);
  const late = await withAsync(timeout(1), ({ signal }) => {
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  }).catch((thrown) => thrown instanceof TimeoutError);
  const stack = new AsyncDisposableStack();
  stack.defer(() => trace.push("the global stack's"));
  await stack.disposeAsync();
  return {
    trace,
    chain: errorChain(error).map(({ message }) => message),
    late,
    open: leaks.open().length,
    same: Ponyfill === AsyncDisposableStack,
  };
}

globalThis.result = run();
