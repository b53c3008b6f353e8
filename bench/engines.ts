// Where it is measured: Node as it is used, and one engine of every other maker.
import { type Engine, engines as all } from "../test/engines/engines.js";

/** By name, as `--engines` takes them. */
export const engines: readonly Engine[] = ["node20", "node24", "node26", "bun", "chromium"].map((name) => {
  const found = all.find((engine) => engine.name === name);
  if (found === undefined) throw new Error(`no engine ${name}`);
  return found;
});
