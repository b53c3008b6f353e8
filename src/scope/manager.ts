// A manager's methods as a driver wants them: found before enter is called (R10), with the kind of its exit.

import { CHECKED, flagsOf, Kind, SYNC } from "../exit/step.js";
import { findMethod, getMethod, type Method } from "../protocol/lookup.js";
import { exit, type ExitOptions } from "../protocol/types.js";
import { observers } from "./observer.js";

/** What a driver calls: enter, then the exit of that kind. */
export interface Found {
  readonly start: Method;
  readonly leave: Method;
  readonly kind: number;
}

/**
 * Finds the methods of an asynchronous manager; `[exit]`, where there is one, goes before `__aexit__`.
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
  const start = getMethod(manager, "__aenter__", instead);
  const aware = findMethod(manager, exit);
  const leave = aware ?? getMethod(manager, "__aexit__", instead);
  const kind = (aware ? Kind.Aware : Kind.Manager | CHECKED) | flagsOf(manager, options);
  if (observers.watch !== undefined) return observers.watch.manager({ start, leave, kind }, manager, driver);
  return { start, leave, kind };
}

/** The twin of {@link findAsync} for a synchronous manager. */
export function findSync(
  manager: object,
  options: ExitOptions | undefined,
  instead: string,
  driver: object,
): Found {
  const start = getMethod(manager, "__enter__", instead);
  const aware = findMethod(manager, exit);
  const leave = aware ?? getMethod(manager, "__exit__", instead);
  const kind = (aware ? Kind.Aware : Kind.Manager | CHECKED) | SYNC | flagsOf(manager, options);
  if (observers.watch !== undefined) return observers.watch.manager({ start, leave, kind }, manager, driver);
  return { start, leave, kind };
}
