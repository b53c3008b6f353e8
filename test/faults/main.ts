// Runs every fault in one process, and then the stacks under any sequence of calls: what `npm run faults` bundles.
import { drivers, plainStacks } from "./drivers.js";
import { groups, guarded, holes, noTotals, type Totals } from "./harness.js";
import { checkFace, faces, plainFaces, type Settings } from "./properties.js";

export { settingsFrom } from "./properties.js";

export interface Line {
  readonly name: string;
  readonly faults: number;
  readonly failures: number;
}

export interface Report {
  readonly lines: Line[];
  /** The stacks that ran under sequences of calls. */
  readonly stacks: string[];
  readonly totals: Totals;
  readonly holes: string[];
}

/**
 * Injects every fault.
 *
 * @param native - the engine's own stacks too
 */
export async function injectAll(settings: Settings, native: boolean): Promise<Report> {
  const { AsyncDisposableStack, DisposableStack } = globalThis;
  const totals = noTotals();
  const lines: Line[] = [];
  const all = [...drivers, ...(native ? plainStacks("native ", AsyncDisposableStack, DisposableStack) : [])];
  for (const [name, run] of groups(all)) {
    const [faults, failures] = [totals.injected.length, totals.failures.length];
    await run(totals);
    lines.push({
      name,
      faults: totals.injected.length - faults,
      failures: totals.failures.length - failures,
    });
  }
  const classes = [...faces, ...(native ? plainFaces("native ", AsyncDisposableStack, DisposableStack) : [])];
  for (const face of classes) {
    await guarded(totals, () => checkFace(face, settings)).catch((error: unknown) => {
      totals.failures.push(`${face.name}: ${String(error)}`);
    });
  }
  return { lines, stacks: classes.map(({ name }) => name), totals, holes: holes(totals.injected) };
}
