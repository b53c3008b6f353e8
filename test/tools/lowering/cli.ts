// npm run lowering: programs with `using`, lowered in every way, do what the engine makes of them as they are.
//
//   npm run lowering                           the cases, and 2,000 random programs
//   npm run lowering -- --n 20000 --seed 7     more, or others
//   npm run lowering -- --only 17 --seed 7     one of them, with its code in every way that differs
//   npm run lowering -- --json FILE            also writes what was found
//   npm run lowering -- --write                also writes the counts into docs/proof.md
//
// The status is 0 only if nothing differs but what cases.ts and limits.ts know.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { machine, writeSection } from "../../proof.mjs";
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
    write: { type: "boolean" },
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
  const said = [`${cases.length} cases, ${ofCases.runs} runs, ${wrong.length} unknown differences`];
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
  for (const difference of found.slice(0, shown)) print(difference);
  said.push(...[...limits].map(([limit, count]) => `${count} runs differ as declared: ${limit}`));
  said.push(
    `seed ${seed}: ${programs} programs (${refused} refused by the engine), ${runs} runs, ${found.length} differences`,
  );
  console.log(said.join("\n"));
  if (options.write) writeSection("lowering", sectionOf(said));
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

function sectionOf(said: readonly string[]): string {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const date = new Date().toISOString().slice(0, 10);
  return `\`\`\`text\n${said.join("\n")}\n\`\`\`\n\nRun on ${date} at ${commit}, on ${machine()}; the engine is that of Node 26.`;
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
