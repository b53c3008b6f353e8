// Shows a run as it happens: what the library's diagnostics record, and what the program says, as a chart and as a log.
import { recordTimeline, type TimelineEvent } from "await-using/diagnostics";
import { Chart } from "./chart";
import { Log } from "./log";

/** What the managers are called on the page; the diagnostics know the names of their classes. */
const titles: Readonly<Record<string, string>> = {
  cancelButton: "Event listener",
  WebLock: "Web Lock",
  LiveSocket: "WebSocket",
  Download: "fetch",
  Suppress: "suppress",
  NotesTransaction: "IndexedDB",
};

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Follows the managers of this document until it is disposed of. */
export class Lifecycle implements Disposable {
  readonly #timeline = recordTimeline();
  readonly #start = performance.now();
  readonly #chart: Chart;
  readonly #log: Log;
  #shown = 0;
  #frame = 0;

  /** Fills these two elements anew. */
  constructor(chart: HTMLElement, log: HTMLElement) {
    this.#chart = new Chart(chart);
    this.#log = new Log(log);
    this.#follow();
  }

  /** Shows what the program says, after all that happened before it. */
  readonly say = (text: string): void => {
    this.#catchUp();
    this.#chart.mark(this.#now());
    this.#log.add(this.#now(), "say", text);
  };

  /** Shows how the run ended. */
  end(phase: "done" | "failed", text: string): void {
    this.#catchUp();
    this.#log.add(this.#now(), phase, `${phase}: ${text}`);
  }

  [Symbol.dispose](): void {
    cancelAnimationFrame(this.#frame);
    this.#timeline[Symbol.dispose]();
    this.#catchUp();
  }

  /** Once per frame: draws what is new, and lets the open bars grow where motion is welcome. */
  #follow(): void {
    this.#catchUp();
    if (!calm.matches) this.#chart.grow(this.#now());
    this.#frame = requestAnimationFrame(() => this.#follow());
  }

  #catchUp(): void {
    const events = this.#timeline.events();
    for (const event of events.slice(this.#shown)) {
      const title = titles[event.name] ?? event.name;
      this.#chart.add(event, title);
      this.#log.add(event.at, event.phase, `${title}: ${words(event)}`);
    }
    this.#shown = events.length;
  }

  #now(): number {
    return performance.now() - this.#start;
  }
}

function words({ phase, error }: TimelineEvent): string {
  if (error === undefined) return phase;
  if (phase === "exiting") return `exiting, told ${error}`;
  if (phase === "exited") return `exited, ${error} goes on`;
  return `${phase}${phase === "suppressed" ? "" : ","} ${error}`;
}
