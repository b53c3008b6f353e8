/**
 * Draws a random program: a small syntax tree that `python.mjs` and `javascript.mjs` print.
 *
 * The language is what the two languages share, and no more. Python sets `__context__` wherever something
 * is raised inside a handler; JavaScript does so nowhere, only our exits do. So an error is raised inside
 * an `except` or `finally` clause only where the exit rules say what JavaScript makes of it: in a generator
 * manager, at the yield. Elsewhere a program leaves the handler first and raises afterwards.
 *
 * Statements (`k`): trace tick use raise again same yield return break continue loop if try with stack reopen close op
 * scope.
 * Definitions (`d`): class generator closable callback exit.
 * A program's variables all live in one namespace `v`; a variable never assigned reads as "none".
 */
import { randomOf } from "./random.mjs";

const RAISED = { ErrorA: 6, ErrorB: 5, ErrorC: 5, ErrorD: 3, RuntimeError: 1, TypeError: 0.5 };
const TESTED = { ErrorA: 6, ErrorB: 4, ErrorC: 4, Exception: 3, RuntimeError: 1, TypeError: 1 };

/** The statements that nothing runs after. */
const LEAVES = new Set(["raise", "return", "break", "continue"]);

/** What an exit may return, as [Python, JavaScript]; the two sides of a pair have the same truth. */
const FALSY = [
  ["None", "undefined"],
  ["None", "null"],
  ["False", "false"],
  ["0", "0"],
  ['""', '""'],
  ["0.0", "-0"],
  ["0", "0n"],
];
const TRUTHY = [
  ["True", "true"],
  ["1", "1"],
  ['"no"', '"no"'],
  ["[0]", "[0]"],
  ["object()", "{}"],
  ["-1.5", "-1.5"],
];

/**
 * Draws program `index` of `seed`. `closesGenerators`: whether this Python's contextlib closes a generator
 * that yields twice (3.11.3 and later); if not, such programs are drawn without the second yield. `declares`:
 * whether the program may contain what only declarations can say: several resources in one scope, and
 * managers around the `yield` of a generator manager.
 */
