// A manager's methods as a driver wants them: found before enter is called (R10), with the code of its entry.
// Twins: the names are written out, because engines keep a cache for a name that stands in the code. Each method is read
// once, where nothing merges with what it is: an engine that knows it calls it in line. A symbol that is rarely there is
// asked for first, because reading what is missing is slow. A bridge may throw for a name that is not there: `in` is asked
// only then, and what a getter throws that is there propagates.

import { type Dunder, isObject, type Method, unsupported } from "../protocol/lookup.js";
import { exit } from "../protocol/types.js";
import { EntryCode } from "./entry-code.js";

/** What a driver calls: enter, then the exit, as the entry's code says. */
export interface Found {
  readonly start: Method;
  readonly leave: Method;
  code: EntryCode;
}

/**
 * Finds the methods of an asynchronous manager; `[exit]`, where there is one, goes before `__aexit__`.
 *
 * @param instead - the call that takes a synchronous manager, for the message
 * @throws TypeError if one is missing
 */
export function asyncMethods(manager: unknown, instead: string): Found {
  let name: Dunder | typeof exit = "__aenter__";
  try {
    const start = isObject(manager) ? (manager as { __aenter__?: unknown }).__aenter__ : undefined;
    if (typeof start === "function") {
      name = exit;
      let leave = exit in (manager as object) ? (manager as { [exit]?: unknown })[exit] : undefined;
      let code: EntryCode = EntryCode.Aware;
      if (typeof leave !== "function") {
        name = "__aexit__";
        leave = (manager as { __aexit__?: unknown }).__aexit__;
        code = EntryCode.Manager | EntryCode.Checked;
      }
      if (typeof leave === "function") return { start: start as Method, leave: leave as Method, code };
    }
  } catch (error) {
    if (isThere(manager, name)) throw error;
  }
  throw unsupported(manager, name as Dunder, instead);
}

/** The twin of {@link asyncMethods} for a synchronous manager. */
export function syncMethods(manager: unknown, instead: string): Found {
  let name: Dunder | typeof exit = "__enter__";
  try {
    const start = isObject(manager) ? (manager as { __enter__?: unknown }).__enter__ : undefined;
    if (typeof start === "function") {
      name = exit;
      let leave = exit in (manager as object) ? (manager as { [exit]?: unknown })[exit] : undefined;
      let code: EntryCode = EntryCode.Aware | EntryCode.Sync;
      if (typeof leave !== "function") {
        name = "__exit__";
        leave = (manager as { __exit__?: unknown }).__exit__;
        code = EntryCode.Manager | EntryCode.Checked | EntryCode.Sync;
      }
      if (typeof leave === "function") return { start: start as Method, leave: leave as Method, code };
    }
  } catch (error) {
    if (isThere(manager, name)) throw error;
  }
  throw unsupported(manager, name as Dunder, instead);
}

/** Is what could not be read there all the same? */
function isThere(manager: unknown, name: PropertyKey): boolean {
  try {
    return name === exit || name in (manager as object);
  } catch {
    return false;
  }
}
