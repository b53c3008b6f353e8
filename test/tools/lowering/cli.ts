// npm run lowering: programs with `using`, lowered in every way, do what the engine makes of them as they are.
//
//   npm run lowering                           the cases, and 2,000 random programs
//   npm run lowering -- --n 20000 --seed 7     more, or others
//   npm run lowering -- --only 17 --seed 7     one of them, with its code in every way that differs
//   npm run lowering -- --json FILE            also writes what was found
//
// The status is 0 only if nothing differs but what cases.ts and limits.ts know.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { cases } from "./cases.js";
import { compare, type Difference } from "./compare.js";
import { generate } from "./generate.js";
import { isKnown, limitOf } from "./limits.js";
import type { Program } from "./ways.js";

const { values: options } = parseArgs({
  options: {
    n: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    json: { type: "string" },
  },
});
const [n, seed] = [Number(options.n), Number(options.seed)];

const atOnce = 500;
const shown = 10;

void main().then((status) => process.exit(status));

async function main(): Promise<number> {
  if (options.only !== undefined) return show(generate(seed, Number(options.only)));
  const ofCases = await compare(cases);
  const wrong = ofCases.differences.filter((each) => !isKnown(each));
  console.log(`${cases.length} cases, ${ofCases.runs} runs, ${wrong.length} unknown differences`);
  const limits = new Map<string, number>();
  let [programs, runs, refused] = [0, 0, 0];
  const found: Difference[] = [...wrong];
  for (let first = 0; first < n; first += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, n - first) }, (_, i) => generate(seed, first + i));
    const result = await compare(some);
    programs += result.programs;
    runs += result.runs;
    refused += result.refused.length;
    for (const difference of result.differences) {
      const limit = limitOf(difference);
      if (limit === undefined) found.push(difference);
      else limits.set(limit, (limits.get(limit) ?? 0) + 1);
    }
  }
  for (const [limit, count] of limits) console.log(`${count} runs differ as declared: ${limit}`);
  for (const difference of found.slice(0, shown)) print(difference);
  console.log(
    `seed ${seed}: ${programs} programs (${refused} refused by the engine), ${runs} runs, ${found.length} differences`,
  );
  if (options.json !== undefined) {
    const ofCase = (difference: Difference): object => ({
      name: difference.program.name,
      way: difference.way,
    });
    const refusedCases = ofCases.refused.map(({ program, reason }) => `${program.name}: ${reason}`);
    const all = {
      cases: { runs: ofCases.runs, refused: refusedCases, differences: ofCases.differences.map(ofCase) },
      random: { programs, runs, differences: found.slice(wrong.length) },
    };
    writeFileSync(options.json, JSON.stringify(all, null, 1));
  }
  return found.length === 0 ? 0 : 1;
}

async function show(program: Program): Promise<number> {
  console.log(program.source);
  const { differences, refused } = await compare([program]);
  for (const { reason } of refused) console.log(`refused: ${reason}`);
  for (const difference of differences) print(difference, true);
  return differences.length === 0 ? 0 : 1;
}

function print({ program, way, native, found, code }: Difference, isWhole = false): void {
  console.log(`---- ${program.name}, ${way}\n${program.source}`);
  if (isWhole && code !== undefined) console.log(`---- lowered\n${code}`);
  console.log(`native ${JSON.stringify(native)}\nfound  ${JSON.stringify(found)}`);
}
