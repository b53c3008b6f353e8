// What `timeout` and `taskGroup` share: a block with a signal of its own, aborted by itself or by an outer signal, that
// can tell its own abort from every other one when it comes back as an error.

import { causeOf, errorName } from "../exit/rules.js";
import { describe, findMethod, isObject } from "../protocol/lookup.js";

/** What is used of a signal where the program's types know no `AbortSignal`. */
export interface SignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** The program's own `AbortSignal`, from the DOM's types or Node's. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer S } } ? S : SignalLike;

/** What the library asks of its host, which its types do not know. */
interface Host {
  AbortController?: new () => { readonly signal: SignalLike; abort(reason: unknown): void };
  DOMException?: new (message: string, name: string) => object;
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

const host = globalThis as unknown as Host;

/** Where an abort comes from: from a reason to the signal it aborted, from a signal to the outer signal it follows. */
const origins = /* @__PURE__ */ new WeakMap<object, object>();

/** A signal that follows an outer one while its block runs, and that is aborted once, for one reason. */
export class AbortScope {
  readonly signal: Signal;
  /** Aborts the signal, unless it is aborted already. */
  readonly #abort: (reason: unknown) => void;
  readonly #outer: SignalLike | undefined;
  readonly #follow: () => void;
  #reason: { readonly value: unknown } | undefined;
  #outerAborted = false;

  /** @throws TypeError if the host has no AbortController, or `outer` is no signal */
  constructor(outer: unknown, caller: string) {
    if (host.AbortController === undefined) {
      throw new TypeError(`${caller} needs AbortController, which this host lacks (Node has it since 15)`);
    }
    this.#outer = checkSignal(outer, caller);
    const controller = new host.AbortController();
    this.signal = controller.signal as Signal;
    this.#abort = (reason) => {
      if (this.aborted) return;
      this.#reason = { value: reason };
      controller.abort(reason);
    };
    this.#follow = () => {
      this.#outerAborted = true;
      this.#abort(reasonOf(this.#outer));
    };
    if (this.#outer) origins.set(this.signal, this.#outer);
  }

  /** What the signal was aborted with. Engines before 2022 do not keep it on the signal. */
  get reason(): unknown {
    return this.#reason?.value;
  }

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  /** Was the outer signal aborted while the block ran? Then what the block throws is the outer block's matter. */
  get outerAborted(): boolean {
    return this.#outerAborted;
  }

  /** Follows the outer signal from now on. */
  enter(): void {
    if (this.#outer?.aborted) this.#follow();
    else this.#outer?.addEventListener("abort", this.#follow);
  }

  /** Follows it no longer. */
  leave(): void {
    this.#outer?.removeEventListener("abort", this.#follow);
  }

  /** Aborts the signal for a reason of the block's own. */
  abort(reason: object): void {
    if (!this.aborted) origins.set(reason, this.signal);
    this.#abort(reason);
  }

  /**
   * Is `error` what becomes of this signal's abort? It is if it is a reason that aborted this signal or one that follows
   * it, or an AbortError: one that says what caused it must name such a reason.
   */
  isAbort(error: unknown): boolean {
    if (!this.aborted) return false;
    if (this.isReason(error)) return true;
    if (!isObject(error) || errorName(error) !== "AbortError") return false;
    let cause = causeOf(error);
    if (cause === undefined) return true;
    for (
      const seen = new Set();
      cause !== undefined && !seen.has(cause.value);
      cause = causeOf(cause.value)
    ) {
      if (this.isReason(cause.value)) return true;
      seen.add(cause.value);
    }
    return false;
  }

  /** Is `error` the reason of this signal's abort, or that of a signal that follows it? */
  isReason(error: unknown): boolean {
    if (this.aborted && Object.is(error, this.reason)) return true;
    let at = isObject(error) ? origins.get(error) : undefined;
    while (at !== undefined && at !== this.signal) at = origins.get(at);
    return at !== undefined;
  }

  /**
   * Resolves as `promise` does, or rejects with the reason as soon as the signal is aborted. For operations that take no
   * signal: what `promise` does then is ignored, but it is not stopped.
   */
  race<T>(promise: PromiseLike<T> | T): Promise<T> {
    const signal: SignalLike = this.signal;
    return new Promise<T>((resolve, reject) => {
      const abort = (): void => reject(this.reason);
      if (this.aborted) abort();
      else signal.addEventListener("abort", abort);
      const settled = (): void => signal.removeEventListener("abort", abort);
      Promise.resolve(promise).then(resolve, reject).then(settled, settled);
    });
  }
}

/**
 * Returns the signal that was given as an option, if one was.
 *
 * @throws TypeError if it is no signal
 */
export function checkSignal(signal: unknown, caller: string): SignalLike | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (isSignal(signal)) return signal;
  throw new TypeError(
    `${caller}: the signal option must be an AbortSignal, found ${describe(signal)}; pass controller.signal`,
  );
}

/** Returns what an aborted signal was aborted for. Engines before 2022 do not keep it: an AbortError then. */
export function reasonOf(signal: SignalLike | undefined): unknown {
  return signal?.reason ?? abortError("The outer signal was aborted");
}

/** Is `error` an abort on its way out of some block: an AbortError, or the reason of any scope's abort? */
export function isAnyAbort(error: unknown): boolean {
  return isObject(error) && (errorName(error) === "AbortError" || origins.has(error));
}

/** Returns a DOMException, or an Error of that name where the host has none. */
export function domException(message: string, name: string): object {
  if (host.DOMException !== undefined) return new host.DOMException(message, name);
  return named(new Error(message), name);
}

/** Defines the name of an error: an assignment fails where Error.prototype is frozen. */
export function named(error: Error, name: string): Error {
  return Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
}

/** Returns what an abort without a better reason is: an AbortError, with its cause. */
export function abortError(message: string, cause?: { readonly value: unknown }): object {
  const error = domException(message, "AbortError");
  if (cause !== undefined) {
    Object.defineProperty(error, "cause", { value: cause.value, configurable: true, writable: true });
  }
  return error;
}

/** The longest delay a host's timer takes; it fires at once for a longer one. */
const LONGEST = 0x7fffffff;

/** Calls `fn` in `ms` milliseconds, however many. Returns a function that takes that back. */
export function later(ms: number, fn: () => void): () => void {
  let timer: unknown;
  const wait = (left: number): void => {
    timer =
      left > LONGEST
        ? host.setTimeout(() => wait(left - LONGEST), LONGEST)
        : host.setTimeout(fn, Math.max(left, 0));
  };
  if (ms !== Infinity) wait(ms);
  return () => host.clearTimeout(timer);
}

function isSignal(value: unknown): value is SignalLike {
  return isObject(value) && "aborted" in value && findMethod(value, "addEventListener") !== undefined;
}
