// The choice between refusing blind exits and warning of them. The warning's text is reached from here only, so a bundle that
// does not choose does not carry it.

import { modeKey, type Warn } from "../exit/blind.js";
import { apply, describe, isObject, isThenable } from "../protocol/lookup.js";

/**
 * Says what becomes of a blind exit that could read how its block ended, and that nobody told: `"throw"`, the default,
 * refuses it with an {@link UnconfirmedExitError}; `"warn"` tells it a clean end and warns once per class. An `[exit]` of a
 * class's own is told the error nevertheless, so that a transaction rolls back, and only what it throws is thrown.
 * What requires an outcome (`outcome: "required"`, `deferOnSuccess`, `deferOnError`) is refused in both.
 *
 * Holds for the realm: each worker, and each test file of Jest, calls it for itself. The mode is kept in one property,
 * `globalThis[Symbol.for("await-using.blindExits")]`, so that copies of the library agree.
 *
 * @returns the mode before
 * @throws TypeError if `mode` is another word
 * @example
 * blindExits("warn"); // while a program is moved to compiled `await using`
 */
export function blindExits(mode: "throw" | "warn"): "throw" | "warn" {
  if (mode !== "throw" && mode !== "warn") {
    throw Object.assign(
      new TypeError(
        `blindExits takes "throw" or "warn", found ${typeof mode === "string" ? JSON.stringify(mode) : describe(mode)}: ` +
          `blindExits("warn") [AWAIT_USING_BLIND_EXITS_MODE]`,
      ),
      { code: "AWAIT_USING_BLIND_EXITS_MODE" },
    );
  }
  const realm = globalThis as { [modeKey]?: unknown };
  const before = typeof realm[modeKey] === "function" ? "warn" : "throw";
  if (mode === "warn") realm[modeKey] = warnInstead;
  else delete realm[modeKey];
  return before;
}

const warnInstead: Warn = (isAware, manager, method, refuse) => {
  warnOnce(manager, isAware);
  if (!isAware) return method;
  const refusal = refuse();
  const thrownOnly = (result: unknown): unknown =>
    isObject(result) && (result as { error?: unknown }).error === refusal.error ? undefined : result;
  return function (this: unknown) {
    const result = apply(method, this, [refusal]);
    return isThenable(result) ? result.then(thrownOnly) : thrownOnly(result);
  };
};

/** The classes that were warned of. */
const warned = /* @__PURE__ */ new WeakSet<object>();

function warnOnce(manager: unknown, isAware: boolean): void {
  const type = classOf(manager);
  if (warned.has(type)) return;
  warned.add(type);
  const message =
    `${describe(manager)} was not told how its block ended, and was told ` +
    (isAware ? "an UnconfirmedExitError" : "a clean end") +
    ": its `using` hides that. Ways out: compile it with await-using's helpers, as the table in its README says; use withAsync, withSync or an exit stack's run; " +
    (isAware
      ? "or stack.use(resource) and stack.ok()"
      : 'call ok() or fail(error) in the block; or, if the exit does not depend on it, say { outcome: "ignored" }') +
    " [AWAIT_USING_BLIND_EXIT]";
  const host = (globalThis as { process?: { emitWarning?: unknown } }).process;
  if (typeof host?.emitWarning === "function") {
    (host as { emitWarning(text: string, options: object): void }).emitWarning(message, {
      type: "AwaitUsingWarning",
      code: "AWAIT_USING_BLIND_EXIT",
    });
  } else {
    (globalThis as { console?: { warn(text: string): void } }).console?.warn(`await-using: ${message}`);
  }
}

function classOf(manager: unknown): object {
  try {
    const type: unknown = (manager as { constructor?: unknown }).constructor;
    if (typeof manager === "object" && isObject(type) && type !== Object) return type;
  } catch {
    // a hostile object is its own class
  }
  return manager as object;
}