export function generate(seed, index, { closesGenerators = true, declares = false } = {}) {
  const random = randomOf(seed, index);
  const { int, chance, one, weighted } = random;
  const program = { seed, index, async: chance(72), defs: [], body: [], stacks: false, features: new Set() };
  const names = {};
  let fuel = int(6, 24);
  let sites = 0;

  const fresh = (prefix) => `${prefix}${(names[prefix] = (names[prefix] ?? 0) + 1)}`;
  const feature = (name) => void program.features.add(name);
  const site = () => ++sites;

  feature(program.async ? "async program" : "sync program");
  const main = scope({ async: program.async, region: "main", returns: "value", owner: { level: 0 } });
  program.body = block(main, 2, 5);
  return program;

  /** The surroundings of a statement. A new function starts from these defaults. */
  function scope(over) {
    return {
      async: false,
      region: "exit", // "main" is where nothing is being handled: only there chains can be compared
      told: null, // whether `exc` names the told error: null, "maybe" (may be none) or "error"
      returns: null, // "value", "result" (of an exit), "bare" (in a generator)
      loop: false, // whether break and continue have a target
      loops: 0,
      depth: 0, // how deep in definitions
      nest: 0, // how deep in statements
      vars: [],
      held: [],
      stacks: [],
      moved: [],
      ...over,
    };
  }

  /** Statements inside a block statement: outer names stay visible, new ones do not leak (moved stacks do). */
  function inner(ctx, over = {}) {
    return {
      ...ctx,
      nest: ctx.nest + 1,
      vars: [...ctx.vars],
      held: [...ctx.held],
      stacks: [...ctx.stacks],
      ...over,
    };
  }

  function block(ctx, low, high) {
    const list = [];
    const wanted = int(low, high);
    while (list.length < wanted) {
      fuel -= 1;
      const made = statement(ctx);
      list.push(...made);
      const last = made[made.length - 1];
      if (LEAVES.has(last.k)) break;
    }
    return list;
  }

  function jumps(list) {
    return list.length > 0 && LEAVES.has(list[list.length - 1].k);
  }

  /** Statements that cannot raise: where a raise would have a context that JavaScript does not know. */
  function calm(ctx) {
    const list = [trace()];
    if (ctx.async && chance(40)) list.push({ k: "tick" });
    return list;
  }

  function trace() {
    return { k: "trace", text: `s${site()}` };
  }

  function statement(ctx) {
    const poor = fuel < 0 || ctx.nest > 5;
    // At the top of main an early raise would leave little of the program.
    const top = ctx.region === "main" && ctx.nest === 0;
    const kind = weighted({
      trace: 2.5,
      tick: ctx.async ? 1 : 0,
      use: ctx.vars.length ? 0.7 : 0,
      raise: top ? 0.3 : poor ? 1 : 2.2,
      again: ctx.told || ctx.held.length ? 0.9 : sites > 2 ? 0.3 : 0,
      return: ctx.returns ? (ctx.nest ? 0.8 : 0.3) : 0,
      jump: ctx.loop ? 1.5 : 0,
      if: poor ? 0 : 1.2,
      loop: poor || ctx.loops > 1 ? 0 : 0.9,
      try: poor ? 0 : 2,
      with: poor || ctx.depth > 2 ? 0 : 6.5,
      scope: declares && !poor && ctx.depth < 3 ? 3.5 : 0,
      stack: poor || ctx.depth > 1 ? 0 : 1.9,
      op: ctx.stacks.some((s) => !s.dead) && ctx.depth < 3 ? 4.5 : 0,
      moved: ctx.moved.length && !poor ? 5 : 0,
    });
    switch (kind) {
      case "trace":
        return [trace()];
      case "tick":
        return [{ k: "tick" }];
      case "use":
        return [{ k: "use", name: one(ctx.vars) }];
      case "raise":
        return [raise(ctx)];
      case "again":
        return [again(ctx)];
      case "return":
        return [giveBack(ctx)];
      case "jump":
        feature("break or continue");
        return [{ k: one(["break", "continue"]) }];
      case "if":
        return [
          {
            k: "if",
            test: test(ctx),
            body: block(inner(ctx), 1, 2),
            other: chance(35) ? block(inner(ctx), 1, 2) : null,
          },
        ];
      case "loop": {
        feature("loop");
        const body = block(inner(ctx, { loop: true, loops: ctx.loops + 1 }), 1, 4);
        return [{ k: "loop", name: fresh("i"), times: int(2, 3), body }];
      }
      case "try":
        return attempt(ctx);
      case "with":
        return [withBlock(ctx)];
      case "scope":
        return [scopeBlock(ctx)];
      case "stack":
        return [stackBlock(ctx)];
      case "op":
        return [operation(ctx)];
      case "moved":
        return [movedStack(ctx)];
    }
  }

  function test(ctx) {
    if (ctx.told && chance(60)) {
      feature("exit looks at the told error");
      return chance(70) ? { c: "told", type: weighted(TESTED) } : { c: "clean" };
    }
    return { c: "nth", id: site(), of: int(2, 3), at: int(0, 1) };
  }

  function raise(ctx) {
    const node = { k: "raise", type: weighted(RAISED), site: site(), from: null };
    if (ctx.told && chance(45)) {
      node.from = one(["told", "told", "chain"]);
      feature(node.from === "told" ? "raise from the told error" : "cause chain to the told error");
      if (node.from === "chain") node.cause = { type: weighted(RAISED), site: site() };
    } else if (ctx.held.length && chance(40)) {
      node.from = "held";
      node.name = one(ctx.held);
      feature("raise from a caught error");
    } else if (chance(18)) {
      node.from = "new";
      node.cause = { type: weighted(RAISED), site: site() };
      feature("raise from another error");
    }
    feature(`raise in ${ctx.region}`);
    return node;
  }

  /** Raises an error that exists already: the told one, a caught one, or an older one. */
  function again(ctx) {
    const kind = weighted({
      told: ctx.told ? 4 : 0,
      held: ctx.held.length ? 5 : 0,
      site: sites > 0 ? 0.7 : 0,
    });
    feature(
      { told: "raise the told error", held: "raise a caught error again", site: "raise an older error" }[
        kind
      ],
    );
    if (kind === "held") return { k: "again", what: kind, name: one(ctx.held) };
    return { k: "again", what: kind, site: kind === "site" ? int(1, sites) : 0 };
  }

  function giveBack(ctx) {
    if (ctx.returns === "bare") return { k: "return", py: "", js: "" };
    if (ctx.returns === "result") return result();
    feature("return");
    const text = JSON.stringify(`r${site()}`);
    return { k: "return", py: text, js: text };
  }

  function result() {
    const truthy = chance(42);
    feature(truthy ? "truthy exit" : "falsy exit");
    const [py, js] = one(truthy ? TRUTHY : FALSY);
    return { k: "return", py, js };
  }

  function attempt(ctx) {
    const name = fresh("h");
    const types = chance(75) ? [weighted(TESTED)] : [weighted(TESTED), weighted(TESTED)];
    const node = { k: "try", name, types, chain: ctx.region === "main", body: block(inner(ctx), 1, 3) };
    feature("try around");
    ctx.held.push(name);
    if (chance(45)) return [node];
    const after = inner(ctx);
    const body = chance(60)
      ? [chance(50) ? again({ ...after, told: null, held: [name] }) : raise(after)]
      : block(after, 1, 2);
    return [node, { k: "if", test: { c: "held", name }, body, other: null }];
  }

  // ---- with-blocks and managers

  function withBlock(ctx) {
    const manager = ctx.async && chance(68) ? "async" : "sync";
    const content = ctx.async && (manager === "async" || chance(60)) ? "async" : "sync";
    if (ctx.async && manager === "sync") feature(`sync manager around ${content} code`);
    const node = { k: "with", site: site(), manager, content, item: item(ctx, manager), as: null, body: [] };
    const body = inner(ctx, { async: content === "async" });
    // A generator manager as the decorator of a function, which is called at once.
    const def = node.item.e === "call" && program.defs.find((d) => d.name === node.item.def);
    node.decorates = def && def.async === (manager === "async") && manager === content && chance(12);
    if (node.decorates) feature("decorated function");
    else if (chance(50)) body.vars.push((node.as = fresh("x")));
    node.body = block(body, 1, 4);
    if (ctx.nest) feature("nested with");
    if (ctx.region !== "main") feature("with inside an exit or enter");
    return node;
  }

  /** A block that declares several resources, with statements after each. */
  function scopeBlock(ctx) {
    const node = { k: "scope", site: site(), content: ctx.async ? "async" : "sync", parts: [] };
    const body = inner(ctx);
    feature(`scope of several resources, ${node.content}`);
    for (let n = int(2, 4); n > 0; n--) {
      const part = resource(body, ctx.async);
      node.parts.push(part);
      if (n === 1) {
        part.body = block(body, 1, 3);
        if (!jumps(part.body) && chance(40)) part.body.push(jump(ctx) ?? trace());
      } else if (chance(30)) part.body = block(body, 1, 2);
      if (jumps(part.body)) break;
    }
    if (node.parts.some((part) => jumps(part.body))) feature("scope that ends with a jump or an error");
    return node;
  }

  function jump(ctx) {
    if (ctx.loop && chance(70)) return { k: one(["break", "continue"]) };
    return ctx.returns ? giveBack(ctx) : null;
  }

  /** One declaration of a scope. `await`: whether it says `await using`, which takes synchronous ones too. */
  function resource(ctx, isAsync) {
    const part = { site: site(), as: null, body: [] };
    part.r = weighted({ item: 10, aware: 1.5, plain: 1.5, none: 0.7 });
    part.async = isAsync && part.r !== "none" && chance(65);
    part.await = part.async || (isAsync && chance(40));
    feature(`scope: ${part.r}${part.await && !part.async ? ", synchronous, of await using" : ""}`);
    if (part.r === "item") {
      part.item = item(ctx, part.async ? "async" : "sync");
      if (chance(50)) ctx.vars.push((part.as = fresh("x")));
    } else if (part.r !== "none") {
      part.def = definition(ctx, part.r === "aware" ? "exit" : "callback", part.async).name;
    }
    return part;
  }

  /** The expression a with-block or a stack enters. */
  function item(ctx, manager) {
    const kind = weighted({
      class: 8,
      generator: 6,
      suppress: manager === "sync" ? 4 : 0,
      closing: 1.2,
      null: 0.7,
      other: ctx.async ? 0.5 : 0.15,
    });
    switch (kind) {
      case "class": {
        const def = definition(ctx, "class", manager === "async");
        if (chance(15)) {
          feature("one manager object entered several times");
          return { e: "shared", name: `o${def.name}`, def: def.name };
        }
        return { e: "new", def: def.name };
      }
      case "generator":
        return { e: "call", def: definition(ctx, "generator", manager === "async").name };
      case "suppress": {
        feature("suppress");
        const types = [weighted(TESTED)];
        while (chance(25)) types.push(weighted(TESTED));
        return { e: "suppress", types };
      }
      case "closing":
        feature(manager === "async" ? "aclosing" : "closing");
        return {
          e: manager === "async" ? "aclosing" : "closing",
          def: definition(ctx, "closable", manager === "async").name,
        };
      case "null":
        feature("nullContext");
        return { e: "null", value: `n${site()}` };
      case "other":
        // The other protocol's manager: TypeError before anything is entered.
        feature("manager of the wrong kind");
        return chance(60)
          ? { e: "new", def: definition(ctx, "class", manager !== "async").name }
          : { e: "call", def: definition(ctx, "generator", manager !== "async").name };
    }
  }

  /** A definition of this kind: one that exists (and cannot lead back here), or a new one. */
  function definition(ctx, kind, isAsync) {
    const level = (def) => void (ctx.owner.level = Math.max(ctx.owner.level, def.level + 1));
    const known = program.defs.filter((d) => d.d === kind && d.async === isAsync && d.level + ctx.depth < 4);
    if (known.length && chance(fuel < 0 ? 70 : 25)) {
      const def = one(known);
      level(def);
      return def;
    }
    const prefix = { class: "M", generator: "G", closable: "K", callback: "C", exit: "F" }[kind];
    const def = { d: kind, name: fresh(isAsync ? prefix : `${prefix}s`), async: isAsync, level: 0 };
    const within = (over) => scope({ async: isAsync, depth: ctx.depth + 1, nest: 1, owner: def, ...over });
    definers()[kind](def, within);
    program.defs.push(def);
    level(def);
    return def;
  }

  /** The body of an exit, which is told an error or none and gives a result. */
  function exitBody(within) {
    const ctx = within({ told: "maybe", returns: "result" });
    const simple = { k: "trace", text: `s${site()}` };
    switch (weighted({ result: 34, raise: 24, again: 12, choose: 12, block: fuel > 0 ? 18 : 4 })) {
      case "result":
        return [result()];
      case "raise":
        return [raise(ctx)];
      case "again":
        return [again(ctx), result()];
      case "choose": {
        feature("exit looks at the told error");
        const body = [chance(50) ? result() : raise(ctx)];
        return [
          simple,
          { k: "if", test: { c: "told", type: weighted(TESTED) }, body, other: null },
          result(),
        ];
      }
      case "block":
        return [...block(ctx, 1, 3), ...(chance(70) ? [result()] : [])];
    }
  }

  function enterBody(within) {
    if (chance(8)) {
      feature("enter that raises");
      return [raise(within({ region: "enter" }))];
    }
    if (fuel > 0 && chance(8)) return block(within({ region: "enter" }), 1, 2);
    return [];
  }

  function define_class(def, within) {
    feature(def.async ? "async class manager" : "sync class manager");
    def.missing = chance(4) ? one(["enter", "exit", "both"]) : null;
    def.bad = def.async && chance(4) ? one(["enter", "exit"]) : null;
    if (def.missing) feature("missing method");
    if (def.bad) feature(`__a${def.bad}__ without an awaitable`);
    def.enter = enterBody(within);
    def.exit = exitBody(within);
  }

  function define_generator(def, within) {
    feature(def.async ? "async generator manager" : "sync generator manager");
    def.pre = enterBody(within);
    def.yields = !chance(4);
    if (!def.yields) feature("generator that does not yield");
    const handled = chance(60);
    const final = chance(35) ? (chance(45) ? "raising" : "calm") : null;
    def.handler = null;
    let mild = true; // whether what the try statement catches is lost to no error that it raises
    if (handled) {
      const ctx = within({ told: "error", returns: "bare" });
      const kind = weighted(
        final === "raising"
          ? { swallow: 3, same: 2 }
          : { swallow: 3, raise: 4, same: 2, again: 1, block: 2.5 },
      );
      feature(`generator: except, ${kind}`);
      mild = kind === "swallow" || kind === "same";
      const body = {
        swallow: () => calm(ctx),
        raise: () => [raise(ctx)],
        same: () => [...calm(ctx), { k: "same" }],
        again: () => [again(ctx)],
        block: () => block(ctx, 1, 3),
      }[kind]();
      def.handler = { types: [weighted(TESTED)], body };
      if (chance(20)) def.handler.types.push(weighted(TESTED));
    }
    def.after = calm(within({}));
    if (!handled && final !== "raising" && chance(30)) def.after = block(within({ returns: "bare" }), 1, 2);
    def.final = null;
    if (final) {
      feature(final === "raising" ? "generator: finally, may raise" : "generator: finally");
      const ctx = within({});
      def.final = final === "calm" ? calm(ctx) : chance(60) ? [raise(ctx)] : block(ctx, 1, 2);
    }
    def.post = chance(25) ? block(within({ returns: "bare" }), 1, 2) : [];
    if (def.post.length) feature("generator: code after the try");
    def.around = declares && chance(35) ? around(within({}), mild && final !== "raising") : null;
    // A second yield, and what closing the generator there does.
    def.second = null;
    if (!def.around && chance(14)) {
      const where = weighted({ after: 3, handler: handled && final !== "raising" ? 2 : 0, post: 4 });
      let closing = null;
      if (where === "post" && chance(60)) {
        const how = weighted({ raise: 6, block: 2.5, yield: 1.5 });
        if (how === "raise") closing = [raise(within({}))];
        else closing = how === "block" ? block(within({}), 1, 2) : [{ k: "yield" }];
      }
      if (closesGenerators) {
        feature(closing ? "generator: second yield, finally raises when closed" : "generator: second yield");
        if (closing?.[0].k === "yield") feature("generator: ignores GeneratorExit");
        def.second = { where, closing };
      }
    }
  }

  /** Managers around the yield, or around the try statement that it is in. */
  function around(ctx, mild) {
    if (ctx.depth > 2) return null;
    const where = mild && chance(60) ? "yield" : "try";
    feature(`generator: managers around the ${where}`);
    const blocks = [];
    for (let n = int(1, 2); n > 0; n--) {
      const manager = ctx.async && chance(60) ? "async" : "sync";
      const content = ctx.async ? "async" : "sync";
      blocks.push({ k: "with", site: site(), manager, content, item: item(ctx, manager), as: null });
    }
    return { where, blocks };
  }

  function define_closable(def, within) {
    def.body = chance(35) ? [raise(within({}))] : fuel > 0 && chance(15) ? block(within({}), 1, 2) : [];
    if (def.body.length) feature("close that may raise");
  }

  function define_callback(def, within) {
    def.body = chance(40)
      ? [raise(within({}))]
      : fuel > 0 && chance(20)
        ? block(within({}), 1, 2)
        : calm(within({}));
    // A callback's result is ignored.
    if (chance(20)) def.body.push({ k: "return", py: "True", js: "true" });
  }

  function define_exit(def, within) {
    def.body = exitBody(within);
  }

  function definers() {
    return {
      class: define_class,
      generator: define_generator,
      closable: define_closable,
      callback: define_callback,
      exit: define_exit,
    };
  }

  // ---- stacks

  function stackBlock(ctx) {
    program.stacks = true;
    const manager = ctx.async && chance(75) ? "async" : "sync";
    const content = ctx.async && (manager === "async" || chance(60)) ? "async" : "sync";
    feature(manager === "async" ? "AsyncExitStack" : "ExitStack");
    if (ctx.region !== "main") feature("stack inside an exit or enter");
    const name = fresh("k");
    const body = inner(ctx, { async: content === "async" });
    body.stacks.push({ name, manager, loops: ctx.loops, dead: false, entered: [] });
    const node = { k: "stack", site: site(), manager, content, name, body: [] };
    const opening = [];
    for (let n = int(1, 3); n > 0; n--) opening.push(operation(body));
    node.body = [...opening, ...block(body, 1, 4)];
    return node;
  }

  function operation(ctx) {
    const stack = one(ctx.stacks.filter((s) => !s.dead));
    if (!stack) return trace();
    fuel -= 0.5;
    // Only async code can await what an async stack's enter gives.
    const isAsync = stack.manager === "async";
    const enters = isAsync && !ctx.async ? 0 : 1;
    const kind = weighted({
      enter: 6 * enters,
      enterSync: isAsync ? 2.5 : 0,
      exit: 3,
      exitManager: 1,
      defer: 2,
      adopt: 0.8,
      use: 0.8,
      aware: 1,
      deferOnError: 0.6,
      deferOnSuccess: 0.6,
      enterStack: ctx.stacks.length < 4 ? 1.2 * enters : 0,
      enterMoved: ctx.moved.some((m) => m.manager === stack.manager) ? 2 * enters : 0,
      move: stack.loops === ctx.loops ? 1 : 0,
    });
    const node = { k: "op", op: kind, stack: stack.name, manager: stack.manager };
    feature(`stack.${kind}`);
    switch (kind) {
      case "enter":
      case "enterSync": {
        const manager = kind === "enter" ? stack.manager : "sync";
        node.item = item(ctx, manager);
        ctx.vars.push((node.as = fresh("x")));
        return node;
      }
      case "exit":
      case "aware":
        node.async = isAsync && chance(65);
        node.def = definition(ctx, "exit", node.async).name;
        return node;
      case "exitManager":
        return manager(node, definition(ctx, "class", isAsync));
      case "defer":
      case "adopt":
      case "use":
      case "deferOnError":
      case "deferOnSuccess":
        node.async = isAsync && chance(65);
        node.def = definition(ctx, "callback", node.async).name;
        node.value = `a${site()}`;
        return node;
      case "enterStack": {
        node.inner = isAsync && chance(75) ? "async" : "sync";
        node.name = fresh("k");
        const within = { name: node.name, manager: node.inner, loops: ctx.loops, dead: false, entered: [] };
        stack.entered.push(within);
        ctx.stacks.push(within);
        return node;
      }
      case "enterMoved":
        node.from = one(ctx.moved.filter((m) => m.manager === stack.manager)).name;
        return node;
      case "move":
        bury(stack);
        node.name = fresh("w");
        ctx.moved.push({ name: node.name, manager: stack.manager });
        return node;
    }
  }

  /** A moved stack takes nothing more, nor do those entered in it: whoever ends it disposes of them. */
  function bury(stack) {
    stack.dead = true;
    stack.entered.forEach(bury);
  }

  /** A manager without an exit is no manager to contextlib's push, but a callable that cannot be called. */
  function manager(node, def) {
    return def.missing === "exit" || def.missing === "both" ? trace() : { ...node, def: def.name };
  }

  /** A moved stack is used: as a with-block of its own, or closed at once. */
  function movedStack(ctx) {
    const moved = one(ctx.moved);
    if (moved.manager === "async" && !ctx.async) return trace();
    if (chance(30)) {
      feature("moved stack closed");
      return { k: "close", from: moved.name, manager: moved.manager };
    }
    feature("moved stack entered");
    const content = ctx.async && (moved.manager === "async" || chance(60)) ? "async" : "sync";
    const name = fresh("k");
    const body = inner(ctx, { async: content === "async" });
    body.stacks.push({ name, manager: moved.manager, loops: ctx.loops, dead: false, entered: [] });
    return {
      k: "reopen",
      site: site(),
      manager: moved.manager,
      content,
      from: moved.name,
      name,
      body: block(body, 1, 3),
    };
  }
}
