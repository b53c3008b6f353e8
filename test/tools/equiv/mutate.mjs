// Random programs against the checker: `node test/tools/equiv/mutate.mjs --n 2000 --seed 1 [--only K] [--wrong 1]`.
// Prints right rewrites that are not called equal, wrong ones that are, and the rates. Needs dist/ to be built.

import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import typescript from "typescript";
import { program } from "./generator.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const { values } = parseArgs({
  options: {
    n: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    wrong: { type: "string", default: "1" },
  },
});

const folder = mkdtempSync(join(root, "dist", "equiv-"));
let proveEqual;
try {
  const outfile = join(folder, "equiv.mjs");
  await build({
    entryPoints: [join(root, "src/tools/equiv/index.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["typescript", "await-using"],
  });
  ({ proveEqual } = await import(pathToFileURL(outfile).href));
} finally {
  rmSync(folder, { recursive: true });
}

async function verdict(before, after) {
  const { sites } = await proveEqual(before, after, { file: "file.js", typescript });
  const verdicts = sites.map((site) => site.verdict);
  for (const worst of ["different", "unproven"])
    if (verdicts.includes(worst)) return { verdict: worst, sites };
  return { verdict: sites.length === 0 ? "no site" : "equal", sites };
}

const seed = Number(values.seed);
const from = values.only === undefined ? 0 : Number(values.only);
const to = values.only === undefined ? Number(values.n) : from + 1;
let [alarms, unproven, tried, caught] = [0, 0, 0, 0];
const missed = {};
const times = [];
for (let index = from; index < to; index++) {
  const { before, right, wrong } = program(seed, index);
  const start = performance.now();
  const result = await verdict(before, right);
  times.push(performance.now() - start);
  if (result.verdict === "unproven") unproven++;
  else if (result.verdict !== "equal") alarms++;
  if (result.verdict !== "equal") {
    const [site] = result.sites;
    console.log(`right rewrite ${seed}/${index}: ${result.verdict}: ${site?.reason ?? ""}`);
    if (values.only !== undefined) console.log(before, right, JSON.stringify(site?.counterexample, null, 1));
  }
  const entries = Object.entries(wrong).filter(([, after]) => after !== right && after !== before);
  const some = entries.filter(
    (_, i) =>
      values.only !== undefined ||
      i % Math.max(1, Math.ceil(entries.length / Number(values.wrong))) ===
        index % Math.max(1, Math.ceil(entries.length / Number(values.wrong))),
  );
  for (const [name, after] of some) {
    tried++;
    const { verdict: found } = await verdict(before, after);
    if (found === "different") caught++;
    else {
      (missed[name] ??= []).push(index);
      if (values.only !== undefined) console.log(`missed: ${name}: ${found}\n${before}\n${after}`);
    }
  }
}
times.sort((a, b) => a - b);
const at = (part) => `${Math.round(times[Math.floor((times.length - 1) * part)])} ms`;
for (const [name, list] of Object.entries(missed))
  console.log(`missed: ${name}: ${list.length}, as ${list.slice(0, 6)}`);
console.log(`time of a right rewrite: median ${at(0.5)}, 95 of 100 within ${at(0.95)}`);
console.log(
  `${to - from} right rewrites, ${alarms} false alarms, ${unproven} unproven; ${tried} wrong rewrites, ${caught} caught`,
);
process.exitCode = alarms > 0 || caught < tried * 0.99 ? 1 : 0;
