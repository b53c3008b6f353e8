/**
 * Draws programs of the kind "stacks": the methods of exit stacks in every order.
 *
 * A program is a list of operations on numbered stacks, which `stacks-run.mjs` carries out on the library's stacks
 * and `stacks.py` on contextlib's. Entries may themselves operate on stacks, also on the one that is unwinding.
 *
 * Operations (`op`): new nest enterMoved move dispose ok with try raise, and those of ENTRIES, which register one.
 */
import { randomOf } from "./random.mjs";

/** The methods that register an entry, and how often they are drawn. */
const ENTRIES = {
  enter: 5,
  enterSync: 2,
  exit: 4,
  exitManager: 1,
  defer: 2,
  adopt: 1,
  use: 1,
  aware: 1,
  deferOnError: 1.5,
  deferOnSuccess: 1.5,
};
const RAISED = { ErrorA: 3, ErrorB: 2, ErrorC: 3, ErrorD: 1 };

/** What a program of every order is made of: each a method, with one of the things that its exit may do. */
const METHODS = [
  ["enter", "falsy"],
  ["enter", "truthy"],
  ["exit", "raise"],
  ["defer", "falsy"],
  ["adopt", "raise"],
  ["use", "falsy"],
  ["deferOnError", "falsy"],
  ["deferOnSuccess", "falsy"],
  ["nest"],
  ["move"],
  ["dispose"],
];
/** How such a program ends. */
const ENDS = ["with", "with, raising", "dispose", "ok, dispose", "dispose twice, then use"];

/** How many programs `every` gives for sequences of up to `length` methods. */
export function countEvery(length) {
  let count = 0;
  for (let n = 0; n <= length; n++) count += METHODS.length ** n;
  return count * ENDS.length * 2;
}

/** Gives program `index` of all sequences of methods, the shorter ones first; each ends in every way, in both kinds of stack. */
export function every(index) {
  const isAsync = index % 2 === 1;
  const end = ENDS[(index >> 1) % ENDS.length];
  let at = Math.floor((index >> 1) / ENDS.length);
  let length = 0;
  while (at >= METHODS.length ** length) at -= METHODS.length ** length++;
  const features = new Set([`every order of ${length} methods`, `end: ${end}`]);
  const ops = [];
  let top = 0; // the newest stack, which methods are called on
  let stack = 0;
  for (let n = 0; n < length; n++, at = Math.floor(at / METHODS.length)) {
    const [method, does] = METHODS[at % METHODS.length];
    features.add(`stack.${method}`);
    if (method === "nest") ops.push({ op: "nest", s: stack, to: ++top, async: isAsync });
    else if (method === "move") ops.push({ op: "move", s: stack, to: ++top });
    else if (method === "dispose") ops.push({ op: "dispose", s: stack });
    else
      ops.push({
        op: method,
        s: stack,
        e: entry(n + 1, does, isAsync && (method === "enter" || n % 2 === 0)),
      });
    if (method === "nest" || method === "move") stack = top;
  }
  const raise = { op: "raise", type: "ErrorA", site: 100 };
  const late = { op: "defer", s: stack, e: entry(90, "falsy", false) };
  const all = [{ op: "new", s: 0, async: isAsync }];
  const hand = { op: "dispose", s: stack };
  if (end.startsWith("with"))
    all.push({ op: "with", s: 0, body: end === "with" ? ops : [...ops, raise] }, hand);
  else if (end === "dispose") all.push(...ops, hand);
  else if (end === "ok, dispose") all.push(...ops, { op: "ok", s: stack }, hand, { op: "dispose", s: 0 });
  else all.push(...ops, hand, hand, late, { op: "move", s: stack, to: 99 });
  return { index, async: isAsync, ops: all, features };
}

function entry(id, does, isAsync) {
  const end = does === "raise" ? { raise: "ErrorB", site: id, from: null } : { result: does === "truthy" };
  return { id, async: isAsync, enter: [], exit: [], end };
}

