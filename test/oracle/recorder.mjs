/** What one run of an interpreted program leaves behind, as `harness.py` reports it: events, chains, an outcome. */
import { nameOf } from "./program.mjs";

class ErrorA extends Error {}
class ErrorB extends ErrorA {}
class ErrorC extends Error {}
class ErrorD extends ErrorB {}

/** The classes of errors that programs of every kind raise. */
export const CLASSES = { ErrorA, ErrorB, ErrorC, ErrorD };

/**
 * Gives a recorder over a library. `nameFor(error)` names errors that are special to a kind of program, or gives
 * undefined; `stamp()` is appended to every event; `links(chain)` may drop links that Python does not have.
 */
export function recorderOf(lib, { nameFor = () => undefined, stamp = () => "", links = (all) => all } = {}) {
  Error.stackTraceLimit = 1; // exits are told a stack; making it is the most expensive thing here
  const events = [];
  const chains = [];
  const called = (error) => nameFor(error) ?? nameOf(error);
  /** The newest error's name. */
  const name = (error) => (error === null || error === undefined ? "none" : called(lib.newestError(error)));
  const chain = (error) => links(lib.errorChain(error)).map(called);
  const t = (text) => void events.push(text + stamp());
  return {
    t,
    name,
    chains,
    told(who, type, error, trace) {
      const none = type === null;
      const fits = none ? error === null && trace === null : type === error?.constructor;
      if (!fits || (!none && typeof trace !== "string")) t(`${who} told three arguments that do not fit`);
      t(`${who} told ${name(error)}`);
    },
    caught(who, error) {
      t(`${who} caught ${name(error)}`);
      chains.push(chain(error));
    },
    /** Reports a program that ended, given what it returned or threw. */
    report(ended) {
      if (ended.error) chains.push(chain(ended.error));
      const outcome = ended.error ? `raised ${name(ended.error)}` : (ended.value ?? "returned none");
      return { events, outcome: outcome + stamp(), chains };
    },
  };
}
