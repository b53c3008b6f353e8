/**
 * The ways to drive a with-block through the library. All must mean the same; the oracle runs every program
 * in each.
 *
 * A way has `blockAsync(site, manager, body)`, `blockSync`, `blockMixed` (a synchronous manager around
 * awaiting code), and `stackAsync(site, body)`, `stackSync`, `stackMixed` (a new exit stack as the manager).
 * Each gives the body's value, or undefined if the exit suppressed the body's error.
 */

/** The ways over a library, by name. */
export function waysOf(lib) {
  const { AsyncExitStack, ExitStack } = lib;

  /** As a function given to the library. */
  const withs = {
    blockAsync: (_, manager, body) => lib.withAsync(manager, body),
    blockSync: (_, manager, body) => lib.withSync(manager, body),
    blockMixed: (_, manager, body) => lib.withSync(manager, body),
  };

  /** Entered in a stack of one. */
  const stacks = {
    blockAsync: (_, manager, body) => AsyncExitStack.run(async (stack) => body(await stack.enter(manager))),
    blockSync: (_, manager, body) => ExitStack.run((stack) => body(stack.enter(manager))),
    blockMixed: (_, manager, body) => AsyncExitStack.run(async (stack) => body(stack.enterSync(manager))),
    stackAsync: (_, body) => AsyncExitStack.run(body),
    stackSync: (_, body) => ExitStack.run(body),
    stackMixed: (_, body) => AsyncExitStack.run(async (stack) => body(stack.enterSync(new ExitStack()))),
  };

  /** Entered by hand, the resource used by a stack. */
  const used = {
    blockAsync: (_, manager, body) =>
      AsyncExitStack.run(async (stack) => body(stack.use(await lib.enter(manager)).value)),
    blockSync: (_, manager, body) => ExitStack.run((stack) => body(stack.use(lib.enterSync(manager)).value)),
    blockMixed: (_, manager, body) =>
      AsyncExitStack.run(async (stack) => body(stack.use(lib.enterSync(manager)).value)),
  };

  /** Entered by hand, exited by a driver written from the protocol's description. */
  const protocol = {
    async blockAsync(_, manager, body) {
      const resource = await lib.enter(manager);
      return driveAsync(lib, resource, body, resource.value);
    },
    blockSync(_, manager, body) {
      const resource = lib.enterSync(manager);
      return driveSync(lib, resource, body, resource.value);
    },
    async blockMixed(_, manager, body) {
      const resource = lib.enterSync(manager);
      return driveAsync(lib, resource, body, resource.value);
    },
    // A stack is a resource as it is.
    stackAsync(_, body) {
      const stack = new AsyncExitStack();
      return driveAsync(lib, stack, body, stack);
    },
    stackSync(_, body) {
      const stack = new ExitStack();
      return driveSync(lib, stack, body, stack);
    },
    stackMixed(_, body) {
      const stack = new ExitStack();
      return driveAsync(lib, stack, body, stack);
    },
  };

  const ways = { with: withs, run: stacks, use: used, protocol };
  for (const way of Object.values(ways)) {
    way.stackAsync ??= (site, body) => way.blockAsync(site, new AsyncExitStack(), body);
    way.stackSync ??= (site, body) => way.blockSync(site, new ExitStack(), body);
    way.stackMixed ??= (site, body) => way.blockMixed(site, new ExitStack(), body);
  }

  /** Each block of a program in another of the ways. */
  const all = Object.values(ways);
  const mixed = {};
  for (const method of Object.keys(stacks)) {
    mixed[method] = (site, ...rest) => all[(site * 7 + (site >> 2)) % all.length][method](site, ...rest);
  }
  return { ...ways, mixed };
}

async function driveAsync(lib, resource, body, value) {
  let before, result;
  try {
    result = await body(value);
  } catch (error) {
    before = { error };
  }
  let after;
  try {
    after = await resource[lib.exit](before);
  } catch (thrown) {
    after = { error: combine(lib, thrown, before) };
  }
  if (after) throw after.error;
  return before ? undefined : result;
}

function driveSync(lib, resource, body, value) {
  let before, result;
  try {
    result = body(value);
  } catch (error) {
    before = { error };
  }
  let after;
  try {
    after = resource[lib.exit](before);
  } catch (thrown) {
    after = { error: combine(lib, thrown, before) };
  }
  if (after) throw after.error;
  return before ? undefined : result;
}

/** Exit rules 4 to 7, written again from their description. */
export function combine(lib, thrown, before) {
  if (!before) return thrown;
  const propagating = before.error;
  if (thrown === propagating || thrown === newest(propagating)) return propagating;
  if (!isSuppressed(thrown)) {
    for (let error = thrown, seen = new Set(); isObject(error) && !seen.has(error); error = error.cause) {
      if (error !== thrown && error === propagating) return thrown;
      seen.add(error);
    }
  } else if (onSpine(thrown, propagating)) return thrown;
  return new lib.SuppressedError(thrown, propagating);
}

/** Rule 1's newest error. */
export function newest(error) {
  while (isSuppressed(error)) error = error.error;
  return error;
}

function onSpine(error, sought) {
  return (
    error === sought ||
    (isSuppressed(error) && (onSpine(error.error, sought) || onSpine(error.suppressed, sought)))
  );
}

function isSuppressed(error) {
  return isObject(error) && error.name === "SuppressedError" && "error" in error && "suppressed" in error;
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}
