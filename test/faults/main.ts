// Runs every fault in one process: what `npm run faults` bundles and calls. Resolves to the numbers of its table.
import { groups, holes, noTotals, type Totals } from "./harness.js";

export interface Line {
  readonly name: string;
  readonly faults: number;
  readonly failures: number;
}

export async function injectAll(): Promise<{ lines: Line[]; totals: Totals; holes: string[] }> {
  const totals = noTotals();
  const lines: Line[] = [];
  for (const [name, run] of groups()) {
    const [faults, failures] = [totals.injected.length, totals.failures.length];
    await run(totals);
    lines.push({
      name,
      faults: totals.injected.length - faults,
      failures: totals.failures.length - failures,
    });
  }
  return { lines, totals, holes: holes(totals.injected) };
}
