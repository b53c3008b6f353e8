/** The JavaScript side of the oracle: runs a printed program over a library, and reports as `harness.py` does. */

/** What programs call, over one library. `$.way` is set before each run. */
export function worldOf(lib) {
  // Exits are told a stack; making it is the most expensive thing here.
  Error.stackTraceLimit = 1;

  class ErrorA extends Error {}
  class ErrorB extends ErrorA {}
  class ErrorC extends Error {}
  class ErrorD extends ErrorB {}
  const classes = { ErrorA, ErrorB, ErrorC, ErrorD, RuntimeError: lib.RuntimeError };

  let events, chains, counts, sharedManagers;
  const E = new Map();
  const numbers = new Map();
  const v = {};

  const t = (text) => void events.push(text);
  const chain = (error) => lib.errorChain(error).map(nameOf);

  /** The newest error's name. */
  function name(error) {
    return error === null || error === undefined ? "none" : nameOf(lib.newestError(error));
  }

  const $ = {
    lib,
    classes,
    v,
    E,
    t,
    name,
    way: null,
    told(who, type, error, trace) {
      const none = type === null;
      if (
        none ? error !== null || trace !== null : type !== error?.constructor || typeof trace !== "string"
      ) {
        t(`${who} told three arguments that do not fit`);
      }
      t(`${who} told ${name(error)}`);
    },
    caught(who, error, comparable) {
      t(`${who} caught ${name(error)}`);
      if (comparable) chains.push(chain(error));
    },
    show(value) {
      if (value === null || value === undefined) return "none";
      return typeof value === "string" ? value : (value.tag ?? (isStack(value) ? "stack" : "object"));
    },
    /** Makes an error, numbered by site: JavaScript makes the cause first, Python the error. */
    mk(type, site, cause) {
      const number = (numbers.get(site) ?? 0) + 1;
      numbers.set(site, number);
      const error = new type(`e${site}.${number}`);
      if (cause !== null && cause !== undefined) error.cause = cause;
      E.set(site, error);
      return error;
    },
    nth(site) {
      counts.set(site, (counts.get(site) ?? -1) + 1);
      return counts.get(site);
    },
    shared(key, type) {
      if (!sharedManagers.has(key)) sharedManagers.set(key, new type());
      return sharedManagers.get(key);
    },
    take(key) {
      const stack = v[key];
      v[key] = undefined;
      return stack;
    },
    is(error, ...types) {
      const newest = lib.newestError(error);
      return types.some((type) => newest instanceof type);
    },
    disposable: (callback, isAsync) => ({
      [isAsync ? Symbol.asyncDispose : Symbol.dispose]: () => callback(),
    }),
    /** An exit function as a resource that has the error-aware protocol itself. */
    aware(exit, isAsync) {
      const blind = () => t("driven blind");
      const tell = (completion) => {
        if (!completion) return exit(null, null, null);
        const error = lib.newestError(completion.error);
        return exit(error.constructor, error, error.stack);
      };
      if (!isAsync) return { [Symbol.dispose]: blind, [lib.exit]: (c) => (tell(c) ? undefined : c) };
      return { [Symbol.asyncDispose]: blind, [lib.exit]: async (c) => ((await tell(c)) ? undefined : c) };
    },
  };

  function isStack(value) {
    return value instanceof lib.AsyncExitStack || value instanceof lib.ExitStack;
  }

  function reset(way) {
    events = [];
    chains = [];
    counts = new Map();
    sharedManagers = new Map();
    E.clear();
    numbers.clear();
    for (const key of Object.keys(v)) delete v[key];
    $.way = way;
  }

  return {
    /** Runs a program, given as a function of `$`, once for each way; gives reports by way. */
    async run(define, ways) {
      const reports = {};
      for (const [key, way] of Object.entries(ways)) {
        reset(way);
        let outcome;
        try {
          const value = define($)();
          const settled = value instanceof Promise ? await settle(value) : { value };
          outcome = settled.hangs ? "hangs" : `returned ${$.show(settled.value)}`;
        } catch (error) {
          outcome = `raised ${name(error)}`;
          chains.push(chain(error));
        }
        reports[key] = { events, outcome, chains };
      }
      return reports;
    },
  };
}

/** A program awaits nothing but promises of its own, so it has ended when the microtasks have. */
async function settle(promise) {
  let settled;
  promise.then(
    (value) => (settled = { value }),
    (error) => (settled = { error }),
  );
  await new Promise(setImmediate);
  if (!settled) return { hangs: true };
  if ("error" in settled) throw settled.error;
  return settled;
}

/** An error as both languages print it: TypeErrors by class only, generator errors by their first words. */
export function nameOf(error) {
  if (error instanceof TypeError) return "TypeError";
  const type = error?.constructor?.name ?? typeof error;
  let text = String(error?.message);
  if (type === "RuntimeError") {
    for (const start of [
      "generator didn't yield",
      "generator didn't stop",
      "generator ignored GeneratorExit",
    ]) {
      if (text.includes(start)) text = start;
    }
  }
  return `${type}:${text}`;
}
