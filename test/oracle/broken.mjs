/**
 * Libraries with one exit rule altered, to show that the oracle sees it. `withAsync` and `withSync` are
 * written again here, naively, so that each rule has a place to be broken; everything else is the library's.
 * The rule "none" breaks nothing: the naive drivers are right, and must agree with CPython too.
 *
 * R1, and the halves of R5 and R6 that only decide the shape of a SuppressedError, do not show in Python.
 */
import { combine, newest } from "./ways.mjs";

/** Rules that programs of other kinds than "blocks" show when they are broken. */
const BY_KIND = {
  stacks: ["move", "refusal"],
  timeouts: ["outer", "foreign", "reschedule", "expired"],
  groups: ["rest", "whole"],
};

/** The exit rules that can be broken. */
export const RULES = ["R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14"];

/** The library with a rule broken; as it is if `rule` is empty. */
export function breakLibrary(lib, rule) {
  if (!rule) return lib;
  if (OTHERS[rule]) return { ...lib, ...OTHERS[rule](lib) };
  if (rule !== "none" && !RULES.includes(rule))
    throw new TypeError(`--broken expects one of ${[...RULES, ...Object.keys(OTHERS)].join(", ")}`);
  const driver = naiveDriver(lib, rule);
  const broken = { ...lib, ...driver };
  // R8: an error's causes are forgotten.
  if (rule === "R8")
    broken.errorChain = (error) =>
      lib.errorChain(error).filter((e, _, all) => !all.some((x) => x.cause === e));
  // R9: a stack is one exit, told once; what it throws suppresses the block's error.
  if (rule === "R9") Object.assign(broken, stacksToldOnce(lib));
  // R13: a generator that ends after a throw suppresses nothing.
  if (rule === "R13") {
    broken.contextManager = (generator) => {
      const make = lib.contextManager(generator);
      return () => {
        const manager = make();
        return {
          __enter__: () => manager.__enter__(),
          __exit__: (...told) => void manager.__exit__(...told),
        };
      };
    };
  }
  // R14: no subclasses.
  if (rule === "R14") {
    broken.suppress = (...types) => ({
      __enter__: () => undefined,
      __exit__: (type) => types.includes(type),
    });
  }
  return broken;
}

function naiveDriver(lib, rule) {
  const { exit, SuppressedError } = lib;

  function afterThrow(thrown, before) {
    if (!before) return { error: thrown };
    if (rule === "R4" && thrown === newest(before.error)) return { error: new Error("another") };
    if (rule === "R5" && thrown.cause === newest(before.error)) return { error: thrown };
    if (rule === "R6" && thrown instanceof SuppressedError) return { error: thrown };
    if (rule === "R7") return { error: thrown };
    return { error: combine(lib, thrown, before) };
  }

  function tell(before) {
    if (!before) return [null, null, null];
    const error = rule === "R2" ? before.error : newest(before.error);
    return [error.constructor, error, error.stack];
  }

  /** How the block stands after an exit's result. */
  const afterResult = (result, before) => ((rule === "R3" ? result === true : result) ? undefined : before);

  function find(manager, enterName, exitName) {
    if (typeof manager[enterName] !== "function") throw new TypeError(`no ${enterName}`);
    if (rule !== "R10" && typeof manager[exitName] !== "function") throw new TypeError(`no ${exitName}`);
  }

  function awaitable(value) {
    if (rule !== "R12" && typeof value?.then !== "function") throw new TypeError("not awaitable");
    return value;
  }

  return {
    async withAsync(manager, body) {
      const names =
        rule === "R11" && manager.__enter__ ? ["__enter__", "__exit__"] : ["__aenter__", "__aexit__"];
      const wait = rule === "R11" ? (value) => value : awaitable;
      find(manager, ...names);
      const value = await wait(manager[names[0]]());
      let before, result, after;
      try {
        result = await body(value);
      } catch (error) {
        before = { error };
      }
      try {
        if (exit in manager) after = await manager[exit](before);
        else after = afterResult(await wait(manager[names[1]](...tell(before))), before);
      } catch (thrown) {
        after = afterThrow(thrown, before);
      }
      if (after) throw after.error;
      return before ? undefined : result;
    },
    withSync(manager, body) {
      find(manager, "__enter__", "__exit__");
      const value = manager.__enter__();
      let before, result;
      const end = () => {
        let after;
        try {
          if (exit in manager) after = manager[exit](before);
          else after = afterResult(manager.__exit__(...tell(before)), before);
        } catch (thrown) {
          after = afterThrow(thrown, before);
        }
        if (after) throw after.error;
        return before ? undefined : result;
      };
      try {
        result = body(value);
      } catch (error) {
        before = { error };
      }
      if (!(result instanceof Promise)) return end();
      return result
        .then(
          (value) => void (result = value),
          (error) => void (before = { error }),
        )
        .then(end);
    },
  };
}

