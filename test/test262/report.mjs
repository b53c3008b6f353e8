// Prints the results: a table by area, then the failures, each compared with the expectation.

/** Prints the results; returns whether exactly the expected tests failed. */
export function report(title, tests, failures, expected) {
  const areas = new Map();
  for (const { path } of tests) {
    const area = /^[^/]+\/[^/]+(?:\/prototype\/[^/.]+(?=\/))?/
      .exec(path)[0]
      .replace("built-ins/", "")
      .replace("/prototype/", ".prototype.");
    const row = areas.get(area) ?? { passed: 0, total: 0 };
    row.total++;
    if (!failures.has(path)) row.passed++;
    areas.set(area, row);
  }
  console.log(title);
  for (const [area, { passed, total }] of areas) console.log(`  ${area.padEnd(45)} ${passed}/${total}`);
  console.log(`  ${"total".padEnd(45)} ${tests.length - failures.size}/${tests.length}`);

  const unexpected = [...failures.keys()].filter((path) => !expected.has(path));
  const passed = [...expected.keys()].filter((path) => !failures.has(path));
  for (const path of failures.keys()) {
    if (expected.has(path)) console.log(`expected failure: ${path}\n    ${expected.get(path)}`);
  }
  for (const path of unexpected) console.log(`FAILED: ${path}\n    ${failures.get(path)}`);
  for (const path of passed)
    console.log(`PASSED, though expected to fail: ${path}\n    ${expected.get(path)}`);
  return unexpected.length === 0 && passed.length === 0;
}
