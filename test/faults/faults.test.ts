// Every fault in every callback of every public name: see catalogue.ts.
import { catalogue } from "./catalogue.js";
import { publicNames } from "./exports.js";
import { groups, holes, noTotals, type Totals } from "./harness.js";

const all: Totals[] = [];

test.each([...groups().keys()])("%s", async (name) => {
  const totals = noTotals();
  all.push(totals);
  await groups().get(name)?.(totals);
  expect(totals.failures.slice(0, 5)).toEqual([]);
  expect([totals.failures.length, totals.lost, totals.twice, totals.unhandled]).toEqual([0, 0, 0, 0]);
});

describe("the catalogue", () => {
  test("has every public name, and no other", async () => {
    expect(Object.keys(catalogue).sort()).toEqual(await publicNames());
  });

  test("every fault of every callback was injected, or it says why that is impossible", () => {
    const injected = all.flatMap((totals) => totals.injected);
    expect(holes(injected)).toEqual([]);
  });
});
