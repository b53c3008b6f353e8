// The loops of every driver that holds exits: an exit stack holds many, an entered manager one. They unwind last in,
// first out, on the block's own state: what one exit does to the error, the next one sees (R9).
// Twins: the asynchronous loop differs from the synchronous one by `await`.

import { callExit, Kind, settle, SYNC } from "../exit/step.js";
import { combine } from "../exit/rules.js";
import { type Method } from "../protocol/lookup.js";
import { type Completion } from "../protocol/types.js";
import { blindDisposer, presume, type Said } from "./blind.js";

/** Exits in the order they were registered, flat: value, method, kind, value, method, kind … */
export type Entries = unknown[];

/** How an unwinding knows how its block ended. */
const AWARE = 0;
const BLIND = 1;
const BLIND_WARN = 2;

const NOTHING: PromiseLike<void> | void = undefined;

/**
 * Runs all exits after a block that ended as `completion`. Returns how it ends now: `completion` itself where nothing
 * changed. A failure said by hand counts for a block that ended cleanly, and does not propagate from it.
 */
export async function exitAsync(entries: Entries, said: Said, completion: Completion): Promise<Completion> {
  const told = completion ?? (said || undefined);
  const ended = await unwindAsync(entries, told, AWARE);
  return ended === told ? completion : ended;
}

/** The twin of {@link exitAsync} that awaits nothing. */
export function exitSync(entries: Entries, said: Said, completion: Completion): Completion {
  const told = completion ?? (said || undefined);
  const ended = unwindSync(entries, told, AWARE);
  return ended === told ? completion : ended;
}

/** Runs all exits where the driver hides how the block ended; throws what they threw. */
export async function disposeAsync(entries: Entries, said: Said, warn: boolean): Promise<void> {
  const told = said === null ? undefined : said;
  const ended = await unwindAsync(entries, told, said !== null ? AWARE : warn ? BLIND_WARN : BLIND);
  if (ended !== undefined && ended !== told) throw ended.error;
}

/** The twin of {@link disposeAsync} that awaits nothing. */
export function disposeSync(entries: Entries, said: Said, warn: boolean): void {
  const told = said === null ? undefined : said;
  const ended = unwindSync(entries, told, said !== null ? AWARE : warn ? BLIND_WARN : BLIND);
  if (ended !== undefined && ended !== told) throw ended.error;
}

/**
 * Exits a manager whose stack was disposed or moved while it was being entered: it must not stay open.
 *
 * @throws ReferenceError, as the exit rules leave it: what the manager is told, even if it would suppress it
 */
export async function leaveAtOnceAsync(entries: Entries, stack: string): Promise<never> {
  const late = lateEntry(stack);
  throw ((await unwindAsync(entries, late, AWARE)) ?? late).error;
}

/** The twin of {@link leaveAtOnceAsync} that awaits nothing. */
export function leaveAtOnceSync(entries: Entries, stack: string): never {
  const late = lateEntry(stack);
  throw (unwindSync(entries, late, AWARE) ?? late).error;
}

async function unwindAsync(entries: Entries, completion: Completion, sight: number): Promise<Completion> {
  for (;;) {
    try {
      while (entries.length > 0) {
        let kind = entries.pop() as number;
        let method = entries.pop() as Method;
        const value = entries.pop();
        if (sight !== AWARE && completion === undefined) {
          const disposer = blindDisposer(kind, value, method, sight === BLIND_WARN);
          if (disposer === undefined) completion = presume(kind, value, method, sight === BLIND_WARN);
          else [kind, method] = [Kind.Dispose | (kind & SYNC), disposer];
        }
        let result = callExit(kind, value, method, completion);
        // a synchronous exit takes one turn too, as a synchronous disposer on TC39's asynchronous stack
        if (kind & SYNC) await NOTHING;
        else result = await result;
        completion = settle(kind, result, completion);
      }
      return completion;
    } catch (thrown) {
      completion = combine(thrown, completion);
    }
  }
}

function unwindSync(entries: Entries, completion: Completion, sight: number): Completion {
  for (;;) {
    try {
      while (entries.length > 0) {
        let kind = entries.pop() as number;
        let method = entries.pop() as Method;
        const value = entries.pop();
        if (sight !== AWARE && completion === undefined) {
          const disposer = blindDisposer(kind, value, method, sight === BLIND_WARN);
          if (disposer === undefined) completion = presume(kind, value, method, sight === BLIND_WARN);
          else [kind, method] = [Kind.Dispose | SYNC, disposer];
        }
        completion = settle(kind, callExit(kind, value, method, completion), completion);
      }
      return completion;
    } catch (thrown) {
      completion = combine(thrown, completion);
    }
  }
}

function lateEntry(stack: string): { error: ReferenceError } {
  return {
    error: new ReferenceError(`${stack} was disposed or moved while a manager was being entered on it`),
  };
}
