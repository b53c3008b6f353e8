/**
 * Libraries with one exit rule altered, to show that the oracle sees it. `withAsync` and `withSync` are
 * written again here, naively, so that each rule has a place to be broken; everything else is the library's.
 * The rule "none" breaks nothing: the naive drivers are right, and must agree with CPython too.
 *
 * R1, and the halves of R5 and R6 that only decide the shape of a SuppressedError, do not show in Python.
 */
import { combine, newest } from "./ways.mjs";

/** The rules that can be broken. */
const BY_KIND = { stacks: ["move"], timeouts: ["outer", "foreign"], groups: ["rest"] };
export const RULES = ["R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14"];

/** The library with a rule broken; as it is if `rule` is empty. */
export function breakLibrary(lib, rule) {
  if (!rule) return lib;
  if (rule !== "none" && !RULES.includes(rule))
    throw new TypeError(`--broken expects one of ${RULES.join(", ")}`);
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

/** The kind of programs that show a broken rule. */
export function kindOfRule(rule) {
  return Object.keys(BY_KIND).find((kind) => BY_KIND[kind].includes(rule)) ?? "blocks";
}
