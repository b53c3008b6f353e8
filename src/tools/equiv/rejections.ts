// Functions under test leave promises to their fate. Nobody handles those that an injected fault rejects, and that
// must not end the process.

import { isStub } from "./describe.js";
import type { Library } from "./realm.js";

/**
 * Swallows the unhandled rejections of promises made by code under test, until the function that it returns is called;
 * others end the process as without it.
 */
export function swallowRejections({ isOurs }: Library): () => void {
  const listener = (reason: unknown, promise: Promise<unknown>): void => {
    if (isOurs(promise) || isOurs(reason) || isStub(reason)) return;
    if (process.listenerCount("unhandledRejection") > 1) return; // theirs decides
    throw reason;
  };
  // A run may await a rejected promise turns later; without a listener Node prints a warning for each.
  const late = (): void => {};
  process.on("unhandledRejection", listener).on("rejectionHandled", late);
  return () => void process.off("unhandledRejection", listener).off("rejectionHandled", late);
}
