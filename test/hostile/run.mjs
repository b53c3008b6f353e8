// Sends hostile values through the package as it was built, and prints the table:
//
//   npm run hostile -- [--write]
//
// `--write` puts it into docs/proof.md. Exit status 1 on any failure, 2 if an argument is wrong.
import { parseArgs } from "node:util";
import { loadOverBuilt } from "../built.mjs";
import { machine, writeSection } from "../proof.mjs";

const { write } = readArguments();
const { noTotals, programs } = await loadOverBuilt(new URL("main.ts", import.meta.url));
const all = noTotals();
const rows = [];
for (const [name, run] of programs) {
  const totals = noTotals();
  await run(totals);
  rows.push([name, totals.injected.length.toLocaleString("en"), String(totals.failures.length)]);
  all.injected.push(...totals.injected);
  all.failures.push(...totals.failures);
  for (const key of ["lost", "twice", "unhandled"]) all[key] += totals[key];
}
const table = [["what", "programs", "failed"], ["---", "---:", "---:"], ...rows]
  .map((row) => `| ${row.join(" | ")} |`)
  .join("\n");
const text =
  `${all.injected.length.toLocaleString("en")} hostile programs, ${all.lost} lost, ${all.twice} twice, ` +
  `${all.unhandled} unhandled, ${all.failures.length} unlike the rules.\n\nMeasured on ${machine()}.\n\n${table}`;
console.log(text);
for (const failure of all.failures.slice(0, 10)) console.error(`\n${failure}`);
if (all.failures.length > 0) process.exitCode = 1;
else if (write) writeSection("hostile", text);

function readArguments() {
  try {
    return parseArgs({ options: { write: { type: "boolean", default: false } } }).values;
  } catch (error) {
    console.error(`hostile: ${error.message}\nusage: npm run hostile -- [--write]`);
    process.exit(2);
  }
}
