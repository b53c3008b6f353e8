/**
 * Runs programs of the kind "timeouts" over the library, in virtual time.
 *
 * Code that wants to be stopped binds what it awaits to a signal. A signal tells once: a block that catches its abort and
 * goes on, or cleans up, is told nothing more by it, while a program may still listen to the block around. So a sleep is
 * bound to the innermost signal that is not aborted yet, and so is a timeout that is made within. What Python would
 * deliver beyond that, it does not deliver in `timeouts.py`.
 */
import { CLASSES, recorderOf } from "./recorder.mjs";
import { inVirtualTime, START } from "./virtual-clock.mjs";
import { waysOf } from "./ways.mjs";

/** Gives a function that runs a program in two ways, and gives reports by way. */
export function runnerOf(lib) {
  const { with: driven, mixed } = waysOf(lib);
  return async function run(program) {
    return { with: await runOne(lib, program, driven), mixed: await runOne(lib, program, mixed) };
  };
}

const foreign = new WeakSet();

async function runOne(lib, program, way) {
  let time = START;
  const recorder = recorderOf(lib, {
    nameFor: (error) => nameFor(lib, error),
    links: withoutCauses,
    stamp: () => ` @${time - START}`,
  });
  const { t } = recorder;
  const stamped = { ...recorder, t: (text) => ((time = Date.now()), t(text)) };
  stamped.told = (...told) => ((time = Date.now()), recorder.told(...told));
  stamped.caught = (...caught) => ((time = Date.now()), recorder.caught(...caught));
  const ended = await inVirtualTime(async () => {
    try {
      const result = await interpret(lib, program, way, stamped);
      return { value: `returned ${result ?? "none"}` };
    } catch (error) {
      return { error };
    } finally {
      time = Date.now();
    }
  });
  return recorder.report(ended.hangs ? { value: "hangs" } : ended.value);
}

function isAbort(error) {
  return error instanceof DOMException && !foreign.has(error);
}

function nameFor(lib, error) {
  if (foreign.has(error)) return "foreign";
  if (isAbort(error)) return "abort";
  return error instanceof lib.TimeoutError ? "TimeoutError" : undefined;
}

/** Python's abort is one error; here it may be an AbortError with a signal's reason for its cause. */
function withoutCauses(chain) {
  return chain.filter(
    (error) => !chain.some((each) => each instanceof DOMException && each !== error && each.cause === error),
  );
}

