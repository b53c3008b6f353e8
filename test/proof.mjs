// docs/proof.md: what was proven, section by section, each written by the command that proves it.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("../docs/proof.md", import.meta.url));

/** Writes what stands between the section's two marks in docs/proof.md. */
export function writeSection(name, text) {
  const { before, after } = section(name);
  writeFileSync(page, `${before}\n\n${text.trim()}\n\n${after}`);
}

/** Returns what stands there. */
export function readSection(name) {
  return section(name).text;
}

function section(name) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const old = readFileSync(page, "utf8");
  const [from, to] = [old.indexOf(start) + start.length, old.indexOf(end)];
  if (from < start.length || to < from) throw new Error(`${page} has no section between ${start} and ${end}`);
  return { before: old.slice(0, from), text: old.slice(from, to), after: old.slice(to) };
}

/** Where it was measured, for a caption. */
export function machine() {
  const [cpu] = cpus();
  return `Node ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}`;
}
