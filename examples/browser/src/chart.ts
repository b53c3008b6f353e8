// The chart: a row per resource, a bar in it for the time from entering to exited. All rows share the columns of one grid:
// a column per event, as wide as the time that passed before it, but never so narrow that it is not seen.
import type { TimelineEvent } from "await-using/diagnostics";
import { element } from "./element";

interface Row {
  readonly depth: number;
  readonly state: HTMLElement;
  readonly track: HTMLElement;
  /** The part of the bar that grows: of the phase that the resource is in. */
  part: HTMLElement;
  /** When that phase began, ms, and the column where. */
  since: number;
  from: number;
}

/** Signs for those who do not see the colours. */
const signs: Readonly<Record<string, string>> = {
  entered: "●",
  "enter failed": "✕",
  exited: "✓",
  suppressed: "↷",
  "exit failed": "✕",
};

export class Chart {
  readonly #list: HTMLElement;
  readonly #length = element("span", "", "0 ms");
  /** When the columns end, ms. */
  readonly #ends: number[] = [];
  /** What is open, outermost first. */
  readonly #open: Row[] = [];
  #hasEnded = false;

  /** Takes the list's element, and empties it. */
  constructor(list: HTMLElement) {
    this.#list = list;
    const axis = element("li", "axis", element("span", "", "0 ms"), this.#length);
    axis.ariaHidden = "true";
    list.replaceChildren(axis);
  }

  /** Draws an event. */
  add({ at, phase, depth, error }: TimelineEvent, title: string): void {
    const column = this.#column(at);
    let row = this.#open.find((each) => each.depth === depth);
    if (row === undefined) {
      row = newRow(depth, title, at, column);
      this.#open.push(row);
      this.#list.lastElementChild?.before(row.state.closest("li") as HTMLElement);
    }
    row.state.textContent = brief(phase, error);
    row.state.dataset["phase"] = phase;
    row.state.toggleAttribute("data-error", error !== undefined && phase !== "suppressed");
    if (phase === "entering") return;
    row.part.title = `${Math.round(at - row.since)} ms`;
    if (phase === "entered" || phase === "exiting") {
      Object.assign(row, { part: newPart(row.track, phase, error, column), since: at, from: column });
      return;
    }
    row.part.dataset["end"] = phase;
    this.#open.splice(this.#open.indexOf(row), 1);
    this.#hasEnded = this.#open.length === 0;
  }

  /** Draws that the program did something: a tick on the innermost bar. */
  mark(at: number): void {
    const column = this.#column(at);
    const tick = element("span", "tick");
    tick.style.gridColumn = `${column}`;
    this.#open.at(-1)?.track.append(tick);
  }

  /** Lets what is open reach until now. @param now - ms since the beginning */
  grow(now: number): void {
    if (this.#ends.length === 0 || this.#hasEnded) return;
    this.#layOut([...this.#ends, now]);
    for (const { part, from } of this.#open) part.style.gridColumn = `${from} / ${this.#ends.length + 2}`;
  }

  /** Ends a column at `at`; returns the number of the line at its end. */
  #column(at: number): number {
    this.#ends.push(at);
    this.#layOut(this.#ends);
    const line = this.#ends.length + 1;
    for (const { part, from } of this.#open) part.style.gridColumn = `${from} / ${line}`;
    return line;
  }

  #layOut(ends: readonly number[]): void {
    const widths = ends.map((end, i) => Math.max(1, end - (ends[i - 1] ?? 0)));
    // A style that a script sets is not what the Content-Security-Policy forbids.
    this.#list.style.setProperty(
      "--columns",
      widths.map((ms) => `minmax(4px, ${ms.toFixed(1)}fr)`).join(" "),
    );
    this.#length.textContent = `${Math.round(ends.at(-1) ?? 0)} ms`;
  }
}

/** What stands beside a bar. */
function brief(phase: string, error: string | undefined): string {
  const sign = signs[phase];
  const words = [phase === "entered" ? "in use" : phase, error ?? []].flat().join(" · ");
  return sign ? `${sign} ${words}` : `${words} …`;
}

function newRow(depth: number, title: string, at: number, column: number): Row {
  const state = element("span", "state");
  const track = element("div", "track");
  track.ariaHidden = "true"; // the words say it
  element("li", "resource", element("div", "head", element("strong", "", title), " ", state), track);
  return {
    depth,
    state,
    track,
    part: newPart(track, "entering", undefined, column),
    since: at,
    from: column,
  };
}

function newPart(track: HTMLElement, phase: string, error: string | undefined, column: number): HTMLElement {
  const part = element("span", "part");
  part.dataset["phase"] = phase;
  if (error !== undefined) part.dataset["error"] = error;
  part.style.gridColumn = `${column} / ${column + 1}`;
  track.append(part);
  return part;
}
