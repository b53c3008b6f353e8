// The four stacks under any sequence of calls. FC_SEED and FC_RUNS choose others; a failure prints its seed.
import { guarded, noTotals } from "./harness.js";
import { checkFace, faces, settingsFrom } from "./properties.js";

const settings = settingsFrom(process.env, 300);

test.each(faces)("$name does what nested blocks do", async (face) => {
  const totals = noTotals();
  await guarded(totals, () => checkFace(face, settings));
  expect(totals.failures).toEqual([]);
});

test.each(["", "x", "1.5"])("FC_SEED=%p is refused", (text) => {
  expect(() => settingsFrom({ FC_SEED: text }, 1)).toThrow(/FC_SEED must be a whole number/);
});
