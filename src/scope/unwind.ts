// The loops of every driver that holds exits: an exit stack holds many, an entered manager one. They unwind last in,
// first out, on the block's own state: what one exit does to the error, the next one sees (R9).
// Twins: the asynchronous loop differs from the synchronous one by `await`.

import { afterBlindExit, type BlindBlock, blindCall } from "../exit/blind.js";
import { EntryCode } from "../exit/entry-code.js";
import { combine } from "../exit/rules.js";
import { afterExit, callAny, callAsync, callSync } from "../exit/step.js";
import { type Method } from "../protocol/lookup.js";
import { type Completion } from "../protocol/types.js";
import { type Confirmed } from "./confirmed.js";

/** Exits in the order they were registered, flat: value, method, code, value, method, code … */
export type Entries = unknown[];

/**
 * Runs all exits after a block that ended as `completion`, or as was `confirmed` by hand. Returns how it ends now: `completion`
 * itself where nothing changed, so that a failure that was only said by hand counts, and does not propagate.
 *
 * One async function, whatever calls it: every further one would cost the program a turn.
 *
 * @param entries - nobody else's any more; `undefined` if the exits ran already
 * @param block - what the exits of a blind driver share; none where the driver was told
 * @param throws - throw what the exits threw, because the caller is a disposer
 */
export async function unwindAsync(
  entries: Entries | undefined,
  confirmed: Confirmed,
  completion: Completion,
  block: BlindBlock | undefined,
  throws: boolean,
): Promise<Completion> {
  const told = completion ?? (confirmed || undefined);
  if (confirmed !== null && block?.refusal === undefined) block = undefined; // it is known
  let ended = told;
  let at = entries === undefined ? 0 : entries.length;
  while (at > 0) {
    try {
      while (at > 0) {
        const code = entries![--at] as EntryCode;
        const method = entries![--at] as Method;
        const value = entries![--at];
        let call = method;
        if (block !== undefined) ({ method: call, ended } = blindCall(block, code, value, method, ended));
        let result = callAny(code, value, call, ended);
        // a synchronous exit takes one turn too, as a synchronous disposer on TC39's asynchronous stack
        if (code & EntryCode.Sync) await (undefined as unknown);
        else result = await result;
        ended = block
          ? afterBlindExit(block, code, value, method, result, ended)
          : afterExit(code, result, ended);
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
  confirmed: Confirmed,
  completion: Completion,
  block: BlindBlock | undefined,
  throws: boolean,
): Completion {
  const told = completion ?? (confirmed || undefined);
  if (confirmed !== null && block?.refusal === undefined) block = undefined; // it is known
  let ended = told;
  let at = entries === undefined ? 0 : entries.length;
  while (at > 0) {
    try {
      while (at > 0) {
        const code = entries![--at] as EntryCode;
        const method = entries![--at] as Method;
        const value = entries![--at];
        let call = method;
        if (block !== undefined) ({ method: call, ended } = blindCall(block, code, value, method, ended));
        const result = callAny(code, value, call, ended);
        ended = block
          ? afterBlindExit(block, code, value, method, result, ended)
          : afterExit(code, result, ended);
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
  confirmed: Confirmed,
  completion: Completion,
  block: BlindBlock | undefined,
  throws: boolean,
): Promise<Completion> {
  if (entries === undefined) return completion;
  const told = completion ?? (confirmed || undefined);
  if (confirmed !== null && block?.refusal === undefined) block = undefined; // it is known
  const [value, method, code] = entries as [unknown, Method, EntryCode];
  let call = method;
  let ended = told;
  try {
    if (block !== undefined) ({ method: call, ended } = blindCall(block, code, value, method, ended));
    const result = await callAsync(code, value, call, ended);
    ended = block
      ? afterBlindExit(block, code, value, method, result, ended)
      : afterExit(code, result, ended);
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
  confirmed: Confirmed,
  completion: Completion,
  block: BlindBlock | undefined,
  throws: boolean,
): Completion {
  if (entries === undefined) return completion;
  const told = completion ?? (confirmed || undefined);
  if (confirmed !== null && block?.refusal === undefined) block = undefined; // it is known
  const [value, method, code] = entries as [unknown, Method, EntryCode];
  let call = method;
  let ended = told;
  try {
    if (block !== undefined) ({ method: call, ended } = blindCall(block, code, value, method, ended));
    const result = callSync(code, value, call, ended);
    ended = block
      ? afterBlindExit(block, code, value, method, result, ended)
      : afterExit(code, result, ended);
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
