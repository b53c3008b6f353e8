/// <reference lib="esnext.disposable" preserve="true" />
// Installs explicit resource management on a global object, and reports what was done.
/** @module await-using/polyfill/install */

import { Bug } from "./engine-bugs.js";
import { defineParts, examine, type InstallTarget } from "./parts.js";

export type { InstallTarget } from "./parts.js";

/** What `install` found and did, by name: `"Symbol.dispose"`, `"DisposableStack"` and so on. */
export interface InstallReport {
  /** Present and sound: left alone. */
  readonly native: readonly string[];
  /** Missing: defined. */
  readonly installed: readonly string[];
  /** Present but broken: replaced. `bug` names the tracker and the number. */
  readonly repaired: readonly { readonly name: string; readonly bug: string }[];
}

/**
 * Defines on `target` the parts of explicit resource management that are missing there or broken.
 *
 * What it defines are the ponyfill's values; with this realm's `Symbol`, also the disposers of this realm's iterators.
 * A second call finds everything present.
 * @throws TypeError when something cannot be defined, on a frozen global for example; then nothing has been defined
 * @example
 * const { repaired } = install();
 */
export function install(target: InstallTarget = globalThis): InstallReport {
  const parts = examine(target);
  defineParts(parts);
  const named = (bug: Bug): string[] => parts.filter((part) => part.bug === bug).map(({ name }) => name);
  return {
    native: named(Bug.None),
    installed: named(Bug.Missing),
    repaired: parts.flatMap(({ name, bug }) => (trackers[bug] ? [{ name, bug: trackers[bug] }] : [])),
  };
}

const trackers: Readonly<Record<Bug, string>> = {
  [Bug.None]: "",
  [Bug.Missing]: "",
  [Bug.Unlike]: "unlike the specification: Bun 1.3.0 to 1.3.11, WebKit 2.50, or another polyfill",
  [Bug.Node48699]: "nodejs/node#48699",
  [Bug.Bun9283]: "bugzilla.mozilla.org 1971000, oven-sh/bun#9283",
  [Bug.Proposal256]: "tc39/proposal-explicit-resource-management#256",
};
