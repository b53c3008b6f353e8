/**
 * What CPython 3.12 makes of programs of the kind "groups", recorded, for machines that have no CPython 3.12: there
 * `contextlib.suppress` does not split groups yet.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { differing } from "./compare.mjs";
import { loadKind, KINDS } from "./kinds.mjs";
import { findPython, startPython } from "./python-process.mjs";

const file = (kind) => new URL(`${kind}-recorded.jsonl`, import.meta.url);
const SEED = 312;
const COUNT = 400;

/** Reads what was recorded: `{ python, seed, reports }`, a report for each program of that seed. */
export function readRecord(kind) {
  const [head, ...reports] = readFileSync(file(kind), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { ...head, reports };
}

/** Records the programs of the kind "groups" anew. */
export async function recordGroups() {
  const kind = "groups";
  const command = await findPython(KINDS[kind].python);
  const python = await startPython(command ?? "python3.12", KINDS[kind].python);
  const { generate } = await loadKind(kind);
  const reports = [];
  for (let index = 0; index < COUNT; index++) {
    const { features, ...program } = generate(SEED, index);
    void features;
    const { contextlib, nested } = await python.ask({ id: index, kind, program });
    const what = differing(contextlib, nested, ["events", "outcome"]);
    if (what) throw new Error(`Python's ExitStack and nested with differ, program ${index}: ${what}`);
    const { events, outcome, chains, lossy } = nested;
    reports.push({ events, outcome, chains, lossy });
  }
  python.stop();
  const rows = [{ python: python.python, seed: SEED }, ...reports].map((row) => JSON.stringify(row));
  writeFileSync(file(kind), rows.join("\n") + "\n");
  console.log(`recorded what CPython ${python.python} makes of ${COUNT} programs, seed ${SEED}`);
}