function stacksToldOnce(lib) {
  const once = (after, before) =>
    before && after && !lib.errorChain(after.error).includes(newest(before.error))
      ? { error: new lib.SuppressedError(after.error, before.error) }
      : after;
  return {
    AsyncExitStack: class extends lib.AsyncExitStack {
      async [lib.exit](before) {
        return once(await super[lib.exit](before), before);
      }
    },
    ExitStack: class extends lib.ExitStack {
      [lib.exit](before) {
        return once(super[lib.exit](before), before);
      }
    },
  };
}

/** What breaks those rules. */
const OTHERS = {
  // What was registered before a move is left before what was registered after it.
  move: (lib) => ({
    AsyncExitStack: movedFirst(lib, lib.AsyncExitStack),
    ExitStack: movedFirst(lib, lib.ExitStack),
  }),
  // A stack that is disposed takes callbacks, and forgets them.
  refusal: (lib) => ({
    ExitStack: class extends lib.ExitStack {
      defer(callback) {
        if (!this.disposed) super.defer(callback);
      }
    },
  }),
  // An inner timeout takes the outer one's expiry for its own.
  outer: (lib) =>
    timeouts(lib, (limit, error) => {
      if (limit.signal.aborted && error === limit.signal.reason)
        throw new lib.TimeoutError("", { cause: error });
    }),
  // A timeout takes every abort for its own.
  foreign: (lib) =>
    timeouts(lib, (limit, error) => {
      if (limit.expired() && error?.name === "AbortError") throw new lib.TimeoutError("", { cause: error });
    }),
  reschedule: (lib) => timeouts(lib, () => {}, { reschedule: () => {} }),
  expired: (lib) => timeouts(lib, () => {}, { expired: () => false }),
  // A group of which something was suppressed is suppressed.
  rest: (lib) => suppressing(lib, (error, rest) => rest === error),
  // A group of which something was suppressed propagates as it was.
  whole: (lib) => suppressing(lib, () => true),
};

function movedFirst({ exit }, Stack) {
  const isAsync = "disposeAsync" in Stack.prototype;
  const then = (value, next) => (isAsync ? Promise.resolve(value).then(next) : next(value));
  return class extends Stack {
    #moved = null;
    move() {
      const moved = super.move();
      const next = new this.constructor();
      next.#moved = moved;
      return next;
    }
    ok() {
      super.ok();
      this.#moved?.ok();
    }
    [exit](completion) {
      const moved = this.#moved;
      this.#moved = null;
      return then(moved ? moved[exit](completion) : completion, (after) => super[exit](after));
    }
    dispose() {
      this.#moved?.dispose();
      super.dispose();
    }
    async disposeAsync() {
      await this.#moved?.disposeAsync();
      await super.disposeAsync();
    }
  };
}

/** Timeouts with something done at the end of their exit, and methods replaced. */
function timeouts(lib, after, methods = {}) {
  const altered = (limit) => {
    const { __aexit__: exit } = limit;
    return Object.assign(limit, methods, {
      async __aexit__(type, error, trace) {
        await exit.call(limit, type, error, trace);
        after(limit, error);
      },
    });
  };
  return {
    timeout: (...given) => altered(lib.timeout(...given)),
    timeoutAt: (...given) => altered(lib.timeoutAt(...given)),
  };
}

/** `suppress`, where what is left of an error does not propagate unless `passes(error, rest)`; then the error does. */
function suppressing(lib, passes) {
  return {
    suppress(...types) {
      const manager = lib.suppress(...types);
      const exit = (type, error, trace) => {
        try {
          return manager.__exit__(type, error, trace);
        } catch (rest) {
          return !passes(error, rest);
        }
      };
      return {
        __enter__: () => {},
        __exit__: exit,
        __aenter__: async () => {},
        __aexit__: async (...told) => exit(...told),
      };
    },
  };
}

/** The kind of programs that show a broken rule. */
export function kindOfRule(rule) {
  return Object.keys(BY_KIND).find((kind) => BY_KIND[kind].includes(rule)) ?? "blocks";
}
