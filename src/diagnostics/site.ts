// Where the program called a driver, and what time it is.

/**
 * Returns the stack of whoever called one of `drivers`, one call per line, innermost first: at most
 * `Error.stackTraceLimit` lines, mapped by source maps where the host maps them. Empty where the engine has no stacks.
 */
export function callersOf(drivers: readonly object[] = []): string {
  const capture = (Error as { captureStackTrace?(target: object, above: object): void }).captureStackTrace;
  for (const driver of drivers) {
    const here: { stack?: unknown } = {};
    if (capture === undefined) here.stack = above(driver);
    else capture(here, driver);
    // Read at once: what is not formatted yet keeps the functions and objects of its calls alive.
    const calls = String(here.stack ?? "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => /^at |@/.test(line));
    if (calls.length > 0) return calls.join("\n");
  }
  return "";
}

/** For engines without captureStackTrace: the lines below the driver's own. */
function above(driver: object): string {
  const { name } = driver as { name?: unknown };
  const lines = String(new Error().stack ?? "").split("\n");
  const own = lines.findIndex((line) => typeof name === "string" && line.includes(name));
  return lines.slice(own + 1).join("\n");
}

/** "at name (place)", "at async place". */
const V8_CALL = /^at (?:.* \()?(?:async )?(.*:\d+:\d+)\)?$/;
/** "name@place". */
const OTHER_CALL = /^[^@]*@(.*:\d+:\d+)$/;

/** The place of the first call of `stack` that has one: `file:line:column`, or "an unknown place". */
export function siteOf(stack: string): string {
  for (const line of stack.split("\n")) {
    const [, place] = (line.startsWith("at ") ? V8_CALL : OTHER_CALL).exec(line) ?? [];
    if (place !== undefined && !place.startsWith("node:")) return place;
  }
  return "an unknown place";
}

/** Milliseconds since some moment, in the finest clock there is. */
export function now(): number {
  const { performance } = globalThis as { performance?: { now(): number } };
  return performance === undefined ? Date.now() : performance.now();
}
