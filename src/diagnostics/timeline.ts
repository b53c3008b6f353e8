/// <reference lib="esnext.disposable" preserve="true" />
// The lifecycle timeline: what was entered and exited when, and how it went.

import { dispose } from "../../polyfills/index.js";
import { errorLabel, type LifecycleEvent, observe, type Observed, type Phase } from "../scope/observer.js";
import { now } from "./site.js";

/** One step of a resource's life. */
export interface TimelineEvent {
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly phase: Phase;
  /** The name of the manager's class, of its generator function, or of the function deferred. */
  readonly name: string;
  readonly kind: Observed["kind"];
  /** How many resources were being entered or open when this one was entered. */
  readonly depth: number;
  /** The name of the error that the exit is told of, that was suppressed, or that enter or exit threw; else `undefined`. */
  readonly error: string | undefined;
}

/** What {@link recordTimeline} recorded. Disposing of it ends the recording; what was recorded stays. */
export interface Timeline extends Disposable {
  /** The events so far, in order. */
  events(): TimelineEvent[];
  /** The events as text, a line each, indented by their depth. With `times: false` the lines begin without the time. */
  report(options?: { times?: boolean }): string;
  /** Ends the recording. */
  [Symbol.dispose](): void;
}

/**
 * Records from now on what is entered and exited, in the order it happens. Tasks that run at the same time stand
 * interleaved, each as deep as what was open when it entered.
 *
 * @example
 * using timeline = recordTimeline();
 * await withAsync(new Connection(), async () => { … });
 * console.log(timeline.report());
 * //      0.0 ms  entering Connection
 * //      1.3 ms  entered Connection
 * //      2.0 ms  exiting Connection
 * //      2.4 ms  exited Connection
 */
export function recordTimeline(): Timeline {
  return new Recording();
}

class Recording implements Timeline {
  readonly #events: TimelineEvent[] = [];
  /** What is being entered or open, each with its depth. */
  readonly #depths = new Map<Observed, number>();
  readonly #start = now();
  readonly #see = ({ phase, resource, completion }: LifecycleEvent): void => {
    const isNew = phase === "entering" || phase === "entered";
    let depth = this.#depths.get(resource);
    if (depth === undefined) {
      depth = isNew ? this.#depths.size : 0;
      if (isNew) this.#depths.set(resource, depth);
    }
    if (phase !== "exiting" && phase !== "moved" && !isNew) this.#depths.delete(resource);
    const error = completion && errorLabel(completion.error);
    const { name, kind } = resource;
    this.#events.push({ at: now() - this.#start, phase, name, kind, depth, error });
  };
  readonly #stop = observe(this.#see);

  events(): TimelineEvent[] {
    return [...this.#events];
  }

  report({ times = true }: { times?: boolean } = {}): string {
    return this.#events.map((event) => line(event, times)).join("\n");
  }

  [dispose](): void {
    this.#stop();
  }
}

function line({ at, phase, name, depth, error }: TimelineEvent, times: boolean): string {
  const time = times ? `${at.toFixed(1).padStart(9)} ms  ` : "";
  return `${time}${"  ".repeat(depth)}${phase} ${name}${error === undefined ? "" : `: ${error}`}`;
}
