// A manager's methods as a driver wants them: found before enter is called (R10), with the kind of its exit.
// Twins: the names are written out, because engines keep a cache for a name that stands in the code. Each method is read
// once, where nothing merges with what it is: an engine that knows it calls it in line. A symbol that is rarely there is
// asked for first, because reading what is missing is slow.

import { isObject, type Method, unsupported } from "../protocol/lookup.js";
import { exit } from "../protocol/types.js";
import { Flag, Kind } from "./step.js";

/** What a driver calls: enter, then the exit of that kind. */
export interface Found {
  readonly start: Method;
  readonly leave: Method;
  kind: number;
}

/**
 * Finds the methods of an asynchronous manager; `[exit]`, where there is one, goes before `__aexit__`.
 *
 * @param instead - the call that takes a synchronous manager, for the message
 * @throws TypeError if one is missing
 */
export function asyncMethods(manager: unknown, instead: string): Found {
  if (!isObject(manager)) throw unsupported(manager, "__aenter__", instead);
  const start = (manager as { __aenter__?: unknown }).__aenter__;
  if (typeof start !== "function") throw unsupported(manager, "__aenter__", instead);
  let leave = exit in manager ? manager[exit] : undefined;
  let kind: number = Kind.Aware;
  if (typeof leave !== "function") {
    leave = (manager as { __aexit__?: unknown }).__aexit__;
    if (typeof leave !== "function") throw unsupported(manager, "__aexit__", instead);
    kind = Kind.Manager | Flag.Checked;
  }
  return { start: start as Method, leave: leave as Method, kind };
}

/** The twin of {@link asyncMethods} for a synchronous manager. */
export function syncMethods(manager: unknown, instead: string): Found {
  if (!isObject(manager)) throw unsupported(manager, "__enter__", instead);
  const start = (manager as { __enter__?: unknown }).__enter__;
  if (typeof start !== "function") throw unsupported(manager, "__enter__", instead);
  let leave = exit in manager ? manager[exit] : undefined;
  let kind: number = Kind.Aware | Flag.Sync;
  if (typeof leave !== "function") {
    leave = (manager as { __exit__?: unknown }).__exit__;
    if (typeof leave !== "function") throw unsupported(manager, "__exit__", instead);
    kind = Kind.Manager | Flag.Checked | Flag.Sync;
  }
  return { start: start as Method, leave: leave as Method, kind };
}
