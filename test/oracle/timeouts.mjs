/**
 * Draws programs of the kind "timeouts": deadlines, sleeps and errors in virtual time.
 *
 * Statements (`k`): trace sleep raise return limit make reschedule look ifExpired with suppress try stack.
 * A sleep of JavaScript is bound to a signal, which tells it once; Python cancels the task, each time anew. What that
 * asks of programs is said in `timeouts-run.mjs` and `timeouts.py`.
 */
import { randomOf } from "./random.mjs";

const RAISED = { ErrorA: 6, ErrorB: 4, ErrorC: 4, ErrorD: 2, RuntimeError: 0.5, abort: 1.5, foreign: 1.5 };
const TESTED = {
  abort: 5,
  TimeoutError: 6,
  ErrorA: 4,
  ErrorC: 3,
  BaseException: 2,
  RuntimeError: 2,
  foreign: 1,
};
const LEAVES = new Set(["raise", "return"]);

/** Draws program `index` of `seed`. */
export function generate(seed, index) {
  const random = randomOf(seed ^ 0x71e0, index);
  const { int, chance, one, weighted } = random;
  const features = new Set();
  const feature = (name) => void features.add(name);
  let fuel = int(8, 26);
  let sites = 0;
  let names = 0;
  const limits = []; // names of all timeouts so far
  const made = new Set(); // those that were made apart from the block that enters them

  const body = block({ depth: 0, limits: 0, region: "main", made: [], visible: [] }, 2, 5);
  if (limits.length === 0)
    body.unshift(limit({ depth: 0, limits: 0, region: "main", made: [], visible: [] }));
  return { index, body, features };

  function block(ctx, low, high) {
    const inner = { ...ctx, visible: [...ctx.visible], made: [...ctx.made], depth: ctx.depth + 1 };
    const list = [];
    for (let n = int(low, high); n > 0; n--) {
      list.push(statement(inner));
      if (LEAVES.has(list.at(-1).k)) break;
    }
    return list;
  }

  function statement(ctx) {
    fuel -= 1;
    const poor = fuel < 0 || ctx.depth > 6;
    const exits = ctx.region === "exit";
    const kind = weighted({
      trace: 1,
      sleep: ctx.limits ? 9 : 3,
      raise: ctx.depth > 1 ? 1.4 : 0,
      return: !exits && ctx.depth > 1 ? 0.4 : 0,
      limit: poor ? 0 : exits ? 2 : 9,
      make: ctx.depth > 4 ? 0 : 0.8,
      reschedule: ctx.visible.length ? 2 : 0,
      look: ctx.visible.length ? 2 : 0,
      ifExpired: ctx.visible.length && !poor ? 0.8 : 0,
      with: poor || exits ? 0 : 4,
      suppress: poor ? 0 : 1.6,
      try: poor ? 0 : 3.5,
      stack: poor || exits ? 0 : 1.6,
    });
    switch (kind) {
      case "trace":
        return { k: "trace", site: ++sites };
      case "sleep":
        return sleep(ctx);
      case "raise":
        return raise(ctx);
      case "return":
        return { k: "return", value: `r${++sites}` };
      case "limit":
        return limit(ctx);
      case "make": {
        feature("made before it is entered");
        const name = fresh(ctx);
        ctx.made.push(name);
        made.add(name);
        return { k: "make", name, ...deadline() };
      }
      case "reschedule": {
        feature("reschedule");
        return { k: "reschedule", name: one(ctx.visible), ms: chance(12) ? null : int(-2, 30) };
      }
      case "look":
        return { k: "look", name: one(ctx.visible) };
      case "ifExpired":
        return { k: "ifExpired", name: one(ctx.visible), body: block(ctx, 1, 2) };
      case "with":
        return { k: "with", ...manager(ctx), body: block(ctx, 1, 3) };
      case "suppress":
        return { k: "suppress", site: ++sites, types: types(), body: block(ctx, 1, 3) };
      case "try": {
        const node = { k: "try", site: ++sites, types: types(), chain: ctx.region === "main" };
        feature(node.types.includes("abort") ? "try around: abort" : "try around");
        node.body = block(ctx, 1, 3);
        node.then = chance(30) ? "again" : null;
        return node;
      }
      case "stack":
        return stack(ctx);
    }
  }

  function sleep(ctx) {
    feature(ctx.region === "main" ? "sleep in a body" : `sleep in ${ctx.region}`);
    return { k: "sleep", ms: chance(6) ? 0 : int(1, 25), how: int(0, 3) };
  }

  function raise(ctx) {
    const type = weighted(RAISED);
    feature(`raise ${type.startsWith("Error") ? "an error" : type}`);
    return { k: "raise", type, site: ++sites, region: ctx.region };
  }

  function types() {
    const list = [weighted(TESTED)];
    while (chance(30)) list.push(weighted(TESTED));
    return list;
  }

  function fresh(ctx) {
    const name = `l${++names}`;
    limits.push(name);
    ctx.visible.push(name);
    return name;
  }

  function deadline() {
    const how = weighted({ timeout: 7, timeoutAt: 2, date: 1, never: 1 });
    feature(how === "never" ? "a timeout that never comes" : how === "timeout" ? "timeout" : "timeoutAt");
    const ms = chance(8) ? int(-3, 0) : int(1, 30);
    if (ms <= 0) feature("overdue at once");
    return { how, ms };
  }

  function limit(ctx) {
    if (ctx.limits) feature(`timeouts ${Math.min(ctx.limits + 1, 4)} deep`);
    const node = { k: "limit", site: ++sites, name: null, from: null };
    if (ctx.made.length && chance(60)) node.from = ctx.made.splice(int(0, ctx.made.length - 1), 1)[0];
    else if (limits.length && ctx.visible.length && chance(4)) {
      const entered = ctx.visible.filter((name) => !made.has(name));
      if (entered.length) {
        feature("entered again");
        node.from = one(entered);
      }
    }
    if (!node.from) Object.assign(node, { name: fresh(ctx) }, deadline());
    node.body = block({ ...ctx, limits: ctx.limits + 1, made: [] }, 1, 4);
    return node;
  }

  function manager(ctx) {
    const made = { site: ++sites, enter: [], exit: [] };
    if (chance(25)) made.enter = block({ ...ctx, region: "enter", made: [], depth: 5 }, 1, 2).filter(plain);
    if (chance(60)) made.exit = block({ ...ctx, region: "exit", made: [], depth: 4 }, 1, 2).filter(plain);
    const does = weighted({ falsy: 6, truthy: 2, raise: 2.5, from: 1, again: 1 });
    feature(`exit: ${does}`);
    // What is raised from another error is no abort: those have their causes for themselves.
    const aborts = does === "from" ? 0 : 0.5;
    made.end = { does, type: weighted({ ...RAISED, abort: aborts, foreign: aborts }), error: ++sites };
    return made;
  }

  function plain(node) {
    return node.k !== "return" && node.k !== "make";
  }

  function stack(ctx) {
    feature("AsyncExitStack");
    const inner = { ...ctx, visible: [...ctx.visible], made: [], depth: ctx.depth + 1 };
    const items = [];
    for (let n = int(1, 4); n > 0; n--) {
      const kind = weighted({ limit: 5, with: 3, suppress: 1, sleep: 1 });
      if (kind === "limit") {
        items.push({ k: "limit", site: ++sites, name: fresh(inner), from: null, ...deadline() });
        inner.limits += 1;
      } else if (kind === "with") items.push({ k: "with", ...manager(inner) });
      else if (kind === "suppress") items.push({ k: "suppress", site: ++sites, types: types() });
      else items.push(sleep(inner));
    }
    return { k: "stack", site: ++sites, items, body: block(inner, 1, 3) };
  }
}
