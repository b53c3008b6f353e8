// Which value a name has in a world: a stub, or a primitive, nothing at all, an array.

import type { How, Origin } from "./origin.js";
import { makeStub } from "./stub.js";
import type { World } from "./world.js";

type Profile = "objects" | "falsy" | "mixed" | "harsh";
const profiles: readonly Profile[] = ["objects", "falsy", "mixed", "mixed", "harsh"];

/** The value called `id` in this world; `name` is the last part of how the code says it. */
export function valueOf(world: World, id: string, name: string, how: How, owner?: object): unknown {
  const { facts } = world;
  const profile = profiles[world.seed % profiles.length]!;
  const fromCall = how === "called" || how === "awaited";
  const isCallee = !fromCall && facts.callees.has(name);
  const isNeeded = fromCall
    ? facts.makers.has(name)
    : isCallee || facts.objects.has(name) || (how === "parameter" && facts.objects.has("(parameter)"));
  const isThenable = how === "called" && takesTime(world, id, name, profile);
  const origin: Origin = {
    id,
    name,
    owner,
    isThenable,
    isCallable: isCallee || world.choose(`${id} f`, 4) < 3,
  };
  if (isThenable) return stubOf(world, origin);
  if (profile === "objects") return stubOf(world, origin);
  // Types tell which values have a disposer: never a primitive, nothing only where the code asks.
  if (world.same.length > 0) {
    if (isNeeded) return stubOf(world, origin);
    if (facts.optional.has(name)) {
      return world.choose(`${id} n`, 3) === 0 ? nothing(world, id) : stubOf(world, origin);
    }
  }
  if (profile === "harsh" && isNeeded && world.choose(`${id} n`, 7) === 0) return nothing(world, id);
  if (isNeeded) return stubOf(world, origin);
  if (profile === "falsy") return [undefined, false, 0, "", null][world.choose(`${id} z`, 5)];
  return mixed(world, id, origin);
}

/** The stub of an origin; what its uses give are values of this world. */
export function stubOf(world: World, origin: Origin): object {
  return makeStub(world, origin, valueOf);
}

function mixed(world: World, id: string, origin: Origin): unknown {
  const roll = world.choose(`${id} v`, 100);
  const { literals } = world.facts;
  if (roll < 34) return stubOf(world, origin);
  if (roll < 46) return true;
  if (roll < 58) return false;
  if (roll < 78) return literals.length === 0 ? "text" : literals[world.choose(`${id} l`, literals.length)];
  if (roll < 90) return nothing(world, id);
  if (roll < 96) return world.choose(`${id} i`, 4);
  return [1, 2].map((item) => stubOf(world, { ...origin, id: `${id}[${item}]` }));
}

function nothing(world: World, id: string): null | undefined {
  return world.choose(`${id} u`, 2) === 0 ? null : undefined;
}

/** Is the result of a call a promise? */
function takesTime(world: World, id: string, name: string, profile: Profile): boolean {
  const { awaited, callees, isAsync } = world.facts;
  if (!isAsync) return world.choose(`${id} t`, 6) === 0;
  if (world.seed % 7 === 1) return true;
  if (callees.has("then") && !awaited.has(name)) return world.choose(`${id} t`, 10) < 7;
  if (awaited.has(name)) return profile === "objects" || world.choose(`${id} t`, 10) < 8;
  return world.choose(`${id} t`, 10) < 4;
}
