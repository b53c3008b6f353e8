// The loops of every driver that holds exits: an exit stack holds many, an entered manager one. They unwind last in,
// first out, on the block's own state: what one exit does to the error, the next one sees (R9).
// Twins: the asynchronous loop differs from the synchronous one by `await`.

import { combine } from "../exit/rules.js";
import { callExit, Flag, settle } from "../exit/step.js";
import { type Method } from "../protocol/lookup.js";
import { type Completion } from "../protocol/types.js";
import { type Said, Sight, unseen } from "./blind.js";

/** Exits in the order they were registered, flat: value, method, kind, value, method, kind … */
export type Entries = unknown[];

/**
 * Runs all exits after a block that ended as `completion`, or as `said` by hand. Returns how it ends now: `completion`
 * itself where nothing changed, so that a failure that was only said counts, and does not propagate.
 *
 * One async function, whatever calls it: every further one would cost the program a turn.
 *
 * @param entries - nobody else's any more; `undefined` if the exits ran already
 * @param sight - what the driver sees; unless it is `Known`, what the exits threw is thrown
 */
export async function unwindAsync(
  entries: Entries | undefined,
  said: Said,
  completion: Completion,
  sight: Sight,
): Promise<Completion> {
  const told = completion ?? (said || undefined);
  const isBlind = sight !== Sight.Known && said === null;
  let ended = told;
  let at = entries === undefined ? 0 : entries.length;
  while (at > 0) {
    try {
      while (at > 0) {
        let kind = entries![--at] as number;
        let method = entries![--at] as Method;
        const value = entries![--at];
        if (isBlind && ended === undefined) {
          ({ kind, method, ended } = unseen(kind, method, value, sight));
        }
        let result = callExit(kind, value, method, ended);
        // a synchronous exit takes one turn too, as a synchronous disposer on TC39's asynchronous stack
        if (kind & Flag.Sync) await (undefined as unknown);
        else result = await result;
        ended = settle(kind, result, ended);
      }
    } catch (thrown) {
      ended = combine(thrown, ended);
    }
  }
  if (ended === told) return completion;
  if (ended !== undefined && sight !== Sight.Known) throw ended.error;
  return ended;
}

/** The twin of {@link unwindAsync} that awaits nothing. */
export function unwindSync(
  entries: Entries | undefined,
  said: Said,
  completion: Completion,
  sight: Sight,
): Completion {
  const told = completion ?? (said || undefined);
  const isBlind = sight !== Sight.Known && said === null;
  let ended = told;
  let at = entries === undefined ? 0 : entries.length;
  while (at > 0) {
    try {
      while (at > 0) {
        let kind = entries![--at] as number;
        let method = entries![--at] as Method;
        const value = entries![--at];
        if (isBlind && ended === undefined) {
          ({ kind, method, ended } = unseen(kind, method, value, sight));
        }
        ended = settle(kind, callExit(kind, value, method, ended), ended);
      }
    } catch (thrown) {
      ended = combine(thrown, ended);
    }
  }
  if (ended === told) return completion;
  if (ended !== undefined && sight !== Sight.Known) throw ended.error;
  return ended;
}

/**
 * Exits a manager whose stack was disposed or moved while it was being entered: it must not stay open.
 *
 * @throws ReferenceError, as the exit rules leave it: what the manager is told, even if it would suppress it
 */
export async function leaveAtOnceAsync(entries: Entries, stack: string): Promise<never> {
  const late = lateEntry(stack);
  throw ((await unwindAsync(entries, null, late, Sight.Known)) ?? late).error;
}

/** The twin of {@link leaveAtOnceAsync} that awaits nothing. */
export function leaveAtOnceSync(entries: Entries, stack: string): never {
  const late = lateEntry(stack);
  throw (unwindSync(entries, null, late, Sight.Known) ?? late).error;
}

function lateEntry(stack: string): { error: ReferenceError } {
  return {
    error: new ReferenceError(`${stack} was disposed or moved while a manager was being entered on it`),
  };
}
