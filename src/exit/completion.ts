// What an error-aware exit may return.

import { describe, isObject } from "../protocol/lookup.js";
import { type Completion } from "../protocol/types.js";

/**
 * Returns what `[exit]` returned, if it is a completion.
 *
 * @throws TypeError if it is anything but `undefined` or an object with `error`
 */
export function checkCompletion(result: unknown): Completion {
  if (result === undefined || (isObject(result) && "error" in result)) return result as Completion;
  throw new TypeError(
    `[exit] must return a completion, { error } or undefined (the error was suppressed); it returned ` +
      `${describe(result)}. Return the argument where nothing changed`,
  );
}
