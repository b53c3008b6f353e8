// The report as text: a line for each site, and for one that is different, the run that tells.

import type { Account, Counterexample, Report, Site } from "./types.js";

/** How many events are printed before the difference, and after it. */
const [context, rest] = [3, 6];

/** Prints a report on the file called `file`. */
export function printReport({ sites }: Report, file: string): string {
  if (sites.length === 0) return `${file}: no function differs\n`;
  return sites.map((site) => printSite(site, file)).join("");
}

function printSite(site: Site, file: string): string {
  const { verdict, worlds, faults, suppressed, reason, counterexample } = site;
  const head = `${file}:${site.line} ${site.function}: ${verdict}`;
  const apart =
    suppressed > 0 ? `, ${suppressed} of them told apart by a caught SuppressedError (bothThrow)` : "";
  const figures = `${worlds} worlds, ${faults} faults${apart}`;
  if (verdict === "equal") return `${head} (${figures})\n`;
  const example = counterexample ? printCounterexample(counterexample) : "";
  return `${head}: ${reason ?? "no reason"}\n${example}`;
}

function printCounterexample({ seed, faults, before, after, at }: Counterexample): string {
  const start = Math.max(0, at - context);
  const shared = before.trace.slice(start, at).map((event) => `    ${event}`);
  const skipped = start > 0 ? [`    … ${start} events that are the same`] : [];
  const fault = faults.length === 0 ? "nothing fails" : faults.join(", then ");
  const lines = [
    `  in world ${seed}: ${fault}`,
    ...skipped,
    ...shared,
    ...printRest("before", before, at),
    ...printRest("after", after, at),
  ];
  return `${lines.join("\n")}\n`;
}

function printRest(side: string, { trace, outcome }: Account, at: number): string[] {
  const events = trace.slice(at, at + rest).map((event) => `      ${event}`);
  const more = trace.length > at + rest ? [`      … ${trace.length - at - rest} more events`] : [];
  const nothing = events.length === 0 ? ["      nothing more"] : [];
  return [`    ${side}: ${outcome}`, ...events, ...more, ...nothing];
}