/** Draws program `index` of `seed`. */
export function generate(seed, index, { every: length } = {}) {
  if (length) return every(index);
  const random = randomOf(seed ^ 0x57ac, index);
  const { int, chance, one, weighted } = random;
  const features = new Set();
  const isAsync = chance(60);
  const stacks = []; // { s, async, contains }
  let sites = 0;
  let ids = 0;
  let fuel = int(6, 22);

  const fresh = (async) => {
    const stack = { s: stacks.length, async, contains: new Set() };
    stacks.push(stack);
    return stack;
  };
  const ops = [make()];
  while (fuel > 0) ops.push(...some(isAsync, 0));
  for (const { s, async } of stacks) {
    if (chance(25) && (isAsync || !async)) ops.push({ op: "dispose", s });
  }
  return { index, async: isAsync, ops, features };

  function make() {
    const stack = fresh(isAsync && chance(80));
    features.add(stack.async ? "AsyncExitStack" : "ExitStack");
    return { op: "new", s: stack.s, async: stack.async };
  }

  /** Operations; `awaits`: whether they stand where something can be awaited. */
  function some(awaits, nest) {
    fuel -= 1;
    const near = nest > 1 || fuel < 0;
    const kind = weighted({
      entry: 11,
      new: nest ? 0 : 0.6,
      nest: 1.4,
      enterMoved: 0.8,
      move: 1.6,
      dispose: 1.8,
      ok: 0.6,
      with: near ? 0 : 3,
      try: near ? 0 : 1.5,
      raise: nest ? 0.8 : 0,
    });
    if (kind === "new") return [make()];
    if (kind === "raise") return [raise()];
    if (kind === "try") return [{ op: "try", site: ++sites, body: list(awaits, nest + 1, 1, 4) }];
    const stack = one(stacks.filter((each) => awaits || !each.async || !["with", "dispose"].includes(kind)));
    if (!stack) return [];
    const { s } = stack;
    switch (kind) {
      case "entry":
        return [register(stack, awaits, nest)];
      case "nest": {
        if (stack.async && !awaits) return [];
        const inner = fresh(stack.async && chance(70));
        stack.contains.add(inner);
        features.add("stack in a stack");
        return [{ op: "nest", s, to: inner.s, async: inner.async }];
      }
      case "enterMoved": {
        const inner = one(stacks.filter((each) => each.async === stack.async && !reaches(each, stack)));
        if (!inner || (stack.async && !awaits)) return [];
        stack.contains.add(inner);
        features.add("stack in a stack");
        return [{ op: "enterMoved", s, to: inner.s }];
      }
      case "move": {
        features.add("move");
        const moved = fresh(stack.async);
        moved.contains = stack.contains; // both, so that no circle is made
        return [{ op: "move", s, to: moved.s }];
      }
      case "dispose":
        features.add(chance(70) ? "dispose" : "dispose twice");
        return chance(70)
          ? [{ op: "dispose", s }]
          : [
              { op: "dispose", s },
              { op: "dispose", s },
            ];
      case "ok":
        return [{ op: "ok", s }];
      case "with": {
        features.add("with");
        const body = list(awaits, nest + 1, 1, 5);
        if (chance(45)) body.push(raise());
        return [{ op: "with", s, body }];
      }
    }
  }

  function list(awaits, nest, low, high) {
    const made = [];
    for (let n = int(low, high); n > 0; n--) made.push(...some(awaits, nest));
    return made;
  }

  function reaches(from, sought) {
    return from.contains === sought.contains || [...from.contains].some((each) => reaches(each, sought));
  }

  function raise() {
    return { op: "raise", type: weighted(RAISED), site: ++sites };
  }

  function register(stack, awaits, nest) {
    const weights = { ...ENTRIES };
    if (!stack.async) weights.enterSync = 0;
    if (stack.async && !awaits) weights.enter = 0;
    const op = weighted(weights);
    features.add(`stack.${op}`);
    const async = stack.async && op !== "enterSync" && (op === "enter" || op === "exitManager" || chance(60));
    const e = { id: ++ids, async, enter: [], exit: [], end: null };
    if (op.startsWith("enter") && chance(12)) {
      features.add("enter that operates on stacks");
      e.enter = within(async, nest);
    }
    if (op.startsWith("enter") && chance(6)) e.enter = [raise()];
    if (chance(nest > 2 ? 0 : 22)) {
      features.add("exit that operates on stacks");
      e.exit = within(async, nest);
    }
    const kind = weighted({ falsy: 5, truthy: 3, raise: 3.5, from: 1, again: 1 });
    features.add(`exit: ${kind}`);
    const tells = ["enter", "enterSync", "exit", "exitManager", "aware"].includes(op);
    if (kind === "raise" || kind === "from") {
      e.end = { raise: weighted(RAISED), site: ++sites, from: kind === "from" && tells ? "told" : null };
    } else e.end = kind === "again" && tells ? { again: true } : { result: kind === "truthy" };
    return { op, s: stack.s, e };
  }

  /** What an entry does to stacks: it may do all but drive a block of its own. */
  function within(awaits, nest) {
    return list(awaits, Math.max(nest, 2) + 1, 1, 2).filter((each) => each.op !== "raise");
  }
}
