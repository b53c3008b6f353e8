// Every fault in every callback of every public name: see catalogue.ts.
import { groups, noTotals, type Totals } from "./harness.js";

const all: Totals[] = [];

test.each([...groups().keys()])("%s", async (name) => {
  const totals = noTotals();
  all.push(totals);
  await groups().get(name)?.(totals);
  expect(totals.failures.slice(0, 5)).toEqual([]);
  expect([totals.failures.length, totals.lost, totals.twice, totals.unhandled]).toEqual([0, 0, 0, 0]);
});
