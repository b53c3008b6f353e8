// Runs inside the process of one mutant: the suites of a room, one mutant active, and says what failed.
// `globalThis.__stryker__` is how the instrumented sources know which mutant is active, and where they count coverage.
import { runSuites } from "../engines/harness/jest.js";

/** Tests that only hold outside a bundle, where files have lines, or that take long for what they tell of a mutant. */
const leftOut =
  /leaks\.test\.ts › .*(the line|in words|assertNone)|timeline\.test\.ts › events carry|› scale ›|suppressed-error\.test\.ts › .*its stack begins|› 1,000,000|100,000 .* without overflow|over random errors|faults\.test\.ts › the catalogue/;

/** What the runner asks for: `filter` names tests, none means all. */
export interface Task {
  readonly filter?: readonly string[];
  /** Stop at the first test that fails? */
  readonly bail?: boolean;
}

export interface Report {
  readonly tests: readonly { title: string; ms: number }[];
  readonly failed: readonly { title: string; message: string }[];
  readonly coverage: unknown;
}

interface Instrumented {
  currentTestId?: string;
  mutantCoverage?: unknown;
}

/** Runs the tests that were declared. */
export async function run({ filter, bail }: Task): Promise<Report> {
  const instrumented = ((globalThis as { __stryker__?: Instrumented }).__stryker__ ??= {});
  const wanted = filter && new Set(filter);
  const tests: { title: string; ms: number }[] = [];
  const outcome = await runSuites(
    (title, { failed }) => {
      instrumented.currentTestId = title;
      return (
        (bail === true && failed.length > 0) ||
        (wanted !== undefined && !wanted.has(title)) ||
        leftOut.test(title)
      );
    },
    (title, ms) => void tests.push({ title, ms }),
  );
  return { tests, failed: outcome.failed, coverage: instrumented.mutantCoverage };
}
