/**
 * Compares what Python and JavaScript report of one program.
 *
 * Events and the outcome (its newest error) must equal those under CPython's own contextlib. Chains must
 * equal those of nested `with` statements, unless the program is lossy: it raised an error again where
 * Python overwrites the `__context__` it had, while JavaScript keeps every error (R7).
 *
 * Where an error that is raised again makes a cycle of `__context__` links, contextlib's own stacks loop for
 * ever (CPython 3.11 to 3.13 at least); then nested `with` statements decide alone.
 */

/**
 * The first difference, or null. `python` is an answer of `harness.py`; `reports` are the JavaScript ones,
 * by way.
 */
export function difference(python, reports) {
  const { nested } = python;
  const contextlib = python.contextlib.outcome === "hangs" && nested ? nested : python.contextlib;
  if (nested) {
    const what = differing(contextlib, nested, ["events", "outcome"]);
    if (what)
      return { what, way: "(Python's ExitStack and nested with)", expected: contextlib, found: nested };
  }
  const chains = nested ?? contextlib;
  const expected = { events: contextlib.events, outcome: contextlib.outcome, chains: chains.chains };
  const compared = chains.lossy ? ["events", "outcome"] : ["events", "outcome", "chains"];
  for (const [way, found] of Object.entries(reports)) {
    const what = differing(expected, found, compared);
    if (what) return { what, way, expected, found };
  }
  return null;
}

/** The first of the keys by which two reports differ. */
export function differing(expected, found, keys) {
  return keys.find((key) => JSON.stringify(expected[key]) !== JSON.stringify(found[key]));
}
