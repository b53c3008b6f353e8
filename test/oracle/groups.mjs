/**
 * Draws programs of the kind "groups": a block raises a tree of errors through managers, some of them `suppress`.
 * Python's ExceptionGroup is JavaScript's AggregateError. Needs CPython 3.12, whose `suppress` splits groups.
 */
import { randomOf } from "./random.mjs";

const LEAVES = { ErrorA: 4, ErrorB: 4, ErrorC: 4, ErrorD: 2, RuntimeError: 1, TypeError: 0.7 };
const TYPES = {
  ErrorA: 5,
  ErrorB: 4,
  ErrorC: 4,
  ErrorD: 2,
  RuntimeError: 1,
  TypeError: 1,
  Group: 0.5,
  GroupS: 0.7,
  Exception: 0.3,
};

/** Draws program `index` of `seed`: `tree` is what the block raises, `managers` are around it, the outermost first. */
export function generate(seed, index) {
  const random = randomOf(seed ^ 0x9209, index);
  const { int, chance, one, weighted } = random;
  const features = new Set();
  let sites = 0;
  const leaves = [];

  const managers = [];
  const tree = chance(92) ? group(0) : leaf();
  for (let n = int(1, 5); n > 0; n--) managers.push(manager());
  if (managers.filter(({ m }) => m === "suppress").length > 1) features.add("suppress in suppress");
  return { index, tree, managers, features };

  /** An error; a `fresh` one is raised by itself, and so must be no other's: it would bring that one's context. */
  function leaf(fresh = false) {
    if (!fresh && leaves.length && chance(8)) {
      features.add("an error that is twice in the tree");
      return one(leaves);
    }
    const made = { type: weighted(LEAVES), site: ++sites };
    if (!fresh) leaves.push(made);
    return made;
  }

  function group(depth) {
    features.add(`groups ${depth + 1} deep`);
    const made = { type: chance(85) ? "Group" : "GroupS", site: ++sites, members: [] };
    for (let n = int(1, 4); n > 0; n--)
      made.members.push(chance(depth > 2 ? 0 : 32) ? group(depth + 1) : leaf());
    if (chance(12)) {
      features.add("group with a cause");
      made.cause = leaf(true);
    }
    return made;
  }

  function manager() {
    const kind = weighted({ suppress: 7, result: 1.5, raise: 1.5, from: 1, again: 1, wrap: 1.5, group: 0.8 });
    features.add(kind);
    if (kind === "suppress") {
      const types = [weighted(TYPES)];
      while (chance(35)) types.push(weighted(TYPES));
      return { m: "suppress", types };
    }
    const site = ++sites;
    const made = { m: "class", site, does: kind };
    if (kind === "result") made.result = chance(30);
    if (kind === "raise" || kind === "from") made.error = leaf(true);
    if (kind === "group") made.error = group(1);
    return made;
  }
}
