/// <reference lib="esnext.disposable" preserve="true" />
// The leak detector: which resources are open, since when, and who entered them.

import { dispose } from "../../polyfills/index.js";
import { type LifecycleEvent, observe, type Observed } from "../scope/observer.js";
import { callersOf, now, siteOf } from "./site.js";

/** A resource that was entered and not exited yet. */
export interface OpenResource {
  /** The name of the manager's class, of its generator function, or of the function deferred. */
  readonly name: string;
  /** What it is; all but managers are entries of an exit stack. */
  readonly kind: Observed["kind"];
  /** Where it stands: being entered, entered, or being exited. */
  readonly phase: "entering" | "entered" | "exiting";
  /** When its enter was called, or it was registered: milliseconds as of `performance.now()`. */
  readonly since: number;
  /** The line that entered it: `file:line:column`. */
  readonly site: string;
  /** The calls that led there, one per line, innermost first. */
  readonly stack: string;
  /** Was it garbage collected, so that nobody can exit it any more? */
  readonly lost: boolean;
}

/** What {@link trackResources} does beside tracking. */
export interface TrackOptions {
  /**
   * What to do about resources that are open when the tracker is disposed: `"throw"` an OpenResourcesError, or call a
   * function with them. By default nothing.
   */
  atEnd?: "throw" | ((open: readonly OpenResource[]) => void) | undefined;
  /** Called some time after a resource was garbage collected without exit, in engines with FinalizationRegistry. */
  onLost?: ((resource: OpenResource) => void) | undefined;
}

/** What a tracker knows of the resources entered since it began. Disposing of it ends the tracking. */
export interface ResourceTracker extends Disposable {
  /** The resources that are open, in the order they were entered. */
  open(): OpenResource[];
  /** A text for people that names each open resource, how long it has been open, and the calls that entered it. */
  report(): string;
  /**
   * Does nothing if no resource is open.
   *
   * @throws OpenResourcesError naming each resource and the line that entered it
   */
  assertNone(): void;
  /** Ends the tracking, with what `atEnd` says. */
  [Symbol.dispose](): void;
}

/** Some resources are open where none should be. */
export class OpenResourcesError extends Error {
  override name = "OpenResourcesError"; // defined: an assignment fails where Error.prototype is frozen
  /** The resources, in the order they were entered. */
  readonly open: readonly OpenResource[];

  constructor(open: readonly OpenResource[]) {
    super(
      `${count(open)} never exited: ${open.map(({ name, site }) => `${name} (entered at ${site})`).join(", ")}; ` +
        `hold each with \`await using\` or \`using\`, or enter it on an exit stack that is disposed`,
    );
    this.open = open;
  }
}

/**
 * Tracks from now on what `enter`, `enterSync`, `withAsync`, `withSync` and the exit stacks enter, and what is registered
 * on exit stacks, until it is exited. Programs need no change; while nothing is tracked they pay nothing.
 *
 * @throws TypeError if an option is not as described
 * @example
 * using leaks = trackResources({ atEnd: "throw" });
 * await handleAllRequests();
 * console.log(leaks.report());
 */
export function trackResources(options: TrackOptions = {}): ResourceTracker {
  const { atEnd, onLost } = options;
  if (atEnd !== undefined && atEnd !== "throw" && typeof atEnd !== "function") {
    throw new TypeError(`trackResources: atEnd is "throw" or a function, found ${String(atEnd)}`);
  }
  if (onLost !== undefined && typeof onLost !== "function") {
    throw new TypeError(`trackResources: onLost is a function, found ${String(onLost)}`);
  }
  return new Tracker(atEnd, onLost);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Tracker implements ResourceTracker {
  readonly #open = new Map<Observed, Mutable<OpenResource>>();
  readonly #atEnd: TrackOptions["atEnd"];
  readonly #lost: FinalizationRegistry<Observed> | undefined;
  #stop: (() => void) | undefined;
  readonly #see = ({ phase, resource, drivers, holder }: LifecycleEvent): void => {
    const record = this.#open.get(resource);
    if (phase === "entering" || (phase === "entered" && record === undefined && drivers !== undefined)) {
      const stack = callersOf(drivers);
      const { name, kind } = resource;
      this.#open.set(resource, { name, kind, phase, since: now(), site: siteOf(stack), stack, lost: false });
    } else if (record !== undefined) {
      if (phase === "entered" || phase === "exiting") record.phase = phase;
      else if (phase !== "moved") this.#open.delete(resource);
    }
    // Not the resource itself: its user may drop it, and hold what exits it.
    if (holder !== undefined && this.#open.has(resource)) this.#lost?.register(holder, resource);
  };

  constructor(atEnd: TrackOptions["atEnd"], onLost: TrackOptions["onLost"]) {
    this.#atEnd = atEnd;
    if (typeof FinalizationRegistry === "function") {
      this.#lost = new FinalizationRegistry((resource) => {
        const record = this.#open.get(resource);
        if (record === undefined || this.#stop === undefined) return;
        record.lost = true;
        onLost?.({ ...record });
      });
    }
    this.#stop = observe(this.#see);
  }

  open(): OpenResource[] {
    return [...this.#open.values()].map((record) => ({ ...record }));
  }

  report(): string {
    const open = this.open();
    if (open.length === 0) return "no resource is open";
    return `${count(open)} open:\n${open.map(paragraph).join("\n")}`;
  }

  assertNone(): void {
    const open = this.open();
    if (open.length > 0) throw new OpenResourcesError(open);
  }

  [dispose](): void {
    if (this.#stop === undefined) return;
    this.#stop();
    this.#stop = undefined;
    if (this.#atEnd === "throw") this.assertNone();
    else if (this.#open.size > 0) this.#atEnd?.(this.open());
  }
}

function count(open: readonly OpenResource[]): string {
  return open.length === 1 ? "1 resource is" : `${open.length} resources are`;
}

function paragraph({ name, kind, phase, since, site, stack, lost }: OpenResource): string {
  const state = lost ? "lost: collected without exit" : phase;
  const head = `  ${name} (${kind}), ${state}, ${Math.round(now() - since)} ms, entered at ${site}`;
  return [head, ...stack.split("\n").filter(Boolean)].join("\n      ");
}
