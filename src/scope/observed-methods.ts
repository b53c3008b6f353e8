// A manager as a driver of this room takes it: its methods, its options, and the observers' door.

import { type EntryCode, flagsOf } from "../exit/entry-code.js";
import { asyncMethods, type Found, syncMethods } from "../exit/methods.js";
import { type ExitOptions } from "../protocol/types.js";
import { observers } from "./observer.js";

/**
 * Finds the methods of an asynchronous manager, and how it wants its exit to be treated.
 *
 * @param instead - the call that takes a synchronous manager, for the message
 * @param driver - the function that the program called
 * @throws TypeError if one is missing
 */
export function findAsync(
  manager: object,
  options: ExitOptions | undefined,
  instead: string,
  driver: object,
): Found {
  return observed(asyncMethods(manager, instead), flagsOf(manager, options), manager, driver);
}

/** The twin of {@link findAsync} for a synchronous manager. */
export function findSync(
  manager: object,
  options: ExitOptions | undefined,
  instead: string,
  driver: object,
): Found {
  return observed(syncMethods(manager, instead), flagsOf(manager, options), manager, driver);
}

/** Adds flags to what was found, and shows it to those who observe. */
export function observed(found: Found, flags: EntryCode, manager: object, driver: object): Found {
  found.code |= flags;
  return observers.watch === undefined ? found : observers.watch.manager(found, manager, driver);
}
