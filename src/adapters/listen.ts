/// <reference lib="esnext.disposable" preserve="true" />
// Event listeners as disposables.

import { apply, describe, findMethod, type Method } from "../protocol/lookup.js";
import { defer } from "./disposable.js";

/** What {@link listen} takes besides the listener: `addEventListener`'s options. An event emitter knows `once` only. */
export interface ListenOptions {
  readonly once?: boolean;
  readonly capture?: boolean;
  readonly passive?: boolean;
}

/**
 * Adds a listener to an EventTarget or an event emitter, and returns a resource whose disposal removes it.
 *
 * Each call is a registration of its own, though the function be the same.
 *
 * @throws TypeError if `target` takes no listeners, or `listener` is not a function
 * @example
 * using _resize = listen(window, "resize", () => draw());
 * using _exit = listen(process, "SIGINT", () => stop());
 */
export function listen<A extends unknown[]>(
  target: object,
  type: string | symbol,
  listener: (...args: A) => void,
  options?: ListenOptions,
): Disposable {
  if (typeof listener !== "function") {
    throw new TypeError(`listen: the listener must be a function, found ${describe(listener)}`);
  }
  const own = function (this: unknown, ...args: A): void {
    apply(listener as Method, this, args);
  };
  const isTarget = findMethod(target, "addEventListener") !== undefined;
  const adder = isTarget ? "addEventListener" : options?.once ? "once" : "on";
  const add = findMethod(target, adder);
  const remove =
    findMethod(target, isTarget ? "removeEventListener" : "off") ?? findMethod(target, "removeListener");
  if (add === undefined || remove === undefined) {
    throw new TypeError(
      `listen takes an EventTarget or an event emitter, found ${describe(target)} (no ${
        add ? "off" : "addEventListener or on"
      })`,
    );
  }
  const rest = isTarget && options !== undefined ? [options] : [];
  apply(add, target, [type, own, ...rest]);
  return defer(() => void apply(remove, target, [type, own, ...rest]));
}
