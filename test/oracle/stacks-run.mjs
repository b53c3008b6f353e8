/**
 * Runs programs of the kind "stacks" over the library. Written as generators, which yield what is to be awaited, so
 * that one interpreter serves both kinds of stack.
 *
 * TC39's stacks refuse everything but disposal once they are disposed of or moved, and they are so from the moment that
 * they begin to unwind. contextlib's do not: `stacks.py` says what becomes of that there.
 */
import { CLASSES, recorderOf } from "./recorder.mjs";

/** Gives a function that runs a program in every way, and gives reports by way. */
export function runnerOf(lib) {
  return async function run(program) {
    return {
      with: await runOne(lib, program, driversOf(lib).with),
      exit: await runOne(lib, program, driversOf(lib).exit),
    };
  };
}

/** Two ways to drive a block: by the library's function, and by hand from the protocol's description. */
function driversOf(lib) {
  return {
    with(stack, awaits, body) {
      const run = () => (awaits ? later : now)(body());
      return stack instanceof lib.AsyncExitStack ? lib.withAsync(stack, run) : lib.withSync(stack, run);
    },
    exit(stack, awaits, body) {
      function* drive() {
        yield stack instanceof lib.AsyncExitStack ? stack.__aenter__() : stack.__enter__();
        let before;
        try {
          yield* body();
        } catch (error) {
          before = { error };
        }
        const after = yield stack[lib.exit](before);
        if (after) throw after.error;
      }
      return (awaits ? later : now)(drive());
    },
  };
}

async function runOne(lib, program, drive) {
  const recorder = recorderOf(lib, { nameFor: nameForOf(lib) });
  let ended;
  try {
    const main = interpret(lib, program, drive, recorder);
    await (program.async ? later(main) : now(main));
    ended = {};
  } catch (error) {
    ended = { error };
  }
  return recorder.report(ended);
}

/** Runs a generator whose yields are nothing to wait for. */
function now(generator) {
  let step = generator.next();
  while (!step.done) step = generator.next(step.value);
  return step.value;
}

/** Runs a generator that yields what is to be awaited. */
async function later(generator) {
  let step = generator.next();
  while (!step.done) {
    let value;
    try {
      value = await step.value;
    } catch (error) {
      step = generator.throw(error);
      continue;
    }
    step = generator.next(value);
  }
  return step.value;
}

/** The library's own errors, which Python knows without their messages. */
function nameForOf(lib) {
  return (error) => {
    const own = [ReferenceError, lib.UnconfirmedExitError].find((type) => error instanceof type);
    return own && `${own.name}:`;
  };
}

function interpret(lib, program, drive, { t, told, caught }) {
  const stacks = new Map();
  const make = (isAsync) => (isAsync ? new lib.AsyncExitStack() : new lib.ExitStack());
  const isAsyncStack = (stack) => stack instanceof lib.AsyncExitStack;
  const mk = (type, site, cause) =>
    cause === null || cause === undefined
      ? new CLASSES[type](`e${site}`)
      : new CLASSES[type](`e${site}`, { cause });
  return all(program.ops);

  function* all(ops) {
    for (const op of ops) yield* one(op);
  }

  function* one(node) {
    if (node.op === "raise") throw mk(node.type, node.site);
    if (node.op === "try") {
      try {
        yield* all(node.body);
      } catch (error) {
        caught(`try${node.site}`, error);
      }
      return;
    }
    if (node.op === "new") return void stacks.set(node.s, make(node.async));
    const stack = stacks.get(node.s);
    if (!stack) return t(`no stack ${node.s}`);
    let done;
    try {
      done = yield* operate(node, stack);
    } catch (error) {
      if (!(lib.newestError(error) instanceof ReferenceError)) throw error;
      return t(`${node.op} ${node.s} refused`);
    }
    t(`${node.op} ${node.s}${done === undefined ? "" : ` ${done}`}`);
  }

  function* operate(node, stack) {
    switch (node.op) {
      case "with": {
        yield drive(stack, program.async, () => all(node.body));
        return;
      }
      case "dispose":
        yield isAsyncStack(stack) ? stack.disposeAsync() : stack.dispose();
        return;
      case "move": {
        const moved = stack.move();
        stacks.set(node.to, moved);
        return `to ${node.to}${stack.disposed && !moved.disposed ? "" : " wrong"}`;
      }
      case "ok":
        return stack.ok();
      case "nest":
      case "enterMoved": {
        const inner = node.op === "nest" ? make(node.async) : stacks.get(node.to);
        if (!inner) return "nothing";
        const gives = yield isAsyncStack(inner) || !isAsyncStack(stack)
          ? stack.enter(inner)
          : stack.enterSync(inner);
        if (node.op === "nest") stacks.set(node.to, inner);
        return gives === inner ? undefined : "gives something else";
      }
      default:
        return yield* register(node, stack, node.e);
    }
  }

  function* register(node, stack, e) {
    switch (node.op) {
      case "enter":
        return yield stack.enter(manager(e));
      case "enterSync":
        return stack.enterSync(manager(e));
      case "exit": {
        const exit = exitOf(e);
        return stack.exit(exit) === exit ? undefined : "gives something else";
      }
      case "exitManager":
        return void stack.exit(manager(e));
      case "adopt":
        return stack.adopt(`a${e.id}`, (value) => callback(e, value));
      case "use":
        return void stack.use({ [e.async ? Symbol.asyncDispose : Symbol.dispose]: () => callback(e) });
      case "aware":
        return void stack.use(aware(e));
      default: // defer, deferOnError, deferOnSuccess
        return void stack[node.op](() => callback(e));
    }
  }

  /** Runs an entry's generator in the entry's kind. */
  function started(e, generator) {
    return e.async ? later(generator) : now(generator);
  }

  function exitOf(e) {
    return (type, error, trace) => {
      told(`x${e.id}`, type, error, trace);
      return started(e, finish(e, error));
    };
  }

  function callback(e, value) {
    t(`x${e.id} called${value === undefined ? "" : ` with ${value}`}`);
    return started(e, finish(e, null));
  }

  function* finish(e, error) {
    yield* all(e.exit);
    if (e.end.raise) throw mk(e.end.raise, e.end.site, e.end.from ? error : undefined);
    if (e.end.again && error !== null) throw error;
    return e.end.result ?? false;
  }

  function manager(e) {
    function* enter() {
      t(`x${e.id} enter`);
      yield* all(e.enter);
      return `v${e.id}`;
    }
    const exit = exitOf(e);
    if (e.async) return { __aenter__: () => started(e, enter()), __aexit__: (a, b, c) => exit(a, b, c) };
    return { __enter__: () => started(e, enter()), __exit__: (a, b, c) => exit(a, b, c) };
  }

  function aware(e) {
    const tell = (completion) => {
      const error = completion && lib.newestError(completion.error);
      return completion ? exitOf(e)(error.constructor, error, error.stack) : exitOf(e)(null, null, null);
    };
    const blind = () => t(`x${e.id} driven by its disposer`); // nothing of the library's does
    if (!e.async) return { [Symbol.dispose]: blind, [lib.exit]: (c) => (tell(c) ? undefined : c) };
    return { [Symbol.asyncDispose]: blind, [lib.exit]: async (c) => ((await tell(c)) ? undefined : c) };
  }
}
