/**
 * A virtual clock for JavaScript: timers that fire as soon as nothing else can happen, at the time they were set for.
 * The library reads the host's `setTimeout`, `clearTimeout` and `Date.now` when it needs them, so they can be replaced.
 */

/** When every program begins. */
export const START = 1000;

/**
 * Runs `main` with a virtual clock in place of the host's, until its promise settles. Gives the value, or
 * `{ hangs: true }` if it waits for something that never comes. Timers of the same instant fire in the order in which
 * they were set, and what follows from one has happened before the next one fires, as in Node and in browsers.
 */
export async function inVirtualTime(main) {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = Date;
  const timers = [];
  let time = START;
  let made = 0;
  let settled;
  globalThis.setTimeout = (fn, ms = 0) => {
    const timer = { at: time + Math.max(0, ms), number: made++, fn };
    timers.push(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    const at = timers.indexOf(timer);
    if (at >= 0) timers.splice(at, 1);
  };
  Date.now = () => time;
  try {
    main().then(
      (value) => (settled = { value }),
      (error) => (settled = { error }),
    );
    for (;;) {
      await new Promise(setImmediate);
      if (settled) return settled;
      const next = timers.reduce((first, each) => (first && before(first, each) ? first : each), undefined);
      if (!next) return { hangs: true };
      globalThis.clearTimeout(next);
      time = next.at;
      next.fn();
    }
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = now;
  }
}

function before(a, b) {
  return a.at === b.at ? a.number < b.number : a.at < b.at;
}
