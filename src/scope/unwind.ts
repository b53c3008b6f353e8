// The loops of every driver that holds exits: an exit stack holds many, an entered manager one. They unwind last in,
// first out, on the block's own state: what one exit does to the error, the next one sees (R9).
// Twins: the asynchronous loop differs from the synchronous one by `await`.

import { type BlindBlock, settleUnseen, unseen } from "../exit/blind.js";
import { combine } from "../exit/rules.js";
import { callAny, callAsync, callSync, Flag, settle } from "../exit/step.js";
import { type Method } from "../protocol/lookup.js";
import { type Completion } from "../protocol/types.js";
import { type Said } from "./said.js";

/** Exits in the order they were registered, flat: value, method, kind, value, method, kind … */
export type Entries = unknown[];

/**
 * Runs all exits after a block that ended as `completion`, or as `said` by hand. Returns how it ends now: `completion`
 * itself where nothing changed, so that a failure that was only said counts, and does not propagate.
 *
 * One async function, whatever calls it: every further one would cost the program a turn.
 *
 * @param entries - nobody else's any more; `undefined` if the exits ran already
 * @param block - what the exits of a blind driver share; none where the driver was told
 * @param throws - throw what the exits threw, because the caller is a disposer
 */
export async function unwindAsync(
  entries: Entries | undefined,
  said: Said,
  completion: Completion,
  block: BlindBlock | undefined,
  throws: boolean,
): Promise<Completion> {
  const told = completion ?? (said || undefined);
  if (said !== null && block?.refusal === undefined) block = undefined; // it is known
  let ended = told;
  let at = entries === undefined ? 0 : entries.length;
  while (at > 0) {
    try {
      while (at > 0) {
        const kind = entries![--at] as number;
        const method = entries![--at] as Method;
        const value = entries![--at];
        let call = method;
        if (block !== undefined) ({ method: call, ended } = unseen(block, kind, value, method, ended));
        let result = callAny(kind, value, call, ended);
        // a synchronous exit takes one turn too, as a synchronous disposer on TC39's asynchronous stack
        if (kind & Flag.Sync) await (undefined as unknown);
        else result = await result;
        ended = block ? settleUnseen(block, kind, value, method, result, ended) : settle(kind, result, ended);
      }
    } catch (thrown) {
      ended = combine(thrown, ended ?? block?.refusal); // one that was handed on may have refused, and thrown
    }
  }
  if (ended === told) return completion;
  if (ended !== undefined && throws) throw ended.error;
  return ended;
}

/** The twin of {@link unwindAsync} that awaits nothing. */
export function unwindSync(
  entries: Entries | undefined,
  said: Said,
  completion: Completion,
  block: BlindBlock | undefined,
  throws: boolean,
): Completion {
  const told = completion ?? (said || undefined);
  if (said !== null && block?.refusal === undefined) block = undefined; // it is known
  let ended = told;
  let at = entries === undefined ? 0 : entries.length;
  while (at > 0) {
    try {
      while (at > 0) {
        const kind = entries![--at] as number;
        const method = entries![--at] as Method;
        const value = entries![--at];
        let call = method;
        if (block !== undefined) ({ method: call, ended } = unseen(block, kind, value, method, ended));
        const result = callAny(kind, value, call, ended);
        ended = block ? settleUnseen(block, kind, value, method, result, ended) : settle(kind, result, ended);
      }
    } catch (thrown) {
      ended = combine(thrown, ended ?? block?.refusal); // one that was handed on may have refused, and thrown
    }
  }
  if (ended === told) return completion;
  if (ended !== undefined && throws) throw ended.error;
  return ended;
}

/** Is {@link unwindAsync} for the one exit of a manager: what `enter` gives holds no stack. */
export async function leaveAsync(
  entries: Entries | undefined,
  said: Said,
  completion: Completion,
  block: BlindBlock | undefined,
  throws: boolean,
): Promise<Completion> {
  if (entries === undefined) return completion;
  const told = completion ?? (said || undefined);
  if (said !== null && block?.refusal === undefined) block = undefined; // it is known
  const [value, method, kind] = entries as [unknown, Method, number];
  let call = method;
  let ended = told;
  try {
    if (block !== undefined) ({ method: call, ended } = unseen(block, kind, value, method, ended));
    const result = await callAsync(kind, value, call, ended);
    ended = block ? settleUnseen(block, kind, value, method, result, ended) : settle(kind, result, ended);
  } catch (thrown) {
    ended = combine(thrown, ended ?? block?.refusal);
  }
  if (ended === told) return completion;
  if (ended !== undefined && throws) throw ended.error;
  return ended;
}

/** The twin of {@link leaveAsync} that awaits nothing. */
export function leaveSync(
  entries: Entries | undefined,
  said: Said,
  completion: Completion,
  block: BlindBlock | undefined,
  throws: boolean,
): Completion {
  if (entries === undefined) return completion;
  const told = completion ?? (said || undefined);
  if (said !== null && block?.refusal === undefined) block = undefined; // it is known
  const [value, method, kind] = entries as [unknown, Method, number];
  let call = method;
  let ended = told;
  try {
    if (block !== undefined) ({ method: call, ended } = unseen(block, kind, value, method, ended));
    const result = callSync(kind, value, call, ended);
    ended = block ? settleUnseen(block, kind, value, method, result, ended) : settle(kind, result, ended);
  } catch (thrown) {
    ended = combine(thrown, ended ?? block?.refusal);
  }
  if (ended === told) return completion;
  if (ended !== undefined && throws) throw ended.error;
  return ended;
}

/**
 * Exits a manager whose stack was disposed or moved while it was being entered: it must not stay open.
 *
 * @throws ReferenceError, as the exit rules leave it: what the manager is told, even if it would suppress it
 */
export async function leaveAtOnceAsync(entries: Entries, stack: string): Promise<never> {
  const late = lateEntry(stack);
  throw ((await unwindAsync(entries, null, late, undefined, false)) ?? late).error;
}

/** The twin of {@link leaveAtOnceAsync} that awaits nothing. */
export function leaveAtOnceSync(entries: Entries, stack: string): never {
  const late = lateEntry(stack);
  throw (unwindSync(entries, null, late, undefined, false) ?? late).error;
}

function lateEntry(stack: string): { error: ReferenceError } {
  return {
    error: new ReferenceError(`${stack} was disposed or moved while a manager was being entered on it`),
  };
}