function interpret(lib, program, way, { t, told, caught }) {
  const limits = new Map();
  const classes = {
    ...CLASSES,
    RuntimeError: lib.RuntimeError,
    TimeoutError: lib.TimeoutError,
    BaseException: Error,
  };
  return all(program.body, { block: null });

  /** Runs statements; gives what they return from `main`, or undefined. */
  async function all(list, env) {
    for (const node of list) {
      const result = await one(node, env);
      if (result !== undefined) return result;
    }
  }

  async function one(node, env) {
    switch (node.k) {
      case "trace":
        return t(`s${node.site}`);
      case "sleep":
        return sleep(node, env);
      case "raise":
        throw mk(node.type, node.site);
      case "return":
        return node.value;
      case "make":
        return void limits.set(node.name, make(node, env));
      case "reschedule":
        if (!limits.has(node.name)) return t(`no ${node.name}`);
        return limits.get(node.name).reschedule(node.ms);
      case "look":
        return look(node);
      case "ifExpired":
        if (limits.get(node.name)?.expired()) return all(node.body, env);
        return;
      case "limit": {
        const limit = limitOf(node, env);
        if (!limit) return t(`no ${node.from}`);
        return way.blockAsync(node.site, limit, () =>
          all(node.body, { block: { limit, around: env.block } }),
        );
      }
      case "with":
        return way.blockAsync(node.site, manager(node, env), () => all(node.body, env));
      case "suppress":
        return way.blockMixed(node.site, suppressing(node), async () => all(node.body, env));
      case "try":
        try {
          return await all(node.body, env);
        } catch (error) {
          const newest = lib.newestError(error);
          if (!node.types.some((type) => isOf(newest, type))) throw error;
          if (node.chain) caught(`try${node.site}`, error);
          else t(`try${node.site} caught`);
          if (node.then === "again") throw error;
          return;
        }
      case "stack":
        return way.stackAsync(node.site, async (stack) => {
          let inner = env;
          for (const item of node.items) {
            if (item.k === "sleep") await sleep(item, inner);
            else if (item.k === "with") await stack.enter(manager(item, inner));
            else if (item.k === "suppress") stack.enterSync(suppressing(item));
            else {
              const limit = limitOf(item, inner);
              await stack.enter(limit);
              inner = { block: { limit, around: inner.block } };
            }
          }
          return all(node.body, inner);
        });
    }
  }

  /** The innermost block whose signal may still be aborted. */
  function live({ block }) {
    while (block?.limit.signal.aborted) block = block.around;
    return block?.limit;
  }

  function limitOf(node, env) {
    if (node.from) return limits.get(node.from);
    const limit = make(node, env);
    limits.set(node.name, limit);
    return limit;
  }

  function make({ how, ms }, env) {
    const options = { signal: live(env)?.signal };
    if (how === "never") return lib.timeout(ms % 2 ? null : Infinity, options);
    if (how === "timeout") return lib.timeout(ms, options);
    const when = Date.now() + ms;
    return lib.timeoutAt(how === "date" ? new Date(when) : when, options);
  }

  function look({ name }) {
    const limit = limits.get(name);
    if (!limit) return t(`no ${name}`);
    const when = limit.when();
    t(
      `${name} expired ${limit.expired()} when ${when === null || when === Infinity ? "never" : when - START}`,
    );
  }

  async function sleep({ ms, how }, env) {
    const bound = live(env);
    const asleep = (done) => setTimeout(done, ms);
    if (!bound) return new Promise(asleep).then(() => t("slept"));
    if (how === 3) await bound.race(new Promise(asleep));
    else {
      await new Promise((resolve, reject) => {
        const timer = asleep(resolve);
        bound.signal.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(abortOf(bound.signal.reason, how));
        });
      });
    }
    t("slept");
  }

  /** What operations make of a signal's reason: they reject with it, or with an AbortError that knows it or does not. */
  function abortOf(reason, how) {
    if (how === 0) return reason;
    const error = new DOMException("The operation was aborted", "AbortError");
    if (how === 1) Object.defineProperty(error, "cause", { value: reason });
    return error;
  }

  function mk(type, site, cause) {
    const options = cause === null || cause === undefined ? undefined : { cause };
    if (classes[type]) return new classes[type](`e${site}`, options);
    const error = new DOMException(`e${site}`, "AbortError");
    if (type === "foreign") {
      Object.defineProperty(error, "cause", { value: cause ?? other });
      foreign.add(error);
    } else if (options) Object.defineProperty(error, "cause", { value: cause });
    return error;
  }

  function isOf(error, type) {
    if (type === "abort") return isAbort(error);
    if (type === "foreign") return foreign.has(error);
    return error instanceof classes[type];
  }

  function suppressing({ types }) {
    return lib.suppress(...types.map((type) => classes[type] ?? DOMException));
  }

  function manager({ site, enter, exit, end }, env) {
    return {
      async __aenter__() {
        t(`x${site} enter`);
        await all(enter, env);
      },
      async __aexit__(type, error, trace) {
        told(`x${site}`, type, error, trace);
        await all(exit, env);
        t(`x${site} exit`);
        if (end.does === "raise") throw mk(end.type, end.error);
        if (end.does === "from") throw mk(end.type, end.error, error);
        if (end.does === "again" && error !== null) throw error;
        return end.does === "truthy";
      },
    };
  }
}

/** Why a foreign operation was aborted. */
const other = new Error("another signal");
