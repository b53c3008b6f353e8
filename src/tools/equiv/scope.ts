// The names around a function: the language's own, this package's, and stubs for everything else.

import { describe } from "./describe.js";
import type { Imports } from "./imports.js";
import { isLanguage } from "./realm.js";
import { valueOf } from "./values.js";
import type { World } from "./world.js";

/** Makes the scope of a function in a world, as the object of a `with` statement. */
export function makeScope(world: World, imports: Imports): object {
  const { library, facts } = world;
  const values = new Map<string, unknown>([
    ...Object.entries(library.globals),
    ["SuppressedError", watched(world, library.globals["SuppressedError"] as object)],
  ]);
  for (const [local, name] of imports) {
    const whole = { ...library.main, ...library.globals };
    values.set(local, name === "*" ? whole : whole[name]);
  }
  const real = new Set(values.keys());
  const read = (key: string): unknown => {
    if (!values.has(key)) values.set(key, valueOf(world, key, key, "free"));
    return values.get(key);
  };
  return new Proxy(Object.create(null) as object, {
    has: (_, key) => typeof key === "string" && !key.startsWith("$equiv_") && !isLanguage(key),
    get(_, key) {
      if (typeof key === "symbol") return undefined;
      if (!real.has(key) && facts.assigned.has(key)) world.event(`read ${key}`);
      return read(key);
    },
    set(_, key, value) {
      world.event(`write ${String(key)} = ${describe(world, value)}`);
      values.set(String(key), value);
      return true;
    },
    deleteProperty: () => false,
  });
}

/** The class, which tells the world when it is first used. */
function watched(world: World, type: object): object {
  return new Proxy(type, {
    construct(target, args, newTarget) {
      world.suppressedAt = Math.min(world.suppressedAt, world.trace.length);
      return Reflect.construct(target as NewableFunction, args, newTarget as NewableFunction) as object;
    },
  });
}
