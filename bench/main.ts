// What runs in an engine: the rows of one group, timed. `globalThis.__where` says which, and how long.
import "./natives.js";
import { measure, type Measured, type Settings } from "./measure.js";
import { counts, type Group, type Row } from "./row.js";
import { compiledRows } from "./workloads/compiled.js";
import { errorRows } from "./workloads/errors.js";
import { managerRows, taskRows } from "./workloads/managers.js";
import { stackRows } from "./workloads/stacks.js";

export { counts };

export const rows: readonly Row[] = [
  ...stackRows,
  ...errorRows,
  ...compiledRows,
  ...managerRows,
  ...taskRows,
];

/** What is asked for. */
export interface Request extends Settings {
  readonly group: Group;
  /** A regular expression of rows' names. */
  readonly only: string;
}

async function run({ group, only, ...settings }: Request): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const row of rows) {
    if (row.group === group && new RegExp(only).test(row.name)) measured.push(await measure(row, settings));
  }
  return measured;
}

const realm = globalThis as { __where?: readonly string[]; __report?: Promise<Measured[]> };
if (realm.__where?.[0] !== undefined) realm.__report = run(JSON.parse(realm.__where[0]) as Request);
