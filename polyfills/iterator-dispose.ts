/// <reference lib="esnext.disposable" preserve="true" />
// The disposers of %IteratorPrototype% and %AsyncIteratorPrototype%.
// They are methods under string keys: their names are right whichever symbol they are installed under.
import { AsMethod, Call } from "./abstract-ops.js";

/**
 * `%IteratorPrototype%[Symbol.dispose]`: calls `return` of the iterator that is its `this`.
 *
 * Is the same as `function () { this.return?.() }`.
 * @throws TypeError when `return` cannot be called
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-%iteratorprototype%-@@dispose
 */
export const iteratorDispose: (this: Iterator<unknown>) => void = /* @__PURE__ */ (() =>
  ({
    "[Symbol.dispose]"(this: Iterator<unknown>): void {
      const method = AsMethod(this.return, "return"); // 2
      if (method) Call(method, this, []); // 3
    },
  })["[Symbol.dispose]"])();

/**
 * `%AsyncIteratorPrototype%[Symbol.asyncDispose]`: calls and awaits `return` of the iterator that is its `this`.
 *
 * Is the same as `async function () { await this.return?.() }`; rejects with a TypeError when `return` cannot be called.
 * @see https://tc39.es/proposal-explicit-resource-management/#sec-%asynciteratorprototype%-@@asyncdispose
 */
export const asyncIteratorDispose: (this: AsyncIterator<unknown>) => Promise<void> = /* @__PURE__ */ (() =>
  ({
    async "[Symbol.asyncDispose]"(this: AsyncIterator<unknown>): Promise<void> {
      const method = AsMethod(this.return, "return"); // 3
      if (method) await Call(method, this, []); // 6
    },
  })["[Symbol.asyncDispose]"])();
