// What is thrown, and how what is held presents itself: see programs.ts.
import { noTotals } from "../faults/harness.js";
import { programs } from "./programs.js";

test.each([...programs.keys()])("%s", async (name) => {
  const totals = noTotals();
  await programs.get(name)?.(totals);
  expect(totals.failures.slice(0, 5)).toEqual([]);
  expect([totals.failures.length, totals.lost, totals.twice, totals.unhandled]).toEqual([0, 0, 0, 0]);
  expect(totals.injected.length).toBeGreaterThan(20);
});
