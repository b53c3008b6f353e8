// contextlib.redirect_stdout and contextlib.redirect_stderr.
//
// DEVIATION: Python puts another object in the place of `sys.stdout`. Everything in Node that prints, `console` included,
// holds `process.stdout` itself, so its `write` is what is replaced. What other processes and native code write to the
// file descriptor is not redirected, as in Python.

import { type AsyncContextManager, type ContextManager } from "../protocol/types.js";
import { Change } from "./change.js";

/** Where text goes: a stream, or any object with `write`, which gets each chunk as it was written. */
export interface RedirectTarget {
  write(chunk: string | Uint8Array): unknown;
}

/** A manager whose enter gives the target. */
export type Redirect<T> = ContextManager<T, void> & AsyncContextManager<T, void>;

/**
 * Returns a manager whose block prints to `target`, where it would have printed to the standard output. `null` discards
 * it. Enter gives the target. Reusable and reentrant, in both kinds of driver.
 *
 * @throws TypeError if `target` has no `write`
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.redirect_stdout
 * @example
 * const lines: string[] = [];
 * withSync(redirectStdout({ write: (chunk) => lines.push(String(chunk)) }), () => console.log("hello"));
 */
export function redirectStdout<T extends RedirectTarget | null>(target: T): Redirect<T> {
  return new RedirectStream("stdout", target, "redirectStdout");
}

/**
 * The twin of {@link redirectStdout} for the standard error.
 *
 * @see https://docs.python.org/3/library/contextlib.html#contextlib.redirect_stderr
 */
export function redirectStderr<T extends RedirectTarget | null>(target: T): Redirect<T> {
  return new RedirectStream("stderr", target, "redirectStderr");
}

type Done = (error?: Error | null) => void;

class RedirectStream<T extends RedirectTarget | null> extends Change<T> {
  readonly #name: "stdout" | "stderr";
  readonly #target: T;

  constructor(name: "stdout" | "stderr", target: T, caller: string) {
    super();
    if (target !== null && typeof (target as Partial<RedirectTarget> | undefined)?.write !== "function") {
      throw new TypeError(
        `${caller} takes a stream, an object with write, or null to discard; found ${typeof target}`,
      );
    }
    this.#name = name;
    this.#target = target;
  }

  protected change(): { value: T; undo: () => void } {
    const stream = process[this.#name];
    const before = Object.getOwnPropertyDescriptor(stream, "write");
    const target = this.#target;
    // Read now, as Python takes the object that `sys.stderr` is now: two streams may be redirected to each other.
    const print = target?.write;
    const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done): boolean => {
      print?.call(target, decoded(chunk, encoding));
      const called = typeof encoding === "function" ? encoding : done;
      if (called !== undefined) process.nextTick(called);
      return true;
    };
    Object.defineProperty(stream, "write", { value: write, configurable: true, writable: true });
    return {
      value: target,
      undo: () => {
        if (before === undefined) Reflect.deleteProperty(stream, "write");
        else Object.defineProperty(stream, "write", before);
      },
    };
  }
}

function decoded(chunk: string | Uint8Array, encoding: unknown): string | Uint8Array {
  const isCoded = typeof chunk === "string" && typeof encoding === "string" && !/^utf-?8$/i.test(encoding);
  return isCoded ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
}
