// Can an exit read how its block ended? Only blind exits ask, and only the function's own text answers. Text that is not
// recognised as a whole can read it: native, bound, a Proxy, `[bytecode]`, text that somebody removed. A doubt commits nothing.

import { apply, isObject, type Method } from "../protocol/lookup.js";

/**
 * The key of the function that a manager tells how the block ended, after a first argument: what its exit does with the
 * outcome is what this function does with it.
 */
export const release: unique symbol = /* @__PURE__ */ Symbol.for("await-using.release");

/** Functions that stand in for an exit and pass on all they are told: their text says nothing, the exit's does. */
export const standIns = /* @__PURE__ */ new WeakMap<object, Method>();

/** How many parameters functions have, as far as they were read. */
const known = /* @__PURE__ */ new WeakMap<object, number>();

/** Can the exit `method` of `value` read how the block ended? `false` only if the text shows that it cannot. */
export function readsOutcome(value: unknown, method: Method): boolean {
  let told: unknown;
  try {
    told = isObject(value) && release in value && value[release];
  } catch {
    // a Proxy that throws for what is not there
  }
  return told ? parameters(told) > 1 : parameters(standIns.get(method) ?? method) > 0;
}

/** Returns how many plain parameters a function has, if they are all that it can read: 0 or 1; else 2. */
function parameters(method: unknown): number {
  let count = known.get(method as Method);
  if (count === undefined) {
    try {
      count = countPlain(apply(Function.prototype.toString, method, []) as string);
    } catch {
      count = 2; // the host's text is somebody else's
    }
    known.set(method as Method, count);
  }
  return count;
}

function countPlain(text: string): number {
  // Also by another spelling, `\u0061rguments`. A property named `eval` is no direct eval, but `...eval` is one.
  if (/arguments|\\u(?:00[4-7]|\{0*[4-7].\})|(?:[^.\w$]|\.\.)eval(?![\w$])/.test(text)) return 2;
  const end = text.indexOf(")") + 1; // one that a comment holds leaves a half of it, which is not recognised
  const head = text.slice(0, end).replace(/(?:\s+|\/\*[^]*?\*\/|\/\/.*)+/g, " ");
  const plain = /^(?:async )?(?:function )?[\w$\x80-\uffff]* ?\( ?([\w$\x80-\uffff]*) ?\)$/.exec(head);
  // `[` at the start of a body is an engine's word for a text that it hides.
  if (plain && /^\s*(?:=>|\{\s*[^\s[])/.test(text.slice(end))) return plain[1] ? 1 : 0;
  return /^(?:async )?[\w$\x80-\uffff]+\s*=>/.test(text) ? 1 : 2;
}
