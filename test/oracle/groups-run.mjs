/** Runs programs of the kind "groups" over the library: synchronously, asynchronously, and on stacks. */
import { nameOf } from "./program.mjs";
import { CLASSES, recorderOf } from "./recorder.mjs";

class GroupS extends AggregateError {}

/** Gives a function that runs a program in every way, and gives reports by way. */
export function runnerOf(lib) {
  const classes = {
    ...CLASSES,
    RuntimeError: lib.RuntimeError,
    TypeError,
    Exception: Error,
    Group: AggregateError,
    GroupS,
  };
  const ways = {
    sync: ([first, ...rest], body) => (first ? lib.withSync(first, () => ways.sync(rest, body)) : body()),
    async: async ([first, ...rest], body) =>
      first ? lib.withAsync(first, () => ways.async(rest, body)) : body(),
    stack: (managers, body) =>
      lib.ExitStack.run((stack) => {
        for (const manager of managers) stack.enter(manager);
        return body();
      }),
    asyncStack: (managers, body) =>
      lib.AsyncExitStack.run(async (stack) => {
        for (const [at, manager] of managers.entries()) {
          if (at % 2) stack.enterSync(manager);
          else await stack.enter(manager);
        }
        return body();
      }),
  };
  return async function run(program) {
    const reports = {};
    for (const [name, way] of Object.entries(ways)) reports[name] = await runOne(program, way);
    return reports;
  };

  async function runOne({ tree, managers }, way) {
    const recorder = recorderOf(lib, { nameFor });
    const made = new Map();
    let ended;
    try {
      await way(managers.map(manager), () => {
        throw error(tree);
      });
      recorder.t("after");
      ended = {};
    } catch (error) {
      ended = { error };
    }
    return recorder.report(ended);

    function error(node) {
      if (!made.has(node.site)) made.set(node.site, make(node));
      return made.get(node.site);
    }

    function make({ type, site, members, cause }) {
      const options = cause && { cause: error(cause) };
      if (!members) return new classes[type](`e${site}`, options);
      return new classes[type](members.map(error), `e${site}`, options);
    }

    function manager(node) {
      if (node.m === "suppress") return lib.suppress(...node.types.map((type) => classes[type]));
      const exit = (...told) => {
        recorder.told(`x${node.site}`, ...told);
        const [, exc] = told;
        if (node.does === "result") return node.result;
        if (node.does === "raise" || node.does === "group") throw error(node.error);
        if (exc === null) return false;
        if (node.does === "again") throw exc;
        if (node.does === "wrap") throw new AggregateError([exc], `e${node.site}`);
        const thrown = error(node.error);
        thrown.cause = exc;
        throw thrown;
      };
      return {
        __enter__: () => {},
        __exit__: exit,
        __aenter__: async () => {},
        __aexit__: async (...told) => exit(...told),
      };
    }
  }
}

/** A group by what is in it. */
function nameFor(error) {
  if (!(error instanceof AggregateError)) return undefined;
  const members = error.errors.map((each) => nameFor(each) ?? nameOf(each));
  return `${error instanceof GroupS ? "GroupS" : "Group"}:${error.message}[${members.join(" ")}]`;
}
